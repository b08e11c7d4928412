//! By commit and reveal, once per content root.

use alloy_primitives::{Address, B256, U256};
use tributary_sandbox::abi::{
    IDatasetNft::{
        commitRegistrationCall, datasetByContentRootCall, datasetCall, datasetCountCall, registerCall,
        statusChangesCall, CommitmentExists, CommitmentExpired, CommitmentMissing, CommitmentTooFresh,
        ContentRootTaken, Dataset, DatasetRegistered, RegistrationCommitted,
    },
    IERC721,
};

use super::{commitment, draft, unknown, Registry, ACTIVE, CREATED, REVEAL_DELAY};
use crate::{expectation::Emits, refusal::refuses};

#[test]
fn a_revealed_commitment_becomes_a_dataset() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    let draft = draft(1);
    assert_eq!(registry.contract.view(datasetCountCall {}), 0);
    assert_eq!(registry.contract.view(datasetByContentRootCall { contentRoot: draft.contentRoot }), 0);

    let commitment = commitment(alice.address(), &draft);
    let committed: RegistrationCommitted =
        registry.contract.call(&alice, commitRegistrationCall { commitment }, 0).ok().only_event();
    assert_eq!((committed.creator, committed.commitment), (alice.address(), commitment));

    registry.sandbox.advance(REVEAL_DELAY);
    let receipt = registry.contract.call(&alice, draft.clone(), 0).ok();
    assert_eq!(receipt.value, 1);
    assert_eq!(receipt.logs.len(), 2);
    let minted: IERC721::Transfer = receipt.event();
    assert_eq!((minted.from, minted.to, minted.tokenId), (Address::ZERO, alice.address(), U256::ONE));
    let registered: DatasetRegistered = receipt.event();
    assert_eq!(
        (registered.dataset, registered.creator, registered.contentRoot, registered.byteSize),
        (1, alice.address(), draft.contentRoot, draft.byteSize)
    );

    let expected = Dataset {
        contentRoot: draft.contentRoot,
        byteSize: draft.byteSize,
        mediaType: draft.mediaType,
        licence: draft.licence,
        uri: draft.uri,
        parents: vec![],
        parentShares: vec![],
        createdAt: CREATED,
        status: ACTIVE,
    };
    assert_eq!(registry.dataset(1), expected);
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE)]);
    assert_eq!(registry.contract.view(datasetCountCall {}), 1);
    assert_eq!(registry.contract.view(datasetByContentRootCall { contentRoot: draft.contentRoot }), 1);
    assert_eq!(registry.owner_of(1), alice.address());
    assert_eq!(registry.balance_of(&alice), U256::ONE);
}

#[test]
fn numbers_count_from_one_without_gaps() {
    let registry = Registry::deploy();
    let [alice, bob] = ["alice", "bob"].map(|name| registry.actor(name));
    for (seed, creator) in (1..=4).zip([&alice, &bob, &alice, &alice]) {
        // A refusal between them takes no number.
        let missing = CommitmentMissing { commitment: commitment(creator.address(), &draft(seed)) };
        refuses(&registry.contract, creator, draft(seed), missing);
        assert_eq!(registry.register(creator, draft(seed)).value, u64::from(seed));
    }
    assert_eq!(registry.contract.view(datasetCountCall {}), 4);
    assert_eq!(registry.balance_of(&alice), U256::from(3));
    assert_eq!(registry.balance_of(&bob), U256::ONE);
}

#[test]
fn nothing_is_revealed_that_was_not_committed_to() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.commit(&alice, &draft(1));
    registry.sandbox.advance(REVEAL_DELAY);
    let others = [
        registerCall { salt: B256::ZERO, ..draft(1) },
        registerCall { contentRoot: B256::repeat_byte(9), ..draft(1) },
        draft(2),
    ];
    for other in others {
        let missing = CommitmentMissing { commitment: commitment(alice.address(), &other) };
        refuses(&registry.contract, &alice, other, missing);
    }
    // The description is not part of the commitment: only the content root is worth stealing.
    let corrected = registerCall { uri: "ipfs://corrected".into(), royaltyPpm: 0, ..draft(1) };
    assert_eq!(registry.contract.call(&alice, corrected, 0).ok().value, 1);
    assert_eq!(registry.dataset(1).uri, "ipfs://corrected");
}

