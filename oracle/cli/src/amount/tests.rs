use super::*;

const COIN: u128 = 1_000_000_000_000_000_000;

#[test]
fn wei_and_coins_are_read_exactly() {
    for (text, expected) in [
        ("0", 0),
        ("1500", 1_500),
        ("1500wei", 1_500),
        ("1500 wei", 1_500),
        ("1.5coin", COIN + COIN / 2),
        ("0.000000000000000001coin", 1),
        ("340282366920938463463.374607431768211455coin", u128::MAX),
        ("340282366920938463463374607431768211455", u128::MAX),
    ] {
        assert_eq!(parse(text), Ok(Wei(expected)), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused_with_its_text() {
    for text in [
        "",
        "coin",
        "-1",
        "+1",
        "1e18",
        "1_000",
        "1.5",
        "1.coin",
        ".5coin",
        "1.5wei",
        "1,5coin",
        "0x10",
        "1 000",
        "NaN",
        "1.5.5coin",
        "0.0000000000000000001coin",
        "340282366920938463463374607431768211456",
        "999999999999999999999999999999999999999999999999999999999999999999999999999999999999coin",
    ] {
        let error = parse(text).expect_err(text);
        assert!(error.contains(&format!("{text:?}")), "{error}");
    }
}

#[test]
fn coins_are_shown_exactly_and_read_back() {
    for (wei, shown) in
        [(0, "0"), (1, "0.000000000000000001"), (COIN, "1"), (10 * COIN, "10"), (COIN + COIN / 2, "1.5")]
    {
        assert_eq!(coins(Wei(wei)), shown);
        assert_eq!(parse(&format!("{shown}coin")), Ok(Wei(wei)));
    }
    assert_eq!(coins(Wei(u128::MAX)), "340282366920938463463.374607431768211455");
}
