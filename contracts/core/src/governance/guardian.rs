//! Who can stop a proposal.
//!
//! OpenZeppelin's `GovernorProposalGuardian` lets the guardian cancel at any time, and the proposer
//! where there is no guardian. Here the guardian can veto what is queued and nothing else, and cannot
//! keep its place by it.

use super::{
    actions::Action,
    proposal::{State, UnexpectedState},
    Actions, Proposal,
};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
mod tests;

/// Bytes of a call of `setProposalGuardian(address)`.
const CALL_BYTES: usize = 36;

/// How it begins: the selector, and the padding of an address.
const CALL_HEAD: [u8; 16] = [0xa6, 0x60, 0xac, 0xa5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// The states in which OpenZeppelin's Governor lets those cancel who may: all but the ends that its
/// `_cancel` names.
const CANCELABLE: u8 = u8::MAX ^ State::Canceled.bit() ^ State::Expired.bit() ^ State::Executed.bit();

/// Why a proposal is not canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CancelError {
    /// It was canceled or executed, or has expired.
    #[error(transparent)]
    State(#[from] UnexpectedState),
    /// The caller may not, or not in this state.
    #[error("{caller} cannot cancel the proposal in its state")]
    Unable {
        /// Who called.
        caller: Address,
    },
    /// It does nothing but replace the guardian.
    #[error("the guardian cannot cancel a proposal that replaces it")]
    Spared,
}

/// Whether the only action is a well-formed call of `setProposalGuardian(address)` on `this`, the
/// governor itself, without value. A proposal that does anything else beside could make itself safe from
/// the guardian by it.
pub fn spares_guardian(actions: &Actions, this: &Address) -> bool {
    actions.count() == Some(1)
        && actions.iter().any(|Action { target, value, calldata }| {
            target == *this
                && *value == [0; 32]
                && calldata.len() == CALL_BYTES
                && calldata.starts_with(&CALL_HEAD)
        })
}

impl Proposal {
    /// Cancels it for its proposer while it is Pending, and for the `guardian`, who is nobody if zero,
    /// while it is Queued. Later the proposer would cancel what others have voted on.
    ///
    /// # Errors
    /// As in OpenZeppelin's Governor the right to cancel comes before the state: [`CancelError::Unable`]
    /// for anyone else and in any other state. For the guardian, whose right does not end there,
    /// [`CancelError::State`] if it is canceled, expired or executed. [`CancelError::Spared`] if it is
    /// queued and only replaces the guardian.
    pub fn cancel(
        &mut self,
        caller: &Address,
        guardian: &Address,
        block: BlockNumber,
        time: u64,
    ) -> Result<(), CancelError> {
        let current = self.state(block, time);
        let guards = caller == guardian && *guardian != Address::default();
        match current {
            State::Pending if *caller == self.proposer => {}
            State::Queued if guards && self.spares_guardian => return Err(CancelError::Spared),
            State::Queued if guards => {}
            State::Canceled | State::Expired | State::Executed if guards => {
                return Err(UnexpectedState { current, expected: CANCELABLE }.into());
            }
            _ => return Err(CancelError::Unable { caller: *caller }),
        }
        self.canceled = true;
        Ok(())
    }
}
