//! What a dataset may say of itself.

use alloy_primitives::B256;
use tributary_sandbox::abi::IDatasetNft::{
    registerCall, EmptyContent, LicenceInvalid, MediaTypeInvalid, RoyaltyTooHigh, UriInvalid,
};

use super::{draft, Registry, REVEAL_DELAY};
use crate::refusal::refuses;

/// The draft that only the description makes worthless: it is committed to, and its time has come.
fn committed() -> (Registry, tributary_sandbox::Actor) {
    let registry = Registry::deploy();
    let alice = registry.actor("alice");
    registry.commit(&alice, &draft(1));
    registry.sandbox.advance(REVEAL_DELAY);
    (registry, alice)
}

#[test]
fn a_dataset_has_content() {
    let (registry, alice) = committed();
    let nothing = registerCall { byteSize: 0, ..draft(1) };
    refuses(&registry.contract, &alice, nothing, EmptyContent {});
    let rootless = registerCall { contentRoot: B256::ZERO, ..draft(1) };
    registry.commit(&alice, &rootless);
    registry.sandbox.advance(REVEAL_DELAY);
    refuses(&registry.contract, &alice, rootless, EmptyContent {});
}

#[test]
fn a_media_type_is_one() {
    let (registry, alice) = committed();
    let long = format!("text/{}", "x".repeat(60));
    let cases = [
        ("", 0),
        ("text", 4),
        ("/plain", 6),
        ("text/", 5),
        ("text/pl\u{e4}in", 11),
        ("text/a\nb", 8),
        (&long, 65),
    ];
    for (text, length) in cases {
        let bad = registerCall { mediaType: text.into(), ..draft(1) };
        refuses(&registry.contract, &alice, bad, MediaTypeInvalid { length });
    }
}

#[test]
fn a_licence_is_named_or_hashed() {
    let (registry, alice) = committed();
    let (short, long) = (format!("0x{}", "a".repeat(63)), format!("0x{}", "a".repeat(65)));
    let no_digits = format!("0x{}", "g".repeat(64));
    let too_long = "A".repeat(67);
    let cases = [
        ("", 0),
        ("0x", 2),
        (&short, 65),
        (&long, 67),
        (&no_digits, 66),
        (&too_long, 67),
        ("MIT\u{0}", 4),
        ("MIT/Apache", 10),
        ("\u{a9} me", 5),
    ];
    for (text, length) in cases {
        let bad = registerCall { licence: text.into(), ..draft(1) };
        refuses(&registry.contract, &alice, bad, LicenceInvalid { length });
    }
}

#[test]
fn a_uri_is_visible_ascii() {
    let (registry, alice) = committed();
    let long = "u".repeat(201);
    let huge = "u".repeat(8_000);
    let cases = [
        ("", 0),
        ("ipfs://a b", 10),
        ("ipfs://\u{fc}", 9),
        ("\n", 1),
        ("a\u{7f}", 2),
        (&long, 201),
        (&huge, 8_000),
    ];
    for (text, length) in cases {
        let bad = registerCall { uri: text.into(), ..draft(1) };
        refuses(&registry.contract, &alice, bad, UriInvalid { length });
    }
}

#[test]
fn a_resale_royalty_is_at_most_a_tenth() {
    let (registry, alice) = committed();
    for found in [100_001, 1_000_000, u32::MAX] {
        let bad = registerCall { royaltyPpm: found, ..draft(1) };
        refuses(&registry.contract, &alice, bad, RoyaltyTooHigh { found, most: 100_000 });
    }
}

#[test]
fn the_longest_description_fits() {
    let (registry, alice) = committed();
    let longest = registerCall {
        byteSize: u64::MAX,
        mediaType: format!("text/{}", "x".repeat(59)),
        licence: format!("0x{}", "aF".repeat(32)),
        uri: "u".repeat(200),
        royaltyPpm: 100_000,
        ..draft(1)
    };
    assert_eq!(registry.contract.call(&alice, longest.clone(), 0).ok().value, 1);
    let stored = registry.dataset(1);
    assert_eq!(stored.byteSize, longest.byteSize);
    assert_eq!(stored.mediaType, longest.mediaType);
    assert_eq!(stored.licence, longest.licence);
    assert_eq!(stored.uri, longest.uri);
}

#[test]
fn the_shortest_description_is_enough() {
    let (registry, alice) = committed();
    let shortest = registerCall {
        byteSize: 1,
        mediaType: "a/b".into(),
        licence: "0BSD".into(),
        uri: "u".into(),
        royaltyPpm: 0,
        ..draft(1)
    };
    registry.contract.call(&alice, shortest, 0).ok();
    let licences = ["Apache-2.0 OR MIT", "GPL-2.0+ WITH (X)", "LicenseRef-own:1"];
    for (seed, licence) in (2..).zip(licences) {
        registry.register(&alice, registerCall { licence: licence.into(), ..draft(seed) });
        assert_eq!(registry.dataset(seed.into()).licence, licence);
    }
}
