//! The contracts that behave badly do so.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{abi::IOwned, constructors, probe, Contract, DatasetNft, Revert, Sandbox};

#[test]
fn a_rejecting_contract_takes_no_money_and_no_call() {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let rejecting = probe::rejecting(&sandbox, &alice);
    for (calldata, value) in [(vec![], 1_000_000_000_u64), (vec![1, 2, 3, 4], 0)] {
        let outcome = sandbox.call(&alice, rejecting, calldata, U256::from(value));
        assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::new())));
    }
    assert_eq!(sandbox.balance(rejecting), 0);
}

#[test]
fn an_answering_contract_answers() {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let answering = probe::answering(&sandbox, &alice, [0x15, 0x0b, 0x7a, 0x02]);
    let answer = sandbox.call(&alice, answering, vec![9; 36], U256::ZERO).ok().value;
    assert_eq!(answer.len(), 32);
    assert_eq!(answer[..5], [0x15, 0x0b, 0x7a, 0x02, 0]);
}

#[test]
fn a_puppet_passes_calls_on_and_acts_when_paid() {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    // It is made the registry's owner, and when paid tries to give that away.
    let next = IOwned::transferOwnershipCall { newOwner: Address::repeat_byte(7) };
    let registry_arguments = constructors::dataset_nft(alice.address());
    let registry: Contract<DatasetNft> = Contract::deploy(&sandbox, &alice, &registry_arguments).ok().value;
    let puppet = probe::Puppet::deploy(&sandbox, &alice, |_| (registry.address(), next.abi_encode()));

    let owner = puppet.call(&alice, registry.address(), &IOwned::ownerCall {}.abi_encode(), 0).ok().value;
    assert_eq!(IOwned::ownerCall::abi_decode_returns(&owner).unwrap(), alice.address());
    let refused = puppet.call(&alice, registry.address(), &next.abi_encode(), 0);
    let refusal: IOwned::NotOwner = refused.refusal();
    assert_eq!(refusal, IOwned::NotOwner { caller: puppet.address(), owner: alice.address() });

    let paid = sandbox.call(&alice, puppet.address(), vec![], U256::from(1_000_000_000_u64)).ok();
    let attempts = puppet.attempts(&paid.logs);
    assert_eq!(attempts.len(), 1);
    assert!(!attempts[0].0 && attempts[0].1.len() == 4 + 64, "{attempts:?}");

    let call = IOwned::transferOwnershipCall { newOwner: puppet.address() };
    registry.call(&alice, call, 0).ok();
    let paid = sandbox.call(&alice, puppet.address(), vec![], U256::from(1_000_000_000_u64)).ok();
    assert_eq!(puppet.attempts(&paid.logs), [(true, Bytes::new())]);
    assert_eq!(registry.view(IOwned::ownerCall {}), Address::repeat_byte(7));
    assert_eq!(sandbox.balance(puppet.address()), 2_000_000_000);
}

#[test]
fn a_puppet_spends_what_it_is_given() {
    let sandbox = Sandbox::new();
    let (alice, bob) = (sandbox.actor("alice"), sandbox.actor("bob"));
    let puppet = probe::Puppet::deploy(&sandbox, &alice, |own| (own, vec![]));
    let before = sandbox.balance(&bob);
    puppet.call(&alice, bob.address(), &[], 5_000_000_001).ok();
    assert_eq!(sandbox.balance(&bob) - before, 5_000_000_001);
    assert_eq!(sandbox.balance(puppet.address()), 0);
}
