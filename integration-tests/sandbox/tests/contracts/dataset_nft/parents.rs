//! What datasets derive from.

use tributary_sandbox::{
    abi::IDatasetNft::{
        delistCall, quarantineCall, registerCall, FamilyTooLarge, ParentShareZero, ParentSharesExceedWhole,
        ParentUnknown, ParentsMismatch, ParentsUnsorted, TooDeep, TooManyParents,
    },
    Actor,
};

use super::{derived, draft, Registry, REVEAL_DELAY};
use crate::refusal::refuses;

/// A registry with this many datasets that derive from nothing.
fn originals(count: u8) -> (Registry, Actor) {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    for seed in 1..=count {
        registry.register(&alice, draft(seed));
    }
    (registry, alice)
}

/// Commits to the draft with `seed`, so that only its parents are wrong.
fn committed(registry: &Registry, creator: &Actor, seed: u8) {
    registry.commit(creator, &draft(seed));
    registry.sandbox.advance(REVEAL_DELAY);
}

#[test]
fn parents_are_kept_with_their_shares() {
    let (registry, _) = originals(3);
    let bob = registry.actor("bob");
    assert_eq!(registry.register(&bob, derived(4, &[(1, 100_000), (3, 1)])).value, 4);
    let dataset = registry.dataset(4);
    assert_eq!((dataset.parents, dataset.parentShares), (vec![1, 3], vec![100_000, 1]));
    assert!(registry.dataset(1).parents.is_empty());
}

#[test]
fn all_of_the_royalties_can_go_to_parents() {
    let (registry, alice) = originals(8);
    let all: Vec<(u64, u32)> = (1..=8).map(|parent| (parent, 125_000)).collect();
    assert_eq!(registry.register(&alice, derived(9, &all)).value, 9);
    assert_eq!(registry.dataset(9).parentShares, [125_000; 8]);
    assert_eq!(registry.register(&alice, derived(10, &[(9, 1_000_000)])).value, 10);
}

#[test]
fn every_parent_has_a_share_and_every_share_a_parent() {
    let (registry, alice) = originals(2);
    committed(&registry, &alice, 3);
    for (parents, shares) in
        [(vec![1], vec![]), (vec![], vec![1]), (vec![1, 2], vec![5]), (vec![1], vec![5; 20])]
    {
        let mismatch = ParentsMismatch {
            parents: u32::try_from(parents.len()).unwrap(),
            shares: u32::try_from(shares.len()).unwrap(),
        };
        let bad = registerCall { parents, parentShares: shares, ..draft(3) };
        refuses(&registry.contract, &alice, bad, mismatch);
    }
}

#[test]
fn parents_are_at_most_eight() {
    let (registry, alice) = originals(9);
    committed(&registry, &alice, 10);
    let nine: Vec<(u64, u32)> = (1..=9).map(|parent| (parent, 1)).collect();
    refuses(&registry.contract, &alice, derived(10, &nine), TooManyParents { found: 9, most: 8 });
    let many = vec![(1, 1); 200];
    refuses(&registry.contract, &alice, derived(10, &many), TooManyParents { found: 200, most: 8 });
}

#[test]
fn parents_have_smaller_numbers() {
    let (registry, alice) = originals(2);
    committed(&registry, &alice, 3);
    // Itself, those to come, and nothing.
    for parent in [0, 3, 4, u64::MAX] {
        refuses(&registry.contract, &alice, derived(3, &[(parent, 1)]), ParentUnknown { parent });
    }
    refuses(&registry.contract, &alice, derived(3, &[(1, 1), (3, 1)]), ParentUnknown { parent: 3 });
}

#[test]
fn parents_ascend_and_occur_once() {
    let (registry, alice) = originals(3);
    committed(&registry, &alice, 4);
    for (before, after) in [(2, 1), (3, 1), (2, 2)] {
        let bad = derived(4, &[(before, 1), (after, 1)]);
        refuses(&registry.contract, &alice, bad, ParentsUnsorted { before, after_: after });
    }
}

#[test]
fn no_share_is_zero_and_all_are_at_most_the_whole() {
    let (registry, alice) = originals(3);
    committed(&registry, &alice, 4);
    let nothing = derived(4, &[(1, 5), (2, 0)]);
    refuses(&registry.contract, &alice, nothing, ParentShareZero { parent: 2 });
    for (shares, found) in [
        ([999_999, 1, 1], 1_000_001),
        ([1_000_000, 1, 1], 1_000_002),
        ([u32::MAX, u32::MAX, u32::MAX], 12_884_901_885),
    ] {
        let parents: Vec<(u64, u32)> = (1..).zip(shares).collect();
        refuses(&registry.contract, &alice, derived(4, &parents), ParentSharesExceedWhole { found });
    }
}

#[test]
fn a_chain_of_parents_has_at_most_four() {
    let (registry, alice) = originals(1);
    for seed in 2..=5 {
        registry.register(&alice, derived(seed, &[(u64::from(seed) - 1, 500_000)]));
    }
    committed(&registry, &alice, 6);
    let deep = TooDeep { parent: 5, depth: 5, most: 4 };
    refuses(&registry.contract, &alice, derived(6, &[(5, 1)]), deep.clone());
    // The longest of several chains decides.
    refuses(&registry.contract, &alice, derived(6, &[(1, 1), (5, 1)]), deep);
    registry.contract.call(&alice, derived(6, &[(1, 1), (4, 1)]), 0).ok();
    committed(&registry, &alice, 7);
    let deep = TooDeep { parent: 6, depth: 5, most: 4 };
    refuses(&registry.contract, &alice, derived(7, &[(6, 1)]), deep);
}

#[test]
fn a_family_is_bounded_however_it_is_connected() {
    let (registry, alice) = originals(8);
    let all = |range: std::ops::RangeInclusive<u64>| range.map(|id| (id, 1)).collect::<Vec<_>>();
    // Eight more, each with all of the first eight as parents.
    for seed in 9..=16 {
        registry.register(&alice, derived(seed, &all(1..=8)));
    }
    committed(&registry, &alice, 17);
    let large = FamilyTooLarge { parent: 16, found: 73, most: 64 };
    refuses(&registry.contract, &alice, derived(17, &all(9..=16)), large);
    registry.contract.call(&alice, derived(17, &all(9..=15)), 0).ok();
    committed(&registry, &alice, 18);
    let large = FamilyTooLarge { parent: 17, found: 65, most: 64 };
    refuses(&registry.contract, &alice, derived(18, &[(17, 1)]), large);
}

#[test]
fn parents_need_not_count_nor_belong_to_the_creator() {
    let (registry, alice) = originals(2);
    registry.contract.call(&alice, delistCall { id: 1 }, 0).ok();
    registry.contract.call(&registry.owner, quarantineCall { id: 2 }, 0).ok();
    let bob = registry.actor("bob");
    assert_eq!(registry.register(&bob, derived(3, &[(1, 1), (2, 2)])).value, 3);
    assert_eq!(registry.dataset(3).parents, [1, 2]);
}
