//! When a node counted.

use tributary_sandbox::abi::INodeRegistry::{leaveCall, withdrawStakeCall};

use super::{Registry, UNBONDING};

#[test]
fn from_its_registration_until_it_leaves() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(12);
    registry.register(&alice, 1);
    assert_eq!(registry.activity(1), [(12, true)]);
    registry.sandbox.advance_to(30);
    assert_eq!(registry.activity(1), [(12, true)]);
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    assert_eq!(registry.activity(1), [(12, true), (30, false)]);
    // What was does not change with the stake's return.
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, withdrawStakeCall { node: 1 }, 0).ok();
    assert_eq!(registry.activity(1), [(12, true), (30, false)]);
}

#[test]
fn never_if_it_left_in_the_block_it_came() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    assert_eq!(registry.activity(1), [(1, false)]);
}

#[test]
fn each_by_itself() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.sandbox.advance(1);
    registry.register(&alice, 2);
    registry.sandbox.advance(1);
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    assert_eq!(registry.activity(1), [(1, true), (3, false)]);
    assert_eq!(registry.activity(2), [(2, true)]);
}
