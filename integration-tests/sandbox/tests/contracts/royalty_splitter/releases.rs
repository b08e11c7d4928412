//! Paying out to those who earned.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_core::{Account, DatasetId, ModelId, NodeId};
use tributary_sandbox::{
    abi::{
        IModelRegistry, INodeRegistry,
        IRoyaltySplitter::{self, payeeOfCall, releasableCall, releaseCall},
        IERC721,
    },
    probe::{self, Puppet},
    runtime::NATIVE_TO_ETH_RATIO,
    Actor, Revert, TOKEN,
};

use crate::{
    refusal::refuses,
    scene::{oracle, word, Scene},
};

fn to(account: Account, recipient: impl Into<Address>) -> releaseCall {
    releaseCall { account: word(account), recipient: recipient.into() }
}

fn not_recipient(account: Account, recipient: impl Into<Address>) -> IRoyaltySplitter::NotRecipient {
    IRoyaltySplitter::NotRecipient { account: word(account), recipient: recipient.into() }
}

fn nothing(account: Account, recipient: impl Into<Address>) -> IRoyaltySplitter::NothingToRelease {
    IRoyaltySplitter::NothingToRelease { account: word(account), recipient: recipient.into() }
}

#[test]
fn every_kind_of_account_pays_its_payee() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 100 * TOKEN);
    let [creator, operator, developer] = ["creator", "operator", "dev"].map(|name| scene.suite.actor(name));
    let (payout, signer) = (Actor::ethereum("payout"), Actor::ethereum("signer"));
    let accounts = [
        (scene.dataset(&creator), creator.address()),
        (scene.node(&operator, payout.address()), payout.address()),
        (scene.model(&developer), developer.address()),
        (oracle(&signer), signer.address()),
        (Account::Treasury, scene.suite.treasury().address()),
    ];
    for ((account, _), wei) in accounts.into_iter().zip(1_000_000_000_007_u128..) {
        scene.earn(account, &alice, wei);
    }
    scene.settle();
    for ((account, payee), wei) in accounts.into_iter().zip(1_000_000_000_007_u128..) {
        assert_eq!(scene.splitter().view(payeeOfCall { account: word(account) }), payee);
        refuses(scene.splitter(), &alice, to(account, payee), nothing(account, payee));
        assert_eq!(scene.claim(account), wei);
        assert_eq!(scene.releasable(account, payee), wei);
        assert_eq!(scene.releasable(account, &alice), 0);
        refuses(scene.splitter(), &alice, to(account, &alice), not_recipient(account, &alice));

        let before = scene.suite.sandbox().balance(payee);
        let receipt = scene.splitter().call(&alice, to(account, payee), 0).ok();

        assert_eq!(receipt.value, wei);
        let event: IRoyaltySplitter::RoyaltyReleased = receipt.event();
        assert_eq!((event.account, event.recipient, event.amount), (word(account), payee, wei));
        assert_eq!(scene.suite.sandbox().balance(payee), before + wei);
        assert_eq!(scene.releasable(account, payee), 0);
        refuses(scene.splitter(), &alice, to(account, payee), nothing(account, payee));
        scene.assert_conserved();
    }
}

#[test]
fn what_an_oracle_earned_is_its_payouts_and_not_its_hot_keys() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 100 * TOKEN);
    let operator = scene.suite.actor("operator");
    let (payout, elsewhere) = (Actor::ethereum("payout").address(), Actor::ethereum("elsewhere").address());
    let signer = scene.suite.committee().members()[0];
    // It earned before anybody registered it.
    scene.earn(oracle(signer), &alice, 5 * TOKEN);
    scene.settle();
    scene.claim(oracle(signer));
    assert_eq!(scene.releasable(oracle(signer), signer), 5 * TOKEN);
    let account = scene.oracle_of(&operator, 0);
    assert_eq!(account, oracle(signer));
    for (payee, claimed) in [(operator.address(), 5), (payout, 7), (elsewhere, 2)] {
        if payee != operator.address() {
            scene.pay_oracle_at(&operator, 0, payee);
            scene.earn(account, &alice, claimed * TOKEN);
            scene.settle();
            assert_eq!(scene.claim(account), claimed * TOKEN);
        }
        assert_eq!(scene.splitter().view(payeeOfCall { account: word(account) }), payee);
        for other in [signer, operator.address(), payout, elsewhere].into_iter().filter(|it| *it != payee) {
            refuses(scene.splitter(), &alice, to(account, other), not_recipient(account, other));
        }
        let before = scene.suite.sandbox().balance(payee);
        assert_eq!(scene.release(account, payee), claimed * TOKEN);
        assert_eq!(scene.suite.sandbox().balance(payee), before + claimed * TOKEN);
        scene.assert_conserved();
    }
    // Leaving changes nothing about it.
    let nodes = scene.suite.nodes();
    nodes.call(&operator, INodeRegistry::leaveOracleCall { signer }, 0).ok();
    let unbonding = nodes.view(INodeRegistry::unbondingBlocksCall {});
    scene.earn(account, &alice, TOKEN);
    scene.settle();
    scene.suite.advance(unbonding);
    scene.suite.nodes().call(&operator, INodeRegistry::withdrawOracleStakeCall { signer }, 0).ok();
    scene.claim(account);
    refuses(scene.splitter(), &alice, to(account, signer), not_recipient(account, signer));
    assert_eq!(scene.release(account, elsewhere), TOKEN);
    scene.assert_conserved();
}

