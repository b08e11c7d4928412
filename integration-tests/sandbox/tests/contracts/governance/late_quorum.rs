//! A quorum that comes late leaves time to answer it: OpenZeppelin's `GovernorPreventLateQuorum`.

use alloy_primitives::{aliases::U48, U256};
use alloy_sol_types::SolEvent;
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteCall, proposalDeadlineCall, setLateQuorumVoteExtensionCall, Params, ProposalExtended,
        VoteCast,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    Action, Actor, Dao, Motion, Receipt, TOKEN,
};

use super::{
    events::EmitsAll,
    states::{harmless, proposal, state, ACTIVE, DEFEATED, SUCCEEDED},
};

/// The default extension, in blocks.
const EXTENSION: u32 = 8;

/// A DAO with an open vote, and the vote's deadline.
#[track_caller]
fn open() -> (Dao, U256, u32) {
    let dao = Dao::builder().build();
    assert_eq!(dao.params().lateQuorumExtension, EXTENSION);
    let id = dao.open(&harmless(&dao, "Decided late"));
    let end = deadline(&dao, id);
    (dao, id, end)
}

#[track_caller]
fn deadline(dao: &Dao, id: U256) -> u32 {
    let end = proposal(dao, id).voteEnd;
    assert_eq!(dao.contract().view(proposalDeadlineCall { proposalId: id }), U256::from(end));
    end
}

#[track_caller]
fn vote(dao: &Dao, voter: &Actor, id: U256, support: u8) -> Receipt<U256> {
    dao.contract().call(voter, castVoteCall { proposalId: id, support }, 0).ok()
}

/// The ballot has to move the deadline to `end`, and to say so after itself.
#[track_caller]
fn extends(dao: &Dao, voter: &Actor, id: U256, support: u8, end: u32) {
    let receipt = vote(dao, voter, id, support);
    let (voter, weight) = (voter.address(), receipt.value);
    let cast = VoteCast { voter, proposalId: id, support, weight, reason: String::new() };
    let extended = ProposalExtended { proposalId: id, extendedDeadline: u64::from(end) };
    receipt.emits(&[cast.encode_log_data(), extended.encode_log_data()]);
    assert_eq!(deadline(dao, id), end);
}

/// The ballot has to leave the deadline at `end`, and to say nothing of it.
#[track_caller]
fn leaves(dao: &Dao, voter: &Actor, id: U256, support: u8, end: u32) {
    let receipt = vote(dao, voter, id, support);
    assert_eq!(receipt.logs.len(), 1);
    assert!(receipt.events::<ProposalExtended>().is_empty());
    assert_eq!(deadline(dao, id), end);
}

#[test]
fn an_early_quorum_moves_nothing() {
    let (dao, id, end) = open();
    leaves(&dao, dao.member(0), id, FOR, end);
    // Nor does a late ballot after it.
    dao.sandbox().advance_to(end);
    leaves(&dao, dao.member(1), id, AGAINST, end);
    leaves(&dao, dao.member(2), id, ABSTAIN, end);
    dao.close(id);
    assert_eq!(state(&dao, id), SUCCEEDED);
}

#[test]
fn a_quorum_in_the_last_block_leaves_time_to_answer() {
    let (dao, id, end) = open();
    let [alice, bob, carol, dan] = [0, 1, 2, 3].map(|place| dao.member(place));
    leaves(&dao, dan, id, FOR, end);
    dao.sandbox().advance_to(end);
    extends(&dao, carol, id, FOR, end + EXTENSION);
    assert_eq!(state(&dao, id), ACTIVE);
    // Once only, however late the answers come.
    dao.sandbox().advance_to(end + EXTENSION);
    assert_eq!(state(&dao, id), ACTIVE);
    leaves(&dao, bob, id, ABSTAIN, end + EXTENSION);
    leaves(&dao, alice, id, AGAINST, end + EXTENSION);
    dao.sandbox().advance(1);
    assert_eq!(state(&dao, id), DEFEATED);
}

#[test]
fn the_vote_goes_on_for_as_long_as_the_extension_at_least() {
    // Blocks left at the quorum, and by how many the deadline moves.
    for (left, moves) in [(9, 0), (8, 0), (7, 1), (4, 4), (1, 7)] {
        let (dao, id, end) = open();
        dao.sandbox().advance_to(end - left);
        if moves == 0 {
            leaves(&dao, dao.member(0), id, FOR, end);
        } else {
            extends(&dao, dao.member(0), id, FOR, end + moves);
        }
    }
}

#[test]
fn abstentions_make_a_quorum_and_ballots_against_do_not() {
    let (dao, id, end) = open();
    dao.sandbox().advance_to(end);
    leaves(&dao, dao.member(0), id, AGAINST, end);
    leaves(&dao, dao.member(3), id, FOR, end);
    extends(&dao, dao.member(2), id, ABSTAIN, end + EXTENSION);
}

#[test]
fn the_ballot_that_makes_the_quorum_to_the_unit_is_the_one() {
    let members = [("alice", 900 * TOKEN), ("bob", 100 * TOKEN - 1), ("carol", 1)];
    let dao = Dao::builder().members(&members).build();
    let id = dao.open(&harmless(&dao, "To the unit"));
    let end = deadline(&dao, id);
    dao.sandbox().advance_to(end);
    leaves(&dao, dao.member(1), id, FOR, end);
    extends(&dao, dao.member(2), id, FOR, end + EXTENSION);
}

#[test]
fn without_an_extension_nothing_moves() {
    let params = Params { lateQuorumExtension: 0, ..Dao::builder().params };
    let dao = Dao::builder().params(params).build();
    let id = dao.open(&harmless(&dao, "Decided late"));
    let end = deadline(&dao, id);
    dao.sandbox().advance_to(end);
    leaves(&dao, dao.member(0), id, FOR, end);
    dao.sandbox().advance(1);
    assert_eq!(state(&dao, id), SUCCEEDED);
}

/// As in OpenZeppelin's: unlike delay and period it is not fixed when a proposal is made.
#[test]
fn the_extension_is_the_one_at_the_quorum() {
    for extension in [0_u32, 3, 20] {
        let dao = Dao::builder().build();
        let call = setLateQuorumVoteExtensionCall { newVoteExtension: U48::from(extension) };
        let change = Motion::new(vec![Action::call(dao.address(), &call)], "Another extension");
        dao.ready(&change);
        let id = dao.open(&harmless(&dao, "Decided late"));
        let end = deadline(&dao, id);
        dao.contract().call(dao.member(0), change.execute(), 0).ok();
        dao.sandbox().advance_to(end);
        if extension == 0 {
            leaves(&dao, dao.member(0), id, FOR, end);
        } else {
            extends(&dao, dao.member(0), id, FOR, end + extension);
        }
    }
}
