#![allow(clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use proptest::prelude::*;
use scale::Encode;

use super::*;
use crate::hashing::HostHashing;

const HASH: Hash = [3; 32];

#[test]
fn the_commitment_is_the_packed_hash() {
    // keccak256 of 25 + 20 + 32 + 32 bytes, as abi.encodePacked writes them.
    let mut packed = b"tributary/registration/v1".to_vec();
    packed.extend([0x11; 20]);
    packed.extend([0x22; 32]);
    packed.extend([0x33; 32]);
    let made = commitment::<HostHashing>(&Address([0x11; 20]), &[0x22; 32], &[0x33; 32]);
    assert_eq!(made, HostHashing::keccak256(&packed));
    assert_eq!(hex::encode(made), "9c2a09fa46cefc6a733716e29ba092277901d05410379efa3a09e5e7a0150b08");
}

#[test]
fn a_commitment_is_revealed_in_its_window_only() {
    let at = 1_000;
    assert_eq!(reveal(HASH, None, at), Err(RegistrationError::CommitmentMissing { commitment: HASH }));
    for now in [at, at + 1, at + 9] {
        assert_eq!(
            reveal(HASH, Some(at), now),
            Err(RegistrationError::CommitmentTooFresh { committed_at: at, reveal_from: at + 10 })
        );
    }
    assert_eq!(reveal(HASH, Some(at), at + 10), Ok(()));
    assert_eq!(reveal(HASH, Some(at), at + 255), Ok(()));
    assert_eq!(
        reveal(HASH, Some(at), at + 256),
        Err(RegistrationError::CommitmentExpired { committed_at: at, expired_at: at + 256 })
    );
}

#[test]
fn an_outstanding_commitment_stands_until_it_expires() {
    let at = 1_000;
    assert_eq!(commit(HASH, None, at), Ok(()));
    for now in [at, at + 255] {
        assert_eq!(
            commit(HASH, Some(at), now),
            Err(RegistrationError::CommitmentExists { commitment: HASH, committed_at: at })
        );
    }
    assert_eq!(commit(HASH, Some(at), at + 256), Ok(()));
}

proptest! {
    /// Whatever blocks a thief and the creator get into: who commits only when the reveal is seen comes too late
    /// for the next ten blocks, however late the first commitment was made or the reveal was sent.
    #[test]
    fn who_commits_at_the_sight_of_a_reveal_cannot_overtake_it(
        committed in 0u32..1_000,
        waited in REVEAL_DELAY..COMMITMENT_LIFE,
        missed in 0..REVEAL_DELAY,
    ) {
        let seen = committed + waited;
        let included = seen + missed;
        prop_assert!(reveal(HASH, Some(seen), included).is_err(), "a thief's, in the same block or before");
        prop_assert_eq!(reveal(HASH, Some(committed), included).is_ok(), waited + missed < COMMITMENT_LIFE);
    }
}

#[test]
fn the_royalty_is_bounded() {
    assert_eq!(check_royalty(MAX_RESALE_ROYALTY), Ok(()));
    assert_eq!(check_royalty(Ppm(100_001)), Err(RegistrationError::RoyaltyTooHigh { found: 100_001 }));
}

