//! The events of the ABI, emitted by the bare host call. Names and layouts are OpenZeppelin's.
#![allow(clippy::unused_unit, reason = "what ink! makes of an event without parameters")]

use ink::{
    abi::Sol,
    env::Event,
    prelude::{string::String, vec::Vec},
    sol::DynBytes,
};
use tributary_core::{
    governance::{
        token::{Moved, VotesChanged},
        Amount, Earned, Earning, ProposalId,
    },
    Address, BlockNumber,
};
use tributary_interfaces::{event, word::push_bytes, ToWord, Word};

use crate::{abi::Uint256, state::State};

/// Tokens moved; from zero: they were minted.
#[ink::event]
#[allow(missing_docs)]
pub struct Transfer {
    #[ink(topic)]
    pub from: ink::Address,
    #[ink(topic)]
    pub to: ink::Address,
    pub value: Uint256,
}

/// Somebody may spend another's tokens.
#[ink::event]
#[allow(missing_docs)]
pub struct Approval {
    #[ink(topic)]
    pub owner: ink::Address,
    #[ink(topic)]
    pub spender: ink::Address,
    pub value: Uint256,
}

/// An account's votes count for another delegate.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct DelegateChanged {
    #[ink(topic)]
    pub delegator: ink::Address,
    #[ink(topic)]
    pub fromDelegate: ink::Address,
    #[ink(topic)]
    pub toDelegate: ink::Address,
}

/// A delegate has more votes, or fewer.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct DelegateVotesChanged {
    #[ink(topic)]
    pub delegate: ink::Address,
    pub previousVotes: Uint256,
    pub newVotes: Uint256,
}

/// Never emitted: the EIP-712 domain cannot change (EIP-5267).
#[ink::event]
#[allow(dead_code, reason = "declared for whoever compares ABIs")]
pub struct EIP712DomainChanged {}

/// A proposal was made. `signatures` are empty.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalCreated {
    pub proposalId: Uint256,
    pub proposer: ink::Address,
    pub targets: Vec<ink::Address>,
    pub values: Vec<ink::U256>,
    pub signatures: Vec<String>,
    pub calldatas: Vec<DynBytes>,
    pub voteStart: Uint256,
    pub voteEnd: Uint256,
    pub description: String,
}

/// A proposal waits in the timelock until this time.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalQueued {
    pub proposalId: Uint256,
    pub etaSeconds: Uint256,
}

/// A proposal was executed.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalExecuted {
    pub proposalId: Uint256,
}

/// A proposal was called off.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalCanceled {
    pub proposalId: Uint256,
}

/// A quorum that came late moved a proposal's deadline.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalExtended {
    #[ink(topic)]
    pub proposalId: Uint256,
    pub extendedDeadline: u64,
}

/// A ballot was cast.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct VoteCast {
    #[ink(topic)]
    pub voter: ink::Address,
    pub proposalId: Uint256,
    pub support: u8,
    pub weight: Uint256,
    pub reason: String,
}

/// Never emitted: ballots have no params here.
#[ink::event]
#[allow(dead_code, reason = "declared for whoever compares ABIs")]
#[allow(non_snake_case, missing_docs)]
pub struct VoteCastWithParams {
    #[ink(topic)]
    pub voter: ink::Address,
    pub proposalId: Uint256,
    pub support: u8,
    pub weight: Uint256,
    pub reason: String,
    pub params: DynBytes,
}

/// Proposals wait longer, or shorter, before their vote.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct VotingDelaySet {
    pub oldVotingDelay: Uint256,
    pub newVotingDelay: Uint256,
}

/// Votes last longer, or shorter.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct VotingPeriodSet {
    pub oldVotingPeriod: Uint256,
    pub newVotingPeriod: Uint256,
}

/// Proposing takes more votes, or fewer.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalThresholdSet {
    pub oldProposalThreshold: Uint256,
    pub newProposalThreshold: Uint256,
}

/// The quorum is another part of the supply.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct QuorumNumeratorUpdated {
    pub oldQuorumNumerator: Uint256,
    pub newQuorumNumerator: Uint256,
}

/// A late quorum extends the vote by more, or less.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct LateQuorumVoteExtensionSet {
    pub oldVoteExtension: u64,
    pub newVoteExtension: u64,
}

/// Another guardian may veto; zero: nobody.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ProposalGuardianSet {
    pub oldProposalGuardian: ink::Address,
    pub newProposalGuardian: ink::Address,
}

/// The timelock is longer, or shorter.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct MinDelayChange {
    pub oldDuration: Uint256,
    pub newDuration: Uint256,
}

/// Queued proposals expire later, or sooner.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct GracePeriodChange {
    pub oldDuration: Uint256,
    pub newDuration: Uint256,
}

/// Votes are earned by the epochs of this splitter from now on.
#[ink::event]
#[allow(missing_docs)]
pub struct Wired {
    #[ink(topic)]
    pub splitter: ink::Address,
}

/// Work earns votes otherwise.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct EarningSet {
    pub oldRate: u64,
    pub oldCap: u128,
    pub newRate: u64,
    pub newCap: u128,
}

/// An epoch's votes were read.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct VotesSynced {
    #[ink(topic)]
    pub epoch: u64,
    pub votesSum: u128,
    pub allowed: u128,
}

