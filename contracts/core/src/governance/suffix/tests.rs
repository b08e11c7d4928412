#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;

const DIGITS: &str = "00112233445566778899aAbBcCdDeEfF01234567";

const NAMED: Address = Address([
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01,
    0x23, 0x45, 0x67,
]);

fn read(description: &str) -> Option<Address> {
    restricted_to(description.as_bytes())
}

/// The rule by slices; `hex` takes nothing but pairs of digits of either case.
fn plain(description: &[u8]) -> Option<Address> {
    let suffix = &description[description.len().checked_sub(52)?..];
    if &suffix[..12] != b"#proposer=0x" {
        return None;
    }
    let bytes = hex::decode(&suffix[12..]).ok()?;
    Some(Address(bytes.try_into().unwrap()))
}

#[test]
fn the_very_end_of_a_description_names_the_proposer() {
    for before in ["", "x", "A title\n\nand a text ", "#proposer=0x", "ünï"] {
        assert_eq!(read(&format!("{before}#proposer=0x{DIGITS}")), Some(NAMED), "{before}");
        assert_eq!(read(&format!("{before}#proposer=0x{}", DIGITS.to_lowercase())), Some(NAMED));
        assert_eq!(read(&format!("{before}#proposer=0x{}", DIGITS.to_uppercase())), Some(NAMED));
    }
    // The last of two counts.
    let zeros = "0".repeat(40);
    assert_eq!(read(&format!("#proposer=0x{zeros}#proposer=0x{DIGITS}")), Some(NAMED));
    assert_eq!(read(&format!("#proposer=0x{DIGITS}#proposer=0x{zeros}")), Some(Address::default()));
    // Text before it need not be UTF-8.
    let description = [vec![0xff, 0xfe], format!("#proposer=0x{DIGITS}").into_bytes()].concat();
    assert_eq!(restricted_to(&description), Some(NAMED));
}

#[test]
fn what_is_not_exactly_of_the_form_names_nobody() {
    let (short, last) = (&DIGITS[..39], &DIGITS[1..]);
    let misses = [
        String::new(),
        format!("proposer=0x{DIGITS}"),
        format!("text proposer=0x{DIGITS}"),
        format!("#proposer=0X{DIGITS}"),
        format!("#Proposer=0x{DIGITS}"),
        format!("#proposer = 0x{DIGITS}"),
        format!("#proposer=00{DIGITS}"),
        format!("#proposer=0x{short}"),
        format!("text #proposer=0x{short}"),
        format!("#proposer=0x{DIGITS}8"),
        format!("#proposer=0x0{DIGITS}"),
        format!("#proposer={DIGITS}"),
        format!("text #proposer={DIGITS}"),
        format!("#proposer=0x{DIGITS}\n"),
        format!("#proposer=0x{DIGITS} "),
        format!("#proposer=0x{DIGITS}\0"),
        format!("#proposer=0x{short}g"),
        format!("#proposer=0xG{last}"),
        format!("#proposer=0x+{last}"),
        format!("#proposer=0x {last}"),
        format!("#proposer=0x{short}\n"),
        format!("#proposer=0x{DIGITS}#other=abc"),
        DIGITS.repeat(2),
    ];
    for miss in misses {
        assert_eq!(read(&miss), None, "{miss}");
    }
}

proptest! {
    #[test]
    fn any_address_is_read_behind_any_text(
        before in prop::collection::vec(any::<u8>(), 0..60),
        address: [u8; 20],
        upper: u64,
    ) {
        let digits = hex::encode(address).into_bytes();
        let mixed = digits.into_iter().enumerate().map(|(place, digit)| match (upper >> place) & 1 {
            0 => digit,
            _ => digit.to_ascii_uppercase(),
        });
        let description: Vec<u8> = before.into_iter().chain(*b"#proposer=0x").chain(mixed).collect();
        prop_assert_eq!(restricted_to(&description), Some(Address(address)));
    }

    #[test]
    fn near_misses_are_told_apart(
        before in prop::collection::vec(any::<u8>(), 0..4),
        address: [u8; 20],
        at in 0usize..52,
        byte: u8,
        cut in 0usize..3,
        after in prop::collection::vec(any::<u8>(), 0..2),
    ) {
        let mut suffix = format!("#proposer=0x{}", hex::encode(address)).into_bytes();
        suffix[at] = byte;
        suffix.truncate(52 - cut);
        let description = [before, suffix, after].concat();
        prop_assert_eq!(restricted_to(&description), plain(&description));
    }

    #[test]
    fn digits_of_any_byte_are_told_apart(at in 12usize..52, byte: u8) {
        let mut description = format!("#proposer=0x{DIGITS}").into_bytes();
        description[at] = byte;
        prop_assert_eq!(restricted_to(&description), plain(&description));
        prop_assert_eq!(restricted_to(&description).is_some(), byte.is_ascii_hexdigit());
    }
}
