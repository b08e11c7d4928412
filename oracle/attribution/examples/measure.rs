//! The measurements behind the numbers of method v1 (see METHOD.md):
//! `cargo run --example measure -- FOLDER`

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tributary_attribution::{canonical, class, tokenize, Class, Corpus, DatasetText, Method};

/// Bounds to compare: bytes and words.
const BOUNDS: [(usize, usize); 9] =
    [(24, 4), (28, 5), (32, 6), (40, 6), (40, 7), (48, 8), (56, 9), (64, 10), (80, 12)];
/// Bytes of the answers that are timed.
const ANSWER: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder of texts")?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let mut texts = Vec::new();
    for (id, file) in (1u64..).zip(&files) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        texts.push((id, name, canonical(&String::from_utf8(std::fs::read(file)?)?)));
    }
    let dataset = |(id, _, text): &(u64, String, String)| DatasetText { id: *id, text: text.clone().into() };

    let begun = Instant::now();
    let corpus = Corpus::build(texts.iter().map(dataset).collect())?;
    println!("index of {} bytes: {:.2?}\n", corpus.canonical_len(), begun.elapsed());

    println!("each text as an answer over the others: ppm credited, any number of occurrences");
    print!("{:>28}", "bytes/words:");
    BOUNDS.iter().for_each(|(bytes, words)| print!(" {:>8}", format!("{bytes}/{words}")));
    println!();
    for (own, name, text) in &texts {
        let others = Corpus::build(texts.iter().filter(|(id, ..)| id != own).map(dataset).collect())?;
        print!("{name:>28}");
        for (min_bytes, min_words) in BOUNDS {
            let method = Method { min_bytes, min_words, max_occurrences: usize::MAX, ..Method::V1 };
            let shares = others.attribute_by(&method, text).shares;
            print!(" {:>8}", shares.iter().map(|(_, ppm)| u64::from(*ppm)).sum::<u64>());
        }
        println!();
    }

    println!("\nshortest spans of v1 at every word, by how often they occur");
    let mut counts = BTreeMap::<usize, usize>::new();
    let mut common = BTreeMap::<String, usize>::new();
    for span in texts.iter().flat_map(|(.., text)| shortest_spans(text, &Method::V1)) {
        let occurrences = corpus.occurrences(&span);
        let count = counts.entry(occurrences).or_default();
        *count = count.saturating_add(1);
        if occurrences > Method::V1.max_occurrences {
            common.insert(span, occurrences);
        }
    }
    println!("{counts:?}\nspans that v1 finds too common: {common:#?}");

    let (fastest, slowest, mean) = time_answers(&corpus, &texts);
    println!(
        "\nan answer of {ANSWER} bytes, half of it quoted: {fastest:.1?} to {slowest:.1?}, mean {mean:.1?}"
    );
    Ok(())
}

/// At each word: the shortest text of whole tokens that is long enough for the method.
fn shortest_spans(text: &str, method: &Method) -> Vec<String> {
    let tokens = tokenize(text);
    let is_word = |token: &String| token.trim_start().chars().all(|c| class(c) == Class::Letter);
    let begins = (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(is_word));
    let span = |begin: usize| {
        let (mut span, mut words) = (String::new(), 0usize);
        for token in tokens.get(begin..)? {
            span.push_str(if span.is_empty() { token.trim_start() } else { token });
            words = words.saturating_add(usize::from(is_word(token)));
            if words >= method.min_words && span.len() >= method.min_bytes && is_word(token) {
                return Some(span);
            }
        }
        None
    };
    begins.filter_map(span).collect()
}

/// Times the attribution of answers made of pieces of the texts and of their words in reverse.
fn time_answers(corpus: &Corpus, texts: &[(u64, String, String)]) -> (Duration, Duration, Duration) {
    let mut times = Vec::new();
    for (.., text) in texts {
        let words: Vec<&str> = text.split(' ').collect();
        for words in words.chunks(words.len().div_ceil(10)) {
            let mut answer = String::new();
            for (turn, piece) in words.chunks(25).enumerate().take_while(|(turn, _)| *turn < 100) {
                if answer.len() >= ANSWER {
                    break;
                }
                let mut piece = piece.to_vec();
                if turn & 1 == 1 {
                    piece.reverse();
                }
                answer.push_str(&piece.join(" "));
                answer.push(' ');
            }
            let begun = Instant::now();
            let attribution = corpus.attribute(&answer);
            times.push(begun.elapsed());
            assert!(!attribution.shares.is_empty());
        }
    }
    let sum: Duration = times.iter().sum();
    let mean = u32::try_from(times.len()).ok().and_then(|many| sum.checked_div(many)).unwrap_or_default();
    let edge = |time: Option<&Duration>| time.copied().unwrap_or_default();
    (edge(times.iter().min()), edge(times.iter().max()), mean)
}
