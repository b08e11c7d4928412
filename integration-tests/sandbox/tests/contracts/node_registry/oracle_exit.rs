//! An oracle's way out.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::INodeRegistry::{
        leaveOracleCall, oracleAtCall, oracleCountCall, setOracleEndpointCall, withdrawOracleStakeCall,
        NotOperator, OracleLeaving, OracleLeft, OracleNotActive, OracleNotLeaving, SignerTaken, StillBonded,
        UnknownOracle,
    },
    TOKEN,
};

use super::{after, endpoint, signer, Registry, ACTIVE, LEAVING, LEFT, ORACLE_STAKE, UNBONDING};
use crate::{
    expectation::{stops, Emits},
    refusal::{refuses, refuses_paid},
};

fn leave() -> leaveOracleCall {
    leaveOracleCall { signer: signer(1) }
}

fn withdraw() -> withdrawOracleStakeCall {
    withdrawOracleStakeCall { signer: signer(1) }
}

fn move_to(seed: u8) -> setOracleEndpointCall {
    setOracleEndpointCall { signer: signer(1), endpoint: endpoint(seed) }
}

#[test]
fn who_leaves_gets_the_stake_back_after_the_delay() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let stake = ORACLE_STAKE + 123_456_789;
    registry.contract.call(&alice, registry.consented(&alice, 1), stake).ok();
    registry.sandbox.advance_to(50);
    let event: OracleLeaving = registry.contract.call(&alice, leave(), 0).ok().only_event();
    let until = 50 + UNBONDING;
    assert_eq!((event.signer, event.bondedUntil), (signer(1), until));
    let leaving = registry.oracle(1);
    assert_eq!((leaving.status, leaving.leavingAt, leaving.stake), (LEAVING, 50, stake));

    for block in [50, until - 1] {
        registry.sandbox.advance_to(block);
        refuses(&registry.contract, &alice, withdraw(), StillBonded { untilBlock: until });
    }
    registry.sandbox.advance_to(until);
    let before = registry.sandbox.balance(&alice);
    let receipt = registry.contract.call(&alice, withdraw(), 0).ok();
    let event: OracleLeft = receipt.only_event();
    assert_eq!((event.signer, event.stake), (signer(1), stake));
    assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, 0, stake));
    assert_eq!(registry.contract.balance(), 0);
    let left = registry.oracle(1);
    assert_eq!((left.status, left.leavingAt, left.stake, left.registeredAt), (LEFT, 50, 0, 1));
    // It stays in the list.
    assert_eq!(registry.contract.view(oracleCountCall {}), 1);
    assert_eq!(registry.contract.view(oracleAtCall { index: 0 }), signer(1));
}

#[test]
fn a_stake_is_paid_once_and_only_to_who_leaves() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    let bob = registry.actor("bob");
    registry.contract.call(&bob, registry.consented(&bob, 2), ORACLE_STAKE).ok();
    registry.sandbox.advance(2 * UNBONDING);
    let active = OracleNotLeaving { signer: signer(1), status: ACTIVE };
    refuses(&registry.contract, &alice, withdraw(), active);
    registry.contract.call(&alice, leave(), 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, withdraw(), 0).ok();
    let left = OracleNotLeaving { signer: signer(1), status: LEFT };
    refuses(&registry.contract, &alice, withdraw(), left);
    assert_eq!(registry.contract.balance(), ORACLE_STAKE);
}

#[test]
fn leaving_is_for_good() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    registry.contract.call(&alice, leave(), 0).ok();
    let leaving = OracleNotActive { signer: signer(1), status: LEAVING };
    refuses(&registry.contract, &alice, leave(), leaving);
    // Its endpoint serves proofs until it has left.
    registry.contract.call(&alice, move_to(8), 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, withdraw(), 0).ok();
    let left = OracleNotActive { signer: signer(1), status: LEFT };
    refuses(&registry.contract, &alice, leave(), left.clone());
    refuses(&registry.contract, &alice, move_to(9), left);
    assert_eq!(registry.oracle(1).endpoint, endpoint(8));
    // A signer never comes back: what it signed before would count for whoever it is now.
    let taken = SignerTaken { signer: signer(1) };
    refuses_paid(&registry.contract, &alice, registry.consented(&alice, 1), U256::from(ORACLE_STAKE), taken);
    registry.contract.call(&alice, registry.consented(&alice, 2), ORACLE_STAKE).ok();
}

#[test]
fn nobody_but_the_operator() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    let bob = registry.actor("bob");
    let refused = |caller: Address| NotOperator { caller, operator: alice.address() };
    for caller in [&bob, &registry.owner] {
        refuses(&registry.contract, caller, leave(), refused(caller.address()));
    }
    registry.contract.call(&alice, leave(), 0).ok();
    registry.sandbox.advance(UNBONDING);
    for caller in [&bob, &registry.owner] {
        refuses(&registry.contract, caller, withdraw(), refused(caller.address()));
    }
}

#[test]
fn nothing_that_is_not_registered() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    for signer in [Address::ZERO, signer(2), alice.address()] {
        let unknown = UnknownOracle { signer };
        refuses(&registry.contract, &alice, leaveOracleCall { signer }, unknown.clone());
        refuses(&registry.contract, &alice, withdrawOracleStakeCall { signer }, unknown);
    }
}

#[test]
fn the_way_out_costs_no_money() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    stops(&registry.contract, &alice, leave(), TOKEN, "ContractTrapped");
    stops(&registry.contract, &alice, move_to(2), 1, "ContractTrapped");
}
