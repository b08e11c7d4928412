//! The calls that the DAO makes on itself: actions of a proposal whose target is the DAO's own contract.
//!
//! They are executed within the contract and never sent to it, since it cannot be entered twice; the
//! functions of the same names are refused from outside or mean the caller's own tokens. What is not here
//! cannot be done by a vote: the DAO neither delegates nor votes with what it holds, or a majority could
//! keep itself in office with the treasury's tokens.

use super::{
    word::{address, number, Word},
    Amount, Param,
};
use crate::ids::Address;

#[cfg(test)]
mod tests;

const SET_VOTING_DELAY: u32 = 0x7905_1887;
const SET_VOTING_PERIOD: u32 = 0xe540_d01d;
const SET_PROPOSAL_THRESHOLD: u32 = 0xece4_0cc1;
const UPDATE_QUORUM_NUMERATOR: u32 = 0x06f3_f9e6;
const SET_LATE_QUORUM_VOTE_EXTENSION: u32 = 0x330d_f7ff;
const UPDATE_DELAY: u32 = 0x64d6_2353;
const UPDATE_GRACE_PERIOD: u32 = 0x5ab9_8d5a;
const SET_PROPOSAL_GUARDIAN: u32 = 0xa660_aca5;
const MINT: u32 = 0x40c1_0f19;
const SET_EARNING: u32 = 0x20c1_efcc;
const RELAY: u32 = 0xc28b_c2fa;
const TRANSFER: u32 = 0xa905_9cbb;
const APPROVE: u32 = 0x095e_a7b3;
const TRANSFER_FROM: u32 = 0x23b8_72dd;

// Bytes of a word that are zero before an integer of the type.
const BEFORE_UINT32: usize = 28;
const BEFORE_UINT48: usize = 26;
const BEFORE_UINT256: usize = 0;

/// Where the length of `relay`'s data stands: right after its three words.
const RELAY_DATA: usize = 96;

/// A call of the DAO on itself, with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfCall<'a> {
    /// `setVotingDelay(uint48)`, `setVotingPeriod(uint32)`, `setProposalThreshold(uint256)`,
    /// `updateQuorumNumerator(uint256)`, `setLateQuorumVoteExtension(uint48)`, `updateDelay(uint256)` or
    /// `updateGracePeriod(uint256)`: the parameter and its new value, in the parameter's unit.
    Set(Param, Amount),
    /// `setProposalGuardian(address)`; zero: nobody.
    SetGuardian(Address),
    /// `mint(address,uint256)`.
    Mint {
        /// Who gets the new votes.
        to: Address,
        /// How many.
        amount: Amount,
    },
    /// `setEarning(uint64,uint128)`.
    SetEarning {
        /// Votes per million wei of the treasury's cut.
        rate: u64,
        /// The most votes earned in an epoch.
        cap: u128,
    },
    /// `relay(address,uint256,bytes)`: one more call of another contract.
    Relay {
        /// Whom it calls.
        target: Address,
        /// Wei sent along, a `uint256` as it was given.
        value: [u8; 32],
        /// The input.
        data: &'a [u8],
    },
    /// `transfer(address,uint256)` of the DAO's own tokens.
    Transfer {
        /// Who gets them.
        to: Address,
        /// How many.
        amount: Amount,
    },
    /// `approve(address,uint256)` of the DAO's own tokens.
    Approve {
        /// Who may spend them.
        spender: Address,
        /// How many.
        amount: Amount,
    },
    /// `transferFrom(address,address,uint256)` of what was approved to the DAO.
    TransferFrom {
        /// Whose tokens.
        from: Address,
        /// Who gets them.
        to: Address,
        /// How many.
        amount: Amount,
    },
}

/// Calldata that is no call of the DAO on itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelfCallError {
    /// No such function.
    #[error("the DAO has no call on itself with selector {selector:02x?}")]
    Unknown {
        /// The first four bytes, with zeros for those that are not there.
        selector: [u8; 4],
    },
    /// The arguments are not the canonical encoding of the function's types.
    #[error("the arguments of selector {selector:02x?} are not of its types to the last byte")]
    Malformed {
        /// The function's.
        selector: [u8; 4],
    },
}

