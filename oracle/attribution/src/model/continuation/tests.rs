use super::*;

const TEXT: &str = "Look. The whale swam. The whale slept. The whaler sailed. A whale's tail. A ship sank.";

fn index(text: &str) -> Index {
    Index::build(text.as_bytes().to_vec()).unwrap()
}

fn context(text: &str) -> Context {
    let mut context = Context::default();
    for token in crate::tokenize(text) {
        context.push(&token);
    }
    context
}

/// All tokens that a thousand draws give, and whether each was a choice.
fn draws(text: &str, prompt: &str, fewest: usize) -> Vec<(String, bool)> {
    let index = index(text);
    let mut draw = Draw::from_seed([1; 32]);
    let next = || context(prompt).next(&index, fewest, &mut draw).map(|next| (next.token, next.chosen));
    let mut seen: Vec<_> = std::iter::repeat_with(next).take(1_000).flatten().collect();
    seen.sort();
    seen.dedup();
    seen
}

fn tokens(seen: &[(String, bool)]) -> Vec<&str> {
    seen.iter().map(|(token, _)| token.as_str()).collect()
}

#[test]
fn draws_from_what_follows_the_longest_suffix() {
    let seen = draws(TEXT, "Behold! The whale", LONGEST_CONTEXT);
    assert_eq!(tokens(&seen), [" slept", " swam"]);
    assert!(seen.iter().all(|(_, chosen)| *chosen));
    // `whale` also stands in `A whale's tail`, but the longer suffix does not.
    assert_eq!(tokens(&draws(TEXT, "white whale", LONGEST_CONTEXT)), [" slept", " swam", "'"]);
}

#[test]
fn draws_in_proportion_to_the_counts() {
    let text = format!("{} a c.", "a b.".repeat(9).replace('.', ". "));
    let index = index(&text);
    let mut draw = Draw::from_seed([2; 32]);
    let many = 4_000;
    let c = (0..many).filter(|_| context("x a").next(&index, 32, &mut draw).unwrap().token == " c").count();
    assert!((320..480).contains(&c), "{c} of {many}");
}

#[test]
fn a_context_inside_a_longer_word_is_none() {
    assert_eq!(tokens(&draws("The whaler sailed. The whale swam.", "The whale", 32)), [" swam"]);
    assert_eq!(draws("The whaler sailed.", "whale", 32), []);
    // The `s` of a genitive must not match the end of `sails`.
    assert_eq!(context("whale's").suffix(1), None);
    assert_eq!(context("whale's").suffix(2), Some(b"'s".as_slice()));
    assert_eq!(context("whale's").suffix(3), Some(b" whale's".as_slice()));
    assert_eq!(context("whale's").suffix(4), None);
}

#[test]
fn a_sparse_context_is_shortened_only_on_request() {
    let text = "One ship of the line sank. Two men of the crew swam. Three boats of the fleet sailed.";
    let prompt = "boats of the";
    assert_eq!(draws(text, prompt, 32), [(" fleet".to_owned(), false)]);
    let shortened = draws(text, prompt, 2);
    assert_eq!(tokens(&shortened), [" crew", " fleet", " line"]);
    assert!(shortened.iter().all(|(_, chosen)| *chosen));
    assert_eq!(draws(text, prompt, 3), [(" fleet".to_owned(), false)]);
}

#[test]
fn the_context_is_bounded() {
    let words: Vec<_> = (0..60).map(|n| format!("w{n}")).collect();
    let text = words.join(" ");
    let found = context(&words[..50].join(" ")).longest(&index(&text)).unwrap();
    assert_eq!(found.tokens, LONGEST_CONTEXT);
}

#[test]
fn nothing_follows_the_end_of_a_dataset() {
    let mut text = b"The last word".to_vec();
    text.push(0xff);
    text.extend_from_slice(b" and more");
    let index = Index::build(text).unwrap();
    assert_eq!(context("last word").next(&index, 32, &mut Draw::from_seed([0; 32])), None);
    assert_eq!(context("").next(&index, 32, &mut Draw::from_seed([0; 32])), None);
}
