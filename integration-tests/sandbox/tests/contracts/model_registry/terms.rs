//! Terms that no version can have.

use tributary_sandbox::abi::IModelRegistry::{
    proposeVersionCall, FeePolicy, MethodUnknown, PolicyUnbalanced, UriInvalid,
};

use super::{policy, proposal, Registry};
use crate::refusal::refuses;

#[test]
fn with_a_method_that_nobody_knows() {
    let (registry, alice) = Registry::with_model_of("alice");
    for found in [0, 2, u16::MAX] {
        let bad = proposeVersionCall { method: found, ..proposal(1) };
        refuses(&registry.contract, &alice, bad, MethodUnknown { found });
    }
}

#[test]
fn with_cuts_that_do_not_make_the_whole() {
    let (registry, alice) = Registry::with_model_of("alice");
    let zero = FeePolicy { datasets: 0, node: 0, developer: 0, oracles: 0, treasury: 0 };
    let most = u32::MAX;
    let cases = [
        (zero, 0),
        (FeePolicy { treasury: 39_999, ..policy() }, 999_999),
        (FeePolicy { treasury: 40_001, ..policy() }, 1_000_001),
        (FeePolicy { node: most, ..policy() }, 4_294_967_295 + 700_000),
        // A sum of 32 bits would come to the whole.
        (FeePolicy { datasets: most, node: 1_000_001, developer: 0, oracles: 0, treasury: 0 }, 4_295_967_296),
        (
            FeePolicy { datasets: most, node: most, developer: most, oracles: most, treasury: most },
            21_474_836_475,
        ),
    ];
    for (policy, found) in cases {
        let bad = proposeVersionCall { policy, ..proposal(1) };
        refuses(&registry.contract, &alice, bad, PolicyUnbalanced { found });
    }
}

#[test]
fn with_a_uri_that_is_none() {
    let (registry, alice) = Registry::with_model_of("alice");
    let cases = [
        ("u".repeat(201), 201),
        ("u".repeat(6_000), 6_000),
        ("a b".into(), 3),
        ("\n".into(), 1),
        ("\u{e9}".into(), 2),
    ];
    for (uri, length) in cases {
        let bad = proposeVersionCall { uri, ..proposal(1) };
        refuses(&registry.contract, &alice, bad, UriInvalid { length });
    }
}

#[test]
fn none_of_them_takes_a_number() {
    let (registry, alice) = Registry::with_model_of("alice");
    let bad = proposeVersionCall { method: 0, ..proposal(1) };
    refuses(&registry.contract, &alice, bad, MethodUnknown { found: 0 });
    assert_eq!(registry.propose(&alice, proposal(1)), 1);
}
