use super::*;

#[test]
fn the_newest_are_the_last_of_all() {
    let numbers = |count, most| last(count, most).collect::<Vec<_>>();
    assert_eq!(numbers(5, 2), [4, 5]);
    assert_eq!(numbers(2, 2), [1, 2]);
    assert_eq!(numbers(2, 100), [1, 2]);
    assert!(numbers(2, 0).is_empty() && numbers(0, 100).is_empty() && numbers(u32::MAX, 0).is_empty());
    assert_eq!(numbers(u32::MAX, 1), [u32::MAX]);
}

#[test]
fn a_row_says_what_became_of_it() {
    let feature =
        IModelRegistry::Feature { title: "Footnotes".into(), status: 2, version: 3, ..Default::default() };
    let adopted = row(7, &feature);
    assert_eq!((&adopted["feature"], &adopted["title"]), (&json!(7), &json!("Footnotes")));
    assert_eq!((&adopted["status"], &adopted["version"]), (&json!("adopted"), &json!(3)));
    for (status, word) in [(1, "proposed"), (3, "withdrawn")] {
        let row = row(7, &IModelRegistry::Feature { status, version: 0, ..feature.clone() });
        assert_eq!((&row["status"], &row["version"]), (&json!(word), &Value::Null));
    }
}
