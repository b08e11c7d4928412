//! Royalties of datasets whose token a contract holds.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_core::Account;
use tributary_sandbox::{
    abi::{
        IDatasetNft,
        IRoyaltySplitter::{
            self, applyRecipientsCall, claimAndReleaseCall, proposeRecipientsCall, releasableCall,
            releaseCall, OwnerMustCall,
        },
        IERC721,
    },
    probe::{self, Puppet},
    Actor, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{oracle, word, Scene},
};

/// A contract that its broker calls others through, and that does nothing when it is paid.
fn escrow(scene: &Scene, broker: &Actor) -> Puppet {
    Puppet::deploy(scene.suite.sandbox(), broker, |_| (Address::repeat_byte(0x77), Vec::new()))
}

fn sell(scene: &Scene, from: &Actor, to: Address) {
    let call = IERC721::transferFromCall { from: from.address(), to, tokenId: U256::from(1) };
    scene.suite.datasets().call(from, call, 0).ok();
}

fn must_call(account: Account, owner: Address, caller: &Actor) -> OwnerMustCall {
    OwnerMustCall { account: word(account), owner, caller: caller.address() }
}

fn to(account: Account, recipient: Address) -> releaseCall {
    releaseCall { account: word(account), recipient }
}

fn claim_and_release(scene: &Scene, account: Account, recipient: Address) -> claimAndReleaseCall {
    let (account, cumulative, proof) = scene.books.claim(account);
    claimAndReleaseCall { account, cumulative, proof, recipient }
}