#[test]
fn each_rule_of_parents_has_its_error() {
    let child = DatasetId(10);
    let parents = |ids: &[u64], shares: &[u32]| Parents::new(child, ids, shares);
    assert!(parents(&[], &[]).unwrap().is_empty());
    assert_eq!(
        parents(&[1, 9], &[1, 999_999]).unwrap().shares(),
        [(DatasetId(1), Ppm(1)), (DatasetId(9), Ppm(999_999))]
    );
    assert_eq!(parents(&[1], &[]), Err(RegistrationError::ParentsMismatch { parents: 1, shares: 0 }));
    assert_eq!(parents(&[], &[1]), Err(RegistrationError::ParentsMismatch { parents: 0, shares: 1 }));
    assert_eq!(parents(&[1; 9], &[1; 9]), Err(RegistrationError::TooManyParents { found: 9 }));
    for unknown in [0, 10, 11, u64::MAX] {
        let parent = DatasetId(unknown);
        assert_eq!(parents(&[unknown], &[1]), Err(RegistrationError::ParentUnknown { parent }));
    }
    for (before, after) in [(2, 1), (2, 2)] {
        assert_eq!(
            parents(&[before, after], &[1, 1]),
            Err(RegistrationError::ParentsUnsorted { before: DatasetId(before), after: DatasetId(after) })
        );
    }
    assert_eq!(parents(&[1, 2], &[1, 0]), Err(RegistrationError::ParentShareZero { parent: DatasetId(2) }));
    assert_eq!(
        parents(&[1, 2], &[1, 1_000_000]),
        Err(RegistrationError::ParentSharesExceedWhole { found: 1_000_001 })
    );
    assert_eq!(
        parents(&[1, 2, 3, 4, 5, 6, 7, 8], &[u32::MAX; 8]),
        Err(RegistrationError::ParentSharesExceedWhole { found: 8 * u64::from(u32::MAX) })
    );
}

#[test]
fn the_most_parents_fit_their_cell() {
    let parents = Parents::new(DatasetId(u64::MAX), &[1, 2, 3, 4, 5, 6, 7, 8], &[125_000; 8]).unwrap();
    assert_eq!(parents.encoded_size(), 97);
}

#[test]
fn a_chain_is_at_most_four_long() {
    let parent = DatasetId(7);
    let of = |depth| Lineage { depth, family: 1 };
    let deepest = Lineage::ORIGINAL.with_parent(parent, of(3)).unwrap();
    assert_eq!(deepest.depth, 4);
    assert_eq!(deepest.with_parent(parent, of(0)).unwrap().depth, 4);
    for (depth, found) in [(4, 5), (u8::MAX, u8::MAX)] {
        let refused = Lineage::ORIGINAL.with_parent(parent, of(depth));
        assert_eq!(refused, Err(RegistrationError::TooDeep { parent, depth: found }));
    }
}

#[test]
fn a_family_counts_every_way_to_an_ancestor() {
    let parents = |its: Lineage, count: usize| {
        (0..count).try_fold(Lineage::ORIGINAL, |lineage, _| lineage.with_parent(DatasetId(7), its))
    };
    let second = parents(Lineage::ORIGINAL, MAX_PARENTS).unwrap();
    assert_eq!(second, Lineage { depth: 1, family: 9 });
    // 1 + 7 * 9 = 64.
    assert_eq!(parents(second, 7), Ok(Lineage { depth: 2, family: MAX_FAMILY }));
    let parent = DatasetId(7);
    assert_eq!(parents(second, 8), Err(RegistrationError::FamilyTooLarge { parent, found: 73 }));
    let largest = Lineage { depth: 2, family: MAX_FAMILY };
    assert_eq!(parents(largest, 1), Err(RegistrationError::FamilyTooLarge { parent, found: 65 }));
}

proptest! {
    #[test]
    fn accepted_parents_keep_every_rule(
        child in 1u64..40,
        ids in proptest::collection::vec(0u64..40, 0..10),
        shares in proptest::collection::vec(0u32..400_000, 0..10),
    ) {
        if let Ok(parents) = Parents::new(DatasetId(child), &ids, &shares) {
            let kept: Vec<u64> = parents.shares().iter().map(|(id, _)| id.0).collect();
            prop_assert_eq!(&kept, &ids);
            prop_assert!(kept.len() <= MAX_PARENTS);
            prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(kept.iter().all(|id| (1..child).contains(id)));
            prop_assert!(parents.shares().iter().all(|(_, share)| share.0 > 0));
            prop_assert!(shares.iter().sum::<u32>() <= 1_000_000);
        }
    }

    #[test]
    fn a_commitment_binds_creator_content_and_salt(
        one: ([u8; 20], [u8; 32], [u8; 32]),
        other: ([u8; 20], [u8; 32], [u8; 32]),
    ) {
        let made = |(creator, root, salt): ([u8; 20], Hash, Hash)| {
            commitment::<HostHashing>(&Address(creator), &root, &salt)
        };
        prop_assert_eq!(made(one) == made(other), one == other);
    }
}
