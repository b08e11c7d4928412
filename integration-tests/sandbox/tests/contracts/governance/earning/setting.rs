//! How votes are earned is decided by vote.

use alloy_primitives::U256;
use alloy_sol_types::{SolCall, SolEvent};
use tributary_core::{DatasetId, NodeId};
use tributary_sandbox::{
    abi::IGovernance::{
        earningCall, mintCall, setEarningCall, Earning, EarningSet, ParamOutOfBounds, ProposalExecuted,
        VotesSynced,
    },
    Action, Motion,
};

use super::*;
use crate::{
    governance::{
        events::EmitsAll,
        states::{state, QUEUED},
    },
    refusal::refuses,
};

/// A proposal that sets this.
pub(super) fn motion(dao: &Dao, rate: u64, cap: u128) -> Motion {
    let call = setEarningCall { newRate: rate, newCap: cap };
    Motion::new(vec![Action::call(dao.address(), &call)], &format!("Earning {rate} up to {cap}"))
}

#[test]
fn a_vote_sets_the_rate_and_the_cap() {
    let dao = Dao::builder().earning(RATE, CAP).build();
    assert_eq!(dao.contract().view(earningCall {}), Earning { rate: RATE, cap: CAP });
    let motion = motion(&dao, 3 * RATE, CAP / 4);
    let set = EarningSet { oldRate: RATE, oldCap: CAP, newRate: 3 * RATE, newCap: CAP / 4 };
    let executed = ProposalExecuted { proposalId: motion.id() };
    dao.attempt(&motion).ok().emits(&[set.encode_log_data(), executed.encode_log_data()]);
    assert_eq!(dao.contract().view(earningCall {}), Earning { rate: 3 * RATE, cap: CAP / 4 });
    // To nothing, too.
    dao.attempt(&self::motion(&dao, 0, 0)).ok();
    assert_eq!(dao.contract().view(earningCall {}), Earning::default());
}

