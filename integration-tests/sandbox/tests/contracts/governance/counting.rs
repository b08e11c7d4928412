//! What a vote comes to: the quorum of votes for it and abstentions, and more votes for it than against.

use alloy_primitives::{aliases::U48, U256};
use tributary_sandbox::{
    abi::IGovernance::{
        mintCall, quorumCall, quorumDenominatorCall, quorumNumerator_0Call, quorumNumerator_1Call,
        updateQuorumNumeratorCall, ERC5805FutureLookup, Params,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    Action, Dao, Motion, TOKEN,
};

use super::states::{bring, harmless, proposal, state, DEFEATED, PENDING, SUCCEEDED};
use crate::refusal::refuses;

/// Of a thousand tokens in all, of which a tenth is the quorum.
fn dao() -> Dao {
    let members = [
        ("alice", 599 * TOKEN),
        ("bob", 300 * TOKEN),
        ("carol", 100 * TOKEN - 1),
        ("dan", 1),
        ("erin", TOKEN - 1),
        ("frank", 1),
    ];
    Dao::builder().members(&members).build()
}

const ALICE: usize = 0;
const BOB: usize = 1;
const CAROL: usize = 2;
const DAN: usize = 3;
const ERIN: usize = 4;

/// What a vote comes to in which these members say this.
#[track_caller]
fn comes_to(dao: &Dao, ballots: &[(usize, u8)]) -> u8 {
    let id = dao.open(&harmless(dao, &format!("{ballots:?} at {}", dao.sandbox().block())));
    for (member, support) in ballots {
        dao.vote(dao.member(*member), id, *support);
    }
    dao.close(id);
    state(dao, id)
}

#[test]
fn the_quorum_is_reached_to_the_unit_by_votes_for_it_and_abstentions() {
    let dao = dao();
    let cases: [(&[(usize, u8)], u8); 8] = [
        (&[(CAROL, FOR), (ALICE, AGAINST)], DEFEATED),
        (&[(CAROL, FOR)], DEFEATED),
        (&[(CAROL, FOR), (DAN, FOR)], SUCCEEDED),
        (&[(CAROL, FOR), (DAN, ABSTAIN)], SUCCEEDED),
        (&[(CAROL, ABSTAIN), (DAN, FOR)], SUCCEEDED),
        // Votes against it do not help it to its quorum.
        (&[(CAROL, FOR), (DAN, AGAINST)], DEFEATED),
        (&[(CAROL, FOR), (ERIN, AGAINST)], DEFEATED),
        (&[(BOB, FOR), (CAROL, AGAINST)], SUCCEEDED),
    ];
    for (ballots, outcome) in cases {
        assert_eq!(comes_to(&dao, ballots), outcome, "{ballots:?}");
    }
}

#[test]
fn more_are_for_it_than_against() {
    let members = [("alice", 400 * TOKEN), ("bob", 400 * TOKEN), ("carol", 1), ("dan", 200 * TOKEN - 1)];
    let dao = Dao::builder().members(&members).build();
    let cases: [(&[(usize, u8)], u8); 10] = [
        // A tie, with and without a quorum of abstentions.
        (&[(0, FOR), (1, AGAINST)], DEFEATED),
        (&[(0, FOR), (1, AGAINST), (3, ABSTAIN)], DEFEATED),
        (&[(0, FOR), (1, AGAINST), (2, FOR)], SUCCEEDED),
        (&[(0, FOR), (1, AGAINST), (2, AGAINST)], DEFEATED),
        // Abstentions are for neither side.
        (&[(0, ABSTAIN), (1, ABSTAIN)], DEFEATED),
        (&[(0, ABSTAIN), (1, ABSTAIN), (2, FOR)], SUCCEEDED),
        (&[(0, ABSTAIN), (2, AGAINST), (3, FOR)], SUCCEEDED),
        (&[(0, AGAINST), (1, AGAINST), (3, FOR)], DEFEATED),
        (&[(0, AGAINST)], DEFEATED),
        (&[], DEFEATED),
    ];
    for (ballots, outcome) in cases {
        assert_eq!(comes_to(&dao, ballots), outcome, "{ballots:?}");
    }
}

#[test]
fn parts_of_a_unit_are_not_asked_for() {
    let params = Params { proposalThreshold: 0, quorumNumerator: 1_000, ..Dao::builder().params };
    for (supply, quorum) in [(999, 0), (1_000, 1), (1_999, 1), (2_000, 2)] {
        let members = [("alice", supply - 2), ("bob", 1), ("carol", 1)];
        let dao = Dao::builder().params(params.clone()).members(&members).build();
        let id = dao.open(&harmless(&dao, "In a small house"));
        assert_eq!(proposal(&dao, id).quorum, quorum);
        let needed = usize::try_from(quorum.max(1)).unwrap();
        for member in dao.members().iter().skip(1).take(needed) {
            dao.vote(member, id, FOR);
        }
        dao.close(id);
        assert_eq!(state(&dao, id), SUCCEEDED);
    }
    // A quorum of nothing is no majority.
    let dao = Dao::builder().params(params).members(&[("alice", 999)]).build();
    assert_eq!(comes_to(&dao, &[]), DEFEATED);
    assert_eq!(comes_to(&dao, &[(0, AGAINST)]), DEFEATED);
    assert_eq!(comes_to(&dao, &[(0, ABSTAIN)]), DEFEATED);
}

/// A motion that makes 30 % of the supply the quorum, ready to be executed.
#[track_caller]
fn stricter(dao: &Dao) -> Motion {
    let call = updateQuorumNumeratorCall { newQuorumNumerator: U256::from(300_000) };
    let motion = Motion::new(vec![Action::call(dao.address(), &call)], "A larger quorum");
    dao.ready(&motion);
    motion
}

#[track_caller]
fn execute(dao: &Dao, motion: &Motion) -> u32 {
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    dao.sandbox().block()
}

#[track_caller]
fn quorum_at(dao: &Dao, block: u32) -> (U256, U256) {
    let timepoint = U256::from(block);
    (dao.contract().view(quorumNumerator_1Call { timepoint }), dao.contract().view(quorumCall { timepoint }))
}

fn tenth() -> (U256, U256) {
    (U256::from(100_000), U256::from(100 * TOKEN))
}

fn three_tenths() -> (U256, U256) {
    (U256::from(300_000), U256::from(300 * TOKEN))
}

/// It is not in the hands of who wins another vote meanwhile, whether anybody voted before or not.
#[test]
fn the_quorum_of_a_past_snapshot_stays() {
    for voted_before in [false, true] {
        let dao = Dao::builder().build();
        let (carol, motion) = (dao.member(2), stricter(&dao));
        let id = dao.open(&harmless(&dao, "Before"));
        let snapshot = proposal(&dao, id).voteStart;
        if voted_before {
            dao.vote(carol, id, FOR);
        }
        let changed = execute(&dao, &motion);
        if !voted_before {
            dao.vote(carol, id, FOR);
        }
        assert_eq!(proposal(&dao, id).quorum, 100 * TOKEN);
        dao.close(id);
        assert_eq!(state(&dao, id), SUCCEEDED, "150 of 1000 are for it");
        assert_eq!(quorum_at(&dao, snapshot), tenth());
        assert_eq!(quorum_at(&dao, changed - 1), tenth());
        assert_eq!(quorum_at(&dao, changed), three_tenths());
        assert_eq!(dao.contract().view(quorumNumerator_0Call {}), U256::from(300_000));
        assert_eq!(dao.contract().view(quorumDenominatorCall {}), U256::from(1_000_000));
        // The next one needs 300.
        assert_eq!(comes_to(&dao, &[(2, FOR)]), DEFEATED);
        assert_eq!(comes_to(&dao, &[(1, FOR)]), SUCCEEDED);
    }
}

#[test]
fn the_quorum_is_the_one_at_the_end_of_the_snapshots_block() {
    // Blocks from the snapshot to the change, and the votes that are needed.
    for (after, needed) in [(-1_i64, 300), (0, 300), (1, 100)] {
        let dao = Dao::builder().build();
        let (carol, motion) = (dao.member(2), stricter(&dao));
        let id = bring(&dao, &harmless(&dao, "Meanwhile"), PENDING);
        let snapshot = proposal(&dao, id).voteStart;
        dao.sandbox().advance_to(u32::try_from(i64::from(snapshot) + after).unwrap());
        execute(&dao, &motion);
        dao.sandbox().advance_to(snapshot + 1);
        assert_eq!(proposal(&dao, id).quorum, needed * TOKEN);
        dao.vote(carol, id, FOR);
        dao.close(id);
        assert_eq!(state(&dao, id), if needed == 100 { SUCCEEDED } else { DEFEATED });
    }
}

#[test]
fn what_is_minted_after_the_snapshot_does_not_raise_the_quorum() {
    let dao = Dao::builder().build();
    let call = mintCall { to: dao.guardian().address(), amount: U256::from(1_000 * TOKEN) };
    let motion = Motion::new(vec![Action::call(dao.address(), &call)], "Twofold");
    dao.ready(&motion);
    let id = dao.open(&harmless(&dao, "Before"));
    let changed = execute(&dao, &motion);
    assert_eq!(proposal(&dao, id).quorum, 100 * TOKEN);
    dao.vote(dao.member(2), id, FOR);
    dao.close(id);
    assert_eq!(state(&dao, id), SUCCEEDED);
    assert_eq!(quorum_at(&dao, changed - 1), tenth());
    // Votes that nobody can cast count as well.
    assert_eq!(quorum_at(&dao, changed), (U256::from(100_000), U256::from(200 * TOKEN)));
    assert_eq!(comes_to(&dao, &[(2, FOR), (3, ABSTAIN)]), SUCCEEDED);
    assert_eq!(comes_to(&dao, &[(2, FOR)]), DEFEATED);
}

#[test]
fn the_quorum_of_a_block_that_has_not_ended_is_not_known() {
    let dao = Dao::builder().build();
    let now = dao.sandbox().block();
    for timepoint in [U256::from(now), U256::from(now + 1), U256::from(u64::MAX), U256::MAX] {
        let clock = U48::from(now);
        let refusal = ERC5805FutureLookup { timepoint, clock };
        refuses(dao.contract(), dao.member(0), quorumCall { timepoint }, refusal);
        // A numerator is the latest one.
        assert_eq!(dao.contract().view(quorumNumerator_1Call { timepoint }), U256::from(100_000));
    }
    assert_eq!(quorum_at(&dao, now - 1), tenth());
    assert_eq!(quorum_at(&dao, 0), (U256::ZERO, U256::ZERO));
}
