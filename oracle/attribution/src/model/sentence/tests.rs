use super::*;

/// Where sentences begin in a text.
fn beginnings(text: &str) -> Vec<&str> {
    let starts: Vec<_> = (0..text.len()).filter(|at| begins_at(text.as_bytes(), *at)).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| text[*start..end].trim_end()).collect()
}

#[test]
fn marks_end_sentences() {
    let text = "Call me Ishmael. Some years ago! \"Who?\" he asked. (Nobody.) Then e.g. this";
    assert_eq!(
        beginnings(text),
        ["Call me Ishmael.", "Some years ago!", "\"Who?\" he asked.", "(Nobody.)", "Then e.g. this"]
    );
}

#[test]
fn short_capitalised_words_are_abbreviations() {
    assert_eq!(
        beginnings("Mr. Peleg of the U. S. Navy No. 12. Is it? It is."),
        ["Mr. Peleg of the U. S. Navy No. 12. Is it?", "It is."]
    );
}

#[test]
fn the_end_of_a_dataset_ends_a_sentence() {
    let text = b"Once. Twice.\xffThrice";
    assert!(ends_at(text, 5) && ends_at(text, 12));
    assert!(!ends_at(text, 4) && !ends_at(text, 6));
    assert!(begins_at(text, 0) && begins_at(text, 6) && begins_at(text, 13));
}

#[test]
fn looks_for_beginnings_near_a_place() {
    let text = b"One two. Three four. Five";
    assert_eq!(begins_before(text, 16), Some(9));
    assert_eq!(begins_before(text, 9), Some(9));
    assert_eq!(begins_before(text, 8), Some(0));
    assert_eq!(begins_after(text, 10, 100), Some(21));
    assert_eq!(begins_after(text, 10, 5), None);
    assert_eq!(begins_after(text, 22, 100), None);
    let long = format!("{} end", "word ".repeat(200));
    assert_eq!(begins_before(long.as_bytes(), 900), None);
}
