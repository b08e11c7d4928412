//! ERC-721: transfers that ask a receiving contract first.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::{
        IDatasetNft::{commitRegistrationCall, datasetCountCall},
        IERC721Errors::{
            ERC721IncorrectOwner, ERC721InsufficientApproval, ERC721InvalidReceiver, ERC721InvalidSender,
        },
        IERC721::{self, safeTransferFrom_0Call, safeTransferFrom_1Call},
    },
    probe, Actor, Revert,
};

use super::{
    commitment, draft,
    receiver::{Ending, Receiver, ACCEPT},
    transfer, Registry, REVEAL_DELAY,
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

fn safely(from: impl Into<Address>, to: impl Into<Address>, id: u64) -> safeTransferFrom_1Call {
    safeTransferFrom_1Call { from: from.into(), to: to.into(), tokenId: U256::from(id) }
}

fn safely_with(
    from: impl Into<Address>,
    to: impl Into<Address>,
    id: u64,
    data: &[u8],
) -> safeTransferFrom_0Call {
    let data = Bytes::copy_from_slice(data);
    safeTransferFrom_0Call { from: from.into(), to: to.into(), tokenId: U256::from(id), data }
}

#[test]
fn the_overloads_have_their_standard_selectors() {
    assert_eq!(safeTransferFrom_1Call::SELECTOR, [0x42, 0x84, 0x2e, 0x0e]);
    assert_eq!(safeTransferFrom_0Call::SELECTOR, [0xb8, 0x8d, 0x4f, 0xde]);
}

#[test]
fn an_account_without_code_is_not_asked() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    // One that exists, and one that does not yet.
    let [bob, nobody] = [registry.actor("bob"), Actor::ethereum("nobody")];
    let event: IERC721::Transfer =
        registry.contract.call(&alice, safely(&alice, &bob, 1), 0).ok().only_event();
    assert_eq!((event.from, event.to, event.tokenId), (alice.address(), bob.address(), U256::ONE));
    let event: IERC721::Transfer =
        registry.contract.call(&bob, safely_with(&bob, &nobody, 1, b"data"), 0).ok().only_event();
    assert_eq!((event.from, event.to, event.tokenId), (bob.address(), nobody.address(), U256::ONE));
    assert_eq!(registry.owner_of(1), nobody.address());
    assert_eq!(
        [&alice, &bob, &nobody].map(|actor| registry.balance_of(actor)),
        [U256::ZERO, U256::ZERO, U256::ONE]
    );
}

#[test]
fn a_contract_is_asked_with_who_from_what_and_data() {
    let registry = Registry::deploy();
    let [alice, operator] = ["alice", "operator"].map(|name| registry.actor(name));
    registry.make_operator(&alice, &operator);
    let receiver = Receiver::deploy(&registry.sandbox, &alice, ACCEPT);
    let long: Vec<u8> = (0..4_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    // Empty, within a word, a whole one, beyond it, and long.
    for (seed, data) in (1..).zip([&[][..], b"a", &[7; 31], &[8; 32], &[9; 33], &long]) {
        let id = registry.register(&alice, draft(seed)).value;
        let receipt =
            registry.contract.call(&operator, safely_with(&alice, receiver.address, id, data), 0).ok();
        assert_eq!(receipt.logs.len(), 2);
        let asked = receiver.asked(&receipt);
        assert_eq!((asked.operator, asked.from), (operator.address(), alice.address()));
        assert_eq!((asked.tokenId, &asked.data[..]), (U256::from(id), data));
        assert_eq!(registry.owner_of(id), receiver.address);
    }
    let id = registry.register(&alice, draft(7)).value;
    let receipt = registry.contract.call(&alice, safely(&alice, receiver.address, id), 0).ok();
    let asked = receiver.asked(&receipt);
    assert_eq!(
        (asked.operator, asked.from, asked.tokenId),
        (alice.address(), alice.address(), U256::from(id))
    );
    assert!(asked.data.is_empty());
    assert_eq!(registry.balance_of(receiver.address), U256::from(7));
}

#[test]
fn a_longer_answer_is_read_as_solidity_does() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let receiver = Receiver::deploy(&registry.sandbox, &alice, Ending::Long(64));
    registry.contract.call(&alice, safely(&alice, receiver.address, 1), 0).ok();
    assert_eq!(registry.owner_of(1), receiver.address);
}

