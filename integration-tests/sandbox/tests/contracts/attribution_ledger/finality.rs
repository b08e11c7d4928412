//! When an epoch is final, and that the splitter learns it in the same call.

use alloy_primitives::{B256, U256};
use alloy_sol_types::{SolCall, SolError};
use tributary_core::{epoch::Commitment, Account, DatasetId};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{
            self, finalizeEpochCall, EpochFinalized, NothingPending, SettlementRefused, WindowOpen,
        },
        IRoyaltySplitter::{self, Settled},
    },
    constructors::AttributionLedgerArguments,
    probe::Puppet,
    AttributionLedger, Committee, Contract, TOKEN,
};

use super::{hash, insolvent, Epochs, WINDOW};
use crate::{refusal::refuses, scene::word};

fn root_of(commitment: &Commitment, finalized_at: u32) -> IRoyaltySplitter::Root {
    IRoyaltySplitter::Root {
        epoch: commitment.epoch.0,
        commitment: hash(commitment),
        cutBlock: commitment.cut_block,
        finalizedAt: finalized_at,
        payoutHash: commitment.payout.hash.into(),
        payoutSum: commitment.payout.sum.0,
        spendHash: commitment.spend.hash.into(),
        spendSum: commitment.spend.sum.0,
        votesHash: commitment.votes.hash.into(),
        votesSum: commitment.votes.sum.0,
    }
}

#[test]
fn anyone_finalizes_once_the_window_has_passed() {
    let mut epochs = Epochs::new();
    let stranger = epochs.scene.suite.actor("stranger");
    epochs.scene.books.earn_votes(Account::Dataset(DatasetId(1)), 77);
    let commitment = epochs.next();
    let suite = &epochs.scene.suite;
    let (ledger, splitter) = (suite.ledger(), suite.splitter());
    refuses(ledger, &stranger, finalizeEpochCall {}, NothingPending {});
    suite.submit(&commitment).ok();
    let until = suite.block() + WINDOW;
    refuses(ledger, &stranger, finalizeEpochCall {}, WindowOpen { epoch: 1, untilBlock: until });
    suite.sandbox().advance_to(until - 1);
    refuses(ledger, &stranger, finalizeEpochCall {}, WindowOpen { epoch: 1, untilBlock: until });
    suite.advance(1);
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}), IRoyaltySplitter::Root::default());

    let receipt = ledger.call(&stranger, finalizeEpochCall {}, 0).ok();

    assert_eq!(receipt.value, 1);
    let expected =
        EpochFinalized { epoch: 1, commitmentHash: hash(&commitment), payoutSum: TOKEN, spendSum: TOKEN };
    assert_eq!(receipt.event::<EpochFinalized>(), expected);
    let settled: Vec<Settled> = receipt.events_of(splitter);
    let expected = Settled { epoch: 1, cutBlock: commitment.cut_block, payoutSum: TOKEN, spendSum: TOKEN };
    assert_eq!(settled, [expected]);
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}), root_of(&commitment, until));
    assert_eq!(ledger.view(IAttributionLedger::finalEpochCall {}), 1);
    assert_eq!(ledger.view(IAttributionLedger::headEpochCall {}), 1);
    assert_eq!(ledger.view(IAttributionLedger::pendingCall {}), []);
    refuses(ledger, &stranger, finalizeEpochCall {}, NothingPending {});
    epochs.scene.assert_conserved();
}

#[test]
fn epochs_become_final_in_order() {
    let mut epochs = Epochs::new();
    let commitments = [epochs.submit(), epochs.submit(), epochs.submit()];
    epochs.scene.suite.advance(WINDOW);
    let suite = &epochs.scene.suite;
    let anyone = suite.deployer();
    for (epoch, commitment) in (1..).zip(&commitments) {
        let receipt = suite.ledger().call(anyone, finalizeEpochCall {}, 0).ok();
        assert_eq!(receipt.value, epoch);
        let root = suite.splitter().view(IRoyaltySplitter::rootCall {});
        assert_eq!(root, root_of(commitment, suite.block()));
        epochs.scene.assert_conserved();
    }
    refuses(suite.ledger(), anyone, finalizeEpochCall {}, NothingPending {});
    // The books go on from there.
    let next = epochs.next();
    epochs.scene.suite.submit(&next).ok();
    assert_eq!(epochs.scene.suite.ledger().view(IAttributionLedger::headEpochCall {}), 4);
}

#[test]
fn each_epoch_has_its_own_window() {
    let mut epochs = Epochs::new();
    epochs.submit();
    epochs.scene.suite.advance(WINDOW - 3);
    epochs.submit();
    let until = epochs.scene.suite.block() - 1 + WINDOW;
    epochs.scene.suite.advance(5);
    let suite = &epochs.scene.suite;
    suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok();
    let refusal = WindowOpen { epoch: 2, untilBlock: until };
    refuses(suite.ledger(), suite.deployer(), finalizeEpochCall {}, refusal);
    suite.sandbox().advance_to(until);
    assert_eq!(suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok().value, 2);
}