#[test]
fn an_account_without_a_payee_keeps_its_money() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10 * TOKEN);
    let unknown = [
        Account::Dataset(DatasetId(1)),
        Account::Node(NodeId(1)),
        Account::Developer(ModelId(1)),
        oracle(Address::ZERO),
    ];
    for account in unknown {
        scene.earn(account, &alice, TOKEN);
    }
    scene.settle();
    for account in unknown {
        scene.claim(account);
        let refusal = || IRoyaltySplitter::PayeeUnknown { account: word(account) };
        refuses(scene.splitter(), &alice, to(account, &alice), refusal());
        refuses(scene.splitter(), &alice, to(account, Address::ZERO), refusal());
        refuses(scene.splitter(), &alice, payeeOfCall { account: word(account) }, refusal());
        let call = releasableCall { account: word(account), recipient: alice.address() };
        refuses(scene.splitter(), &alice, call, refusal());
    }
    // Whoever registers it later gets it.
    assert_eq!(scene.dataset(&alice), unknown[0]);
    assert_eq!(scene.release(unknown[0], &alice), TOKEN);
    scene.assert_conserved();
}

#[test]
fn words_that_name_no_earner_are_refused() {
    let scene = Scene::new();
    let alice = scene.payer("alice", TOKEN);
    let (payer, recipient) = (word(Account::Payer(alice.core_address())), alice.address());
    let refusal = || IRoyaltySplitter::AccountNotPayable { account: payer };
    refuses(scene.splitter(), &alice, releaseCall { account: payer, recipient }, refusal());
    refuses(scene.splitter(), &alice, releasableCall { account: payer, recipient }, refusal());
    refuses(scene.splitter(), &alice, payeeOfCall { account: payer }, refusal());
    let (account, call) = (Default::default(), releaseCall { account: Default::default(), recipient });
    refuses(scene.splitter(), &alice, call, IRoyaltySplitter::UnknownAccount { account });
}

#[test]
fn royalties_follow_the_token() {
    let mut scene = Scene::new();
    let (alice, creator) = (scene.payer("alice", 10 * TOKEN), scene.suite.actor("creator"));
    let buyer = scene.suite.actor("buyer");
    let dataset = scene.dataset(&creator);
    scene.earn(dataset, &alice, 2 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    // Settled before the sale by a stranger: the seller's.
    assert_eq!(scene.release(dataset, &creator), 2 * TOKEN);
    scene.earn(dataset, &alice, 3 * TOKEN);
    scene.settle();
    scene.claim(dataset);
    let sale =
        IERC721::transferFromCall { from: creator.address(), to: buyer.address(), tokenId: U256::from(1) };
    scene.suite.datasets().call(&creator, sale, 0).ok();
    refuses(scene.splitter(), &creator, to(dataset, &creator), not_recipient(dataset, &creator));
    assert_eq!(scene.release(dataset, &buyer), 3 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn money_goes_where_the_registries_say_now() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10 * TOKEN);
    let [operator, developer, next] = ["operator", "dev", "next"].map(|name| scene.suite.actor(name));
    let (node, model) = (scene.node(&operator, operator.address()), scene.model(&developer));
    scene.earn(node, &alice, TOKEN);
    scene.earn(model, &alice, 2 * TOKEN);
    scene.settle();
    scene.claim(node);
    scene.claim(model);
    let call = INodeRegistry::setPayoutCall { node: 1, payout: next.address() };
    scene.suite.nodes().call(&operator, call, 0).ok();
    let call = IModelRegistry::setDeveloperCall { model: 1, developer: next.address() };
    scene.suite.models().call(&developer, call, 0).ok();
    refuses(scene.splitter(), &alice, to(node, &operator), not_recipient(node, &operator));
    refuses(scene.splitter(), &alice, to(model, &developer), not_recipient(model, &developer));
    assert_eq!(scene.release(node, &next), TOKEN);
    assert_eq!(scene.release(model, &next), 2 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn a_recipient_that_rejects_money_keeps_it() {
    let mut scene = Scene::new();
    let (alice, operator) = (scene.payer("alice", 10 * TOKEN), scene.suite.actor("operator"));
    let rejecting = probe::rejecting(scene.suite.sandbox(), &alice);
    let node = scene.node(&operator, rejecting);
    scene.earn(node, &alice, TOKEN);
    scene.settle();
    scene.claim(node);
    let refusal = || IRoyaltySplitter::TransferFailed { to: rejecting, amount: TOKEN };
    refuses(scene.splitter(), &alice, to(node, rejecting), refusal());
    assert_eq!(scene.releasable(node, rejecting), TOKEN);
    assert_eq!(scene.totals().released, 0);
    scene.assert_conserved();
    // It stays its own until the operator names another address.
    let call = INodeRegistry::setPayoutCall { node: 1, payout: operator.address() };
    scene.suite.nodes().call(&operator, call, 0).ok();
    assert_eq!(scene.release(node, &operator), TOKEN);
    scene.assert_conserved();
}

#[test]
fn a_recipient_that_calls_back_is_paid_once() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10 * TOKEN);
    let splitter = scene.splitter().clone();
    let release = |puppet: Address| to(oracle(puppet), puppet).abi_encode();
    let deposit = |_| IRoyaltySplitter::depositCall {}.abi_encode();
    let look = |_| IRoyaltySplitter::totalsCall {}.abi_encode();
    let tricks: [&dyn Fn(Address) -> Vec<u8>; 3] = [&release, &deposit, &look];
    let puppets = tricks
        .map(|trick| Puppet::deploy(scene.suite.sandbox(), &alice, |own| (splitter.address(), trick(own))));
    for puppet in &puppets {
        scene.earn(oracle(puppet.address()), &alice, TOKEN);
    }
    scene.settle();
    for puppet in &puppets {
        let account = oracle(puppet.address());
        scene.claim(account);
        let receipt = splitter.call(&alice, to(account, puppet.address()), 0).ok();
        assert_eq!(receipt.value, TOKEN);
        assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())], "the way back is closed");
        assert_eq!(scene.suite.sandbox().balance(puppet.address()), TOKEN);
        let again = nothing(account, puppet.address());
        refuses(&splitter, &alice, to(account, puppet.address()), again);
        scene.assert_conserved();
    }
}

