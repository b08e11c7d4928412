//! The DAO beside the other contracts: it can do with them what anybody can, or what an owner can once it is one, and
//! has no way to money that is not its own.

use std::fmt::Debug;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use tributary_sandbox::{
    abi::{
        IGovernance::FailedCall,
        IOwned,
        IRoyaltySplitter::{
            self, activateLedgerCall, applyRecipientsCall, claimCall, exitCall, proposeRecipientsCall,
            releaseCall, requestExitCall, scheduleLedgerCall, treasuryCall, LedgerNotDue, LedgerScheduled,
            OwnerMustCall,
        },
        IERC721::{approveCall, ownerOfCall, safeTransferFrom_1Call, transferFromCall},
    },
    Action, Actor, Books, Dao, Motion, Suite, TOKEN,
};

use super::states::{due, state, EXECUTED, QUEUED};
use crate::{
    refusal::refuses,
    scene::{end_of_path, oracle, word, Scene},
};

/// A DAO and, on the same chain, the suite.
fn neighbours() -> (Dao, Scene) {
    let dao = Dao::builder().build();
    let suite = Suite::builder().build_on(dao.sandbox().clone());
    (dao, Scene { suite, books: Books::new(), gifts: 0 })
}

/// Makes the DAO the splitter's owner.
#[track_caller]
fn hand_over(dao: &Dao, scene: &Scene) {
    let handover = IOwned::transferOwnershipCall { newOwner: dao.address() };
    scene.splitter().call(scene.suite.owner(), handover, 0).ok();
}

/// A DAO that owns the splitter, a payer who spent 40 of 100 tokens, and an oracle's operator whose 30 of them are
/// claimed.
fn owning() -> (Dao, Scene, Actor, Actor) {
    let (dao, mut scene) = neighbours();
    let payer = scene.payer("payer", 100 * TOKEN);
    let [oscar, olga] = ["oscar", "olga"].map(|name| scene.suite.actor(name));
    scene.earn(oracle(&oscar), &payer, 30 * TOKEN);
    scene.earn(oracle(&olga), &payer, 10 * TOKEN);
    scene.settle();
    assert_eq!(scene.claim(oracle(&oscar)), 30 * TOKEN);
    hand_over(&dao, &scene);
    scene.assert_conserved();
    (dao, scene, payer, oscar)
}

/// A proposal of this one call, which is due.
#[track_caller]
fn decided(dao: &Dao, target: impl Into<Address>, call: &impl SolCall) -> Motion {
    let description = format!("Decided in block {}", dao.sandbox().block());
    let motion = Motion::new(vec![Action::call(target, call)], &description);
    due(dao, std::slice::from_ref(&motion));
    motion
}

/// The splitter has to refuse the DAO this call, and to keep all that it owes.
#[track_caller]
fn is_refused<E: SolError + Debug + PartialEq>(dao: &Dao, scene: &Scene, call: &impl SolCall, expected: E) {
    let motion = decided(dao, scene.splitter(), call);
    refuses(dao.contract(), dao.member(0), motion.execute(), expected);
    assert_eq!(state(dao, motion.id()), QUEUED);
    scene.assert_conserved();
}

