//! One ledger takes another's place and goes on from its final root.

use alloy_primitives::B256;
use alloy_sol_types::SolError;
use scale::Encode;
use tributary_core::{epoch::Commitment, Account, DatasetId};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{
            self, finalizeEpochCall, inheritCall, submitCall, EpochVoided, Inherited, NothingPending,
            NothingToInherit, SettlementRefused, WrongEpoch,
        },
        IRoyaltySplitter,
    },
    constructors::AttributionLedgerArguments,
    AttributionLedger, Committee, Contract, OracleKeys, Suite, TOKEN,
};

use super::{hash, Epochs, WINDOW};
use crate::refusal::refuses;

/// The splitter's: an exit's delay and the escape's.
const DELAY: u32 = 80 + 200;

/// A second ledger for the suite's splitter, with oracles of its own.
fn successor(suite: &Suite) -> (Contract<AttributionLedger>, Committee) {
    let keys = OracleKeys::from_seed("successor", 4);
    let arguments = AttributionLedgerArguments {
        owner: suite.owner().address(),
        guardian: suite.guardian().address(),
        splitter: suite.splitter().address(),
        genesis_hash: B256::new(suite.domain().genesis_hash),
        committee: keys.addresses(),
        params: suite.ledger().view(IAttributionLedger::paramsCall {}),
    };
    let ledger: Contract<AttributionLedger> =
        Contract::deploy(suite.sandbox(), suite.deployer(), &arguments.encode()).ok().value;
    let committee = Committee::new(keys, 1, ledger.address(), suite.domain()).unwrap();
    (ledger, committee)
}

#[track_caller]
fn puts_in_office(suite: &Suite, ledger: &Contract<AttributionLedger>) {
    let schedule = IRoyaltySplitter::scheduleLedgerCall { ledger: ledger.address() };
    suite.splitter().call(suite.owner(), schedule, 0).ok();
    suite.advance(DELAY);
    suite.splitter().call(suite.deployer(), IRoyaltySplitter::activateLedgerCall {}, 0).ok();
}

fn submission(committee: &Committee, commitment: &Commitment) -> submitCall {
    submitCall { commitment: commitment.encode().into(), signatures: committee.sign(commitment) }
}

#[track_caller]
fn finalize(suite: &Suite, ledger: &Contract<AttributionLedger>) -> u64 {
    ledger.call(suite.deployer(), finalizeEpochCall {}, 0).ok().value
}

#[test]
fn a_successor_goes_on_from_the_final_root() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let anyone = suite.actor("anyone");
    let last = epochs.submit();
    suite.advance(WINDOW);
    assert_eq!(finalize(&suite, suite.ledger()), 1);
    let settled = epochs.scene.books.clone();
    let (ledger, committee) = successor(&suite);
    puts_in_office(&suite, &ledger);
    // What the one before has pending can not become final, and nobody is paid by it.
    epochs.submit();
    suite.advance(WINDOW);
    let reason = IRoyaltySplitter::NotLedger { caller: suite.ledger().address(), ledger: ledger.address() };
    let refusal = SettlementRefused { epoch: 2, reason: reason.abi_encode().into() };
    refuses(suite.ledger(), &anyone, finalizeEpochCall {}, refusal);

    let receipt = ledger.call(&anyone, inheritCall {}, 0).ok();

    let expected = Inherited { epoch: 1, commitmentHash: hash(&last) };
    assert_eq!(receipt.event::<Inherited>(), expected);
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!(ledger.view(IAttributionLedger::headEpochCall {}), 1);
    assert_eq!(ledger.view(IAttributionLedger::finalEpochCall {}), 1);
    assert_eq!(ledger.view(IAttributionLedger::headHashCall {}), hash(&last));
    assert_eq!(ledger.view(IAttributionLedger::pendingCall {}), []);
    refuses(&ledger, &anyone, finalizeEpochCall {}, NothingPending {});
    let refusal = NothingToInherit { finalEpoch: 1, settledEpoch: 1 };
    refuses(&ledger, &anyone, inheritCall {}, refusal);

    epochs.scene.books = settled;
    let next = epochs.of_tokens(3);
    assert_eq!((next.epoch.0, next.prev), (2, hash(&last).0));
    ledger.call(&anyone, submission(&committee, &next), 0).ok();
    suite.advance(WINDOW);
    assert_eq!(finalize(&suite, &ledger), 2);
    assert_eq!(epochs.scene.claim(Account::Dataset(DatasetId(1))), 4 * TOKEN);
    epochs.scene.assert_conserved();
}

