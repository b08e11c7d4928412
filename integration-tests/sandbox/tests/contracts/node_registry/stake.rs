//! A node's stake: more of it, and the way out.

use alloy_primitives::U256;
use tributary_sandbox::{
    abi::INodeRegistry::{
        addStakeCall, leaveCall, nodeCountCall, withdrawStakeCall, AmountTooLarge, NodeLeaving, NodeLeft,
        NodeStakeAdded, NotActive, NotLeaving, NotOperator, NothingStaked, StillBonded,
    },
    runtime::UNIT,
    TOKEN,
};

use super::{
    after, key, payout, registration, unknown, Registry, ACTIVE, LEAVING, LEFT, NODE_STAKE, UNBONDING,
};
use crate::{
    expectation::{stops, Emits},
    refusal::{refuses, refuses_paid},
};

const LEAVE: leaveCall = leaveCall { node: 1 };
const WITHDRAW: withdrawStakeCall = withdrawStakeCall { node: 1 };
const ADD: addStakeCall = addStakeCall { node: 1 };

#[test]
fn more_can_be_staked() {
    let (registry, alice) = Registry::with_node_of("alice");
    let mut stake = NODE_STAKE;
    for amount in [1, 99_999_999, 100_000_000, 3 * TOKEN + 5] {
        let before = registry.sandbox.balance(&alice);
        let receipt = registry.contract.call(&alice, ADD, amount).ok();
        let event: NodeStakeAdded = receipt.only_event();
        assert_eq!((event.node, event.amount), (1, amount));
        stake += amount;
        assert_eq!(registry.node(1).stake, stake);
        assert_eq!(registry.contract.balance(), stake);
        assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, amount, 0));
    }
}

#[test]
fn nothing_is_no_stake() {
    let (registry, alice) = Registry::with_node_of("alice");
    refuses(&registry.contract, &alice, ADD, NothingStaked { node: 1 });
}

#[test]
fn a_stake_stays_within_128_bits() {
    let registry = Registry::deploy();
    let whale = registry.actor("whale");
    registry.sandbox.endow(whale.account(), 700_000_000_000_000_000_000 * UNIT);
    registry.contract.call(&whale, registration(1), u128::MAX - 5).ok();
    let sum = U256::from(u128::MAX) + U256::ONE;
    refuses_paid(
        &registry.contract,
        &whale,
        ADD,
        U256::from(6),
        AmountTooLarge { found: sum, most: u128::MAX },
    );
    let beyond = AmountTooLarge { found: sum, most: u128::MAX };
    refuses_paid(&registry.contract, &whale, ADD, sum, beyond);
    registry.contract.call(&whale, ADD, 5).ok();
    assert_eq!(registry.node(1).stake, u128::MAX);
}

#[test]
fn who_leaves_gets_all_of_it_back_after_the_delay() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.contract.call(&alice, ADD, 12_345_678_901).ok();
    let stake = NODE_STAKE + 12_345_678_901;
    registry.sandbox.advance_to(50);

    let event: NodeLeaving = registry.contract.call(&alice, LEAVE, 0).ok().only_event();
    let until = 50 + UNBONDING;
    assert_eq!((event.node, event.bondedUntil), (1, until));
    let node = registry.node(1);
    assert_eq!((node.status, node.leavingAt, node.stake), (LEAVING, 50, stake));

    for block in [50, 51, until - 1] {
        registry.sandbox.advance_to(block);
        refuses(&registry.contract, &alice, WITHDRAW, StillBonded { untilBlock: until });
    }
    registry.sandbox.advance_to(until);
    let before = registry.sandbox.balance(&alice);
    let receipt = registry.contract.call(&alice, WITHDRAW, 0).ok();
    let event: NodeLeft = receipt.only_event();
    assert_eq!((event.node, event.stake), (1, stake));
    assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, 0, stake));
    assert_eq!(registry.contract.balance(), 0);

    let node = registry.node(1);
    assert_eq!((node.status, node.leavingAt, node.stake, node.registeredAt), (LEFT, 50, 0, 1));
    assert_eq!((node.operator, node.payout, node.key), (alice.address(), payout(1), key(1)));
    assert_eq!(registry.contract.view(nodeCountCall {}), 1);
}

