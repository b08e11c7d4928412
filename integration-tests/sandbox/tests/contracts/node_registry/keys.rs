//! Rotating a node's key.

use alloy_primitives::{B256, U256};
use tributary_sandbox::abi::INodeRegistry::{
    leaveCall, rotateKeyCall, KeyInvalid, KeyTaken, NodeKeyRotated, NotActive, NotOperator,
};

use super::{key, registration, unknown, Registry, LEAVING, NODE_STAKE};
use crate::{
    expectation::Emits,
    refusal::{refuses, refuses_paid},
};

fn rotate(seed: u8) -> rotateKeyCall {
    rotateKeyCall { node: 1, key: key(seed) }
}

#[test]
fn a_new_key_holds_from_its_block_on() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.sandbox.advance_to(10);
    let event: NodeKeyRotated = registry.contract.call(&alice, rotate(2), 0).ok().only_event();
    assert_eq!((event.node, event.key), (1, key(2)));
    assert_eq!(registry.node(1).key, key(2));
    registry.sandbox.advance_to(20);
    registry.contract.call(&alice, rotate(3), 0).ok();
    assert_eq!(registry.node(1).key, key(3));
    assert_eq!(registry.keys(1), [(1, key(1)), (10, key(2)), (20, key(3))]);
}

#[test]
fn of_two_in_a_block_the_last_one_holds() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.contract.call(&alice, rotate(2), 0).ok();
    assert_eq!(registry.keys(1), [(1, key(2))]);
    registry.sandbox.advance_to(5);
    registry.contract.call(&alice, rotate(3), 0).ok();
    registry.contract.call(&alice, rotate(4), 0).ok();
    assert_eq!(registry.keys(1), [(1, key(2)), (5, key(4))]);
    // A key that no block saw was used all the same.
    for seed in [1, 3] {
        refuses(&registry.contract, &alice, rotate(seed), KeyTaken { key: key(seed), node: 1 });
    }
}

#[test]
fn a_key_is_used_once_ever() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, 2);
    registry.sandbox.advance(1);
    registry.contract.call(&alice, rotate(3), 0).ok();
    registry.sandbox.advance(1);

    // One's own present and former one, another's, and another's to come back to.
    for (operator, node, seed, holder) in
        [(&alice, 1, 3, 1), (&alice, 1, 1, 1), (&alice, 1, 2, 2), (&bob, 2, 3, 1), (&bob, 2, 1, 1)]
    {
        let call = rotateKeyCall { node, key: key(seed) };
        refuses(&registry.contract, operator, call, KeyTaken { key: key(seed), node: holder });
    }
    for (seed, holder) in [(1, 1), (2, 2), (3, 1)] {
        let taken = KeyTaken { key: key(seed), node: holder };
        refuses_paid(&registry.contract, &bob, registration(seed), U256::from(NODE_STAKE), taken);
    }
    // Even after the node left.
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    refuses(
        &registry.contract,
        &bob,
        rotateKeyCall { node: 2, key: key(3) },
        KeyTaken { key: key(3), node: 1 },
    );
}

#[test]
fn zero_is_no_key() {
    let (registry, alice) = Registry::with_node_of("alice");
    let call = rotateKeyCall { node: 1, key: B256::ZERO };
    refuses(&registry.contract, &alice, call, KeyInvalid { key: B256::ZERO });
}

#[test]
fn nobody_but_the_operator_while_active() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, 2);
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, rotate(3), refused);
    }
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    refuses(&registry.contract, &alice, rotate(3), NotActive { node: 1, status: LEAVING });
    for node in [0, 3, u64::MAX] {
        refuses(&registry.contract, &alice, rotateKeyCall { node, key: key(3) }, unknown(node));
    }
    // None of these used the key up.
    registry.contract.call(&bob, rotateKeyCall { node: 2, key: key(3) }, 0).ok();
}