#[test]
fn a_fresh_account_gets_all_of_it() {
    let mut scene = Scene::new();
    let alice = scene.payer("alice", 10 * TOKEN);
    let planck = u128::from(NATIVE_TO_ETH_RATIO);
    let amounts = [1, planck - 1, planck, planck + 1, TOKEN];
    let fresh: Vec<_> =
        (0..amounts.len()).map(|number| Actor::ethereum(&format!("fresh {number}"))).collect();
    for (actor, wei) in fresh.iter().zip(amounts) {
        scene.earn(oracle(actor), &alice, wei);
    }
    scene.settle();
    for (actor, wei) in fresh.iter().zip(amounts) {
        scene.claim(oracle(actor));
        let receipt = scene.splitter().call(&alice, to(oracle(actor), actor), 0).ok();
        // The caller pays for the account's existence, the splitter not a wei of it.
        assert!(receipt.cost.deposit > 0, "{:?}", receipt.cost);
        assert_eq!(scene.suite.sandbox().balance(actor), wei);
        scene.assert_conserved();
    }
}

#[test]
fn amounts_below_one_native_unit_add_up() {
    let mut scene = Scene::new();
    let (alice, payee) = (scene.payer("alice", TOKEN + 7), Actor::ethereum("payee"));
    let account = oracle(&payee);
    let mut sum = 0;
    for wei in [3, 99_999_999, 1, 100_000_000, 99_999_998] {
        scene.earn(account, &alice, wei);
        scene.settle();
        scene.claim(account);
        assert_eq!(scene.release(account, &payee), wei);
        sum += wei;
        assert_eq!(scene.suite.sandbox().balance(&payee), sum);
        scene.assert_conserved();
    }
    // What is left of the deposit is still there to the wei.
    assert_eq!(scene.splitter().balance(), TOKEN + 7 - sum);
}

#[test]
fn who_cannot_pay_for_a_fresh_account_releases_nothing() {
    let mut scene = Scene::new();
    let (alice, fresh) = (scene.payer("alice", TOKEN), Actor::ethereum("fresh"));
    scene.earn(oracle(&fresh), &alice, 7);
    scene.settle();
    scene.claim(oracle(&fresh));
    let pauper = Actor::ethereum("pauper");
    let before = scene.suite.sandbox().state_root();
    let outcome = scene.splitter().call(&pauper, to(oracle(&fresh), &fresh), 0);
    match outcome.result {
        Err(Revert::Chain(_) | Revert::Custom(_)) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(scene.suite.sandbox().state_root(), before);
    assert_eq!(scene.release(oracle(&fresh), &fresh), 7);
    scene.assert_conserved();
}