#[test]
fn no_vote_reaches_the_splitters_money() {
    let (dao, mut scene) = neighbours();
    let payer = scene.payer("payer", 100 * TOKEN);
    let oscar = scene.suite.actor("oscar");
    let account = oracle(&oscar);
    scene.earn(account, &payer, 30 * TOKEN);
    scene.settle();
    scene.claim(account);
    let (this, owner, ledger) =
        (dao.address(), scene.suite.owner().address(), scene.suite.ledger().address());

    let settle = IRoyaltySplitter::settleCall { settlement: IRoyaltySplitter::Settlement::default() };
    is_refused(&dao, &scene, &settle, IRoyaltySplitter::NotLedger { caller: this, ledger });
    let release = releaseCall { account: word(account), recipient: this };
    let refusal = IRoyaltySplitter::NotRecipient { account: word(account), recipient: this };
    is_refused(&dao, &scene, &release, refusal);
    let exit = IRoyaltySplitter::exitCall { spent: 0, proof: Bytes::new() };
    is_refused(&dao, &scene, &exit, IRoyaltySplitter::NoExitRequested { payer: this });
    let request = IRoyaltySplitter::requestExitCall {};
    is_refused(&dao, &scene, &request, IRoyaltySplitter::NotPayer { caller: this });
    let wire = IRoyaltySplitter::wireCall { ledger: this };
    is_refused(&dao, &scene, &wire, IRoyaltySplitter::AlreadyWired { ledger });
    let schedule = IRoyaltySplitter::scheduleLedgerCall { ledger: this };
    is_refused(&dao, &scene, &schedule, IOwned::NotOwner { caller: this, owner });
    let treasury = IRoyaltySplitter::setTreasuryCall { newTreasury: this };
    is_refused(&dao, &scene, &treasury, IOwned::NotOwner { caller: this, owner });
    assert_eq!(dao.contract().balance(), 0);

    // What it owes it pays to whom it is due, whoever calls: the DAO as well.
    let before = dao.sandbox().balance(&oscar);
    let motion =
        decided(&dao, scene.splitter(), &releaseCall { account: word(account), recipient: oscar.address() });
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    assert_eq!(dao.sandbox().balance(&oscar) - before, 30 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn as_the_owner_it_names_the_treasury_and_still_settles_nothing() {
    let (dao, scene) = neighbours();
    scene.payer("payer", 100 * TOKEN);
    let (this, ledger) = (dao.address(), scene.suite.ledger().address());
    hand_over(&dao, &scene);
    let motion = decided(&dao, scene.splitter(), &IRoyaltySplitter::setTreasuryCall { newTreasury: this });
    let receipt = dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    let changed: Vec<IRoyaltySplitter::TreasuryChanged> = receipt.events_of(scene.splitter());
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].newTreasury, this);
    assert_eq!(scene.splitter().view(treasuryCall {}), this);
    let settle = IRoyaltySplitter::settleCall { settlement: IRoyaltySplitter::Settlement::default() };
    is_refused(&dao, &scene, &settle, IRoyaltySplitter::NotLedger { caller: this, ledger });
}

#[test]
fn as_the_owner_it_reaches_no_more_of_the_money() {
    let (dao, scene, _, oscar) = owning();
    let (this, ledger, account) = (dao.address(), scene.suite.ledger().address(), oracle(&oscar));

    let settle = IRoyaltySplitter::settleCall { settlement: IRoyaltySplitter::Settlement::default() };
    is_refused(&dao, &scene, &settle, IRoyaltySplitter::NotLedger { caller: this, ledger });
    let release = releaseCall { account: word(account), recipient: this };
    let refusal = IRoyaltySplitter::NotRecipient { account: word(account), recipient: this };
    is_refused(&dao, &scene, &release, refusal);
    let exit = exitCall { spent: 0, proof: Bytes::new() };
    is_refused(&dao, &scene, &exit, IRoyaltySplitter::NoExitRequested { payer: this });
    is_refused(&dao, &scene, &requestExitCall {}, IRoyaltySplitter::NotPayer { caller: this });
    let wire = IRoyaltySplitter::wireCall { ledger: this };
    is_refused(&dao, &scene, &wire, IRoyaltySplitter::AlreadyWired { ledger });
    // Another's proof, and more than it proves.
    let (_, earned, proof) = scene.books.claim(account);
    for (account, cumulative) in [(oracle(this), earned), (account, earned + 1)] {
        let refusal = IRoyaltySplitter::ProofRoot {
            expected: scene.books.payout_tree().root().hash.into(),
            found: end_of_path(account, cumulative, &proof),
        };
        let claim = claimCall { account: word(account), cumulative, proof: proof.clone() };
        is_refused(&dao, &scene, &claim, refusal);
    }

    assert_eq!(dao.contract().balance(), 0);
    assert_eq!(scene.release(account, &oscar), 30 * TOKEN);
    scene.assert_conserved();
}