#[test]
fn nobody_pays_royalties_into_an_escrow_but_the_escrow_itself() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 20 * TOKEN);
    let [creator, broker, buyer] = ["creator", "broker", "buyer"].map(|name| scene.suite.actor(name));
    let dataset = scene.dataset(&creator);
    let escrow = escrow(&scene, &broker);
    let holder = escrow.address();
    scene.earn(dataset, &alice, 3 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    sell(&scene, &creator, holder);
    let splitter = scene.splitter().clone();
    for caller in [&alice, &creator, &broker, scene.suite.deployer()] {
        refuses(&splitter, caller, to(dataset, holder), must_call(dataset, holder, caller));
    }
    // It is due all the same, and to nobody else.
    assert_eq!(scene.releasable(dataset, holder), 3 * TOKEN);
    assert_eq!(scene.releasable(dataset, &creator), 0);
    scene.earn(dataset, &alice, TOKEN);
    scene.settle();
    let call = claim_and_release(&scene, dataset, holder);
    refuses(&splitter, &alice, call, must_call(dataset, holder, &alice));
    let claimed = IRoyaltySplitter::claimedCall { account: word(dataset) };
    assert_eq!(splitter.view(claimed), 3 * TOKEN, "nothing is claimed by what is refused");
    scene.assert_conserved();

    // Its own call pays, with what it claims in it.
    let call = claim_and_release(&scene, dataset, holder).abi_encode();
    escrow.call(&broker, splitter.address(), &call, 0).ok();
    assert_eq!(scene.suite.sandbox().balance(holder), 4 * TOKEN);
    assert_eq!(scene.releasable(dataset, holder), 0);
    let nothing = IRoyaltySplitter::NothingToRelease { account: word(dataset), recipient: holder };
    refuses(&splitter, &alice, to(dataset, holder), nothing);
    scene.assert_conserved();

    // What comes after goes with the token, paid out by anyone.
    scene.earn(dataset, &alice, 5 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    refuses(&splitter, &alice, to(dataset, holder), must_call(dataset, holder, &alice));
    let leaves =
        IERC721::transferFromCall { from: holder, to: buyer.address(), tokenId: U256::from(1) }.abi_encode();
    escrow.call(&broker, scene.suite.datasets().address(), &leaves, 0).ok();
    let before = scene.suite.sandbox().balance(&buyer);
    assert_eq!(scene.release(dataset, &buyer), 5 * TOKEN);
    assert_eq!(scene.suite.sandbox().balance(&buyer), before + 5 * TOKEN);
    assert_eq!(scene.suite.sandbox().balance(holder), 4 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn royalties_outlast_an_escrow_that_can_not_call() {
    let mut scene = Scene::new();
    let (alice, creator) = (scene.payer("alice", 20 * TOKEN), scene.suite.actor("creator"));
    let dataset = scene.dataset(&creator);
    let mute = probe::answering(scene.suite.sandbox(), &alice, [0x15, 0x0b, 0x7a, 0x02]);
    sell(&scene, &creator, mute);
    scene.earn(dataset, &alice, 3 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    refuses(scene.splitter(), &alice, to(dataset, mute), must_call(dataset, mute, &alice));
    // The owner of the registry gives the dataset to somebody who can.
    let call = IDatasetNft::reassignCall { id: 1, to: creator.address() };
    scene.suite.datasets().call(scene.suite.owner(), call, 0).ok();
    assert_eq!(scene.release(dataset, &creator), 3 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn contracts_that_are_named_are_paid_by_anyone() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 50 * TOKEN);
    let [creator, operator, broker] = ["creator", "operator", "broker"].map(|name| scene.suite.actor(name));
    let named = escrow(&scene, &broker).address();
    let dataset = scene.dataset(&creator);
    let (node, signer) = (scene.node(&operator, named), oracle(named));
    let model = scene.model(&operator);
    let call = tributary_sandbox::abi::IModelRegistry::setDeveloperCall { model: 1, developer: named };
    scene.suite.models().call(&operator, call, 0).ok();
    let treasury = IRoyaltySplitter::setTreasuryCall { newTreasury: named };
    scene.splitter().call(scene.suite.owner(), treasury, 0).ok();
    let account = word(dataset);
    let call = proposeRecipientsCall { account, recipients: vec![named], shares: vec![1_000_000] };
    scene.splitter().call(&creator, call, 0).ok();
    scene.suite.advance(25);
    let call = applyRecipientsCall { account, cumulative: 0, proof: Bytes::new() };
    scene.splitter().call(&creator, call, 0).ok();
    let mut sum = 0;
    for (account, tokens) in [dataset, node, signer, model, Account::Treasury].into_iter().zip(1..) {
        scene.earn(account, &alice, tokens * TOKEN);
        scene.settle();
        scene.claim(account);
        assert_eq!(scene.release(account, named), tokens * TOKEN);
        sum += tokens * TOKEN;
        assert_eq!(scene.suite.sandbox().balance(named), sum);
        scene.assert_conserved();
    }
}

#[test]
fn what_a_contract_is_owed_by_name_is_paid_by_anyone_and_what_is_its_datasets_is_not() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 50 * TOKEN);
    let [creator, broker] = ["creator", "broker"].map(|name| scene.suite.actor(name));
    let dataset = scene.dataset(&creator);
    let vault = escrow(&scene, &broker);
    let (holder, splitter) = (vault.address(), scene.splitter().clone());
    sell(&scene, &creator, holder);
    scene.earn(dataset, &alice, 3 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    refuses(&splitter, &alice, to(dataset, holder), must_call(dataset, holder, &alice));
    // It names others for the future: what was earned until now is owed to it by name.
    let account = word(dataset);
    let call =
        proposeRecipientsCall { account, recipients: vec![creator.address()], shares: vec![1_000_000] };
    vault.call(&broker, splitter.address(), &call.abi_encode(), 0).ok();
    scene.suite.advance(25);
    let call = applyRecipientsCall { account, cumulative: 0, proof: Bytes::new() };
    vault.call(&broker, splitter.address(), &call.abi_encode(), 0).ok();
    let call = releasableCall { account, recipient: holder };
    assert_eq!(splitter.view(call), 3 * TOKEN);
    assert_eq!(scene.release(dataset, holder), 3 * TOKEN);
    assert_eq!(scene.suite.sandbox().balance(holder), 3 * TOKEN);
    scene.assert_conserved();
}
