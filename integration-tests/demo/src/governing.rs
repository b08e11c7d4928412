//! What the DAO decides while the network runs, and what that changes for everybody who is paid.

mod contest;
mod earning;
mod parts;
mod purpose;
mod refusal;
mod rounds;
mod serving;
mod shown;
mod story;
mod totals;

use std::path::Path;

use crate::world::World;

pub use contest::{Delegation, Outcome};
pub use earning::Earned;
pub use parts::Parts;
pub use refusal::Refused;
pub use rounds::{Round, Rounds};
pub use shown::{json, table, words};
pub use story::{govern, Governed};
pub use totals::Totals;

/// A network that runs, and how it is reached.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    /// Keys, money and addresses.
    pub world: &'a World,
    /// What servers are asked with.
    pub http: &'a reqwest::Client,
    /// An oracle's URL.
    pub oracle: &'a str,
    /// The chain's URL.
    pub chain_url: &'a str,
    /// The folder of the datasets' files.
    pub corpora: &'a Path,
    /// The folder of configurations, databases and logs.
    pub folder: &'a Path,
}
