#![allow(clippy::arithmetic_side_effects)]

use super::*;

const VOTE: u128 = 1_000_000_000_000_000_000;
const ANN: Address = Address::repeat_byte(0xa);
const BEN: Address = Address::repeat_byte(0xb);

fn holding(balance: u128, delegate: Address, votes: u128) -> Holding {
    Holding { balance: U256::from(balance * VOTE), delegate, votes: U256::from(votes * VOTE) }
}

#[test]
fn who_can_still_delegate_is_told_until_when() {
    let words = |holding: Holding| holding.before_snapshot(ANN, 1_118);
    assert_eq!(
        words(holding(100_000, Address::ZERO, 0)),
        "you hold 100000 and delegated to nobody: delegate by block 1118 for them to count"
    );
    // Votes that others delegated do not make one's own count.
    assert_eq!(words(holding(100_000, Address::ZERO, 5)), words(holding(100_000, Address::ZERO, 0)));
    let elsewhere = words(holding(7, BEN, 3));
    assert!(elsewhere.starts_with(&format!("you hold 7 and delegated to {BEN}")), "{elsewhere}");
    assert!(elsewhere.contains("by block 1118"), "{elsewhere}");
    assert_eq!(words(holding(7, ANN, 9)), "you hold 7 and delegated to yourself: you have 9 votes");
    assert_eq!(words(Holding::default()), "you hold no tokens, and nobody's are delegated to you");
    assert!(words(holding(0, Address::ZERO, 4)).contains("the 4 votes that others delegated to you"));
}

#[test]
fn a_delegate_is_somebody_oneself_or_nobody() {
    let said = |delegate| {
        let holding = holding(1, delegate, 0);
        (holding.delegated_to(), holding.delegate_word(ANN))
    };
    assert_eq!(said(Address::ZERO), (None, "nobody".to_owned()));
    assert_eq!(said(ANN), (Some(ANN), "yourself".to_owned()));
    assert_eq!(said(BEN), (Some(BEN), BEN.to_string()));
}
