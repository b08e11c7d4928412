//! What the DAO's messages may weigh, in the cases that `costs` measures, so that nothing makes them dearer unseen.

use alloy_primitives::U256;
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteCall, delegateCall, numCheckpointsCall, setVotingPeriodCall, transferCall, Params,
    },
    dao::FOR,
    Action, Actor, Cost, Dao, Motion, TOKEN,
};

/// Microseconds of weight that `castVote` may take: the target, which ballots meet whose votes at the snapshot stand
/// among the voter's recent checkpoints. Those are 16 at most, and 5 when a page has just moved out.
const CAST_VOTE: f64 = 600.0;
/// The same where they stand in one of `n` pages, of which `1 + log2(n)` are read at most. This is a bound, and not
/// the target.
const CAST_VOTE_BEHIND_PAGES: f64 = 1_000.0;
/// The same for `transfer` between two accounts that delegate to themselves.
const TRANSFER: f64 = 600.0;
/// The same for `delegate` to oneself.
const DELEGATE: f64 = 450.0;
/// The same for `propose` with one action, and what it should take.
const PROPOSE: f64 = 815.0;
const PROPOSE_TARGET: f64 = 700.0;

/// What looking up an account takes at least.
const LOOK_UP: f64 = 50.0;

/// Recent checkpoints of an account in the scenes: less than what spills.
const CHECKPOINTS: u32 = 8;

#[track_caller]
fn transfer(dao: &Dao, from: &Actor, to: &Actor) -> Cost {
    let call = transferCall { to: to.address(), value: U256::from(TOKEN) };
    dao.contract().call(from, call, 0).ok().cost
}

/// A DAO whose first two members have a checkpoint of every block.
fn in_use() -> Dao {
    let dao = Dao::builder().build();
    for _ in 1..CHECKPOINTS {
        transfer(&dao, dao.member(0), dao.member(1));
        dao.sandbox().advance(1);
    }
    dao
}

/// One action and a sentence of 85 characters.
fn motion(dao: &Dao) -> Motion {
    let call = setVotingPeriodCall { newVotingPeriod: 25 };
    let description = "A vote of 25 blocks. More people can take part, also those who vote at weekends only.";
    Motion::new(vec![Action::call(dao.address(), &call)], description)
}

#[track_caller]
fn is_within(cost: Cost, most: f64) {
    assert!(cost.micros() <= most, "{:.0} µs, more than {most:.0}", cost.micros());
}

#[test]
fn a_transfer_between_two_who_delegate_to_themselves() {
    let dao = Dao::builder().build();
    is_within(transfer(&dao, dao.member(0), dao.member(1)), TRANSFER);
    let dao = in_use();
    is_within(transfer(&dao, dao.member(0), dao.member(1)), TRANSFER);
}

#[test]
fn a_delegation_to_oneself() {
    let dao = Dao::builder().build();
    let fresh = dao.sandbox().actor("fresh");
    transfer(&dao, dao.member(0), &fresh);
    dao.sandbox().advance(1);
    let call = delegateCall { delegatee: fresh.address() };
    is_within(dao.contract().call(&fresh, call, 0).ok().cost, DELEGATE);
}

#[test]
fn a_proposal() {
    let dao = in_use();
    let cost = dao.contract().call(dao.member(0), motion(&dao).propose(), 0).ok().cost;
    let micros = cost.micros();
    assert!(micros <= PROPOSE, "{micros:.0} µs, more than {PROPOSE:.0}; the target is {PROPOSE_TARGET:.0}");
}

/// Nobody's votes are looked up where it takes none.
#[test]
fn a_proposal_without_a_threshold() {
    let propose = |threshold| {
        let builder = Dao::builder();
        let params = Params { proposalThreshold: threshold, ..builder.params.clone() };
        let dao = builder.params(params).build();
        dao.contract().call(dao.member(0), motion(&dao).propose(), 0).ok().cost.micros()
    };
    let (with, without) = (propose(TOKEN), propose(0));
    assert!(without + LOOK_UP <= with, "{without:.0} µs, and {with:.0} with a threshold");
}

#[test]
fn a_ballot() {
    let dao = in_use();
    let proposal = dao.open(&motion(&dao));
    // The first also looks up the quorum.
    for member in dao.members() {
        let call = castVoteCall { proposalId: proposal, support: FOR };
        is_within(dao.contract().call(member, call, 0).ok().cost, CAST_VOTE);
    }
}

/// Votes may change in every block of a vote, and with them nothing but what a ballot costs.
#[test]
fn a_ballot_whose_snapshot_is_behind_pages() {
    for changes in [17, 200] {
        let builder = Dao::builder();
        let params = Params { votingPeriod: 300, ..builder.params.clone() };
        let dao = builder.params(params).build();
        let (voter, other) = (dao.member(0), dao.member(1));
        let proposal = dao.open(&motion(&dao));
        for _ in 0..changes {
            transfer(&dao, other, voter);
            dao.sandbox().advance(1);
        }
        let account = voter.address();
        assert_eq!(dao.contract().view(numCheckpointsCall { account }), changes + 1);
        let call = castVoteCall { proposalId: proposal, support: FOR };
        let receipt = dao.contract().call(voter, call, 0).ok();
        assert_eq!(receipt.value, U256::from(500 * TOKEN));
        is_within(receipt.cost, CAST_VOTE_BEHIND_PAGES);
    }
}