/// Decides that `ledger` is the next one; returns the block from which it may be.
#[track_caller]
fn schedules(dao: &Dao, scene: &Scene, ledger: Address) -> u32 {
    let motion = decided(dao, scene.splitter(), &scheduleLedgerCall { ledger });
    let receipt = dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    let params = scene.splitter().view(IRoyaltySplitter::paramsCall {});
    let due = dao.sandbox().block() + params.exitDelay + params.escapeAfter;
    let scheduled: Vec<LedgerScheduled> = receipt.events_of(scene.splitter());
    let until = due + params.exitDelay + params.escapeAfter;
    assert_eq!(scheduled, [LedgerScheduled { ledger, fromBlock: due, untilBlock: until }]);
    scene.assert_conserved();
    due
}

/// An owner can name the ledger, and so who settles; but nobody's deposit has to wait for that.
#[test]
fn whoever_leaves_on_seeing_another_ledger_scheduled_is_out_before() {
    let (dao, scene, payer, oscar) = owning();
    let (this, sandbox, splitter) = (dao.address(), dao.sandbox(), scene.splitter());
    let other = scene.suite.actor("other");
    let due = schedules(&dao, &scene, other.address());
    is_refused(&dao, &scene, &activateLedgerCall {}, LedgerNotDue { fromBlock: due });

    // The DAO itself: it waits anew.
    let due = schedules(&dao, &scene, this);
    splitter.call(&payer, requestExitCall {}, 0).ok();
    let escape = sandbox.block() + splitter.view(IRoyaltySplitter::paramsCall {}).escapeAfter;
    assert!(escape < due);
    is_refused(&dao, &scene, &activateLedgerCall {}, LedgerNotDue { fromBlock: due });
    // No epoch becomes final any more.
    sandbox.advance_to(escape);
    let (spent, proof) = scene.books.exit(payer.core_address());
    splitter.call(&payer, exitCall { spent, proof }, 0).ok();
    assert_eq!(scene.payer_record(&payer).withdrawn, 60 * TOKEN);
    scene.assert_conserved();
    let motion = decided(&dao, splitter, &activateLedgerCall {});
    sandbox.advance_to(due - 1);
    refuses(dao.contract(), dao.member(0), motion.execute(), LedgerNotDue { fromBlock: due });
    refuses(splitter, &other, activateLedgerCall {}, LedgerNotDue { fromBlock: due });
    sandbox.advance(1);
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    assert_eq!(splitter.view(IRoyaltySplitter::ledgerCall {}), this);
    scene.assert_conserved();

    // In office it finds only what was earned before, and that is not its own.
    let root = splitter.view(IRoyaltySplitter::rootCall {});
    let settlement = IRoyaltySplitter::Settlement {
        epoch: root.epoch + 1,
        cutBlock: root.cutBlock + 1,
        payoutSum: root.payoutSum + 1,
        spendSum: root.spendSum,
        votesHash: root.votesHash,
        votesSum: root.votesSum,
        ..Default::default()
    };
    let insolvent = IRoyaltySplitter::Insolvent { needed: 40 * TOKEN + 1, backed: 40 * TOKEN };
    is_refused(&dao, &scene, &IRoyaltySplitter::settleCall { settlement }, insolvent);
    assert_eq!(scene.release(oracle(&oscar), &oscar), 30 * TOKEN);
    assert_eq!(dao.contract().balance(), 0);
    scene.assert_conserved();
}

