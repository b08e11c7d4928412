//! Replacing the ledger.

use alloy_primitives::{Address, Bytes};
use tributary_sandbox::{
    abi::{
        IOwned,
        IRoyaltySplitter::{
            self, activateLedgerCall, cancelLedgerCall, exitCall, requestExitCall, scheduleLedgerCall,
            scheduledLedgerCall, LedgerCancelled, LedgerLapsed, LedgerNotDue, LedgerReplaced,
            LedgerScheduled, NoLedgerScheduled, NotLedger, NotWired,
        },
    },
    Actor, Contract, RoyaltySplitter, TOKEN,
};

use super::settling::{deployed, root};
use crate::{refusal::refuses, scene::Scene};

/// The default suite's: an exit's delay and the escape's.
const DELAY: u32 = 80 + 200;

fn to(ledger: &Actor) -> scheduleLedgerCall {
    scheduleLedgerCall { ledger: ledger.address() }
}

const NOBODY: (Address, u32, u32) = (Address::ZERO, 0, 0);

/// Who waits, and the first and the last block of its term.
fn scheduled(splitter: &Contract<RoyaltySplitter>) -> (Address, u32, u32) {
    let next = splitter.view(scheduledLedgerCall {});
    (next.ledger, next.fromBlock, next.untilBlock)
}

#[test]
fn only_the_owner_schedules_somebody_and_not_before_wiring() {
    let scene = Scene::new();
    let (splitter, owner) = (scene.splitter(), scene.suite.owner());
    let next = scene.suite.actor("next");
    for caller in [scene.suite.deployer(), scene.suite.guardian(), &next] {
        let refusal = IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
        refuses(splitter, caller, to(&next), refusal);
    }
    let zero = scheduleLedgerCall { ledger: Address::ZERO };
    refuses(splitter, owner, zero, IOwned::ZeroAddress {});
    refuses(splitter, &next, activateLedgerCall {}, NoLedgerScheduled {});
    assert_eq!(scheduled(splitter), NOBODY);

    let (sandbox, splitter, deployer) = deployed(|deployer| deployer.address());
    refuses(&splitter, &deployer, to(&sandbox.actor("next")), NotWired {});
}

#[test]
fn a_ledger_takes_office_after_its_delay_and_the_one_before_is_nobody() {
    let (sandbox, splitter, owner) = deployed(|deployer| deployer.address());
    let [old, new, stranger] = ["old", "new", "stranger"].map(|name| sandbox.actor(name));
    splitter.call(&owner, IRoyaltySplitter::wireCall { ledger: old.address() }, 0).ok();
    splitter.call(&stranger, IRoyaltySplitter::depositCall {}, TOKEN).ok();
    splitter.call(&old, root(1, 5, 5), 0).ok();
    let due = sandbox.block() + DELAY;

    let receipt = splitter.call(&owner, to(&new), 0).ok();

    let (ledger, until) = (new.address(), due + DELAY);
    let expected = LedgerScheduled { ledger, fromBlock: due, untilBlock: until };
    assert_eq!(receipt.event::<LedgerScheduled>(), expected);
    assert_eq!(scheduled(&splitter), (ledger, due, until));
    sandbox.advance_to(due - 1);
    for caller in [&owner, &new] {
        refuses(&splitter, caller, activateLedgerCall {}, LedgerNotDue { fromBlock: due });
    }
    let refusal = NotLedger { caller: new.address(), ledger: old.address() };
    refuses(&splitter, &new, root(2, 6, 6), refusal);
    splitter.call(&old, root(2, 6, 6), 0).ok();
    sandbox.advance(1);

    let receipt = splitter.call(&stranger, activateLedgerCall {}, 0).ok();

    let expected = LedgerReplaced { previousLedger: old.address(), newLedger: new.address() };
    assert_eq!(receipt.event::<LedgerReplaced>(), expected);
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), new.address());
    assert_eq!(scheduled(&splitter), NOBODY);
    refuses(&splitter, &stranger, activateLedgerCall {}, NoLedgerScheduled {});
    let refusal = NotLedger { caller: old.address(), ledger: new.address() };
    refuses(&splitter, &old, root(3, 7, 7), refusal);
    // The new one goes on where the old one stood, and can take nothing back.
    let refusal = IRoyaltySplitter::EpochNotNext { expected: 3, found: 1 };
    refuses(&splitter, &new, root(1, 7, 7), refusal);
    let refusal = IRoyaltySplitter::PayoutShrank { before: 6, after_: 5 };
    refuses(&splitter, &new, root(3, 5, 6), refusal);
    splitter.call(&new, root(3, 7, 7), 0).ok();
}

