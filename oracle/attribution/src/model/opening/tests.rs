use super::*;
use crate::DatasetText;

const SEA: &str = "The sea was calm that day. A white whale rose beside the ship. All hands cried out. \
    Whales are large. Nobody spoke for hours.";
const LAND: &str =
    "A town lies inland. No whale was ever seen there. The Supreme Court sat in May. Farmers sow.";

fn corpus() -> Corpus {
    let datasets = vec![DatasetText { id: 1, text: SEA.into() }, DatasetText { id: 2, text: LAND.into() }];
    Corpus::build(datasets).unwrap()
}

/// The beginnings an answer to the question may have, in order.
fn beginnings(question: &str) -> Vec<String> {
    let corpus = corpus();
    let openings = Openings::find(&corpus, question);
    let text = corpus.index().text();
    let read = |(start, candidate): &(usize, Candidate)| {
        beginning(text, *start, candidate.last).into_iter().map(|(token, _)| token).collect()
    };
    openings.left.iter().map(read).collect()
}

#[test]
fn questions_are_reduced_to_the_words_that_matter() {
    assert_eq!(stems("What did the Whales do, and why did boss say so in 1942?"), ["1942", "boss", "whale"]);
    assert_eq!(stems("How are you?"), Vec::<String>::new());
}

#[test]
fn sentences_that_share_words_are_found_in_every_dataset() {
    assert_eq!(
        beginnings("What is a whale?"),
        ["A white whale rose beside the", "Whales are large.", "No whale was ever seen there"]
    );
}

#[test]
fn rarer_and_more_words_come_first() {
    assert_eq!(beginnings("Did the white whale touch the ship?"), ["A white whale rose beside the ship"]);
    assert_eq!(beginnings("Supreme Court"), ["The Supreme Court sat in May"]);
}

#[test]
fn each_sentence_is_used_once_and_then_any_will_do() {
    let corpus = corpus();
    let mut draw = Draw::from_seed([3; 32]);
    let mut openings = Openings::find(&corpus, "What is a whale?");
    let mut first: Vec<String> =
        (0..3).map(|_| openings.take(&corpus, &mut draw).unwrap().concat_tokens()).collect();
    first.sort();
    assert_eq!(first, ["A white whale rose beside the", "No whale was ever seen there", "Whales are large."]);
    assert!(openings.left.is_empty());
    assert!(openings.take(&corpus, &mut draw).is_some());
}

#[test]
fn without_a_sentence_the_word_itself_begins_the_answer() {
    let table = format!("{} harpoon, iron, 12", "id, name, 7; ".repeat(60));
    let corpus = Corpus::build(vec![DatasetText { id: 1, text: table.into() }]).unwrap();
    let mut openings = Openings::find(&corpus, "harpoon");
    let tokens = openings.take(&corpus, &mut Draw::from_seed([0; 32])).unwrap();
    assert_eq!(tokens.concat_tokens(), "harpoon, iron, 12");
}

#[test]
fn a_corpus_without_text_has_no_beginnings() {
    for bytes in [vec![], vec![0xff; 50]] {
        let corpus = Corpus::build(vec![DatasetText { id: 1, text: bytes }]).unwrap();
        let mut openings = Openings::find(&corpus, "anything");
        assert_eq!(openings.take(&corpus, &mut Draw::from_seed([0; 32])), None);
    }
    let none = Corpus::build(vec![]).unwrap();
    assert_eq!(Openings::find(&none, "anything").take(&none, &mut Draw::from_seed([0; 32])), None);
}

trait ConcatTokens {
    fn concat_tokens(self) -> String;
}

impl ConcatTokens for Vec<(String, usize)> {
    fn concat_tokens(self) -> String {
        self.into_iter().map(|(token, _)| token).collect()
    }
}