#[test]
fn what_the_splitter_refuses_does_not_become_final() {
    let mut epochs = Epochs::new();
    // Alice deposited 100 tokens.
    let commitment = epochs.of_tokens(101);
    epochs.scene.suite.submit(&commitment).ok();
    epochs.scene.suite.advance(WINDOW);
    let suite = &epochs.scene.suite;
    let refusal = SettlementRefused { epoch: 1, reason: insolvent(101 * TOKEN, 100 * TOKEN) };
    refuses(suite.ledger(), suite.deployer(), finalizeEpochCall {}, refusal);
    assert_eq!(suite.ledger().view(IAttributionLedger::finalEpochCall {}), 0);
    epochs.scene.assert_conserved();
    // Once there is enough it does.
    epochs.scene.deposit(&epochs.alice, TOKEN);
    let suite = &epochs.scene.suite;
    suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok();
    assert_eq!(suite.splitter().view(IRoyaltySplitter::rootCall {}).spendSum, 101 * TOKEN);
    epochs.scene.assert_conserved();
}

#[test]
fn a_ledger_that_is_not_the_splitters_settles_nothing() {
    let mut epochs = Epochs::new();
    let commitment = epochs.next();
    let suite = &epochs.scene.suite;
    let keys = suite.committee().keys().clone();
    let arguments = AttributionLedgerArguments {
        owner: suite.owner().address(),
        guardian: suite.guardian().address(),
        splitter: suite.splitter().address(),
        genesis_hash: B256::new(suite.domain().genesis_hash),
        committee: keys.addresses(),
        params: suite.ledger().view(IAttributionLedger::paramsCall {}),
    };
    let other: Contract<AttributionLedger> =
        Contract::deploy(suite.sandbox(), suite.deployer(), &arguments.encode()).ok().value;
    // The same oracles, the same splitter: their signatures for one are none for the other.
    let call = IAttributionLedger::submitCall {
        commitment: scale::Encode::encode(&commitment).into(),
        signatures: suite.committee().sign(&commitment),
    };
    let refusal = IAttributionLedger::SignatureInvalid { index: 0 };
    refuses(&other, suite.deployer(), call.clone(), refusal);
    let committee = Committee::new(keys, 1, other.address(), suite.domain()).unwrap();
    let call = IAttributionLedger::submitCall { signatures: committee.sign(&commitment), ..call };
    other.call(suite.deployer(), call, 0).ok();
    suite.advance(WINDOW);
    let reason = IRoyaltySplitter::NotLedger { caller: other.address(), ledger: suite.ledger().address() };
    let refusal = SettlementRefused { epoch: 1, reason: reason.abi_encode().into() };
    refuses(&other, suite.deployer(), finalizeEpochCall {}, refusal);
    let root = suite.splitter().view(IRoyaltySplitter::rootCall {});
    assert_eq!(root, IRoyaltySplitter::Root::default());
    epochs.scene.assert_conserved();
}

#[test]
fn what_is_final_can_be_claimed() {
    let mut epochs = Epochs::new();
    epochs.submit();
    let claim = epochs.scene.claim_call(Account::Dataset(DatasetId(1)));
    let suite = &epochs.scene.suite;
    let refusal = IRoyaltySplitter::NothingFinal { account: word(Account::Dataset(DatasetId(1))) };
    refuses(suite.splitter(), suite.deployer(), claim.clone(), refusal);
    suite.advance(WINDOW);
    suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok();
    assert_eq!(suite.splitter().call(suite.deployer(), claim, 0).ok().value, TOKEN);
    epochs.scene.assert_conserved();
}

#[test]
fn a_refused_settlement_leaves_no_trace_in_a_call_that_goes_on() {
    let mut epochs = Epochs::new();
    let commitment = epochs.of_tokens(101);
    let suite = epochs.scene.suite.clone();
    suite.submit(&commitment).ok();
    suite.advance(WINDOW);
    let finalize = finalizeEpochCall {}.abi_encode();
    let puppet = Puppet::deploy(suite.sandbox(), &epochs.alice, |_| (suite.ledger().address(), finalize));
    let paid = suite.sandbox().call(&epochs.alice, puppet.address(), Vec::new(), U256::from(1)).ok();
    let refusal = SettlementRefused { epoch: 1, reason: insolvent(101 * TOKEN, 100 * TOKEN) }.abi_encode();
    assert_eq!(puppet.attempts(&paid.logs), [(false, refusal.into())]);
    assert_eq!(suite.ledger().view(IAttributionLedger::finalEpochCall {}), 0);
    assert_eq!(suite.splitter().view(IRoyaltySplitter::rootCall {}), IRoyaltySplitter::Root::default());
    epochs.scene.assert_conserved();
    // Through the same contract it goes as soon as it is paid for.
    epochs.scene.deposit(&epochs.alice, TOKEN);
    let paid = suite.sandbox().call(&epochs.alice, puppet.address(), Vec::new(), U256::from(1)).ok();
    assert!(puppet.attempts(&paid.logs)[0].0);
    assert_eq!(suite.splitter().view(IRoyaltySplitter::rootCall {}).epoch, 1);
    epochs.scene.assert_conserved();
}