#[test]
fn not_before_its_commitment_is_old_enough() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(40);
    registry.commit(&alice, &draft(1));
    for block in [40, 41, 49] {
        registry.sandbox.advance_to(block);
        let fresh = CommitmentTooFresh { committedAt: 40, revealFrom: 50 };
        refuses(&registry.contract, &alice, draft(1), fresh);
    }
    registry.sandbox.advance_to(50);
    registry.contract.call(&alice, draft(1), 0).ok();
}

#[test]
fn not_after_its_life() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.sandbox.advance_to(40);
    for seed in [1, 2] {
        registry.commit(&alice, &draft(seed));
    }
    // The last block of 256.
    registry.sandbox.advance_to(295);
    registry.contract.call(&alice, draft(1), 0).ok();
    let held = CommitmentExists { commitment: commitment(alice.address(), &draft(2)), committedAt: 40 };
    let again = commitRegistrationCall { commitment: held.commitment };
    refuses(&registry.contract, &alice, again.clone(), held);

    registry.sandbox.advance_to(296);
    let expired = CommitmentExpired { committedAt: 40, expiredAt: 296 };
    refuses(&registry.contract, &alice, draft(2), expired);
    registry.contract.call(&alice, again, 0).ok();
    let fresh = CommitmentTooFresh { committedAt: 296, revealFrom: 306 };
    refuses(&registry.contract, &alice, draft(2), fresh);
    registry.sandbox.advance_to(306);
    assert_eq!(registry.contract.call(&alice, draft(2), 0).ok().value, 2);
}

#[test]
fn the_same_commitment_stands_once() {
    let registry = Registry::deploy();
    let [alice, mallory] = ["alice", "mallory"].map(|name| registry.actor(name));
    let commitment = registry.commit(&alice, &draft(1));
    let exists = CommitmentExists { commitment, committedAt: 1 };
    for block in [1, 2, 256] {
        registry.sandbox.advance_to(block);
        for actor in [&alice, &mallory] {
            refuses(&registry.contract, actor, commitRegistrationCall { commitment }, exists.clone());
        }
    }
}

#[test]
fn a_revealed_commitment_is_spent() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.register(&alice, draft(1));
    let missing = CommitmentMissing { commitment: commitment(alice.address(), &draft(1)) };
    refuses(&registry.contract, &alice, draft(1), missing);
}

#[test]
fn who_sees_a_reveal_cannot_be_first() {
    let registry = Registry::deploy();
    let [alice, mallory] = ["alice", "mallory"].map(|name| registry.actor(name));
    registry.commit(&alice, &draft(1));
    registry.sandbox.advance(REVEAL_DELAY);

    // Mallory sees the reveal before it is in a block, and sends what alice sends.
    let stolen = draft(1);
    let missing = CommitmentMissing { commitment: commitment(mallory.address(), &stolen) };
    refuses(&registry.contract, &mallory, stolen.clone(), missing);
    // A commitment of mallory's own comes too late, also if it is in a block before the reveal.
    registry.commit(&mallory, &stolen);
    let fresh = CommitmentTooFresh { committedAt: CREATED, revealFrom: CREATED + REVEAL_DELAY };
    refuses(&registry.contract, &mallory, stolen.clone(), fresh);
    assert_eq!(registry.contract.call(&alice, draft(1), 0).ok().value, 1);

    registry.sandbox.advance(REVEAL_DELAY);
    let taken = ContentRootTaken { contentRoot: stolen.contentRoot, dataset: 1 };
    refuses(&registry.contract, &mallory, stolen, taken);
    assert_eq!(registry.owner_of(1), alice.address());
    assert_eq!(registry.balance_of(&mallory), U256::ZERO);
}

