//! Whoever is paid and comes back to the splitter by way of its ledger.

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use tributary_core::Account;
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{self, finalizeEpochCall},
        IRoyaltySplitter::{self, claimAndReleaseCall, depositCall, exitCall, releaseCall, requestExitCall},
    },
    probe::Puppet,
    Actor, Log, TOKEN,
};

use crate::scene::{oracle, word, Scene};

/// The default suite's challenge window, and its escape.
const WINDOW: u32 = 10;
const ESCAPE: u32 = 200;

/// What ledger and splitter say of epochs: the head, the last final one, those pending; the root.
type Known = (u64, u64, Vec<IAttributionLedger::Pending>, IRoyaltySplitter::Root);

/// Somebody who finalizes the oldest epoch whenever it is paid.
struct Finalizer {
    scene: Scene,
    alice: Actor,
    puppet: Puppet,
}

impl Finalizer {
    fn new() -> Self {
        let scene = Scene::new();
        let (alice, ledger) = (scene.payer("alice", 50 * TOKEN), scene.suite.ledger().address());
        let finalize = finalizeEpochCall {}.abi_encode();
        let puppet = Puppet::deploy(scene.suite.sandbox(), &alice, |_| (ledger, finalize));
        Self { scene, alice, puppet }
    }

    fn address(&self) -> Address {
        self.puppet.address()
    }

    fn account(&self) -> Account {
        oracle(self.address())
    }

    /// The next epoch pays it `tokens` more and waits for anybody to make it final.
    #[track_caller]
    fn next_epoch_is_due(&mut self, tokens: u128) {
        let account = self.account();
        self.scene.earn(account, &self.alice, tokens * TOKEN);
        for payer in self.scene.payers() {
            self.scene.books.spend(tributary_core::Address(payer.into_array()), 0);
        }
        let suite = self.scene.suite.clone();
        suite.advance(1);
        suite.submit(&self.scene.books.commit(suite.block() - 1)).ok();
        suite.advance(WINDOW);
    }

    fn known(&self) -> Known {
        let (ledger, splitter) = (self.scene.suite.ledger(), self.scene.splitter());
        (
            ledger.view(IAttributionLedger::headEpochCall {}),
            ledger.view(IAttributionLedger::finalEpochCall {}),
            ledger.view(IAttributionLedger::pendingCall {}),
            splitter.view(IRoyaltySplitter::rootCall {}),
        )
    }

    /// It came back once and was turned away; nothing but what it was paid has changed.
    #[track_caller]
    fn got_nowhere(&self, logs: &[Log], before: &Known) {
        let attempts = self.puppet.attempts(logs);
        assert!(matches!(attempts.as_slice(), [(false, _)]), "{attempts:?}");
        assert_eq!(self.known(), *before);
        assert_eq!(before.2.len(), 1, "the epoch was due");
        self.scene.assert_conserved();
    }

    /// The epoch that it tried to make final becomes so by anyone's call.
    #[track_caller]
    fn finalize(&self) {
        let suite = &self.scene.suite;
        suite.ledger().call(suite.deployer(), finalizeEpochCall {}, 0).ok();
        self.scene.assert_conserved();
    }

    fn balance(&self) -> u128 {
        self.scene.suite.sandbox().balance(self.address())
    }
}

#[test]
fn who_is_released_cannot_settle_meanwhile() {
    let mut it = Finalizer::new();
    it.next_epoch_is_due(1);
    it.finalize();
    it.scene.claim(it.account());
    it.next_epoch_is_due(2);
    let (splitter, before) = (it.scene.splitter().clone(), it.known());
    let call = releaseCall { account: word(it.account()), recipient: it.address() };
    let receipt = splitter.call(&it.alice, call.clone(), 0).ok();
    assert_eq!((receipt.value, it.balance()), (TOKEN, TOKEN));
    it.got_nowhere(&receipt.logs, &before);
    let nothing: IRoyaltySplitter::NothingToRelease = splitter.call(&it.alice, call, 0).refusal();
    assert_eq!(nothing.recipient, it.address(), "nothing is paid twice");
    it.finalize();
    assert_eq!(it.scene.claim(it.account()), 2 * TOKEN);
    assert_eq!(it.scene.release(it.account(), it.address()), 2 * TOKEN);
    assert_eq!(it.balance(), 3 * TOKEN);
}

#[test]
fn nor_who_claims_and_is_released() {
    let mut it = Finalizer::new();
    it.next_epoch_is_due(1);
    it.finalize();
    let (account, cumulative, proof) = it.scene.books.claim(it.account());
    it.next_epoch_is_due(2);
    let (splitter, before) = (it.scene.splitter().clone(), it.known());
    let call = claimAndReleaseCall { account, cumulative, proof, recipient: it.address() };
    let receipt = splitter.call(&it.alice, call.clone(), 0).ok();
    assert_eq!((receipt.value, it.balance()), (TOKEN, TOKEN));
    it.got_nowhere(&receipt.logs, &before);
    let _: IRoyaltySplitter::NothingToRelease = splitter.call(&it.alice, call, 0).refusal();
    it.finalize();
    assert_eq!(splitter.view(IRoyaltySplitter::claimedCall { account }), TOKEN);
    assert_eq!(it.scene.claim(it.account()), 2 * TOKEN);
}

#[test]
fn nor_who_leaves() {
    let mut it = Finalizer::new();
    let (splitter, alice) = (it.scene.splitter().clone(), it.alice.clone());
    it.puppet.call(&alice, splitter.address(), &depositCall {}.abi_encode(), 3 * TOKEN).ok();
    it.puppet.call(&alice, splitter.address(), &requestExitCall {}.abi_encode(), 0).ok();
    it.scene.suite.advance(ESCAPE);
    it.next_epoch_is_due(1);
    let before = it.known();
    let exit = exitCall { spent: 0, proof: Bytes::new() }.abi_encode();
    let receipt = it.puppet.call(&alice, splitter.address(), &exit, 0).ok();
    assert_eq!(it.balance(), 3 * TOKEN);
    it.got_nowhere(&receipt.logs, &before);
    let record = it.scene.payer_record(it.address());
    assert_eq!((record.withdrawn, record.generation, record.exitRequestedAt), (3 * TOKEN, 1, 0));
    let _: IRoyaltySplitter::NoExitRequested = it.puppet.call(&alice, splitter.address(), &exit, 0).refusal();
    it.finalize();
    assert_eq!(splitter.view(IRoyaltySplitter::rootCall {}).epoch, 1);
    assert_eq!(it.scene.claim(it.account()), TOKEN);
}
