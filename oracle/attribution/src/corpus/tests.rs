use super::*;

fn dataset(id: u64, text: &str) -> DatasetText {
    DatasetText { id, text: text.into() }
}

#[test]
fn keeps_canonical_texts_in_the_order_of_ids() {
    let corpus =
        Corpus::build(vec![dataset(9, "  later\n one "), dataset(3, "“first”"), dataset(5, "")]).unwrap();
    assert_eq!(corpus.ids(), [3, 5, 9]);
    assert_eq!(corpus.text(3), Some(b"\"first\"".as_slice()));
    assert_eq!(corpus.text(5), Some(b"".as_slice()));
    assert_eq!(corpus.text(9), Some(b"later one".as_slice()));
    assert_eq!(corpus.text(4), None);
    assert_eq!(corpus.canonical_len(), 16);
}

#[test]
fn refuses_an_id_given_twice() {
    let twice = vec![dataset(3, "a"), dataset(1, "b"), dataset(3, "c")];
    assert_eq!(Corpus::build(twice).unwrap_err(), CorpusError::DuplicateDataset { id: 3 });
}

#[test]
fn a_corpus_may_be_empty() {
    let corpus = Corpus::build(Vec::new()).unwrap();
    assert_eq!(corpus.canonical_len(), 0);
    assert_eq!(corpus.attribute("anything at all").shares, []);
}

#[test]
fn places_belong_to_the_dataset_they_lie_in() {
    let corpus = Corpus::build(vec![dataset(1, "ab"), dataset(2, ""), dataset(4, "c")]).unwrap();
    let owners: Vec<_> = (0..6).map(|at| corpus.ordinal_at(at).and_then(|o| corpus.id_of(o))).collect();
    assert_eq!(owners, [Some(1), Some(1), Some(1), Some(2), Some(4), Some(4)]);
    assert_eq!(corpus.extent(1), Some(3..4));
    assert_eq!(corpus.extent(2), Some(4..6));
}

#[test]
fn errors_name_their_numbers() {
    let error = CorpusError::TooLarge { bytes: 3_000_000_000, max: MAX_INDEX_BYTES };
    assert_eq!(
        error.to_string(),
        "the datasets have 3000000000 canonical bytes, separators included; one index holds 2147483646"
    );
}

#[test]
fn counts_occurrences_in_all_datasets() {
    let corpus = Corpus::build(vec![dataset(1, "a  rose is a rose"), dataset(2, "a\nrose; aaa")]).unwrap();
    assert_eq!(corpus.occurrences("a\trose"), 3);
    assert_eq!(corpus.occurrences("aa"), 2);
    assert_eq!(corpus.occurrences("rose a"), 0);
    assert_eq!(corpus.occurrences(" "), 0);
}
