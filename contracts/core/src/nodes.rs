//! GPU nodes and oracles: who they are, what they stake, which keys and prices held when.
//!
//! A change holds from the block it was included in, and of two changes in one block the last one: a
//! report is judged by what held at the end of its anchor block. So a node that leaves in a block is
//! not active there any more, and a key that was rotated away in a block is the key up to the block
//! before.

mod bond;
mod consent;
mod endpoint;
mod node;
mod oracle;
mod params;

#[cfg(test)]
mod tests;

pub use bond::{ActivityChange, Bond, BondError, Standing};
pub use consent::{Consent, ConsentError, ConsentTerms};
pub use endpoint::{Endpoint, EndpointError, MAX_ENDPOINT};
pub use node::{KeyChange, Node, NodeError, PriceChange, Registered, Registration};
pub use oracle::{Oracle, OracleError};
pub use params::{ParamError, Params, MAX_UNBONDING};

use crate::ids::Address;

/// A payout address that somebody has.
fn payable(payout: Address) -> Option<Address> {
    (payout != Address::default()).then_some(payout)
}
