use super::*;
use proptest::prelude::*;

#[test]
fn words_signs_and_ideographs() {
    assert_eq!(
        tokenize("It's  the\nwhale: “日本”!"),
        ["It", "'", "s", " the", " whale", ":", " \"", "日", "本", "\"", "!"]
    );
    assert_eq!(tokenize(" \n"), Vec::<String>::new());
    assert_eq!(count_tokens(""), 0);
}

#[test]
fn invalid_bytes_end_a_text() {
    assert_eq!(token_end(b"ab\xff", 0), Some(2));
    assert_eq!(token_end(b"ab\xff", 2), None);
    assert_eq!(token_end(b"a \xff", 1), None);
}

proptest! {
    #[test]
    fn tokens_join_to_the_canonical_text(text in any::<String>()) {
        let tokens = tokenize(&text);
        prop_assert_eq!(tokens.concat(), canonical(&text));
        prop_assert_eq!(tokens.len() as u64, count_tokens(&text));
    }
}
