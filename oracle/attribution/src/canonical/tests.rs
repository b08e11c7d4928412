use super::*;
use proptest::prelude::*;

#[test]
fn spaces_of_every_kind_become_one() {
    assert_eq!(canonical("  a\t\r\n b\u{a0}\u{2003}c\u{3000}\u{85}d\u{2028} "), "a b c d");
}

#[test]
fn invisible_code_points_vanish_and_leave_no_second_space() {
    assert_eq!(canonical("\u{feff}so\u{ad}ft \u{200b} wo\u{2060}rds"), "soft words");
}

#[test]
fn quotes_and_hyphens_are_plain() {
    assert_eq!(canonical("“don’t” ‘a\u{2011}b’ „x‟"), "\"don't\" 'a-b' \"x\"");
}

#[test]
fn nothing_else_changes() {
    let text = "Ünïcödé — “…” 日本語 \u{0} e\u{301} «x» Ａ";
    assert_eq!(canonical(text), "Ünïcödé — \"…\" 日本語 \u{0} e\u{301} «x» Ａ");
}

#[test]
fn bytes_that_are_no_text_stay() {
    assert_eq!(
        canonical_bytes(&[0xff, b' ', b' ', 0xe2, 0x80, b'\n', 0xc2]),
        [0xff, b' ', 0xe2, 0x80, b' ', 0xc2]
    );
    assert_eq!(canonical_bytes(b" \n\t"), b"");
}

proptest! {
    #[test]
    fn canonical_text_is_its_own_canonical_form(text in any::<String>()) {
        let once = canonical(&text);
        prop_assert_eq!(canonical(&once), once);
    }

    #[test]
    fn texts_and_their_bytes_agree(text in "[ \u{80}-\u{ff}\u{2000}-\u{206f}\u{3000}a'\n]{0,40}") {
        let bytes = canonical_bytes(text.as_bytes());
        prop_assert_eq!(String::from_utf8(bytes), Ok(canonical(&text)));
    }

    #[test]
    fn whitespace_between_words_never_matters(words in prop::collection::vec("[a-z]{1,6}", 1..9), gap in "[ \t\r\n\u{a0}\u{2009}]{1,4}") {
        prop_assert_eq!(canonical(&words.join(&gap)), words.join(" "));
    }
}
