//! The sandbox itself, by the simplest of the contracts.

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::{IOwned, IRoyaltySplitter},
    constructors, Actor, Contract, DatasetNft, DatasetNftError, Revert, Sandbox,
};

fn deployed() -> (Sandbox, Actor, Contract<DatasetNft>) {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let arguments = constructors::dataset_nft(alice.address());
    let registry = Contract::deploy(&sandbox, &alice, &arguments).ok().value;
    (sandbox, alice, registry)
}

#[test]
fn a_contract_answers_changes_and_emits() {
    let (sandbox, alice, registry) = deployed();
    assert_eq!(registry.view(IOwned::ownerCall {}), alice.address());
    let bob = sandbox.actor("bob");

    let receipt = registry.call(&alice, IOwned::transferOwnershipCall { newOwner: bob.address() }, 0).ok();

    let event: IOwned::OwnershipTransferred = receipt.event();
    assert_eq!((event.previousOwner, event.newOwner), (alice.address(), bob.address()));
    assert_eq!(registry.view(IOwned::ownerCall {}), bob.address());
    assert!(receipt.cost.ref_time > 100_000_000, "{:?}", receipt.cost);
    assert!(receipt.cost.proof_size > 10_000, "{:?}", receipt.cost);
}

#[test]
fn a_refusal_is_decoded_and_changes_nothing() {
    let (sandbox, alice, registry) = deployed();
    let mallory = sandbox.actor("mallory");
    let before = sandbox.state_root();

    let outcome = registry.call(&mallory, IOwned::transferOwnershipCall { newOwner: mallory.address() }, 0);

    let expected = IOwned::NotOwner { caller: mallory.address(), owner: alice.address() };
    let custom = DatasetNftError::Owned(IOwned::IOwnedErrors::NotOwner(expected.clone()));
    assert_eq!(outcome.result.as_ref().err(), Some(&Revert::Custom(custom)));
    assert_eq!(outcome.refusal::<IOwned::NotOwner>(), expected);
    assert_eq!(sandbox.state_root(), before);
}

#[test]
fn the_state_root_changes_with_the_state() {
    let (sandbox, alice, registry) = deployed();
    let before = sandbox.state_root();
    let call = IOwned::transferOwnershipCall { newOwner: Address::repeat_byte(1) };
    registry.dry_run(&alice, call.clone(), 0).ok();
    assert_eq!(sandbox.state_root(), before);
    registry.call(&alice, call, 0).ok();
    assert_ne!(sandbox.state_root(), before);
}

#[test]
#[should_panic(expected = "where AmountZero() was expected")]
fn another_refusal_than_expected_fails_the_test() {
    let (sandbox, _, registry) = deployed();
    let mallory = sandbox.actor("mallory");
    let call = IOwned::transferOwnershipCall { newOwner: mallory.address() };
    let _: IRoyaltySplitter::AmountZero = registry.call(&mallory, call, 0).refusal();
}

#[test]
fn what_no_contract_says_is_the_chains_word() {
    let (sandbox, _, registry) = deployed();
    let pauper = Actor::ethereum("pauper");
    let outcome = registry.call(&pauper, IOwned::ownerCall {}, 1_000_000_000_000);
    assert!(matches!(&outcome.result, Err(Revert::Chain(name)) if name == "TransferFailed"), "{outcome:?}");
    assert_eq!(sandbox.balance(&pauper), 0);
}

#[test]
fn money_moves_to_the_wei() {
    let sandbox = Sandbox::new();
    let (alice, fresh) = (sandbox.actor("alice"), Actor::ethereum("fresh"));
    let before = sandbox.balance(&alice);
    // Not a whole planck: the rest is kept beside the account's balance.
    let amount = 3_000_000_000_000_000_007;
    let outcome = sandbox.call(&alice, &fresh, Vec::new(), U256::from(amount));
    let receipt = outcome.ok();
    assert_eq!(sandbox.balance(&fresh), amount);
    let spent = i128::try_from(before - sandbox.balance(&alice)).unwrap();
    assert_eq!(spent, i128::try_from(amount).unwrap() + receipt.cost.deposit_wei());
}

#[test]
fn storage_is_paid_for_by_the_caller() {
    let sandbox = Sandbox::new();
    let alice = sandbox.actor("alice");
    let before = sandbox.balance(&alice);
    let arguments = constructors::dataset_nft(alice.address());
    let receipt = Contract::<DatasetNft>::deploy(&sandbox, &alice, &arguments).ok();
    let spent = i128::try_from(before - sandbox.balance(&alice)).unwrap();
    assert!(spent > 0);
    assert_eq!(spent, receipt.cost.deposit_wei());
}

#[test]
fn blocks_pass_one_by_one_and_by_the_thousand() {
    let (sandbox, alice, registry) = deployed();
    assert_eq!(sandbox.block(), 1);
    sandbox.advance(1);
    assert_eq!(sandbox.block(), 2);
    sandbox.advance(1_000_000);
    assert_eq!(sandbox.block(), 1_000_002);
    sandbox.advance_to(1_000_002);
    assert_eq!(sandbox.block(), 1_000_002);
    assert_eq!(registry.view(IOwned::ownerCall {}), alice.address());
}

#[test]
#[should_panic(expected = "is before the current block")]
fn time_does_not_go_back() {
    let sandbox = Sandbox::new();
    sandbox.advance(5);
    sandbox.advance_to(3);
}

#[test]
fn accounts_of_both_kinds_of_keys_are_mapped_both_ways() {
    let sandbox = Sandbox::new();
    for actor in [Actor::ethereum("alith"), Actor::substrate("alice")] {
        sandbox.endow(actor.account(), 100 * tributary_sandbox::runtime::UNIT);
        assert_eq!(sandbox.account_of(&actor), *actor.account(), "{}", actor.name());
    }
}

#[test]
fn what_is_missing_is_named_with_the_command_that_builds_it() {
    let error = tributary_sandbox::artifact::code("no-such-contract").unwrap_err().to_string();
    assert!(error.contains("ink/no_such_contract/no_such_contract.polkavm"), "{error}");
    assert!(error.contains("scripts/build-contracts.sh no-such-contract"), "{error}");
}
