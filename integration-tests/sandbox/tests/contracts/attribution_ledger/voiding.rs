//! Epochs that the splitter can not pay.

use alloy_primitives::{Bytes, B256};
use tributary_core::{epoch::Commitment, hashing::HostHashing};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{
            self, voidInsolventCall, CutOutOfRange, EpochVoided, NothingPending, SettlementRefused,
            StillPayable,
        },
        IRoyaltySplitter,
    },
    TOKEN,
};

use super::{hash, insolvent, Epochs, WINDOW};
use crate::refusal::refuses;

#[test]
fn nothing_payable_is_voided() {
    let mut epochs = Epochs::new();
    let anyone = epochs.scene.suite.deployer().clone();
    let ledger = epochs.scene.suite.ledger().clone();
    refuses(&ledger, &anyone, voidInsolventCall {}, NothingPending {});
    let commitment = epochs.of_tokens(100);
    epochs.scene.suite.submit(&commitment).ok();
    refuses(&ledger, &anyone, voidInsolventCall {}, StillPayable { epoch: 1 });
    epochs.scene.suite.advance(WINDOW);
    refuses(&ledger, &anyone, voidInsolventCall {}, StillPayable { epoch: 1 });
    // The oldest is asked about: what builds on it waits.
    let more = epochs.of_tokens(1);
    epochs.scene.suite.submit(&more).ok();
    refuses(&ledger, &anyone, voidInsolventCall {}, StillPayable { epoch: 1 });
    ledger.call(&anyone, IAttributionLedger::finalizeEpochCall {}, 0).ok();
    let receipt = ledger.call(&anyone, voidInsolventCall {}, 0).ok();
    assert_eq!(receipt.event::<EpochVoided>().epoch, 2);
    refuses(&ledger, &anyone, voidInsolventCall {}, NothingPending {});
    epochs.scene.assert_conserved();
}

#[test]
fn what_can_not_be_paid_goes_with_all_that_builds_on_it_and_stays_gone() {
    let mut epochs = Epochs::new();
    let first = epochs.submit();
    epochs.scene.suite.advance(WINDOW);
    let (suite, anyone) = (epochs.scene.suite.clone(), epochs.scene.suite.deployer().clone());
    suite.ledger().call(&anyone, IAttributionLedger::finalizeEpochCall {}, 0).ok();
    let honest = epochs.scene.books.clone();

    let insolvent = epochs.of_tokens(200);
    suite.submit(&insolvent).ok();
    suite.advance(1);
    let on_top = epochs.submit();
    suite.advance(WINDOW);
    let reason = super::insolvent(201 * TOKEN, 100 * TOKEN);
    let refusal = SettlementRefused { epoch: 2, reason };
    refuses(suite.ledger(), &anyone, IAttributionLedger::finalizeEpochCall {}, refusal);

    let receipt = suite.ledger().call(&suite.actor("stranger"), voidInsolventCall {}, 0).ok();

    let voided: Vec<EpochVoided> = receipt.events();
    let expected = [&insolvent, &on_top]
        .map(|commitment| EpochVoided { epoch: commitment.epoch.0, commitmentHash: hash(commitment) });
    assert_eq!(voided, expected);
    let at = suite.block();
    assert_eq!(suite.ledger().view(IAttributionLedger::headEpochCall {}), 1);
    assert_eq!(suite.ledger().view(IAttributionLedger::headHashCall {}), hash(&first));
    assert_eq!(suite.ledger().view(IAttributionLedger::pendingCall {}), []);
    refuses(suite.ledger(), &anyone, IAttributionLedger::finalizeEpochCall {}, NothingPending {});

    // Signed as it is, it does not come back, and no other that was cut before.
    let refusal = |found| CutOutOfRange { after_: at - 1, latest: suite.block() - 1, found };
    epochs.refuses(&insolvent, refusal(insolvent.cut_block));
    epochs.scene.books = honest;
    suite.advance(1);
    let next = epochs.next();
    assert_eq!(next.cut_block, at);
    let early = Commitment { cut_block: at - 1, ..next };
    epochs.refuses(&early, CutOutOfRange { after_: at - 1, latest: at, found: at - 1 });
    suite.submit(&next).ok();
    suite.advance(WINDOW);
    suite.ledger().call(&anyone, IAttributionLedger::finalizeEpochCall {}, 0).ok();
    let root = suite.splitter().view(IRoyaltySplitter::rootCall {});
    assert_eq!((root.epoch, root.spendSum), (2, 2 * TOKEN));
    epochs.scene.assert_conserved();
}

#[test]
fn who_escapes_can_make_an_epoch_unpayable_but_not_stop_the_next() {
    let mut epochs = Epochs::new();
    let (suite, alice) = (epochs.scene.suite.clone(), epochs.alice.clone());
    let bob = epochs.scene.payer("bob", 10 * TOKEN);
    suite.splitter().call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    suite.advance(199);
    // Oracles wake up one window too late for it.
    let late = epochs.of_tokens(50);
    suite.submit(&late).ok();
    suite.advance(1);
    let exit = IRoyaltySplitter::exitCall { spent: 0, proof: Bytes::new() };
    suite.splitter().call(&alice, exit, 0).ok();
    suite.advance(WINDOW);
    let finalize = IAttributionLedger::finalizeEpochCall {};
    let refusal = SettlementRefused { epoch: 1, reason: insolvent(50 * TOKEN, 10 * TOKEN) };
    refuses(suite.ledger(), &bob, finalize.clone(), refusal);
    suite.ledger().call(&bob, voidInsolventCall {}, 0).ok();
    assert_eq!(suite.ledger().view(IAttributionLedger::headHashCall {}), B256::ZERO);

    epochs.scene.books = tributary_sandbox::Books::new();
    epochs.scene.earn(crate::scene::oracle(&bob), &bob, TOKEN);
    epochs.scene.settle();
    assert_eq!(epochs.scene.claim(crate::scene::oracle(&bob)), TOKEN);
    assert_eq!(late.prev, Commitment::GENESIS.hash::<HostHashing>());
    epochs.scene.assert_conserved();
}
