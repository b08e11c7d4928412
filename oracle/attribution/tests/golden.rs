//! The committed results over the real corpora: what another machine or implementation must get.
//!
//! `golden/v1.json` is written by `golden/reference.py`, an implementation of METHOD.md that shares
//! no code with this crate. `golden/model.json` is written by this test with `WRITE_GOLDEN=1`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use tributary_attribution::{canonical, Attribution, Corpus, DatasetText, Finish, Model, METHOD_VERSION};

#[derive(Deserialize)]
struct Golden {
    method: u16,
    corpus: Vec<Text>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Text {
    id: u64,
    file: PathBuf,
    canonical_len: usize,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    answer: String,
    answer_len: usize,
    shares: Vec<(u64, u32)>,
    /// Runs of bytes credited to one dataset: start, end, dataset.
    credited: Vec<(usize, usize, u64)>,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Answer {
    prompt: String,
    /// The byte that the seed repeats.
    seed: u8,
    max_tokens: u64,
    prompt_tokens: u64,
    completion_tokens: u64,
    stopped: bool,
    text: String,
}

const PROMPTS: [&str; 6] = [
    "What is the duty of a citizen to the Union?",
    "Why did Ahab hunt the white whale?",
    "What should be done about forest conservation?",
    "Call me Ishmael. Some years ago",
    "¿Qué es el océano?",
    "",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn golden() -> Golden {
    serde_json::from_slice(&std::fs::read(folder().join("v1.json")).unwrap()).unwrap()
}

fn corpus() -> Arc<Corpus> {
    static CORPUS: OnceLock<Arc<Corpus>> = OnceLock::new();
    let build = || {
        let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integration-tests/data/corpora");
        let read =
            |text: &Text| DatasetText { id: text.id, text: std::fs::read(texts.join(&text.file)).unwrap() };
        Arc::new(Corpus::build(golden().corpus.iter().map(read).collect()).unwrap())
    };
    Arc::clone(CORPUS.get_or_init(build))
}

/// Credited spans as runs: adjacent spans of one dataset are one run.
fn runs(attribution: &Attribution) -> Vec<(usize, usize, u64)> {
    let mut runs: Vec<(usize, usize, u64)> = Vec::new();
    for span in &attribution.spans {
        match runs.last_mut() {
            Some((_, end, id)) if *end == span.credited.start && *id == span.dataset => {
                *end = span.credited.end
            }
            _ => runs.push((span.credited.start, span.credited.end, span.dataset)),
        }
    }
    runs
}

#[test]
fn canonical_texts_have_their_lengths() {
    assert_eq!(golden().method, METHOD_VERSION);
    for text in golden().corpus {
        assert_eq!(corpus().text(text.id).unwrap().len(), text.canonical_len, "{}", text.file.display());
    }
}

#[test]
fn answers_have_exactly_their_shares() {
    let cases = golden().cases;
    assert!(cases.len() > 10);
    for case in cases {
        let attribution = corpus().attribute(&case.answer);
        assert_eq!(attribution.answer_len, case.answer_len, "{}", case.name);
        assert_eq!(attribution.shares, case.shares, "{}", case.name);
        assert_eq!(runs(&attribution), case.credited, "{}", case.name);
    }
}

#[test]
fn evidence_shows_the_passages() {
    for case in golden().cases {
        let answer = canonical(&case.answer);
        for span in corpus().attribute(&case.answer).spans {
            let passage = &answer[span.matched.clone()];
            let text = corpus();
            let text = text.text(span.dataset).unwrap();
            assert_eq!(&text[span.offset..span.offset + passage.len()], passage.as_bytes(), "{}", case.name);
            assert!(span.occurrences <= corpus().occurrences(passage));
        }
    }
}

#[test]
fn the_model_writes_the_same_answers() {
    let model = Model::new(corpus());
    let answers: Vec<Answer> = (0u8..)
        .zip(PROMPTS)
        .map(|(seed, prompt)| {
            let max_tokens = 120;
            let completion = model.complete(prompt, max_tokens, [seed; 32]);
            Answer {
                prompt: prompt.to_owned(),
                seed,
                max_tokens,
                prompt_tokens: completion.prompt_tokens,
                completion_tokens: completion.completion_tokens,
                stopped: completion.finish == Finish::Stop,
                text: completion.text,
            }
        })
        .collect();
    let path = folder().join("model.json");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&answers).unwrap() + "\n").unwrap();
    }
    let written: Vec<Answer> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(answers, written);
}