#[test]
fn a_contract_that_does_not_accept_does_not_receive() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let endings = [
        Ending::Answer([0; 4]),
        Ending::Answer([0xff; 4]),
        // The selector of ERC-1155's question.
        Ending::Answer([0xf2, 0x3a, 0x6e, 0x61]),
        Ending::Short,
        Ending::Silence,
        Ending::Revert,
    ];
    let receivers = endings.map(|ending| Receiver::deploy(&registry.sandbox, &alice, ending).address);
    let rejecting = probe::rejecting(&registry.sandbox, &alice);
    // The registry itself has no such message.
    let itself = registry.contract.address();
    for receiver in receivers.into_iter().chain([rejecting, itself]) {
        let refused = ERC721InvalidReceiver { receiver };
        refuses(&registry.contract, &alice, safely(&alice, receiver, 1), refused.clone());
        refuses(&registry.contract, &alice, safely_with(&alice, receiver, 1, b"data"), refused);
        assert_eq!(registry.owner_of(1), alice.address());
    }
    // An unsafe transfer asks nobody.
    registry.contract.call(&alice, transfer(&alice, rejecting, 1), 0).ok();
    assert_eq!(registry.owner_of(1), rejecting);
}

#[test]
fn a_contract_that_burns_all_gas_spoils_only_transfers_to_itself() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    let burning = Receiver::deploy(&registry.sandbox, &alice, Ending::Invalid).address;
    // Unlike Ethereum, the chain leaves the caller nothing then.
    stops(&registry.contract, &alice, safely(&alice, burning, 1), 0, "OutOfGas");
    stops(&registry.contract, &alice, safely_with(&alice, burning, 1, b"data"), 0, "OutOfGas");
    registry.contract.call(&alice, safely(&alice, &bob, 1), 0).ok();
    assert_eq!(registry.owner_of(1), bob.address());
}

#[test]
fn data_has_room_in_sixteen_kibibytes_of_calldata() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let receiver = Receiver::deploy(&registry.sandbox, &alice, ACCEPT);
    // Before the data stand a selector and five words.
    let most = 16_384 - 4 - 5 * 32;
    let before = registry.sandbox.state_root();
    for size in [most + 1, 20_000, 100_000] {
        let call = safely_with(&alice, receiver.address, 1, &vec![7; size]);
        let outcome = registry.contract.call(&alice, call, 0);
        // ink!'s answer to what it cannot read.
        let unreadable = Revert::Undeclared(Bytes::from_static(&[1, 1]));
        assert_eq!(outcome.result.err(), Some(unreadable), "{size} bytes");
    }
    assert_eq!(registry.sandbox.state_root(), before);
    let receipt =
        registry.contract.call(&alice, safely_with(&alice, receiver.address, 1, &vec![7; most]), 0).ok();
    assert_eq!(receiver.asked(&receipt).data, vec![7; most]);
}

#[test]
fn both_obey_the_rules_of_transfers() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    let receiver = Receiver::deploy(&registry.sandbox, &alice, ACCEPT).address;

    let refused = ERC721InsufficientApproval { operator: bob.address(), tokenId: U256::ONE };
    refuses(&registry.contract, &bob, safely(&alice, receiver, 1), refused.clone());
    refuses(&registry.contract, &bob, safely_with(&alice, receiver, 1, b""), refused);
    let wrong = ERC721IncorrectOwner { sender: bob.address(), tokenId: U256::ONE, owner: alice.address() };
    refuses(&registry.contract, &alice, safely(&bob, receiver, 1), wrong.clone());
    refuses(&registry.contract, &alice, safely_with(&bob, receiver, 1, b""), wrong);
    let nobody = ERC721InvalidSender { sender: Address::ZERO };
    refuses(&registry.contract, &alice, safely(Address::ZERO, receiver, 1), nobody.clone());
    refuses(&registry.contract, &alice, safely_with(Address::ZERO, receiver, 1, b""), nobody);
    let nobody = ERC721InvalidReceiver { receiver: Address::ZERO };
    refuses(&registry.contract, &alice, safely(&alice, Address::ZERO, 1), nobody.clone());
    refuses(&registry.contract, &alice, safely_with(&alice, Address::ZERO, 1, b""), nobody);

    registry.approve(&alice, &bob, 1);
    registry.contract.call(&bob, safely(&alice, receiver, 1), 0).ok();
    assert_eq!((registry.owner_of(1), registry.approved(1)), (receiver, Address::ZERO));
}