#[test]
fn a_later_schedule_replaces_and_waits_anew() {
    let scene = Scene::new();
    let [first, second] = ["first", "second"].map(|name| scene.suite.actor(name));
    scene.splitter().call(scene.suite.owner(), to(&first), 0).ok();
    scene.suite.advance(DELAY - 1);
    scene.splitter().call(scene.suite.owner(), to(&second), 0).ok();
    let due = scene.suite.block() + DELAY;
    scene.suite.advance(1);
    assert_eq!(scheduled(scene.splitter()), (second.address(), due, due + DELAY));
    refuses(scene.splitter(), &first, activateLedgerCall {}, LedgerNotDue { fromBlock: due });
    // The ledger in office can be scheduled as well: it stays.
    let ledger = scene.suite.ledger().address();
    scene.splitter().call(scene.suite.owner(), scheduleLedgerCall { ledger }, 0).ok();
    scene.suite.advance(DELAY);
    scene.splitter().call(&first, activateLedgerCall {}, 0).ok();
    assert_eq!(scene.splitter().view(IRoyaltySplitter::ledgerCall {}), ledger);
}

#[test]
fn a_ledger_that_nobody_puts_in_office_lapses() {
    let scene = Scene::new();
    let (splitter, sandbox) = (scene.splitter(), scene.suite.sandbox());
    let [first, second] = ["first", "second"].map(|name| scene.suite.actor(name));
    splitter.call(scene.suite.owner(), to(&first), 0).ok();
    let due = scene.suite.block() + DELAY;
    let until = due + DELAY;
    sandbox.advance_to(until + 1);
    for caller in [scene.suite.owner(), &first] {
        refuses(splitter, caller, activateLedgerCall {}, LedgerLapsed { untilBlock: until });
    }
    // It is shown as it is stored, and the one in office stays.
    assert_eq!(scheduled(splitter), (first.address(), due, until));
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), scene.suite.ledger().address());
    let refusal = NotLedger { caller: first.address(), ledger: scene.suite.ledger().address() };
    refuses(splitter, &first, root(1, 0, 0), refusal);

    // One that is scheduled over it waits anew, and has a term anew; its last block is in it.
    splitter.call(scene.suite.owner(), to(&second), 0).ok();
    let due = scene.suite.block() + DELAY;
    refuses(splitter, &second, activateLedgerCall {}, LedgerNotDue { fromBlock: due });
    sandbox.advance_to(due + DELAY);
    splitter.call(&first, activateLedgerCall {}, 0).ok();
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), second.address());
}

#[test]
fn the_owner_cancels_a_ledger_in_time_or_lapsed() {
    let scene = Scene::new();
    let (splitter, owner) = (scene.splitter(), scene.suite.owner());
    let next = scene.suite.actor("next");
    refuses(splitter, owner, cancelLedgerCall {}, NoLedgerScheduled {});
    // Before its term, in it, and after it.
    for blocks in [0, DELAY - 1, DELAY, 2 * DELAY, 2 * DELAY + 1] {
        splitter.call(owner, to(&next), 0).ok();
        scene.suite.advance(blocks);
        for caller in [scene.suite.deployer(), scene.suite.guardian(), &next] {
            let refusal = IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
            refuses(splitter, caller, cancelLedgerCall {}, refusal);
        }
        let receipt = splitter.call(owner, cancelLedgerCall {}, 0).ok();
        assert_eq!(receipt.event::<LedgerCancelled>(), LedgerCancelled { ledger: next.address() });
        assert_eq!(receipt.logs.len(), 1);
        assert_eq!(scheduled(splitter), NOBODY);
        refuses(splitter, &next, activateLedgerCall {}, NoLedgerScheduled {});
        refuses(splitter, owner, cancelLedgerCall {}, NoLedgerScheduled {});
    }
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), scene.suite.ledger().address());
}

#[test]
fn the_wirer_gets_no_second_right() {
    let scene = Scene::new();
    let next = scene.suite.actor("next");
    scene.splitter().call(scene.suite.owner(), to(&next), 0).ok();
    scene.suite.advance(DELAY);
    scene.splitter().call(&next, activateLedgerCall {}, 0).ok();
    let refusal = IRoyaltySplitter::AlreadyWired { ledger: next.address() };
    let wire = IRoyaltySplitter::wireCall { ledger: scene.suite.ledger().address() };
    refuses(scene.splitter(), scene.suite.deployer(), wire, refusal);
}

#[test]
fn whoever_asks_within_an_exits_delay_is_gone_before_a_new_ledger_settles() {
    let scene = Scene::new();
    let (alice, next) = (scene.payer("alice", TOKEN), scene.suite.actor("next"));
    scene.splitter().call(scene.suite.owner(), to(&next), 0).ok();
    let due = scene.suite.block() + DELAY;
    scene.suite.advance(80);
    scene.splitter().call(&alice, requestExitCall {}, 0).ok();
    // Not one epoch becomes final any more.
    scene.suite.sandbox().advance_to(due);
    scene.splitter().call(&alice, exitCall { spent: 0, proof: Bytes::new() }, 0).ok();
    scene.assert_conserved();
    scene.splitter().call(&next, activateLedgerCall {}, 0).ok();
    let refusal = IRoyaltySplitter::Insolvent { needed: 1, backed: 0 };
    refuses(scene.splitter(), &next, root(1, 1, 1), refusal);
}
