#![allow(clippy::arithmetic_side_effects)]

use alloc::string::ToString;

use proptest::prelude::*;
use scale::Encode;

use super::*;

fn record(media_type: &str, licence: &str, uri: &str) -> Result<Record, RecordError> {
    Record::new([1; 32], 9, media_type.to_string(), licence.to_string(), uri.to_string())
}

#[test]
fn what_real_datasets_say_passes() {
    for media_type in ["text/plain", "text/plain; charset=utf-8", "application/vnd.api+json", "a/b"] {
        assert!(MediaType::new(media_type.to_string()).is_ok(), "{media_type}");
    }
    let hash = "0x".to_string() + &"aF".repeat(32);
    for licence in ["CC0-1.0", "Apache-2.0 OR (MIT AND BSD-3-Clause)", "GPL-2.0+", "LicenseRef-own", &hash] {
        assert!(Licence::new(licence.to_string()).is_ok(), "{licence}");
    }
    for uri in ["ipfs://bafy", "https://example.org/a?b=c#d", "u"] {
        assert!(Uri::new(uri.to_string()).is_ok(), "{uri}");
    }
}

#[test]
fn each_bad_part_is_named_with_its_length() {
    let (media_type, licence, uri) = ("text/plain", "CC0-1.0", "ipfs://x");
    for bad in
        ["", "text", "/plain", "text/", "text/plain\n", "tëxt/plain", &("a/".to_string() + &"b".repeat(63))]
    {
        let length = bad.len() as u32;
        assert_eq!(record(bad, licence, uri), Err(RecordError::MediaType { length }), "{bad}");
    }
    let long_hash = "0x".to_string() + &"0".repeat(65);
    let short_hash = "0x".to_string() + &"0".repeat(63);
    let not_hex = "0x".to_string() + &"g".repeat(64);
    for bad in ["", "MIT\0", "MIT_", "é", &"A".repeat(67), &long_hash, &short_hash, &not_hex] {
        let length = bad.len() as u32;
        assert_eq!(record(media_type, bad, uri), Err(RecordError::Licence { length }), "{bad}");
    }
    for bad in ["", "a b", "\u{7f}", "ü", &"u".repeat(201)] {
        let length = bad.len() as u32;
        assert_eq!(record(media_type, licence, bad), Err(RecordError::Uri { length }), "{bad}");
    }
}

#[test]
fn content_is_needed() {
    let parts = || ("text/plain".to_string(), "MIT".to_string(), "u".to_string());
    let (m, l, u) = parts();
    assert_eq!(Record::new([1; 32], 0, m, l, u), Err(RecordError::EmptyContent));
    let (m, l, u) = parts();
    assert_eq!(Record::new([0; 32], 1, m, l, u), Err(RecordError::EmptyContent));
    let (m, l, u) = parts();
    assert!(Record::new([1; 32], 1, m, l, u).is_ok());
}

#[test]
fn the_largest_record_fits_its_cell() {
    let largest = record(
        &("a/".to_string() + &"b".repeat(MAX_MEDIA_TYPE - 2)),
        &"A".repeat(MAX_LICENCE),
        &"u".repeat(MAX_URI),
    );
    assert_eq!(largest.unwrap().encoded_size(), 376);
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic_and_within_bounds(text: String) {
        let judged = |valid: bool, most: usize| !valid || (text.len() <= most && text.is_ascii());
        prop_assert!(judged(MediaType::new(text.clone()).is_ok(), MAX_MEDIA_TYPE));
        prop_assert!(judged(Licence::new(text.clone()).is_ok(), MAX_LICENCE));
        prop_assert!(judged(Uri::new(text.clone()).is_ok(), MAX_URI));
    }
}
