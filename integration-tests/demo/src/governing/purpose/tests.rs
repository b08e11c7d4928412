use tributary_core::Ppm;

use super::*;

const BEFORE: FeePolicy = FeePolicy {
    datasets: Ppm(600_000),
    node: Ppm(250_000),
    developer: Ppm(80_000),
    oracles: Ppm(50_000),
    treasury: Ppm(20_000),
};
const AFTER: FeePolicy = FeePolicy { datasets: Ppm(633_333), developer: Ppm(46_667), ..BEFORE };

#[test]
fn a_motion_that_replaces_a_version_names_every_thing_that_it_does() {
    let words = Purpose { feature: Some(7), version: 2, replaced: Some(1) }.words(&BEFORE, &AFTER);
    let lines: Vec<_> = words.lines().collect();
    let expected = [
        "What this motion does, all at once:",
        "1. adopts feature 7 with version 2, which approves the version",
        "2. makes version 2 live",
        "3. retires version 1, which is live until then",
        "Of each fee, before -> after: datasets 60 % -> 63.3333 %, node 25 % -> 25 %, developer 8 % -> 4.6667 %, \
         oracles 5 % -> 5 %, treasury 2 % -> 2 %",
    ];
    assert_eq!(lines[..5], expected);
    assert!(lines[5].contains("nothing is trained"), "{words}");
    assert_eq!(lines.len(), 6, "one paragraph");
}

#[test]
fn a_motion_without_a_feature_or_a_place_says_so() {
    let changed = Purpose { feature: None, version: 4, replaced: Some(2) }.words(&BEFORE, &AFTER);
    assert_eq!(changed.lines().nth(1), Some("1. approves version 4"));
    let adopted = Purpose { feature: Some(2), version: 3, replaced: None }.words(&BEFORE, &AFTER);
    assert!(!adopted.contains("2. ") && adopted.contains("It brings nothing live"), "{adopted}");
}
