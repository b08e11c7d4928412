//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, prelude::vec::Vec, sol::DynBytes, Address};
use tributary_core::{
    epoch::Head,
    ids::{BlockNumber, Hash},
    ledger::{Pending, Scheduled},
    EpochId,
};
use tributary_interfaces::{event, ToWord, Word};

use crate::abi::{to_abi, Bytes32};

/// An epoch entered the queue. Carries the whole commitment, so that anyone can read it back.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct EpochSubmitted {
    #[ink(topic)]
    pub epoch: u64,
    #[ink(topic)]
    pub commitmentHash: Bytes32,
    #[ink(topic)]
    pub transmitter: Address,
    pub commitment: DynBytes,
}

/// An epoch became final and is settled on the splitter.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct EpochFinalized {
    #[ink(topic)]
    pub epoch: u64,
    #[ink(topic)]
    pub commitmentHash: Bytes32,
    pub payoutSum: u128,
    pub spendSum: u128,
}

/// A pending epoch will not become final.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct EpochVoided {
    #[ink(topic)]
    pub epoch: u64,
    #[ink(topic)]
    pub commitmentHash: Bytes32,
}

/// The ledger starts behind this epoch, which another settled.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct Inherited {
    #[ink(topic)]
    pub epoch: u64,
    #[ink(topic)]
    pub commitmentHash: Bytes32,
}

/// A committee may become active in these blocks.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct CommitteeScheduled {
    pub version: u32,
    pub members: Vec<Address>,
    pub fromBlock: u32,
    pub untilBlock: u32,
}

/// A scheduled committee does not become active.
#[ink::event]
#[allow(missing_docs)]
pub struct CommitteeCancelled {
    pub version: u32,
}

/// A committee signs from now on.
#[ink::event]
#[allow(missing_docs)]
pub struct CommitteeActivated {
    pub version: u32,
    pub members: Vec<Address>,
}

/// The owner role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OwnershipTransferred {
    #[ink(topic)]
    pub previousOwner: Address,
    #[ink(topic)]
    pub newOwner: Address,
}

/// The guardian paused submissions.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct PausedUntil {
    #[ink(topic)]
    pub guardian: Address,
    pub untilBlock: u32,
}

/// A pause ended early.
#[ink::event]
#[allow(missing_docs)]
pub struct Unpaused {
    #[ink(topic)]
    pub by: Address,
}

/// The guardian role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct GuardianChanged {
    #[ink(topic)]
    pub previousGuardian: Address,
    #[ink(topic)]
    pub newGuardian: Address,
}

fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits [`EpochSubmitted`] with the commitment's encoding.
pub fn epoch_submitted(epoch: EpochId, hash: Hash, transmitter: tributary_core::Address, commitment: &[u8]) {
    const OFFSET: u8 = 32;
    let padded = commitment.len().next_multiple_of(32);
    let mut data = Vec::with_capacity(padded.saturating_add(64));
    data.extend_from_slice(&OFFSET.to_word());
    data.extend_from_slice(&u64::try_from(commitment.len()).unwrap_or(u64::MAX).to_word());
    data.extend_from_slice(commitment);
    data.resize(padded.saturating_add(64), 0);
    let topics = [signature::<EpochSubmitted>(), epoch.to_word(), hash, transmitter.to_word()];
    event::emit(&topics, &data);
}

/// Emits [`EpochFinalized`].
pub fn epoch_finalized(pending: &Pending) {
    let topics = [signature::<EpochFinalized>(), pending.epoch.to_word(), pending.hash];
    event::emit_words(&topics, &[pending.payout.sum.to_word(), pending.spend.sum.to_word()]);
}

/// Emits [`EpochVoided`].
pub fn epoch_voided(pending: &Pending) {
    event::emit_words(&[signature::<EpochVoided>(), pending.epoch.to_word(), pending.hash], &[]);
}

/// Emits [`Inherited`].
pub fn inherited(head: &Head) {
    event::emit_words(&[signature::<Inherited>(), head.epoch.to_word(), head.hash], &[]);
}

/// Emits [`CommitteeScheduled`].
pub fn committee_scheduled(scheduled: &Scheduled) {
    let Scheduled { committee, term } = scheduled;
    let event = CommitteeScheduled {
        version: committee.version,
        members: committee.members.iter().copied().map(to_abi).collect(),
        fromBlock: term.from_block,
        untilBlock: term.until_block,
    };
    event::emit(&[signature::<CommitteeScheduled>()], &Event::<Sol>::encode_data(&event));
}

/// Emits [`CommitteeCancelled`].
pub fn committee_cancelled(cancelled: &Scheduled) {
    event::emit_words(&[signature::<CommitteeCancelled>()], &[cancelled.committee.version.to_word()]);
}

/// Emits [`CommitteeActivated`].
pub fn committee_activated(committee: &tributary_core::committee::Committee) {
    let event = CommitteeActivated {
        version: committee.version,
        members: committee.members.iter().copied().map(to_abi).collect(),
    };
    event::emit(&[signature::<CommitteeActivated>()], &Event::<Sol>::encode_data(&event));
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: tributary_core::Address, new: tributary_core::Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}

/// Emits [`PausedUntil`].
pub fn paused_until(guardian: tributary_core::Address, until: BlockNumber) {
    event::emit_words(&[signature::<PausedUntil>(), guardian.to_word()], &[until.to_word()]);
}

/// Emits [`Unpaused`].
pub fn unpaused(by: tributary_core::Address) {
    event::emit_words(&[signature::<Unpaused>(), by.to_word()], &[]);
}

/// Emits [`GuardianChanged`].
pub fn guardian_changed(previous: tributary_core::Address, new: tributary_core::Address) {
    event::emit_words(&[signature::<GuardianChanged>(), previous.to_word(), new.to_word()], &[]);
}
