//! Stakes paid to contracts, to accounts that have nothing else, and in parts of native units.

use alloy_primitives::Bytes;
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::INodeRegistry::{
        leaveCall, leaveOracleCall, registerNodeCall, setPayoutCall, withdrawOracleStakeCall,
        withdrawStakeCall, NodeLeft, OracleLeft, TransferFailed,
    },
    probe::Puppet,
    Actor, ENDOWMENT, TOKEN,
};

use super::{
    miser::Miser, registration, signer, Registry, LEAVING, LEFT, NODE_STAKE, ORACLE_STAKE, UNBONDING,
};

const WITHDRAW: withdrawStakeCall = withdrawStakeCall { node: 1 };

#[test]
fn who_rejects_its_stake_keeps_it_staked() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let contract = registry.contract.address();
    let miser = Miser::deploy(&registry.sandbox, &alice);
    miser.call(&alice, contract, registration(1), NODE_STAKE).ok();
    miser.call(&alice, contract, registry.consented(miser.address, 1), ORACLE_STAKE).ok();
    assert_eq!(registry.node(1).operator, miser.address);
    miser.call(&alice, contract, leaveCall { node: 1 }, 0).ok();
    miser.call(&alice, contract, leaveOracleCall { signer: signer(1) }, 0).ok();
    registry.sandbox.advance(UNBONDING);

    let before = registry.sandbox.state_root();
    let refused = miser.call(&alice, contract, WITHDRAW, 0);
    let expected = TransferFailed { to: miser.address, amount: NODE_STAKE };
    assert_eq!(refused.refusal::<TransferFailed>(), expected);
    let refused = miser.call(&alice, contract, withdrawOracleStakeCall { signer: signer(1) }, 0);
    let expected = TransferFailed { to: miser.address, amount: ORACLE_STAKE };
    assert_eq!(refused.refusal::<TransferFailed>(), expected);
    assert_eq!(registry.sandbox.state_root(), before);
    assert_eq!((registry.node(1).status, registry.node(1).stake), (LEAVING, NODE_STAKE));
    assert_eq!((registry.oracle(1).status, registry.oracle(1).stake), (LEAVING, ORACLE_STAKE));
    assert_eq!(registry.contract.balance(), NODE_STAKE + ORACLE_STAKE);
    // Nobody is kept from anything by it.
    let bob = registry.actor("bob");
    assert_eq!(registry.register(&bob, 2), 2);
}

/// An operator that, when paid, makes this call to the registry.
fn returning(registry: &Registry, user: &Actor, call: impl SolCall) -> Puppet {
    let contract = registry.contract.address();
    Puppet::deploy(&registry.sandbox, user, |_| (contract, call.abi_encode()))
}

#[test]
fn who_is_paid_cannot_come_back_for_more() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    let contract = registry.contract.address();
    let puppet = returning(&registry, &alice, WITHDRAW);
    puppet.call(&alice, contract, &registration(1).abi_encode(), NODE_STAKE).ok();
    // Money of another that could be taken.
    registry.register(&bob, 2);
    puppet.call(&alice, contract, &leaveCall { node: 1 }.abi_encode(), 0).ok();
    registry.sandbox.advance(UNBONDING);

    let receipt = puppet.call(&alice, contract, &WITHDRAW.abi_encode(), 0).ok();
    // The chain denies it; the contract is not even asked.
    assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())]);
    assert_eq!(receipt.events_of::<NodeLeft>(contract).len(), 1);
    assert_eq!(registry.sandbox.balance(puppet.address()), NODE_STAKE);
    assert_eq!(registry.contract.balance(), NODE_STAKE);
    assert_eq!((registry.node(1).status, registry.node(1).stake), (LEFT, 0));
    assert_eq!(registry.node(2).stake, NODE_STAKE);
}

#[test]
fn nor_can_an_oracle() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    let contract = registry.contract.address();
    let withdraw = withdrawOracleStakeCall { signer: signer(1) };
    let puppet = returning(&registry, &alice, withdraw.clone());
    puppet.call(&alice, contract, &registry.consented(puppet.address(), 1).abi_encode(), ORACLE_STAKE).ok();
    registry.contract.call(&bob, registry.consented(&bob, 2), ORACLE_STAKE).ok();
    puppet.call(&alice, contract, &leaveOracleCall { signer: signer(1) }.abi_encode(), 0).ok();
    registry.sandbox.advance(UNBONDING);

    let receipt = puppet.call(&alice, contract, &withdraw.abi_encode(), 0).ok();
    assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())]);
    assert_eq!(receipt.events_of::<OracleLeft>(contract).len(), 1);
    assert_eq!(registry.sandbox.balance(puppet.address()), ORACLE_STAKE);
    assert_eq!(registry.contract.balance(), ORACLE_STAKE);
}

