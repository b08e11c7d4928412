use super::*;

#[test]
fn percentages_and_ppm_are_read_exactly() {
    for (text, expected) in [
        ("100%", 1_000_000),
        ("40%", 400_000),
        ("12.5%", 125_000),
        ("0.0001%", 1),
        ("33.3333%", 333_333),
        ("0%", 0),
        ("333334ppm", 333_334),
        ("1000000ppm", 1_000_000),
    ] {
        assert_eq!(parse(text), Ok(Ppm(expected)), "{text}");
    }
}

#[test]
fn what_is_no_share_is_refused_with_its_text() {
    for text in [
        "",
        "40",
        "%",
        "ppm",
        ".5%",
        "5.%",
        "100.0001%",
        "1000001ppm",
        "12.34567%",
        "-1%",
        "+1%",
        "1e2%",
        "0.5ppm",
        "99999999999%",
    ] {
        let error = parse(text).expect_err(text);
        assert!(error.contains(&format!("{text:?}")), "{error}");
    }
}

#[test]
fn percent_is_shown_exactly_and_reads_back() {
    for (ppm, shown) in [(1_000_000, "100 %"), (125_000, "12.5 %"), (1, "0.0001 %"), (0, "0 %")] {
        assert_eq!(percent(Ppm(ppm)), shown);
        assert_eq!(parse(&shown.replace(' ', "")), Ok(Ppm(ppm)));
    }
}

#[test]
fn a_pair_names_who_gets_what() {
    let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    assert_eq!(parse_of("7=10%", number), Ok((7, Ppm(100_000))));
    assert!(parse_of("7", number).unwrap_err().contains("WHO=SHARE"));
    assert!(parse_of("x=10%", number).is_err());
}