#[test]
fn cuts_and_sums_are_inherited_too() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let last = epochs.submit();
    suite.advance(WINDOW);
    finalize(&suite, suite.ledger());
    let (ledger, committee) = successor(&suite);
    puts_in_office(&suite, &ledger);
    ledger.call(suite.deployer(), inheritCall {}, 0).ok();
    let next = epochs.next();
    let early = Commitment { cut_block: last.cut_block, ..next };
    let latest = suite.block() - 1;
    let refusal = IAttributionLedger::CutOutOfRange { after_: last.cut_block, latest, found: last.cut_block };
    refuses(&ledger, suite.deployer(), submission(&committee, &early), refusal);
    let mut less = next;
    less.payout.sum.0 = TOKEN - 1;
    let refusal = IAttributionLedger::TotalShrank { before: TOKEN, after_: TOKEN - 1 };
    refuses(&ledger, suite.deployer(), submission(&committee, &less), refusal);
    // The oracles of before have nothing to say here.
    let refusal = IAttributionLedger::SignatureInvalid { index: 0 };
    refuses(&ledger, suite.deployer(), submission(suite.committee(), &next), refusal);
    ledger.call(suite.deployer(), submission(&committee, &next), 0).ok();
}

#[test]
fn what_a_successor_took_too_early_is_given_up() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, committee) = successor(&suite);
    // Nothing is settled yet: it begins at the beginning, like the other.
    let refusal = NothingToInherit { finalEpoch: 0, settledEpoch: 0 };
    refuses(&ledger, suite.deployer(), inheritCall {}, refusal);
    let first = epochs.next();
    ledger.call(suite.deployer(), submission(&committee, &first), 0).ok();
    suite.submit(&first).ok();
    suite.advance(WINDOW);
    finalize(&suite, suite.ledger());
    puts_in_office(&suite, &ledger);
    let second = epochs.next();
    ledger.call(suite.deployer(), submission(&committee, &second), 0).ok();
    let reason = IRoyaltySplitter::EpochNotNext { expected: 2, found: 1 };
    let refusal = SettlementRefused { epoch: 1, reason: reason.abi_encode().into() };
    refuses(&ledger, suite.deployer(), finalizeEpochCall {}, refusal);

    let receipt = ledger.call(suite.deployer(), inheritCall {}, 0).ok();

    let voided: Vec<EpochVoided> = receipt.events();
    let expected = [&first, &second]
        .map(|commitment| EpochVoided { epoch: commitment.epoch.0, commitmentHash: hash(commitment) });
    assert_eq!(voided, expected);
    assert_eq!(receipt.event::<Inherited>().epoch, 1);
    assert_eq!(ledger.view(IAttributionLedger::pendingCall {}), []);
    refuses(&ledger, suite.deployer(), submission(&committee, &first), WrongEpoch { expected: 2, found: 1 });
    // The second was good, and is taken again.
    ledger.call(suite.deployer(), submission(&committee, &second), 0).ok();
    suite.advance(WINDOW);
    assert_eq!(finalize(&suite, &ledger), 2);
    epochs.scene.assert_conserved();
}

#[test]
fn the_ledger_in_office_inherits_nothing() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    epochs.submit();
    epochs.submit();
    let refusal = NothingToInherit { finalEpoch: 0, settledEpoch: 0 };
    refuses(suite.ledger(), suite.deployer(), inheritCall {}, refusal);
    suite.advance(WINDOW);
    finalize(&suite, suite.ledger());
    let refusal = NothingToInherit { finalEpoch: 1, settledEpoch: 1 };
    refuses(suite.ledger(), suite.deployer(), inheritCall {}, refusal);
    assert_eq!(finalize(&suite, suite.ledger()), 2);
    epochs.scene.assert_conserved();
}