impl<'a> SelfCall<'a> {
    /// Reads a call strictly: a selector and arguments have one encoding, and only that is taken. Otherwise
    /// what is executed might not be what tools showed to the voters.
    ///
    /// # Errors
    /// [`SelfCallError`].
    pub fn decode(calldata: &'a [u8]) -> Result<Self, SelfCallError> {
        let Some((selector, arguments)) = calldata.split_first_chunk::<4>() else {
            let mut selector = [0; 4];
            selector.iter_mut().zip(calldata).for_each(|(to, from)| *to = *from);
            return Err(SelfCallError::Unknown { selector });
        };
        // All arguments are whole words. None at all is malformed for every call, and so is a part of one.
        let (words, part) = arguments.as_chunks::<32>();
        let words: &'a [Word] = if part.is_empty() { words } else { &[] };
        let call = match u32::from_be_bytes(*selector) {
            SET_VOTING_DELAY => set(Param::VotingDelay, words, BEFORE_UINT48),
            SET_VOTING_PERIOD => set(Param::VotingPeriod, words, BEFORE_UINT32),
            SET_PROPOSAL_THRESHOLD => set(Param::ProposalThreshold, words, BEFORE_UINT256),
            UPDATE_QUORUM_NUMERATOR => set(Param::QuorumNumerator, words, BEFORE_UINT256),
            SET_LATE_QUORUM_VOTE_EXTENSION => set(Param::LateQuorumExtension, words, BEFORE_UINT48),
            UPDATE_DELAY => set(Param::TimelockDelay, words, BEFORE_UINT256),
            UPDATE_GRACE_PERIOD => set(Param::GracePeriod, words, BEFORE_UINT256),
            SET_PROPOSAL_GUARDIAN => set_guardian(words),
            MINT => holder_and_amount(words).map(|(to, amount)| Self::Mint { to, amount }),
            SET_EARNING => set_earning(words),
            RELAY => relay(words),
            TRANSFER => holder_and_amount(words).map(|(to, amount)| Self::Transfer { to, amount }),
            APPROVE => holder_and_amount(words).map(|(spender, amount)| Self::Approve { spender, amount }),
            TRANSFER_FROM => transfer_from(words),
            _ => return Err(SelfCallError::Unknown { selector: *selector }),
        };
        call.ok_or(SelfCallError::Malformed { selector: *selector })
    }
}

fn set<'a>(param: Param, words: &[Word], padding: usize) -> Option<SelfCall<'a>> {
    let [value] = words else { return None };
    let (padding, _) = value.split_at_checked(padding)?;
    is_zero(padding).then(|| SelfCall::Set(param, Amount::from_be_bytes(*value)))
}

fn set_guardian<'a>(words: &[Word]) -> Option<SelfCall<'a>> {
    let [guardian] = words else { return None };
    address(guardian).map(SelfCall::SetGuardian)
}

fn holder_and_amount(words: &[Word]) -> Option<(Address, Amount)> {
    let [holder, amount] = words else { return None };
    Some((address(holder)?, Amount::from_be_bytes(*amount)))
}

fn set_earning<'a>(words: &[Word]) -> Option<SelfCall<'a>> {
    let [rate, cap] = words else { return None };
    Some(SelfCall::SetEarning {
        rate: u64::from_be_bytes(*narrow(rate)?),
        cap: u128::from_be_bytes(*narrow(cap)?),
    })
}

fn relay(words: &[Word]) -> Option<SelfCall<'_>> {
    let [target, value, offset, length, data @ ..] = words else { return None };
    if number(offset)? != RELAY_DATA {
        return None;
    }
    let (data, padding) = data.as_flattened().split_at_checked(number(length)?)?;
    // A whole word after the data would be nothing's.
    if padding.len() >= 32 || !is_zero(padding) {
        return None;
    }
    Some(SelfCall::Relay { target: address(target)?, value: *value, data })
}

fn transfer_from<'a>(words: &[Word]) -> Option<SelfCall<'a>> {
    let [from, to, amount] = words else { return None };
    Some(SelfCall::TransferFrom {
        from: address(from)?,
        to: address(to)?,
        amount: Amount::from_be_bytes(*amount),
    })
}

/// The last bytes of a word, if all before them are zero.
fn narrow<const BYTES: usize>(word: &Word) -> Option<&[u8; BYTES]> {
    let (padding, value) = word.split_last_chunk::<BYTES>()?;
    is_zero(padding).then_some(value)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
