use serde_json::json;
use tributary_cli::exit::Failure;

use super::*;

/// The cells of the row that begins with `label`.
fn row<'a>(rendered: &'a str, label: &str) -> Vec<&'a str> {
    rendered
        .lines()
        .map(|line| line.split(['│', '┆']).map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>())
        .find(|cells| cells.first() == Some(&label))
        .unwrap_or_default()
}

#[test]
fn a_table_shows_units_as_people_read_them() {
    let result = json!({
        "node": 3,
        "stake_wei": "1500000000000000000",
        "share_ppm": 125_000,
        "final": true,
        "pending": null,
        "parents": [],
        "committee": ["0xaa", "0xbb"],
    });
    let shown = Output::Table.render(&result);
    assert_eq!(row(&shown, "node"), ["node", "3"]);
    assert_eq!(row(&shown, "stake"), ["stake", "1.5 coin"]);
    assert_eq!(row(&shown, "share"), ["share", "12.5 %"]);
    assert_eq!(row(&shown, "final"), ["final", "yes"]);
    assert_eq!(row(&shown, "pending"), ["pending", "none"]);
    assert_eq!(row(&shown, "parents"), ["parents", "none"]);
    assert_eq!(row(&shown, "committee"), ["committee", "0xaa, 0xbb"]);
    let order: Vec<_> = shown.match_indices(['n', 's', 'f']).map(|(place, _)| place).collect();
    assert!(order.is_sorted() && shown.find("node") < shown.find("stake"), "{shown}");
}

#[test]
fn a_list_is_a_table_of_its_own_and_a_long_text_a_paragraph() {
    let answer = "Call me Ishmael.\nSome years ago";
    let result = json!({
        "answer": answer,
        "fee_wei": "5",
        "shares": [{ "dataset": 1, "share_ppm": 1_000_000 }, { "dataset": 2, "share_ppm": 1 }],
    });
    let shown = Output::Table.render(&result);
    assert!(shown.starts_with(answer), "{shown}");
    assert_eq!(row(&shown, "dataset"), ["dataset", "share"]);
    assert_eq!(row(&shown, "2"), ["2", "0.0001 %"]);
    assert!(row(&shown, "answer").is_empty() && row(&shown, "shares").is_empty());
}

#[test]
fn an_empty_list_says_so() {
    assert_eq!(Output::Table.render(&json!([])), "none");
    assert_eq!(Output::Json.render(&json!([])), "[]");
}

#[test]
fn json_is_the_result_itself() {
    let result = json!({ "fee_wei": "340282366920938463463374607431768211455", "answer": "a\nb" });
    let read: Value = serde_json::from_str(&Output::Json.render(&result)).unwrap();
    assert_eq!(read, result);
}

#[test]
fn an_error_is_words_for_people_and_a_kind_for_programs() {
    let error = anyhow::Error::new(Failure::not_found("no dataset 7")).context("showing it");
    assert_eq!(Output::Table.render_error(&error), "error: showing it: no dataset 7");
    let read: Value = serde_json::from_str(&Output::Json.render_error(&error)).unwrap();
    assert_eq!(
        read,
        json!({ "error": { "exit": 4, "kind": "not_found", "message": "showing it: no dataset 7" } })
    );
}

#[test]
fn votes_are_whole_and_progress_is_a_bar() {
    let result =
        json!({ "for_votes": "1500000000000000000", "quorum_progress_ppm": 520_000, "turnout_ppm": 5 });
    let shown = Output::Table.render(&result);
    assert_eq!(row(&shown, "for votes"), ["for votes", "1.5"]);
    assert_eq!(row(&shown, "quorum"), ["quorum", "██████████░░░░░░░░░░ 52 %"]);
    assert_eq!(row(&shown, "turnout"), ["turnout", "0.0005 %"]);
    let shown = Output::Table.render(&json!({ "quorum_progress_ppm": 3_000_000 }));
    assert_eq!(row(&shown, "quorum"), ["quorum", "████████████████████ reached, 3 times over"]);
    for (parts, words) in [(1_999_999, "199.9999 %"), (22_599_999, "reached, 22.5 times over")] {
        let shown = Output::Table.render(&json!({ "quorum_progress_ppm": parts }));
        assert_eq!(row(&shown, "quorum"), ["quorum", &format!("████████████████████ {words}")]);
    }
    let shown = Output::Table.render(&json!({ "quorum_progress_ppm": null }));
    assert_eq!(row(&shown, "quorum"), ["quorum", "none"]);
}

#[test]
fn a_time_is_a_date() {
    let shown =
        Output::Table.render(&json!({ "expires_at_second": 1_709_208_000, "rounds_per_second": null }));
    assert_eq!(row(&shown, "expires at"), ["expires at", "2024-02-29 12:00:00 UTC"]);
    assert_eq!(row(&shown, "rounds per"), ["rounds per", "none"]);
}

#[test]
fn what_sums_a_result_up_is_its_last_line() {
    let result = json!({ LAST: "1 row", "rows": [{ "what": "owner" }], "number": 1 });
    let shown = Output::Table.render(&result);
    assert_eq!(shown.lines().last(), Some("1 row"));
    assert_eq!(shown.matches("1 row").count(), 1, "{shown}");
    assert_eq!(row(&shown, "number"), ["number", "1"]);
}
