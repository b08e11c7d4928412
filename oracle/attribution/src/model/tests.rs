use super::*;
use crate::DatasetText;
use proptest::prelude::*;

const SEA: &str =
    "The sea was calm that day. A white whale rose beside the ship, and all hands cried out at the \
    sight of it. The captain said nothing at all. The ship turned into the wind, and the boats were lowered.";
const LAND: &str = "The town was calm that night. A white house stood beside the church, and all hands were busy \
    at the harvest. The mayor said nothing at all. The road turned into the hills, and the gates were closed.";

fn model(texts: &[&str]) -> Model {
    let datasets = (1..).zip(texts).map(|(id, text)| DatasetText { id, text: (*text).into() });
    Model::new(Arc::new(Corpus::build(datasets.collect()).unwrap()))
}

#[test]
fn the_same_seed_writes_the_same_answer_and_others_differ() {
    let model = model(&[SEA, LAND]);
    let write = |seed| model.complete("What rose beside the ship?", 60, [seed; 32]);
    assert_eq!(write(1), write(1));
    let different: std::collections::BTreeSet<String> = (0..10).map(|seed| write(seed).text).collect();
    assert!(different.len() > 1);
}

#[test]
fn pieces_are_the_tokens_of_the_answer() {
    let model = model(&[SEA, LAND]);
    let mut generation = model.generate("What rose beside the ship?", 60, [4; 32]);
    let pieces: Vec<String> = generation.by_ref().collect();
    let text = pieces.concat();
    assert_eq!(canonical(&text), text);
    assert_eq!(tokenize(&text), pieces);
    assert_eq!(generation.completion_tokens(), count_tokens(&text));
    assert_eq!(generation.next(), None);
    let completion = model.complete("What rose beside the ship?", 60, [4; 32]);
    assert_eq!((completion.text, completion.completion_tokens), (text, generation.completion_tokens()));
    assert_eq!(completion.prompt_tokens, 6);
}

#[test]
fn a_prompt_found_in_the_datasets_is_gone_on_with() {
    let completion = model(&[SEA]).complete("A white whale rose beside", 8, [0; 32]);
    assert_eq!(completion.text, " the ship, and all hands cried out");
    assert_eq!(completion.finish, Finish::Length);
}

#[test]
fn a_question_is_answered_with_a_sentence_that_shares_its_words() {
    let model = model(&[SEA, LAND]);
    for seed in 0..20 {
        let text = model.complete("Who closed the gates of the hills?", 40, [seed; 32]).text;
        assert!(text.starts_with("The road turned into the hills, and the gates"), "{text}");
    }
}

#[test]
fn an_answer_ends_with_a_sentence_or_at_the_limit() {
    let model = model(&[SEA, LAND]);
    for seed in 0..50 {
        let completion = model.complete("calm", 45, [seed; 32]);
        match completion.finish {
            Finish::Stop => assert!(completion.text.ends_with('.'), "{}", completion.text),
            Finish::Length => assert_eq!(completion.completion_tokens, 45),
        }
    }
    let none = model.complete("calm", 0, [0; 32]);
    assert_eq!((none.text.as_str(), none.finish), ("", Finish::Length));
}

#[test]
fn a_long_recital_is_left_where_another_source_joins() {
    // Ten words without a choice, then four that both texts share.
    let one = "Begin. Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu in the middle of one ends.";
    let two = "Somewhere else in the middle of two ends.";
    let last_words = |texts: &[&str]| -> std::collections::BTreeSet<String> {
        let model = model(texts);
        let texts = (0..40).map(|seed| model.complete("Alpha beta gamma", 15, [seed; 32]).text);
        texts.map(|text| text.split_whitespace().last().unwrap().to_owned()).collect()
    };
    assert_eq!(last_words(&[one, two]), ["one".to_owned(), "two".to_owned()].into());
    // Before the run is long enough, the longest suffix decides alone.
    let sooner = one.replace(" delta epsilon zeta", "");
    assert_eq!(last_words(&[&sooner.replace("ends", "ends at last here"), two]), ["last".to_owned()].into());
}

#[test]
fn an_empty_corpus_has_nothing_to_say() {
    let completion = model(&[]).complete("Anything?", 50, [0; 32]);
    assert_eq!(completion.text, "");
    assert_eq!(completion.finish, Finish::Stop);
    assert_eq!(model(&["", ""]).complete("", 50, [0; 32]).text, "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_corpus_and_prompt_end_within_the_limit(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        text in "[a-d .?!\"é日]{0,200}",
        prompt in any::<String>(),
        limit in 0u64..80,
        seed in any::<[u8; 32]>(),
    ) {
        let datasets = vec![DatasetText { id: 1, text: bytes }, DatasetText { id: 2, text: text.into() }];
        let model = Model::new(Arc::new(Corpus::build(datasets).unwrap()));
        let completion = model.complete(&prompt, limit, seed);
        prop_assert!(completion.completion_tokens <= limit);
        prop_assert_eq!(&model.complete(&prompt, limit, seed), &completion);
    }
}
