//! Where a node answers, and where it wants its earnings.

use alloy_primitives::Address;
use tributary_sandbox::abi::{
    INodeRegistry::{
        leaveCall, payoutOfCall, setEndpointCall, setPayoutCall, withdrawStakeCall, EndpointInvalid,
        NodeEndpointChanged, NodePayoutChanged, NotActive, NotOperator,
    },
    IOwned::ZeroAddress,
};

use super::{endpoint, longest_endpoint, no_endpoints, payout, unknown, Registry, LEFT, UNBONDING};
use crate::{expectation::Emits, refusal::refuses};

fn answer_at(endpoint: impl Into<String>) -> setEndpointCall {
    setEndpointCall { node: 1, endpoint: endpoint.into() }
}

fn pay(payout: Address) -> setPayoutCall {
    setPayoutCall { node: 1, payout }
}

#[test]
fn a_node_moves() {
    let (registry, alice) = Registry::with_node_of("alice");
    let before = registry.node(1);
    let event: NodeEndpointChanged =
        registry.contract.call(&alice, answer_at(endpoint(9)), 0).ok().only_event();
    assert_eq!((event.node, event.endpoint), (1, endpoint(9)));
    let after = registry.node(1);
    assert_eq!(after.endpoint, endpoint(9));
    assert_eq!(
        tributary_sandbox::abi::INodeRegistry::Node { endpoint: before.endpoint.clone(), ..after },
        before
    );
}

#[test]
fn its_earnings_go_elsewhere() {
    let (registry, alice) = Registry::with_node_of("alice");
    let event: NodePayoutChanged = registry.contract.call(&alice, pay(payout(9)), 0).ok().only_event();
    assert_eq!((event.node, event.payout), (1, payout(9)));
    assert_eq!(registry.contract.view(payoutOfCall { id: 1 }), payout(9));
    assert_eq!(registry.node(1).payout, payout(9));
    assert_eq!(registry.node(1).operator, alice.address());
}

#[test]
fn to_what_is_an_endpoint() {
    let (registry, alice) = Registry::with_node_of("alice");
    for (text, length) in no_endpoints() {
        refuses(&registry.contract, &alice, answer_at(text), EndpointInvalid { length });
    }
    let longest = longest_endpoint();
    registry.contract.call(&alice, answer_at(longest.clone()), 0).ok();
    assert_eq!(registry.node(1).endpoint, longest);
    registry.contract.call(&alice, answer_at("http://y"), 0).ok();
    assert_eq!(registry.node(1).endpoint, "http://y");
}

#[test]
fn and_to_who_can_be_paid() {
    let (registry, alice) = Registry::with_node_of("alice");
    refuses(&registry.contract, &alice, pay(Address::ZERO), ZeroAddress {});
}

#[test]
fn nobody_but_the_operator() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    // Nor who is paid.
    registry.contract.call(&alice, pay(bob.address()), 0).ok();
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, answer_at(endpoint(9)), refused.clone());
        refuses(&registry.contract, caller, pay(caller.address()), refused);
    }
    for node in [0, 2, u64::MAX] {
        let call = setEndpointCall { node, endpoint: endpoint(9) };
        refuses(&registry.contract, &alice, call, unknown(node));
        refuses(&registry.contract, &alice, setPayoutCall { node, payout: payout(9) }, unknown(node));
    }
}

#[test]
fn reports_and_earnings_outlast_the_leaving() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    // Its reports are wanted until they are settled.
    registry.contract.call(&alice, answer_at(endpoint(8)), 0).ok();
    registry.contract.call(&alice, pay(payout(8)), 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, withdrawStakeCall { node: 1 }, 0).ok();

    refuses(&registry.contract, &alice, answer_at(endpoint(9)), NotActive { node: 1, status: LEFT });
    registry.contract.call(&alice, pay(payout(9)), 0).ok();
    assert_eq!((registry.node(1).endpoint, registry.node(1).payout), (endpoint(8), payout(9)));
}