#[test]
fn who_is_paid_cannot_register_meanwhile() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let contract = registry.contract.address();
    // It would change the root cell, which the withdrawal writes when it returns.
    let puppet = returning(&registry, &alice, setPayoutCall { node: 1, payout: alice.address() });
    puppet.call(&alice, contract, &registration(1).abi_encode(), NODE_STAKE).ok();
    puppet.call(&alice, contract, &leaveCall { node: 1 }.abi_encode(), 0).ok();
    registry.sandbox.advance(UNBONDING);
    let receipt = puppet.call(&alice, contract, &WITHDRAW.abi_encode(), 0).ok();
    assert_eq!(puppet.attempts(&receipt.logs), [(false, Bytes::new())]);
    assert_eq!(registry.node(1).payout, super::payout(1));
}

#[test]
fn stakes_below_one_native_unit_come_back_to_the_wei() {
    let registry = Registry::with_stakes(1, 1);
    let alice = registry.actor("alice");
    let stakes = [1, 99_999_999, 100_000_001, TOKEN + 1];
    for (seed, stake) in (1..).zip(stakes) {
        registry.contract.call(&alice, registration(seed), stake).ok();
        let node = u64::from(seed);
        assert_eq!(registry.node(node).stake, stake);
        registry.contract.call(&alice, leaveCall { node }, 0).ok();
    }
    registry.contract.call(&alice, registry.consented(&alice, 1), 1).ok();
    registry.contract.call(&alice, leaveOracleCall { signer: signer(1) }, 0).ok();
    let mut held = stakes.iter().sum::<u128>() + 1;
    assert_eq!(registry.contract.balance(), held);
    registry.sandbox.advance(UNBONDING);
    for (node, stake) in (1..).zip(stakes) {
        let before = registry.sandbox.balance(&alice);
        let receipt = registry.contract.call(&alice, withdrawStakeCall { node }, 0).ok();
        held -= stake;
        assert_eq!(registry.sandbox.balance(&alice), super::after(before, &receipt, 0, stake));
        assert_eq!(registry.contract.balance(), held);
    }
    let before = registry.sandbox.balance(&alice);
    let receipt = registry.contract.call(&alice, withdrawOracleStakeCall { signer: signer(1) }, 0).ok();
    assert_eq!(registry.sandbox.balance(&alice), super::after(before, &receipt, 0, 1));
    assert_eq!(registry.contract.balance(), 0);
}

#[test]
fn an_operator_who_staked_everything_gets_it_back() {
    let registry = Registry::with_stakes(1, 1);
    let alice = registry.actor("alice");
    // What is left after it pays for the storage of the two calls.
    let call = registerNodeCall { ..registration(1) };
    let deposits = [
        registry.contract.dry_run(&alice, call.clone(), TOKEN).ok().cost.deposit_wei(),
        // Leaving makes the node's cell eight bytes longer.
        TOKEN as i128,
    ];
    let reserve: u128 = deposits.iter().sum::<i128>().unsigned_abs();
    let stake = registry.sandbox.balance(&alice) - reserve;
    registry.contract.call(&alice, call, stake).ok();
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    let rest = registry.sandbox.balance(&alice);
    assert!(rest <= TOKEN, "{rest}");
    registry.sandbox.advance(UNBONDING);
    let receipt = registry.contract.call(&alice, WITHDRAW, 0).ok();
    assert_eq!(registry.sandbox.balance(&alice), super::after(rest, &receipt, 0, stake));
}

#[test]
fn an_account_of_a_native_key_is_paid_by_its_address() {
    let registry = Registry::deploy();
    let alice = Actor::substrate("alice");
    registry.sandbox.endow(alice.account(), ENDOWMENT);
    assert_eq!(registry.register(&alice, 1), 1);
    assert_eq!(registry.node(1).operator, alice.address());
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    registry.sandbox.advance(UNBONDING);
    let before = registry.sandbox.balance(&alice);
    let receipt = registry.contract.call(&alice, WITHDRAW, 0).ok();
    assert_eq!(registry.sandbox.balance(&alice), super::after(before, &receipt, 0, NODE_STAKE));
}
