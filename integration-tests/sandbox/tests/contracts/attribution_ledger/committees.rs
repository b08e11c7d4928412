//! Replacing the committee.

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{
            self, activateCommitteeCall, cancelCommitteeCall, finalizeEpochCall, scheduleCommitteeCall,
            scheduledCommitteeCall, CommitteeActivated, CommitteeCancelled, CommitteeDuplicate,
            CommitteeLapsed, CommitteeNotDue, CommitteeScheduled, CommitteeSize, CommitteeZero,
            NoCommitteeScheduled, ScheduledCommittee, SignatureInvalid,
        },
        IOwned,
    },
    Committee, OracleKeys, Suite,
};

use super::{Epochs, WINDOW};
use crate::refusal::refuses;

/// The default suite's delay.
const DELAY: u32 = 300;

fn members(count: u8) -> Vec<Address> {
    (1..=count).map(Address::repeat_byte).collect()
}

/// The committee that the ledger counts as its `version`-th.
fn committee(suite: &Suite, seed: &str, count: u8, version: u32) -> Committee {
    let keys = OracleKeys::from_seed(seed, count);
    Committee::new(keys, version, suite.ledger().address(), suite.domain()).unwrap()
}

#[track_caller]
fn schedule(suite: &Suite, members: Vec<Address>) {
    suite.ledger().call(suite.owner(), scheduleCommitteeCall { members }, 0).ok();
}

#[test]
fn a_ledger_knows_its_committee() {
    let epochs = Epochs::new();
    let (ledger, committee) = (epochs.scene.suite.ledger(), epochs.scene.suite.committee());
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), committee.members());
    assert_eq!(ledger.view(IAttributionLedger::committeeVersionCall {}), 1);
    let digest = B256::new(committee.config_digest());
    assert_eq!(ledger.view(IAttributionLedger::configDigestCall {}), digest);
}

#[test]
fn only_the_owner_schedules_and_only_a_committee() {
    let epochs = Epochs::new();
    let suite = &epochs.scene.suite;
    let (ledger, owner) = (suite.ledger(), suite.owner());
    for caller in [suite.deployer(), suite.guardian(), &epochs.alice] {
        let refusal = IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
        refuses(ledger, caller, scheduleCommitteeCall { members: members(4) }, refusal);
    }
    for count in [0, 2, 3, 5, 6, 15, 17, 19] {
        let call = scheduleCommitteeCall { members: members(count) };
        refuses(ledger, owner, call, CommitteeSize { found: u32::from(count) });
    }
    let mut with_zero = members(4);
    with_zero[2] = Address::ZERO;
    refuses(ledger, owner, scheduleCommitteeCall { members: with_zero }, CommitteeZero { index: 2 });
    let mut twice = members(4);
    twice[3] = twice[0];
    let refusal = CommitteeDuplicate { member: twice[0] };
    refuses(ledger, owner, scheduleCommitteeCall { members: twice }, refusal);
    refuses(ledger, owner, activateCommitteeCall {}, NoCommitteeScheduled {});
}

#[test]
fn a_committee_waits_for_the_longest_exit_and_anyone_puts_it_in_office() {
    let epochs = Epochs::new();
    let suite = &epochs.scene.suite;
    let (ledger, stranger) = (suite.ledger(), suite.actor("stranger"));
    let next = committee(suite, "next", 7, 2);
    let at = suite.block() + DELAY;
    let call = scheduleCommitteeCall { members: next.members() };
    let receipt = ledger.call(suite.owner(), call, 0).ok();
    let (members, until) = (next.members(), at + DELAY);
    let expected = CommitteeScheduled { version: 2, members, fromBlock: at, untilBlock: until };
    assert_eq!(receipt.event::<CommitteeScheduled>(), expected);
    let (members, shown) = (next.members(), ledger.view(scheduledCommitteeCall {}));
    assert_eq!(shown, ScheduledCommittee { members, version: 2, fromBlock: at, untilBlock: until });
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), suite.committee().members());
    refuses(ledger, &stranger, activateCommitteeCall {}, CommitteeNotDue { fromBlock: at });
    suite.sandbox().advance_to(at - 1);
    refuses(ledger, suite.owner(), activateCommitteeCall {}, CommitteeNotDue { fromBlock: at });
    suite.advance(1);

    let receipt = ledger.call(&stranger, activateCommitteeCall {}, 0).ok();

    let expected = CommitteeActivated { version: 2, members: next.members() };
    assert_eq!(receipt.event::<CommitteeActivated>(), expected);
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), next.members());
    assert_eq!(ledger.view(IAttributionLedger::committeeVersionCall {}), 2);
    let digest = B256::new(next.config_digest());
    assert_eq!(ledger.view(IAttributionLedger::configDigestCall {}), digest);
    assert_eq!(ledger.view(scheduledCommitteeCall {}), ScheduledCommittee::default());
    refuses(ledger, &stranger, activateCommitteeCall {}, NoCommitteeScheduled {});
}

