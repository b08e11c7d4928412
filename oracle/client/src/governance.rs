//! The DAO off chain: what is proposed to it, what it says of its proposals, and what its members sign.

mod ballot;
mod motion;
mod pace;
mod proposals;
mod rehearsal;

pub use ballot::{Ballot, BallotDomain, BallotFault, SignedBallot};
pub use motion::{Action, Motion};
pub use pace::{Moment, Pace};
pub use proposals::{CastBallot, Record};
