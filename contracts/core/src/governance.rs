//! The DAO: its token with vote checkpoints, proposals, ballots and the timelock.
//!
//! Names and meanings are OpenZeppelin Contracts 5.7's (ERC20Votes, Governor and its extensions), so that tools
//! written for those work; what differs is said where it does. Blocks are the clock of votes (ERC-6372), unix
//! seconds that of the timelock.

pub mod actions;
pub mod allowance;
pub mod amount;
pub mod ballots;
pub mod checkpoints;
pub mod delegation;
pub mod desk;
pub mod earning;
pub mod guardian;
pub mod holder;
pub mod lookup;
pub mod params;
pub mod proposal;
pub mod self_call;
pub mod signature;
pub mod suffix;
pub mod tally;
pub mod timelock;
pub mod token;
pub mod typed_data;
mod word;

pub use actions::Actions;
pub use amount::Amount;
pub use checkpoints::{Checkpoint, Spill, Trace};
pub use desk::{Cells, Desk};
pub use earning::{Earned, Earning, MAX_EPOCH_VOTES, RATE_UNIT};
pub use holder::Holder;
pub use params::{Floors, Param, ParamError, Params};
pub use proposal::{Proposal, State, UnexpectedState};
pub use self_call::SelfCall;
pub use tally::Support;

/// A proposal's id: the Keccak-256 hash of its actions and of its description's hash, as
/// [`Actions::id`] computes it.
pub type ProposalId = crate::ids::Hash;
