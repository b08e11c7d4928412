#![allow(clippy::arithmetic_side_effects)]

mod reference;

use super::*;
use crate::corpus::DatasetText;
use crate::METHOD_VERSION;
use proptest::prelude::*;

const SPEECH: &str = "We can not dedicate, we can not consecrate, we can not hallow this ground. The brave \
    men, living and dead, who struggled here have consecrated it far above our poor power to add or detract.";

fn corpus(texts: &[(u64, &str)]) -> Corpus {
    let datasets = texts.iter().map(|(id, text)| DatasetText { id: *id, text: (*text).into() });
    Corpus::build(datasets.collect()).unwrap()
}

/// Numbers small enough for random texts to come near every one of them.
const SMALL: Method =
    Method { version: 0, min_bytes: 5, min_words: 2, max_bytes: 12, max_occurrences: 2, max_shares: 3 };

/// What every attribution must satisfy, whatever the answer.
fn check_evidence(corpus: &Corpus, method: &Method, answer: &str, attribution: &Attribution) {
    let answer = canonical(answer);
    assert_eq!(attribution.answer_len, answer.len());
    assert!(attribution.shares.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(attribution.shares.iter().all(|(_, ppm)| *ppm > 0));
    assert!(attribution.shares.iter().map(|(_, ppm)| u64::from(*ppm)).sum::<u64>() <= 1_000_000);
    assert!(attribution.spans.windows(2).all(|pair| pair[0].credited.end <= pair[1].credited.start));
    for span in &attribution.spans {
        assert!(span.matched.start <= span.credited.start && span.credited.end <= span.matched.end);
        assert!(!span.credited.is_empty());
        assert!((method.min_bytes..=method.max_bytes).contains(&span.matched.len()));
        let text = corpus.text(span.dataset).unwrap();
        let passage = answer[span.matched.clone()].as_bytes();
        assert_eq!(&text[span.offset..span.offset + passage.len()], passage);
        let first = text.windows(passage.len()).position(|window| window == passage);
        assert_eq!(first, Some(span.offset));
        let texts = corpus.ids().iter().filter(|id| **id <= span.dataset).map(|id| corpus.text(*id).unwrap());
        let count = texts.map(|t| t.windows(passage.len()).filter(|w| *w == passage).count()).sum::<usize>();
        assert_eq!(count, span.occurrences);
        assert!((1..=method.max_occurrences).contains(&count));
    }
}

/// Texts of few words, so that they repeat each other.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["a", "b", "aa", "ab", "é", "a,", "b.", "日", "-"]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

/// An answer that quotes the texts.
fn answer(texts: &[String]) -> impl Strategy<Value = String> + use<> {
    let quote = (prop::sample::select(texts.to_vec()), 0usize..40, 0usize..40);
    let quote = quote.prop_map(|(text, from, many)| text.chars().skip(from).take(many).collect::<String>());
    prop::collection::vec(prop_oneof![3 => quote, 1 => text()], 0..5).prop_map(|parts| parts.join(" "))
}

fn texts_and_answer() -> impl Strategy<Value = (Vec<String>, String)> {
    prop::collection::vec(text(), 1..6).prop_flat_map(|texts| {
        let answer = answer(&texts);
        (Just(texts), answer)
    })
}

fn numbered(texts: &[String]) -> Vec<DatasetText> {
    (3..).step_by(4).zip(texts).map(|(id, text)| DatasetText { id, text: text.clone().into() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn agrees_with_the_naive_definition((texts, answer) in texts_and_answer(), bytes in 1usize..9, words in 0usize..4, longest in 8usize..16, rare in 1usize..4) {
        let method = Method { min_bytes: bytes, min_words: words, max_bytes: longest, max_occurrences: rare, ..SMALL };
        let corpus = Corpus::build(numbered(&texts)).unwrap();
        let attribution = corpus.attribute_by(&method, &answer);
        let owners = reference::owners(&corpus, &method, &answer);
        let mut credited = vec![None; attribution.answer_len];
        for span in &attribution.spans {
            credited[span.credited.clone()].fill(Some(span.dataset));
        }
        prop_assert_eq!(&credited, &owners);
        prop_assert_eq!(&attribution.shares, &reference::shares(&owners, &method));
        check_evidence(&corpus, &method, &answer, &attribution);
    }

    #[test]
    fn what_is_registered_later_changes_nothing_earlier((texts, answer) in texts_and_answer(), kept in 0usize..6) {
        let method = Method { max_shares: 64, ..SMALL };
        let mut datasets = numbered(&texts);
        let all = Corpus::build(datasets.clone()).unwrap().attribute_by(&method, &answer);
        datasets.truncate(kept);
        let fewer = Corpus::build(datasets.clone()).unwrap().attribute_by(&method, &answer);
        let is_kept = |id: u64| datasets.iter().any(|dataset| dataset.id == id);
        let shares: Vec<_> = all.shares.into_iter().filter(|(id, _)| is_kept(*id)).collect();
        let spans: Vec<_> = all.spans.into_iter().filter(|span| is_kept(span.dataset)).collect();
        prop_assert_eq!(shares, fewer.shares);
        prop_assert_eq!(spans, fewer.spans);
    }

    #[test]
    fn the_order_in_which_datasets_are_given_does_not_matter((texts, answer) in texts_and_answer(), seed in any::<u64>()) {
        let datasets = numbered(&texts);
        let mut shuffled = datasets.clone();
        shuffled.sort_by_key(|dataset| dataset.id.wrapping_mul(seed | 1));
        let attribute = |datasets| Corpus::build(datasets).unwrap().attribute_by(&SMALL, &answer);
        prop_assert_eq!(attribute(datasets), attribute(shuffled));
    }

    #[test]
    fn any_answer_and_any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..200), answer in any::<String>()) {
        let corpus = Corpus::build(vec![DatasetText { id: 1, text: bytes }]).unwrap();
        let attribution = corpus.attribute_by(&SMALL, &answer);
        check_evidence(&corpus, &SMALL, &answer, &attribution);
    }
}

#[test]
fn a_quotation_earns_its_bytes_and_the_rest_is_the_models_own() {
    let corpus = corpus(&[(4, SPEECH)]);
    let quote = "who struggled here have consecrated it far above our poor power to add";
    let answer = format!("Of those {quote} nothing.");
    let attribution = corpus.attribute(&answer);
    let ppm = u32::try_from(quote.len() * 1_000_000 / answer.len()).unwrap();
    assert_eq!(attribution.shares, [(4, ppm)]);
    assert_eq!(attribution.spans.len(), 1);
    assert_eq!(&answer[attribution.spans[0].credited.clone()], quote);
    assert_eq!(attribution.spans[0].offset, SPEECH.find(quote).unwrap());
    assert_eq!(attribution.method, METHOD_VERSION);
}

#[test]
fn a_whole_text_earns_everything() {
    assert_eq!(corpus(&[(4, SPEECH)]).attribute(SPEECH).shares, [(4, 1_000_000)]);
}

#[test]
fn layout_and_typography_of_a_quotation_do_not_matter() {
    let plain =
        corpus(&[(1, "\"It's a long way to go,\" he said, \"and the well-known road is the only one.\"")]);
    let answer =
        "“It’s a long\nway to go,”\u{a0} he said,\r\n “and the well\u{2011}known road is the only one.”\n";
    assert_eq!(plain.attribute(answer).shares, [(1, 1_000_000)]);
}

#[test]
fn a_copy_registered_later_earns_nothing() {
    assert_eq!(corpus(&[(1, SPEECH), (2, SPEECH)]).attribute(SPEECH).shares, [(1, 1_000_000)]);
}

#[test]
fn a_copy_with_more_around_it_earns_only_what_it_adds() {
    let quote = &SPEECH[SPEECH.find("The brave").unwrap()..];
    let answer = format!("As the old man used to say: {quote} And so it was.");
    let corpus = corpus(&[(1, SPEECH), (2, &answer)]);
    // What it adds on either side is too short to count.
    let ppm = u32::try_from(quote.len() * 1_000_000 / answer.len()).unwrap();
    assert_eq!(corpus.attribute(&answer).shares, [(1, ppm)]);
}

#[test]
fn a_thousand_copies_do_not_make_a_passage_common() {
    let copies = (1..=1_000).map(|id| DatasetText { id, text: format!("{SPEECH} Copy {id}.").into() });
    let corpus = Corpus::build(copies.collect()).unwrap();
    let attribution = corpus.attribute(SPEECH);
    assert_eq!(attribution.shares, [(1, 1_000_000)]);
    assert!(attribution.spans.iter().all(|span| span.occurrences == 1));
}

#[test]
fn a_passage_its_first_holder_repeats_too_often_is_nobodys() {
    let formula = "Fellow-Citizens of the Senate and House of Representatives:";
    let speeches = |many: usize| format!("{formula} a. ").repeat(many);
    let rarely = corpus(&[(1, &speeches(Method::V1.max_occurrences))]);
    assert_eq!(rarely.attribute(formula).shares, [(1, 1_000_000)]);
    let often = corpus(&[(1, &speeches(Method::V1.max_occurrences + 1)), (2, formula)]);
    assert_eq!(often.attribute(formula).shares, []);
}

#[test]
fn no_passage_crosses_from_one_dataset_into_the_next() {
    let (head, tail) = SPEECH.split_at(SPEECH.len() / 2);
    let halves = corpus(&[(1, head), (2, tail)]).attribute(SPEECH);
    assert!(halves
        .spans
        .iter()
        .all(|span| span.matched.end <= head.len() || span.matched.start >= head.len()));
    // Each side of the seam is too short, so what crosses it would be the only span.
    let seam = &SPEECH[head.len() - 30..head.len() + 30];
    assert_eq!(corpus(&[(1, head), (2, tail)]).attribute(seam).shares, []);
    assert!(!corpus(&[(1, SPEECH)]).attribute(seam).shares.is_empty());
}

#[test]
fn passages_shorter_than_the_bounds_are_nobodys() {
    let few_words = "incomprehensibilities counterrevolutionaries institutionalization";
    let few_bytes = "a b c d e f g h i j k l m n o";
    let corpus = corpus(&[(1, few_words), (2, few_bytes)]);
    assert_eq!(corpus.attribute(few_words).shares, []);
    assert_eq!(corpus.attribute(few_bytes).shares, []);
}

#[test]
fn words_are_matched_whole() {
    let corpus = corpus(&[(1, SPEECH)]);
    let inside = SPEECH.replace("The brave", "Xthe brave").replace("detract.", "detractors");
    let attribution = corpus.attribute(&inside);
    let words: Vec<_> = attribution.spans.iter().map(|span| &inside[span.credited.clone()]).collect();
    assert_eq!(words, [
        "We can not dedicate, we can not consecrate, we can not hallow this ground.",
        "brave men, living and dead, who struggled here have consecrated it far above our poor power to add or"
    ]);
}

#[test]
fn answers_without_words() {
    let corpus = corpus(&[(1, SPEECH)]);
    for answer in ["", " ", "\n\t\u{a0}\u{feff}", ".", "—"] {
        let attribution = corpus.attribute(answer);
        assert_eq!((attribution.shares, attribution.spans), (vec![], vec![]), "{answer:?}");
    }
    assert_eq!(corpus.attribute(" \n").answer_len, 0);
}

#[test]
fn scripts_without_spaces_are_attributed_too() {
    let text = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。";
    let quote = "どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所で";
    let corpus = corpus(&[(1, text)]);
    let answer = format!("答えは{quote}です");
    let attribution = corpus.attribute(&answer);
    assert_eq!(attribution.spans.len(), 1);
    assert_eq!(&answer[attribution.spans[0].credited.clone()], quote);
}

#[test]
fn at_most_sixty_four_datasets_share() {
    // The longer a dataset, the larger its share.
    let text = |n: u64| format!("{n:02} {}", format!("w{n:02}x ").repeat(12 + (n % 7) as usize));
    let texts: Vec<_> = (0..80).map(text).collect();
    let corpus = Corpus::build(numbered(&texts)).unwrap();
    let method = Method { max_occurrences: 1, ..Method::V1 };
    let attribution = corpus.attribute_by(&method, &texts.concat());
    assert_eq!(attribution.shares.len(), 64);
    let is_left_out = |id: &&u64| attribution.shares.iter().all(|(kept, _)| kept != *id);
    let left_out: Vec<_> = corpus.ids().iter().filter(is_left_out).map(|id| (id - 3) / 4).collect();
    // All of the smallest, and the latest of the next smallest.
    assert_eq!(left_out, [0, 7, 14, 21, 28, 35, 42, 49, 56, 57, 63, 64, 70, 71, 77, 78]);
}

#[test]
fn an_answer_of_a_megabyte_is_covered_by_overlapping_spans() {
    let text: String = (0..150_000u32).map(|n| format!("{:x} ", n.wrapping_mul(2_654_435_761))).collect();
    let corpus = corpus(&[(1, &text)]);
    let attribution = corpus.attribute(&text);
    assert!(attribution.answer_len > 1_000_000);
    assert_eq!(attribution.shares, [(1, 1_000_000)]);
    assert!(attribution.spans.len() < 2 * attribution.answer_len / Method::V1.max_bytes);
}