#[test]
fn a_committee_that_nobody_puts_in_office_lapses() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, stranger) = (suite.ledger(), suite.actor("stranger"));
    let next = committee(&suite, "next", 4, 2);
    schedule(&suite, next.members());
    let until = suite.block() + 2 * DELAY;
    suite.sandbox().advance_to(until + 1);
    for caller in [suite.owner(), &stranger] {
        refuses(ledger, caller, activateCommitteeCall {}, CommitteeLapsed { untilBlock: until });
    }
    // It is shown as it is stored, and the one in office signs.
    let shown = ledger.view(scheduledCommitteeCall {});
    assert_eq!((&shown.members, shown.version, shown.untilBlock), (&next.members(), 2, until));
    let commitment = epochs.next();
    let refusal = SignatureInvalid { index: 0 };
    epochs.refuses_signed(&commitment, next.sign(&commitment), refusal);
    suite.submit(&commitment).ok();

    // Scheduled over it, even the same members wait anew and have a term anew.
    schedule(&suite, next.members());
    let at = suite.block() + DELAY;
    refuses(ledger, &stranger, activateCommitteeCall {}, CommitteeNotDue { fromBlock: at });
    // The last block of the term is in it.
    suite.sandbox().advance_to(at + DELAY);
    ledger.call(&stranger, activateCommitteeCall {}, 0).ok();
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), next.members());
    assert_eq!(ledger.view(IAttributionLedger::committeeVersionCall {}), 2);
}

#[test]
fn the_owner_cancels_a_committee_in_time_or_lapsed() {
    let epochs = Epochs::new();
    let suite = &epochs.scene.suite;
    let (ledger, owner) = (suite.ledger(), suite.owner());
    refuses(ledger, owner, cancelCommitteeCall {}, NoCommitteeScheduled {});
    // Before its term, in it, and after it.
    for blocks in [0, DELAY - 1, DELAY, 2 * DELAY, 2 * DELAY + 1] {
        schedule(suite, committee(suite, "next", 4, 2).members());
        suite.advance(blocks);
        for caller in [suite.deployer(), suite.guardian(), &epochs.alice] {
            let refusal = IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
            refuses(ledger, caller, cancelCommitteeCall {}, refusal);
        }
        let receipt = ledger.call(owner, cancelCommitteeCall {}, 0).ok();
        assert_eq!(receipt.event::<CommitteeCancelled>(), CommitteeCancelled { version: 2 });
        assert_eq!(receipt.logs.len(), 1);
        assert_eq!(ledger.view(scheduledCommitteeCall {}), ScheduledCommittee::default());
        refuses(ledger, owner, activateCommitteeCall {}, NoCommitteeScheduled {});
        refuses(ledger, owner, cancelCommitteeCall {}, NoCommitteeScheduled {});
    }
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), suite.committee().members());
    assert_eq!(ledger.view(IAttributionLedger::committeeVersionCall {}), 1);
}

#[test]
fn old_signatures_die_with_their_committee() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let next = committee(&suite, "next", 4, 2);
    schedule(&suite, next.members());
    suite.advance(DELAY);
    // Until somebody puts the next one in office, the old one signs.
    let pending = epochs.submit();
    let signed_before = epochs.next();
    let old_signatures = suite.committee().sign(&signed_before);
    suite.ledger().call(suite.deployer(), activateCommitteeCall {}, 0).ok();
    let refusal = SignatureInvalid { index: 0 };
    epochs.refuses_signed(&signed_before, old_signatures, refusal);
    suite.submit_signed(&signed_before, next.sign(&signed_before)).ok();
    // What was pending by then becomes final all the same.
    suite.advance(WINDOW);
    for epoch in [pending.epoch.0, signed_before.epoch.0] {
        assert_eq!(suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok().value, epoch);
    }
    epochs.scene.assert_conserved();
}

#[test]
fn even_the_same_members_sign_anew() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    schedule(&suite, suite.committee().members());
    suite.advance(DELAY);
    suite.ledger().call(suite.deployer(), activateCommitteeCall {}, 0).ok();
    let commitment = epochs.next();
    let refusal = SignatureInvalid { index: 0 };
    epochs.refuses_signed(&commitment, suite.committee().sign(&commitment), refusal);
    let again = committee(&suite, "oracle", 4, 2);
    assert_eq!(again.members(), suite.committee().members());
    suite.submit_signed(&commitment, again.sign(&commitment)).ok();
}

#[test]
fn a_next_committee_does_not_sign_before_its_time() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let next = committee(&suite, "next", 4, 2);
    schedule(&suite, next.members());
    suite.advance(DELAY);
    let commitment = epochs.next();
    let refusal = SignatureInvalid { index: 0 };
    epochs.refuses_signed(&commitment, next.sign(&commitment), refusal);
    suite.submit(&commitment).ok();
}

#[test]
fn a_later_schedule_replaces_and_waits_anew() {
    let epochs = Epochs::new();
    let suite = &epochs.scene.suite;
    schedule(suite, committee(suite, "first thought", 4, 2).members());
    suite.advance(DELAY - 1);
    let second = committee(suite, "second thought", 1, 2);
    schedule(suite, second.members());
    let at = suite.block() + DELAY;
    suite.advance(1);
    let (ledger, anyone) = (suite.ledger(), suite.deployer());
    refuses(ledger, anyone, activateCommitteeCall {}, CommitteeNotDue { fromBlock: at });
    suite.sandbox().advance_to(at);
    ledger.call(anyone, activateCommitteeCall {}, 0).ok();
    assert_eq!(ledger.view(IAttributionLedger::committeeCall {}), second.members());
    assert_eq!(ledger.view(IAttributionLedger::committeeVersionCall {}), 2);
}

#[test]
fn committees_of_sixteen_fit() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let next = committee(&suite, "sixteen", 16, 2);
    schedule(&suite, next.members());
    assert_eq!(suite.ledger().view(scheduledCommitteeCall {}).members, next.members());
    suite.advance(DELAY);
    suite.ledger().call(suite.deployer(), activateCommitteeCall {}, 0).ok();
    let commitment = epochs.next();
    suite.submit_signed(&commitment, next.sign_by(0..16, &commitment)).ok();
}
