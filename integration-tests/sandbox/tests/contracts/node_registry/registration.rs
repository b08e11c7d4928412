//! Registering a node with a stake.

use alloy_primitives::{Address, B256, U256};
use tributary_sandbox::{
    abi::{
        INodeRegistry::{
            activityChangesCall, keyChangesCall, nodeCall, nodeCountCall, payoutOfCall, priceChangesCall,
            pricedModelsCall, registerNodeCall, setPriceCall, AmountTooLarge, EndpointInvalid, KeyInvalid,
            KeyTaken, Node, NodePriceSet, NodeRegistered, PriceZero, StakeTooLow,
        },
        IOwned::ZeroAddress,
    },
    runtime::UNIT,
};

use super::{
    after, endpoint, key, longest_endpoint, no_endpoints, payout, registration, unknown, Registry, ACTIVE,
    FIRST_MODEL, FIRST_PRICE, NODE_STAKE,
};
use crate::refusal::{refuses, refuses_paid};

#[test]
fn a_stake_makes_a_node() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(7);
    assert_eq!(registry.contract.view(nodeCountCall {}), 0);
    let before = registry.sandbox.balance(&alice);

    let receipt = registry.contract.call(&alice, registration(1), NODE_STAKE).ok();
    assert_eq!(receipt.value, 1);
    assert_eq!(receipt.logs.len(), 2);
    let event: NodeRegistered = receipt.event();
    assert_eq!(
        (event.node, event.operator, event.key, event.endpoint),
        (1, alice.address(), key(1), endpoint(1))
    );
    let event: NodePriceSet = receipt.event();
    assert_eq!((event.node, event.model, event.pricePerToken), (1, FIRST_MODEL, FIRST_PRICE));
    assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, NODE_STAKE, 0));
    assert_eq!(registry.contract.balance(), NODE_STAKE);

    let expected = Node {
        operator: alice.address(),
        payout: payout(1),
        stake: NODE_STAKE,
        registeredAt: 7,
        leavingAt: 0,
        status: ACTIVE,
        key: key(1),
        endpoint: endpoint(1),
    };
    assert_eq!(registry.node(1), expected);
    assert_eq!(registry.contract.view(nodeCountCall {}), 1);
    assert_eq!(registry.contract.view(payoutOfCall { id: 1 }), payout(1));
    assert_eq!(registry.keys(1), [(7, key(1))]);
    assert_eq!(registry.activity(1), [(7, true)]);
    assert_eq!(registry.prices(1, FIRST_MODEL), [(7, FIRST_PRICE)]);
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), [FIRST_MODEL]);
    assert!(registry.contract.view(priceChangesCall { id: 1, model: 1 }).is_empty());
}

#[test]
fn no_node_answers_without_a_price() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    for model in [0, 1, u64::MAX] {
        let free = registerNodeCall { model, pricePerToken: 0, ..registration(1) };
        refuses_paid(&registry.contract, &alice, free, U256::from(NODE_STAKE), PriceZero { model });
    }
    // Any other price will do, and any model: whether it exists is not looked at.
    for (seed, (model, price)) in (1..).zip([(0, 1), (1, u128::MAX), (u64::MAX, 1)]) {
        let call = registerNodeCall { model, pricePerToken: price, ..registration(seed) };
        let id = registry.contract.call(&alice, call, NODE_STAKE).ok().value;
        assert_eq!(registry.prices(id, model), [(1, price)]);
        assert_eq!(registry.contract.view(pricedModelsCall { id }), [model]);
        // From the first block of its activity on.
        assert_eq!(registry.activity(id), [(1, true)]);
    }
}

#[test]
fn the_price_it_registers_with_changes_as_any_other() {
    let (registry, alice) = Registry::with_node_of("alice");
    let ask = |wei| setPriceCall { node: 1, model: FIRST_MODEL, pricePerToken: wei };
    registry.contract.call(&alice, ask(5), 0).ok();
    assert_eq!(registry.prices(1, FIRST_MODEL), [(1, 5)], "of two in a block the last one");
    registry.sandbox.advance_to(9);
    registry.contract.call(&alice, ask(6), 0).ok();
    assert_eq!(registry.prices(1, FIRST_MODEL), [(1, 5), (9, 6)]);
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), [FIRST_MODEL], "once");
}