#[test]
fn a_reveal_that_misses_blocks_is_not_overtaken() {
    for late in [1, 2, REVEAL_DELAY - 1] {
        let registry = Registry::deploy();
        let [alice, mallory] = ["alice", "mallory"].map(|name| registry.actor(name));
        registry.commit(&alice, &draft(1));
        registry.sandbox.advance(REVEAL_DELAY);
        // Mallory sees the reveal; its own commitment gets into the block that the reveal misses.
        registry.commit(&mallory, &draft(1));
        let fresh = CommitmentTooFresh { committedAt: CREATED, revealFrom: CREATED + REVEAL_DELAY };
        for _ in 0..late {
            registry.sandbox.advance(1);
            refuses(&registry.contract, &mallory, draft(1), fresh.clone());
        }
        assert_eq!(registry.contract.call(&alice, draft(1), 0).ok().value, 1, "{late} blocks late");
        registry.sandbox.advance(REVEAL_DELAY);
        let taken = ContentRootTaken { contentRoot: draft(1).contentRoot, dataset: 1 };
        refuses(&registry.contract, &mallory, draft(1), taken);
        assert_eq!(registry.owner_of(1), alice.address());
    }
}

#[test]
fn a_commitment_sent_by_another_still_is_its_creators() {
    let registry = Registry::deploy();
    let [alice, mallory] = ["alice", "mallory"].map(|name| registry.actor(name));
    // Mallory sees alice's commitment before it is in a block, and makes it first.
    let copied = commitment(alice.address(), &draft(1));
    registry.contract.call(&mallory, commitRegistrationCall { commitment: copied }, 0).ok();
    registry.sandbox.advance(REVEAL_DELAY);
    let missing = CommitmentMissing { commitment: commitment(mallory.address(), &draft(1)) };
    refuses(&registry.contract, &mallory, draft(1), missing);
    assert_eq!(registry.contract.call(&alice, draft(1), 0).ok().value, 1);
    assert_eq!(registry.owner_of(1), alice.address());
}

#[test]
fn a_content_root_is_registered_once() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    let content_root = draft(1).contentRoot;
    let taken = ContentRootTaken { contentRoot: content_root, dataset: 1 };
    for (creator, salt) in [(&alice, 8), (&bob, 9)] {
        let copy = registerCall { contentRoot: content_root, salt: B256::repeat_byte(salt), ..draft(3) };
        registry.commit(creator, &copy);
        registry.sandbox.advance(REVEAL_DELAY);
        refuses(&registry.contract, creator, copy, taken.clone());
    }
    // Whatever becomes of the dataset.
    registry.contract.call(&alice, super::transfer(&alice, &bob, 1), 0).ok();
    registry.contract.call(&bob, tributary_sandbox::abi::IDatasetNft::delistCall { id: 1 }, 0).ok();
    let copy = registerCall { contentRoot: content_root, salt: B256::repeat_byte(8), ..draft(3) };
    refuses(&registry.contract, &alice, copy, taken);
    assert_eq!(registry.contract.view(datasetCountCall {}), 1);
}

#[test]
fn any_word_can_be_a_commitment() {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    // Words that look like the contract's own storage keys are not mixed up with them.
    for (index, commitment) in
        [B256::ZERO, B256::with_last_byte(1), B256::repeat_byte(0xff)].into_iter().enumerate()
    {
        registry.contract.call(&alice, commitRegistrationCall { commitment }, 0).ok();
        let exists = CommitmentExists { commitment, committedAt: 1 };
        refuses(&registry.contract, &alice, commitRegistrationCall { commitment }, exists);
        assert_eq!(registry.contract.view(datasetCountCall {}), 0, "{index}");
        assert_eq!(registry.contract.view(datasetByContentRootCall { contentRoot: commitment }), 0);
    }
}

#[test]
fn what_is_not_registered_is_unknown() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    for id in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, datasetCall { id }, unknown(id));
        refuses(&registry.contract, &alice, statusChangesCall { id }, unknown(id));
    }
}
