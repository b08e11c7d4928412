use super::*;

#[test]
fn a_base_is_a_version_and_a_share() {
    assert_eq!(base("3.1=20%"), Ok(((3, 1), Ppm(200_000))));
    for text in ["3=20%", "3.1", "3.x=20%", ".1=20%", "3.1=101%"] {
        assert!(base(text).is_err(), "{text}");
    }
}

#[test]
fn the_cuts_make_the_whole() {
    let policy = |treasury| Policy {
        datasets: Ppm(600_000),
        node: Ppm(250_000),
        developer: Ppm(80_000),
        oracles: Ppm(50_000),
        treasury: Ppm(treasury),
    };
    assert_eq!(policy(20_000).checked().unwrap().treasury, 20_000);
    assert!(policy(20_001).checked().unwrap_err().to_string().contains("1000001"));
}

#[test]
fn features_ascend_each_once() {
    assert_eq!(ascending(vec![7, 2, 7, 1, 2]), [1, 2, 7]);
    assert!(ascending(Vec::new()).is_empty());
}
