//! Registering oracles.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::INodeRegistry::{
        oracleAtCall, oracleCall, oracleCountCall, registerOracleCall, setOracleEndpointCall, AmountTooLarge,
        EndpointInvalid, NotOperator, Oracle, OracleEndpointChanged, OracleRegistered, SignerTaken,
        StakeTooLow, UnknownOracle,
    },
    runtime::UNIT,
};

use super::{after, endpoint, longest_endpoint, no_endpoints, signer, Registry, ACTIVE, ORACLE_STAKE};
use crate::{
    expectation::Emits,
    refusal::{refuses, refuses_paid},
};

#[test]
fn a_stake_makes_an_oracle() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(7);
    let before = registry.sandbox.balance(&alice);
    let receipt = registry.contract.call(&alice, registry.consented(&alice, 1), ORACLE_STAKE).ok();
    let event: OracleRegistered = receipt.only_event();
    assert_eq!((event.signer, event.operator, event.endpoint), (signer(1), alice.address(), endpoint(1)));
    assert_eq!(registry.sandbox.balance(&alice), after(before, &receipt, ORACLE_STAKE, 0));
    assert_eq!(registry.contract.balance(), ORACLE_STAKE);

    let expected = Oracle {
        operator: alice.address(),
        payout: alice.address(),
        signer: signer(1),
        stake: ORACLE_STAKE,
        registeredAt: 7,
        leavingAt: 0,
        status: ACTIVE,
        endpoint: endpoint(1),
    };
    assert_eq!(registry.oracle(1), expected);
}

#[test]
fn oracles_are_listed_in_the_order_they_came() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    for (seed, operator) in [(3, &alice), (1, &bob), (2, &alice)] {
        registry.contract.call(operator, registry.consented(operator, seed), ORACLE_STAKE).ok();
    }
    assert_eq!(registry.contract.view(oracleCountCall {}), 3);
    let listed = (0..4).map(|index| registry.contract.view(oracleAtCall { index })).collect::<Vec<_>>();
    assert_eq!(listed, [signer(3), signer(1), signer(2), Address::ZERO]);
    assert_eq!(registry.contract.view(oracleAtCall { index: u64::MAX }), Address::ZERO);
}

#[test]
fn the_stake_has_a_least_and_a_most() {
    let registry = Registry::deploy();
    let whale = registry.actor("whale");
    for found in [0, 1, ORACLE_STAKE - 1] {
        let low = StakeTooLow { found, least: ORACLE_STAKE };
        refuses_paid(&registry.contract, &whale, registry.consented(&whale, 1), U256::from(found), low);
    }
    registry.sandbox.endow(whale.account(), 500_000_000_000_000_000_000 * UNIT);
    let found = U256::from(u128::MAX) + U256::ONE;
    refuses_paid(
        &registry.contract,
        &whale,
        registry.consented(&whale, 1),
        found,
        AmountTooLarge { found, most: u128::MAX },
    );
    registry.contract.call(&whale, registry.consented(&whale, 1), ORACLE_STAKE + 1).ok();
    assert_eq!(registry.oracle(1).stake, ORACLE_STAKE + 1);
}

#[test]
fn a_signer_is_used_once() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    let bob = registry.actor("bob");
    for operator in [&alice, &bob] {
        // Even with its key's consent.
        let taken = SignerTaken { signer: signer(1) };
        let call = registry.consented(operator, 1);
        refuses_paid(&registry.contract, operator, call, U256::from(ORACLE_STAKE), taken);
    }
    assert_eq!(registry.contract.view(oracleCountCall {}), 1);
}

#[test]
fn an_endpoint_is_a_url_in_visible_ascii() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    for (text, length) in no_endpoints() {
        let bad = registerOracleCall { endpoint: text.clone(), ..registry.consented(&alice, 2) };
        let invalid = EndpointInvalid { length };
        refuses_paid(&registry.contract, &alice, bad, U256::from(ORACLE_STAKE), invalid.clone());
        let call = setOracleEndpointCall { signer: signer(1), endpoint: text };
        refuses(&registry.contract, &alice, call, invalid);
    }
}

#[test]
fn an_oracle_moves() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    let longest = longest_endpoint();
    let call = setOracleEndpointCall { signer: signer(1), endpoint: longest.clone() };
    let event: OracleEndpointChanged = registry.contract.call(&alice, call.clone(), 0).ok().only_event();
    assert_eq!((event.signer, event.endpoint), (signer(1), longest.clone()));
    assert_eq!(registry.oracle(1).endpoint, longest);
    let bob = registry.actor("bob");
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, call.clone(), refused);
    }
}

#[test]
fn nodes_and_oracles_do_not_get_in_each_others_way() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    registry.register(&alice, 1);
    assert_eq!((registry.node(1).stake, registry.oracle(1).stake), (super::NODE_STAKE, ORACLE_STAKE));
    assert_eq!(registry.contract.balance(), super::NODE_STAKE + ORACLE_STAKE);
}

#[test]
fn what_is_not_registered_is_unknown() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    // Its operator is no signer.
    for signer in [Address::ZERO, signer(2), alice.address()] {
        let unknown = UnknownOracle { signer };
        refuses(&registry.contract, &alice, oracleCall { signer }, unknown.clone());
        let call = setOracleEndpointCall { signer, endpoint: endpoint(2) };
        refuses(&registry.contract, &alice, call, unknown);
    }
}