/// Votes were minted for the work of a dataset or a node.
#[ink::event]
#[allow(missing_docs)]
pub struct VotesClaimed {
    #[ink(topic)]
    pub kind: u8,
    #[ink(topic)]
    pub id: u64,
    #[ink(topic)]
    pub to: ink::Address,
    pub amount: u128,
}

fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits an event `E` of two words: what was, and what is.
pub fn changed<E: Event<Sol>>(old: impl ToWord, new: impl ToWord) {
    emit_change(signature::<E>(), old.to_word(), new.to_word());
}

#[inline(never)]
fn emit_change(signature: Word, old: Word, new: Word) {
    event::emit_words(&[signature], &[old, new]);
}

/// Emits [`Transfer`], and [`DelegateVotesChanged`] as often as delegates gained or lost.
pub fn transfer(from: &Address, to: &Address, value: Amount, moved: &Moved) {
    event::emit_words(&[signature::<Transfer>(), from.to_word(), to.to_word()], &[value.to_word()]);
    votes_moved(moved);
}

/// Emits what each parameter is set to at first.
pub fn constructed(state: &State) {
    let params = &state.params;
    changed::<VotingDelaySet>(0u8, params.voting_delay);
    changed::<VotingPeriodSet>(0u8, params.voting_period);
    changed::<ProposalThresholdSet>(0u8, params.proposal_threshold);
    changed::<QuorumNumeratorUpdated>(0u8, params.quorum_numerator.0);
    changed::<LateQuorumVoteExtensionSet>(0u8, params.late_quorum_extension);
    changed::<ProposalGuardianSet>(0u8, state.guardian);
    changed::<MinDelayChange>(0u8, params.timelock_delay);
    changed::<GracePeriodChange>(0u8, params.grace_period);
}

/// Emits [`Wired`].
pub fn wired(splitter: &Address) {
    event::emit_words(&[signature::<Wired>(), splitter.to_word()], &[]);
}

/// Emits [`EarningSet`].
pub fn earning_set(old: &Earning, new: &Earning) {
    let data = [old.rate.to_word(), old.cap.to_word(), new.rate.to_word(), new.cap.to_word()];
    event::emit_words(&[signature::<EarningSet>()], &data);
}

/// Emits [`VotesSynced`].
pub fn votes_synced(books: &Earned) {
    let topics = [signature::<VotesSynced>(), books.epoch.to_word()];
    event::emit_words(&topics, &[books.votes.sum.to_word(), books.allowed.to_word()]);
}

/// Emits [`VotesClaimed`].
pub fn votes_claimed(kind: u8, id: u64, to: &Address, amount: u128) {
    let topics = [signature::<VotesClaimed>(), kind.to_word(), id.to_word(), to.to_word()];
    event::emit_words(&topics, &[amount.to_word()]);
}

/// Emits [`Approval`].
pub fn approval(owner: &Address, spender: &Address, value: Amount) {
    event::emit_words(&[signature::<Approval>(), owner.to_word(), spender.to_word()], &[value.to_word()]);
}

/// Emits [`DelegateChanged`], and [`DelegateVotesChanged`] as often as delegates gained or lost.
pub fn delegate_changed(delegator: &Address, from: &Address, to: &Address, moved: &Moved) {
    let topics = [signature::<DelegateChanged>(), delegator.to_word(), from.to_word(), to.to_word()];
    event::emit_words(&topics, &[]);
    votes_moved(moved);
}

#[inline(never)]
fn votes_moved(moved: &Moved) {
    for change in [&moved.lost, &moved.gained].into_iter().flatten() {
        let VotesChanged { delegate, previous, new } = change;
        let topics = [signature::<DelegateVotesChanged>(), delegate.to_word()];
        event::emit_words(&topics, &[previous.to_word(), new.to_word()]);
    }
}

/// Emits [`ProposalCreated`], with its data as `Actions::encode_created` makes it.
pub fn proposal_created(encoded: &[u8]) {
    event::emit(&[signature::<ProposalCreated>()], encoded);
}

/// Emits [`ProposalQueued`].
pub fn proposal_queued(id: &ProposalId, eta: u64) {
    event::emit_words(&[signature::<ProposalQueued>()], &[*id, eta.to_word()]);
}

/// Emits [`ProposalExecuted`].
pub fn proposal_executed(id: &ProposalId) {
    event::emit_words(&[signature::<ProposalExecuted>()], &[*id]);
}

/// Emits [`ProposalCanceled`].
pub fn proposal_canceled(id: &ProposalId) {
    event::emit_words(&[signature::<ProposalCanceled>()], &[*id]);
}

/// Emits [`ProposalExtended`].
pub fn proposal_extended(id: &ProposalId, deadline: BlockNumber) {
    event::emit_words(&[signature::<ProposalExtended>(), *id], &[deadline.to_word()]);
}

/// Emits [`VoteCast`].
pub fn vote_cast(voter: &Address, id: &ProposalId, support: u8, weight: u128, reason: &[u8]) {
    const OFFSET_OF_REASON: u8 = 128;
    let head = [*id, support.to_word(), weight.to_word(), OFFSET_OF_REASON.to_word()];
    let mut data = Vec::with_capacity(reason.len().saturating_add(192));
    data.extend_from_slice(head.as_flattened());
    push_bytes(&mut data, reason);
    event::emit(&[signature::<VoteCast>(), voter.to_word()], &data);
}