#[test]
fn bounds_hold_at_the_time_of_the_execution() {
    let dao = Dao::builder().earning(RATE, CAP).build();
    let (most_rate, most_cap): (u64, u128) = (1_000_000_000_000, 10 * TOKEN);
    let above = |param, found: u128, most| ParamOutOfBounds { param, found, least: 0, most };
    let refused = [
        (most_rate + 1, 0, above(9, u128::from(most_rate) + 1, most_rate.into())),
        (u64::MAX, u128::MAX, above(9, u64::MAX.into(), most_rate.into())),
        (0, most_cap + 1, above(10, most_cap + 1, most_cap)),
        (most_rate, u128::MAX, above(10, u128::MAX, most_cap)),
    ];
    let motions: Vec<_> = refused.iter().map(|(rate, cap, _)| motion(&dao, *rate, *cap)).collect();
    due(&dao, &motions);
    for (motion, (.., refusal)) in motions.iter().zip(refused) {
        refuses(dao.contract(), dao.member(0), motion.execute(), refusal);
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    dao.attempt(&motion(&dao, most_rate, most_cap)).ok();
    // A larger supply has room for more.
    let more = vec![
        Action::call(dao.address(), &mintCall { to: dao.address(), amount: U256::from(SUPPLY) }),
        Action::call(dao.address(), &setEarningCall { newRate: 1, newCap: 2 * most_cap }),
    ];
    dao.pass(more, "Twice as many");
    assert_eq!(dao.contract().view(earningCall {}), Earning { rate: 1, cap: 2 * most_cap });
}

/// Work is not robbed of what it earned when the cap falls, and epochs cut earlier gain nothing when it rises.
#[test]
fn the_cap_of_an_epoch_is_that_at_its_cut() {
    let mut work = Work::new();
    let (dataset, node) = (Account::Dataset(DatasetId(1)), Account::Node(NodeId(1)));
    work.settle(&[(dataset, CAP)]);
    work.dao.attempt(&motion(&work.dao, RATE, CAP / 2)).ok();
    assert_eq!(work.earned().ceiling, CAP);
    work.sync();
    assert_eq!((work.earned().allowed, work.earned().ceiling), (CAP, CAP));

    // The first epoch of the new cap; what is cut from now on has that.
    work.settle_and_sync(&[(node, CAP / 2)]);
    assert_eq!((work.earned().allowed, work.earned().ceiling), (CAP + CAP / 2, CAP / 2));
    work.settle_and_sync(&[(node, CAP)]);
    assert_eq!(work.earned().allowed, 2 * CAP);

    // A cap that rises again holds from its own block on.
    work.dao.attempt(&motion(&work.dao, RATE, CAP)).ok();
    work.settle_and_sync(&[(node, CAP)]);
    assert_eq!((work.earned().allowed, work.earned().ceiling), (3 * CAP, CAP));
}

/// Epochs that are final when another cap is set count with the one before, also those in which nobody earned.
#[test]
fn what_is_final_is_read_before_a_cap_is_set() {
    let scene = Scene::new();
    let dao = Dao::builder().earning(RATE, TOKEN).build_beside(&scene.suite);
    let (mut work, node) = (Work { scene, dao }, Account::Node(NodeId(1)));
    for _ in 0..3 {
        work.settle(&[]);
    }
    let higher = motion(&work.dao, RATE, CAP);
    let synced = VotesSynced { epoch: 3, votesSum: 0, allowed: 0 };
    let set = EarningSet { oldRate: RATE, oldCap: TOKEN, newRate: RATE, newCap: CAP };
    let executed = ProposalExecuted { proposalId: higher.id() };
    work.dao.attempt(&higher).ok().emits(&[
        synced.encode_log_data(),
        set.encode_log_data(),
        executed.encode_log_data(),
    ]);
    assert_eq!((work.earned().epoch, work.earned().ceiling), (3, CAP));
    // The cap of one epoch, not of four.
    work.settle_and_sync(&[(node, 100 * CAP)]);
    assert_eq!(work.earned().allowed, CAP);

    // What was read before is not announced again.
    let lower = motion(&work.dao, RATE, CAP / 2);
    let set = EarningSet { oldRate: RATE, oldCap: CAP, newRate: RATE, newCap: CAP / 2 };
    let executed = ProposalExecuted { proposalId: lower.id() };
    work.dao.attempt(&lower).ok().emits(&[set.encode_log_data(), executed.encode_log_data()]);
}

/// Who executes chooses how much weight there is. However little that is, no cap is set without reading first.
#[test]
fn little_weight_does_not_set_a_cap_without_reading() {
    let mut work = Work::new();
    work.settle(&[]);
    let motion = motion(&work.dao, RATE, CAP / 2);
    work.dao.ready(&motion);
    let (sandbox, to, member) = (work.dao.sandbox(), work.dao.address(), work.dao.member(0));
    let calldata = motion.execute().abi_encode();
    let enough = sandbox.dry_run(member, to, calldata.clone(), U256::ZERO).ok().cost;
    let part = |whole: Option<u64>, percent| whole.map_or(u64::MAX, |whole| whole / 100 * percent);
    let limits = [("time", Some(enough.ref_time), None), ("proof", None, Some(enough.proof_size))];
    for (what, time, proof) in limits {
        let (mut failed, mut done) = (0, 0);
        for percent in (40..=300).step_by(2) {
            let (ref_time, proof_size) = (part(time, percent), part(proof, percent));
            let outcome = sandbox.dry_run_within(ref_time, proof_size, member, to, calldata.clone());
            match outcome.result {
                Ok(_) => {
                    assert!(outcome.logs[0].decode::<VotesSynced>().is_some(), "{percent} % of the {what}");
                    done += 1;
                }
                Err(_) => failed += 1,
            }
        }
        assert!(failed > 0 && done > 0, "{what}: {failed} failed, {done} done");
    }
}