/// Money that comes while the DAO is executing would have to enter it a second time. Outside, anybody sends it.
#[test]
fn what_is_due_to_the_dao_is_released_to_it_by_others() {
    let (dao, mut scene) = neighbours();
    let payer = scene.payer("payer", 100 * TOKEN);
    let account = oracle(dao.address());
    scene.earn(account, &payer, 30 * TOKEN);
    scene.settle();
    let (account, cumulative, proof) = scene.books.claim(account);
    // It claims for itself.
    let motion = decided(&dao, scene.splitter(), &claimCall { account, cumulative, proof });
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    let release = releaseCall { account, recipient: dao.address() };
    is_refused(&dao, &scene, &release, FailedCall {});
    assert_eq!(dao.contract().balance(), 0);
    let stranger = dao.sandbox().actor("stranger");
    assert_eq!(scene.splitter().call(&stranger, release, 0).ok().value, 30 * TOKEN);
    assert_eq!(dao.contract().balance(), 30 * TOKEN);
    scene.assert_conserved();
}

/// As the owner of a dataset it would have to call for itself, and cannot be paid while it does. Once it is named as
/// the dataset's recipient anybody has it paid.
#[test]
fn the_dao_is_paid_for_its_dataset_as_the_recipient_that_it_names() {
    let (dao, mut scene) = neighbours();
    let (payer, creator) = (scene.payer("payer", 100 * TOKEN), scene.suite.actor("creator"));
    let (this, dataset) = (dao.address(), scene.dataset(&creator));
    let given = transferFromCall { from: creator.address(), to: this, tokenId: U256::from(1) };
    scene.suite.datasets().call(&creator, given, 0).ok();
    scene.earn(dataset, &payer, 30 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    let account = word(dataset);
    let release = releaseCall { account, recipient: this };
    let refusal = OwnerMustCall { account, owner: this, caller: payer.address() };
    refuses(scene.splitter(), &payer, release.clone(), refusal);
    is_refused(&dao, &scene, &release, FailedCall {});

    let propose = proposeRecipientsCall { account, recipients: vec![this], shares: vec![1_000_000] };
    let motion = decided(&dao, scene.splitter(), &propose);
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    scene.suite.advance(scene.splitter().view(IRoyaltySplitter::paramsCall {}).recipientDelay);
    let apply = applyRecipientsCall { account, cumulative: 0, proof: Bytes::new() };
    let motion = decided(&dao, scene.splitter(), &apply);
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    assert_eq!(scene.release(dataset, this), 30 * TOKEN);
    scene.earn(dataset, &payer, 5 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    assert_eq!(scene.release(dataset, this), 5 * TOKEN);
    assert_eq!(dao.contract().balance(), 35 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn the_dao_holds_datasets() {
    let (dao, scene) = neighbours();
    let (creator, buyer) = (scene.suite.actor("creator"), scene.suite.actor("buyer"));
    let (this, datasets) = (dao.address(), scene.suite.datasets());
    for _ in 0..2 {
        scene.dataset(&creator);
    }
    let owner = |id: u64| datasets.view(ownerOfCall { tokenId: U256::from(id) });
    let (first, second) = (U256::from(1), U256::from(2));
    let gift = safeTransferFrom_1Call { from: creator.address(), to: this, tokenId: first };
    datasets.call(&creator, gift, 0).ok();
    assert_eq!(owner(1), this);
    // It does with it what an owner does.
    let motion = decided(&dao, datasets, &approveCall { to: buyer.address(), tokenId: first });
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    let sale = transferFromCall { from: this, to: buyer.address(), tokenId: first };
    datasets.call(&buyer, sale, 0).ok();
    assert_eq!(owner(1), buyer.address());

    // What it fetches itself it cannot be asked about, as it is executing.
    datasets.call(&creator, approveCall { to: this, tokenId: second }, 0).ok();
    let safely = safeTransferFrom_1Call { from: creator.address(), to: this, tokenId: second };
    let motion = decided(&dao, datasets, &safely);
    refuses(dao.contract(), dao.member(0), motion.execute(), FailedCall {});
    assert_eq!((owner(2), state(&dao, motion.id())), (creator.address(), QUEUED));
    let fetch = transferFromCall { from: creator.address(), to: this, tokenId: second };
    let motion = decided(&dao, datasets, &fetch);
    dao.contract().call(dao.member(0), motion.execute(), 0).ok();
    assert_eq!((owner(2), state(&dao, motion.id())), (this, EXECUTED));
}
