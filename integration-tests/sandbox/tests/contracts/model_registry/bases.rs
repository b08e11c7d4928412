//! Adapters and fine-tunes: versions that derive from others.

use tributary_sandbox::abi::IModelRegistry::{
    BaseCutTooHigh, BaseCutWithoutBase, BaseTooDeep, UnknownVersion,
};

use super::{derived, proposal, unknown_model, unknown_version, Registry, RETIRED};
use crate::refusal::refuses;

#[test]
fn a_base_is_named_with_its_cut() {
    let (registry, alice) = Registry::with_version_of("alice");
    let bob = registry.actor("bob");
    let adapter = registry.register(&bob, "Adapter");
    for (version, cut) in (1..).zip([0, 1, 500_000]) {
        assert_eq!(registry.propose(&bob, derived(adapter, (1, 1), cut)), version);
        let stored = registry.version(adapter, version);
        assert_eq!((stored.baseModel, stored.baseVersion, stored.baseCut), (1, 1, cut));
    }
    // A version of the same model can be the base too.
    assert_eq!(registry.propose(&alice, derived(1, (1, 1), 10)), 2);
    assert_eq!(registry.version(1, 2).baseVersion, 1);
}

#[test]
fn a_base_exists() {
    let (registry, alice) = Registry::with_version_of("alice");
    for version in [0, 2, u32::MAX] {
        refuses(&registry.contract, &alice, derived(1, (1, version), 5), unknown_version(1, version));
    }
    for model in [2, u64::MAX] {
        refuses(&registry.contract, &alice, derived(1, (model, 1), 5), unknown_model(model));
    }
    // So there are no circles: the version that is proposed is none yet.
    let other = registry.register(&alice, "Other");
    refuses(&registry.contract, &alice, derived(other, (other, 1), 5), unknown_version(other, 1));
}

#[test]
fn without_a_base_there_is_nothing_to_say_of_it() {
    let (registry, alice) = Registry::with_version_of("alice");
    for found in [1, 500_001, u32::MAX] {
        refuses(&registry.contract, &alice, derived(1, (0, 0), found), BaseCutWithoutBase { found });
        let baseless = UnknownVersion { model: 0, version: found };
        refuses(&registry.contract, &alice, derived(1, (0, found), 0), baseless.clone());
        refuses(&registry.contract, &alice, derived(1, (0, found), 7), baseless);
    }
}

#[test]
fn a_base_takes_at_most_half() {
    let (registry, alice) = Registry::with_version_of("alice");
    for found in [500_001, 1_000_000, u32::MAX] {
        let high = BaseCutTooHigh { found, most: 500_000 };
        refuses(&registry.contract, &alice, derived(1, (1, 1), found), high);
    }
}

#[test]
fn a_chain_of_bases_has_at_most_four() {
    let (registry, alice) = Registry::with_version_of("alice");
    for model in 2..=5 {
        assert_eq!(registry.register(&alice, "Derived"), model);
        assert_eq!(registry.propose(&alice, derived(model, (model - 1, 1), 100_000)), 1);
    }
    let sixth = registry.register(&alice, "Too deep");
    let deep = BaseTooDeep { model: 5, most: 4 };
    refuses(&registry.contract, &alice, derived(sixth, (5, 1), 100_000), deep.clone());
    // Whatever the cut, and however the last one is named.
    refuses(&registry.contract, &alice, derived(5, (5, 1), 0), deep);
    assert_eq!(registry.propose(&alice, derived(sixth, (4, 1), 100_000)), 1);
    // The depth is the version's, not its model's.
    assert_eq!(registry.propose(&alice, proposal(5)), 2);
    assert_eq!(registry.propose(&alice, derived(sixth, (5, 2), 100_000)), 2);
}

#[test]
fn a_bases_status_does_not_matter() {
    let (registry, alice) = Registry::with_version_of("alice");
    registry.set_status(RETIRED);
    assert_eq!(registry.propose(&alice, derived(1, (1, 1), 5)), 2);
}