#[test]
fn when_asked_the_receiver_owns_it_already() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let question = IERC721::ownerOfCall { tokenId: U256::ONE }.abi_encode();
    let receiver = Receiver::calling_back(&registry.sandbox, &alice, ACCEPT, |_| {
        Some((registry.contract.address(), question))
    });
    let receipt = registry.contract.call(&alice, safely(&alice, receiver.address, 1), 0).ok();
    let (succeeded, answer) = receiver.came_back(&receipt);
    assert!(succeeded);
    assert_eq!(IERC721::ownerOfCall::abi_decode_returns(&answer).unwrap(), receiver.address);
}

#[test]
fn a_receiver_may_pass_it_on_at_once() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let carol = registry.actor("carol");
    let receiver = Receiver::calling_back(&registry.sandbox, &alice, ACCEPT, |own| {
        Some((registry.contract.address(), transfer(own, &carol, 1).abi_encode()))
    });
    let receipt = registry.contract.call(&alice, safely(&alice, receiver.address, 1), 0).ok();
    assert_eq!(receiver.came_back(&receipt), (true, Bytes::new()));
    let moves: Vec<(Address, Address)> =
        receipt.events::<IERC721::Transfer>().iter().map(|event| (event.from, event.to)).collect();
    let through = receiver.address;
    assert_eq!(moves, [(alice.address(), through), (through, carol.address())]);
    assert_eq!(registry.owner_of(1), carol.address());
    let balances = [alice.address(), through, carol.address()].map(|owner| registry.balance_of(owner));
    assert_eq!(balances, [U256::ZERO, U256::ZERO, U256::ONE]);
}

#[test]
fn what_a_receiver_does_is_undone_if_it_does_not_accept() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let carol = registry.actor("carol");
    let receiver = Receiver::calling_back(&registry.sandbox, &alice, Ending::Silence, |own| {
        Some((registry.contract.address(), transfer(own, &carol, 1).abi_encode()))
    });
    let refused = ERC721InvalidReceiver { receiver: receiver.address };
    refuses(&registry.contract, &alice, safely(&alice, receiver.address, 1), refused);
    assert_eq!((registry.owner_of(1), registry.balance_of(&carol)), (alice.address(), U256::ZERO));
}

#[test]
fn what_a_receiver_registers_meanwhile_stays() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let receiver = Receiver::calling_back(&registry.sandbox, &alice, ACCEPT, |_| {
        Some((registry.contract.address(), draft(2).abi_encode()))
    });
    let committed = commitment(receiver.address, &draft(2));
    registry.contract.call(&alice, commitRegistrationCall { commitment: committed }, 0).ok();
    registry.sandbox.advance(REVEAL_DELAY);
    let receipt = registry.contract.call(&alice, safely(&alice, receiver.address, 1), 0).ok();
    assert!(receiver.came_back(&receipt).0);
    // The registration changed the root cell, and the transfer that it happened in did not write it back.
    assert_eq!(registry.contract.view(datasetCountCall {}), 2);
    assert_eq!([1, 2].map(|id| registry.owner_of(id)), [receiver.address; 2]);
    assert_eq!(registry.balance_of(receiver.address), U256::from(2));
    assert_eq!(registry.register(&alice, draft(3)).value, 3);
}

#[test]
fn a_receiver_cannot_take_another_dataset() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.register(&alice, draft(2));
    let receiver = Receiver::calling_back(&registry.sandbox, &alice, ACCEPT, |own| {
        Some((registry.contract.address(), transfer(&alice, own, 2).abi_encode()))
    });
    let receipt = registry.contract.call(&alice, safely(&alice, receiver.address, 1), 0).ok();
    let (succeeded, refusal) = receiver.came_back(&receipt);
    assert!(!succeeded);
    let expected = ERC721InsufficientApproval { operator: receiver.address, tokenId: U256::from(2) };
    assert_eq!(refusal[..], alloy_sol_types::SolError::abi_encode(&expected)[..]);
    assert_eq!(registry.owner_of(2), alice.address());
}
