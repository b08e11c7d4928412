use super::*;

#[test]
fn a_new_key_is_never_the_same_and_reads_back() {
    for purpose in Purpose::ALL {
        let (one, other) = (Secret::generate(purpose).unwrap(), Secret::generate(purpose).unwrap());
        assert_ne!(one.public(), other.public(), "{purpose}");
        assert_eq!(one.purpose(), purpose);
        let read = Secret::parse(purpose, &one.text, "a test").unwrap();
        assert_eq!(read.public(), one.public(), "{purpose}");
        let public = PublicPart::from_hex(purpose, &one.public().to_hex()).unwrap();
        assert_eq!(public, one.public(), "{purpose}");
    }
}

/// RFC 8032, section 7.1, test 1; the address of the private key 1 as every wallet's vectors have it; the
/// development account Alice.
#[test]
fn public_parts_are_the_published_ones() {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let key = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    for purpose in [Purpose::Session, Purpose::Node] {
        assert_eq!(Secret::parse(purpose, seed, "a test").unwrap().public().to_hex(), key);
    }
    let one = format!("0x{:064x}", 1);
    let oracle = Secret::parse(Purpose::Oracle, &one, "a test").unwrap();
    assert_eq!(oracle.public().to_hex(), "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    let alice = Secret::parse(Purpose::Account, "//Alice", "a test").unwrap();
    assert_eq!(alice.public().ss58().unwrap(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    assert_eq!(alice.public().address(), Some(alice.signer().unwrap().address()));
}

#[test]
fn hex_needs_no_prefix_and_bears_white_space() {
    let hex = "e5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
    let expected = Secret::parse(Purpose::Account, "//Alice", "a test").unwrap().public();
    for text in [hex.to_owned(), format!("0x{hex}"), format!(" {hex}\n")] {
        assert_eq!(Secret::parse(Purpose::Account, &text, "a test").unwrap().public(), expected);
    }
}

#[test]
fn what_is_no_secret_is_refused_without_a_word_of_it() {
    let over = "f".repeat(64);
    for (purpose, text) in [
        (Purpose::Session, "correct horse battery staple"),
        (Purpose::Node, "0xabcdef"),
        (Purpose::Oracle, &"0".repeat(64)),
        (Purpose::Oracle, over.as_str()),
        (Purpose::Account, "correct horse battery staple"),
        (Purpose::Account, ""),
    ] {
        let error = Secret::parse(purpose, text, "SOME_VARIABLE").unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("SOME_VARIABLE"), "{shown}");
        assert!(text.is_empty() || !shown.contains(text), "{shown}");
    }
}

#[test]
fn debug_shows_the_public_part_only() {
    for purpose in Purpose::ALL {
        let secret = Secret::generate(purpose).unwrap();
        let shown = format!("{secret:?}");
        assert!(shown.contains(&secret.public().to_hex()));
        assert!(!shown.contains(secret.text.trim_start_matches("0x")), "{purpose}");
    }
}

#[test]
fn a_key_serves_its_own_purpose_only() {
    let node = Secret::generate(Purpose::Node).unwrap();
    assert!(matches!(node.signer(), Err(KeyError::OtherPurpose { found: Purpose::Node, .. })));
    assert_eq!(hex::encode_prefixed(*node.bytes().unwrap()), *node.text);
    let account = Secret::parse(Purpose::Account, "//Alice", "a test").unwrap();
    assert!(account.bytes().is_err());
}