#[test]
fn a_stake_is_paid_once() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    // Another's stake could pay for a second time.
    registry.register(&bob, 2);
    registry.contract.call(&alice, LEAVE, 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, WITHDRAW, 0).ok();
    for _ in 0..2 {
        refuses(&registry.contract, &alice, WITHDRAW, NotLeaving { node: 1, status: LEFT });
        registry.sandbox.advance(UNBONDING);
    }
    assert_eq!(registry.contract.balance(), NODE_STAKE);
}

#[test]
fn no_stake_without_leaving() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.sandbox.advance(10 * UNBONDING);
    refuses(&registry.contract, &alice, WITHDRAW, NotLeaving { node: 1, status: ACTIVE });
}

#[test]
fn leaving_is_for_good() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.contract.call(&alice, LEAVE, 0).ok();
    let leaving = NotActive { node: 1, status: LEAVING };
    refuses(&registry.contract, &alice, LEAVE, leaving.clone());
    refuses_paid(&registry.contract, &alice, ADD, U256::from(TOKEN), leaving.clone());
    refuses(&registry.contract, &alice, ADD, leaving);
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, WITHDRAW, 0).ok();
    let left = NotActive { node: 1, status: LEFT };
    refuses(&registry.contract, &alice, LEAVE, left.clone());
    refuses_paid(&registry.contract, &alice, ADD, U256::from(TOKEN), left);
    // The operator may come back with another node.
    assert_eq!(registry.register(&alice, 2), 2);
}

#[test]
fn nobody_but_the_operator() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, 2);
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses_paid(&registry.contract, caller, ADD, U256::from(TOKEN), refused.clone());
        refuses(&registry.contract, caller, LEAVE, refused);
    }
    registry.contract.call(&alice, LEAVE, 0).ok();
    registry.sandbox.advance(UNBONDING);
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, WITHDRAW, refused);
    }
}

#[test]
fn nothing_that_is_not_registered() {
    let (registry, alice) = Registry::with_node_of("alice");
    for node in [0, 2, u64::MAX] {
        let (add, one) = (addStakeCall { node }, U256::from(TOKEN));
        refuses_paid(&registry.contract, &alice, add, one, unknown(node));
        refuses(&registry.contract, &alice, leaveCall { node }, unknown(node));
        refuses(&registry.contract, &alice, withdrawStakeCall { node }, unknown(node));
    }
}

#[test]
fn the_way_out_costs_no_money() {
    let (registry, alice) = Registry::with_node_of("alice");
    stops(&registry.contract, &alice, LEAVE, TOKEN, "ContractTrapped");
    registry.contract.call(&alice, LEAVE, 0).ok();
    registry.sandbox.advance(UNBONDING);
    stops(&registry.contract, &alice, WITHDRAW, TOKEN, "ContractTrapped");
    registry.contract.call(&alice, WITHDRAW, 0).ok();
}

#[test]
fn stakes_of_others_stay() {
    let registry = Registry::deploy();
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| registry.actor(name));
    registry.register(&alice, 1);
    registry.contract.call(&bob, registration(2), NODE_STAKE + 7).ok();
    registry.contract.call(&carol, registry.consented(&carol, 1), super::ORACLE_STAKE + 9).ok();
    registry.contract.call(&alice, LEAVE, 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, WITHDRAW, 0).ok();
    assert_eq!(registry.contract.balance(), NODE_STAKE + 7 + super::ORACLE_STAKE + 9);
    assert_eq!((registry.node(2).stake, registry.oracle(1).stake), (NODE_STAKE + 7, super::ORACLE_STAKE + 9));
}