#[test]
fn one_operator_may_run_several() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    for (seed, operator) in (1..).zip([&alice, &bob, &alice]) {
        assert_eq!(registry.register(operator, seed), u64::from(seed));
        assert_eq!(registry.node(seed.into()).operator, operator.address());
    }
    assert_eq!(registry.contract.view(nodeCountCall {}), 3);
    assert_eq!(registry.contract.balance(), 3 * NODE_STAKE);
}

#[test]
fn the_stake_has_a_least() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    for found in [0, 1, 99_999_999, NODE_STAKE / 2, NODE_STAKE - 100_000_000, NODE_STAKE - 1] {
        let low = StakeTooLow { found, least: NODE_STAKE };
        refuses_paid(&registry.contract, &alice, registration(1), U256::from(found), low);
    }
    // Nothing of a refused stake stays.
    assert_eq!(registry.contract.balance(), 0);
}

#[test]
fn a_stake_need_not_be_whole_native_units() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let mut held = 0;
    // A native unit is 10^8 wei; parts of units must add up.
    for (seed, more) in (1..).zip([1, 99_999_999, 100_000_001, 123_456_789]) {
        let before = registry.sandbox.balance(&alice);
        let receipt = registry.contract.call(&alice, registration(seed), NODE_STAKE + more).ok();
        held += NODE_STAKE + more;
        assert_eq!(registry.node(seed.into()).stake, NODE_STAKE + more);
        assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, NODE_STAKE + more, 0));
        assert_eq!(registry.contract.balance(), held);
    }
}

#[test]
fn a_stake_fits_128_bits() {
    let registry = Registry::deploy();
    let whale = registry.actor("whale");
    registry.sandbox.endow(whale.account(), 500_000_000_000_000_000_000 * UNIT);
    for found in [U256::from(u128::MAX) + U256::ONE, U256::from(u128::MAX) + U256::from(u64::MAX)] {
        let large = AmountTooLarge { found, most: u128::MAX };
        refuses_paid(&registry.contract, &whale, registration(1), found, large);
    }
    registry.contract.call(&whale, registration(1), u128::MAX).ok();
    assert_eq!(registry.node(1).stake, u128::MAX);
}

#[test]
fn a_key_is_not_zero() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let keyless = registerNodeCall { key: B256::ZERO, ..registration(1) };
    let invalid = KeyInvalid { key: B256::ZERO };
    refuses_paid(&registry.contract, &alice, keyless, U256::from(NODE_STAKE), invalid);
}

#[test]
fn a_key_belongs_to_one_node() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    for operator in [&alice, &bob] {
        let copy = registerNodeCall { key: key(1), ..registration(2) };
        let taken = KeyTaken { key: key(1), node: 1 };
        refuses_paid(&registry.contract, operator, copy, U256::from(NODE_STAKE), taken);
    }
}

#[test]
fn an_endpoint_is_a_url_in_visible_ascii() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    for (endpoint, length) in no_endpoints() {
        let bad = registerNodeCall { endpoint, ..registration(1) };
        let invalid = EndpointInvalid { length };
        refuses_paid(&registry.contract, &alice, bad, U256::from(NODE_STAKE), invalid);
    }
    for (seed, endpoint) in (1..).zip(["http://x".to_owned(), longest_endpoint()]) {
        let call = registerNodeCall { endpoint: endpoint.clone(), ..registration(seed) };
        registry.contract.call(&alice, call, NODE_STAKE).ok();
        assert_eq!(registry.node(seed.into()).endpoint, endpoint);
    }
}

#[test]
fn somebody_is_paid() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let unpaid = registerNodeCall { payout: Address::ZERO, ..registration(1) };
    refuses_paid(&registry.contract, &alice, unpaid, U256::from(NODE_STAKE), ZeroAddress {});
}

#[test]
fn what_is_not_registered_is_unknown() {
    let (registry, alice) = Registry::with_node_of("alice");
    for id in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, nodeCall { id }, unknown(id));
        refuses(&registry.contract, &alice, payoutOfCall { id }, unknown(id));
        refuses(&registry.contract, &alice, keyChangesCall { id }, unknown(id));
        refuses(&registry.contract, &alice, activityChangesCall { id }, unknown(id));
        refuses(&registry.contract, &alice, priceChangesCall { id, model: 1 }, unknown(id));
    }
}
