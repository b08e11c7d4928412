//! Sentences to begin with: those of the datasets that share a question's rarest words.

use std::collections::BTreeMap;

use super::draw::Draw;
use super::sentence;
use crate::corpus::Corpus;
use crate::index::Index;
use crate::script::{boundary, class, Class};
use crate::token::{token_end, tokenize};

/// Words that make a question but not its subject.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "about", "and", "any", "are", "because", "been", "being", "but", "can", "could", "describe", "did",
    "does", "explain", "for", "from", "give", "had", "has", "have", "her", "his", "how", "into", "its",
    "many", "may", "me", "mean", "means", "might", "more", "most", "much", "must", "not", "our",
    "please", "said", "say", "says", "shall", "should", "some", "tell", "than", "that", "the", "their",
    "them", "there", "they", "think", "this", "use", "used", "very", "was", "were", "what", "when",
    "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
];
/// Shortest word that is looked for, in bytes.
const SHORTEST_WORD: usize = 3;
/// Words with more occurrences say too little.
const MOST_OCCURRENCES: usize = 5_000;
/// Sentences of one dataset to choose from.
const PER_DATASET: usize = 4;
/// Tokens of a sentence written verbatim at most, and at least if it has so many.
const LONGEST_BEGINNING: usize = 40;
const SHORTEST_BEGINNING: usize = 6;
/// How far a random place may be from the next sentence, in bytes.
const REACH: usize = 2_000;
/// How often a sentence is drawn until there is one to read (a dataset need not be text).
const ATTEMPTS: usize = 16;

/// A sentence and what it shares with the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Candidate {
    /// The sum of the weights of the question's words in it.
    weight: u64,
    /// Where the last of these words starts.
    last: usize,
}

/// The sentences an answer may begin with, each used once.
#[derive(Debug, Default)]
pub(crate) struct Openings {
    /// (start in the index, what it shares), by start.
    left: Vec<(usize, Candidate)>,
}

impl Openings {
    /// Finds the sentences for a question.
    pub fn find(corpus: &Corpus, question: &str) -> Self {
        let index = corpus.index();
        let mut sentences = BTreeMap::<usize, Candidate>::new();
        for stem in stems(question) {
            let places = places_of(index, &stem);
            let Some(weight) = weight(index.text().len(), places.len()) else { continue };
            let mut seen = BTreeMap::<usize, Candidate>::new();
            for at in places {
                // Where no sentence begins near, the word itself has to do, if nothing better is found.
                let found = sentence::begins_before(index.text(), at);
                let (start, weight) = found.map_or((at, 1), |start| (start, weight));
                let candidate = seen.entry(start).or_insert(Candidate { weight, last: at });
                candidate.last = candidate.last.max(at);
            }
            for (start, Candidate { weight, last }) in seen {
                let candidate = sentences.entry(start).or_default();
                candidate.weight = candidate.weight.saturating_add(weight);
                candidate.last = candidate.last.max(last);
            }
        }
        Self { left: best(corpus, sentences) }
    }

    /// Draws a sentence and returns the tokens of its beginning, each with the place where it ends.
    /// Without a sentence that shares a word with the question, any. `None` if the corpus has none.
    pub fn take(&mut self, corpus: &Corpus, draw: &mut Draw) -> Option<Vec<(String, usize)>> {
        let text = corpus.index().text();
        (0..ATTEMPTS).find_map(|_| {
            let (start, last) = match self.draw(draw) {
                Some((start, candidate)) => (start, candidate.last),
                None => {
                    let place = draw.index(text.len());
                    let start = sentence::begins_after(text, place, REACH).unwrap_or_default();
                    (start, start)
                }
            };
            let tokens = beginning(text, start, last);
            (!tokens.is_empty()).then_some(tokens)
        })
    }

    /// Draws a candidate in proportion to the fifth powers of the weights, so that a sentence that
    /// shares two words is 32 times as likely as one that shares one, and removes it.
    fn draw(&mut self, draw: &mut Draw) -> Option<(usize, Candidate)> {
        let chance = |candidate: &Candidate| candidate.weight.saturating_pow(5);
        let sum = self.left.iter().fold(0u64, |sum, (_, c)| sum.saturating_add(chance(c)));
        let mut drawn = draw.below(sum);
        let chosen = self.left.iter().position(|(_, candidate)| match drawn.checked_sub(chance(candidate)) {
            Some(rest) => {
                drawn = rest;
                false
            }
            None => true,
        });
        chosen.map(|at| self.left.remove(at))
    }
}

/// The words of a question worth looking for, without a plural's ending, in small letters, each once.
fn stems(question: &str) -> Vec<String> {
    let mut stems: Vec<String> = tokenize(question)
        .iter()
        .map(|token| token.trim_start().to_ascii_lowercase())
        .filter(|word| word.len() >= SHORTEST_WORD && !ASKING.contains(&word.as_str()))
        .filter(|word| word.chars().all(|c| class(c) != Class::Sign))
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if stem.len() > SHORTEST_WORD && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        })
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

/// Where words that begin with `stem` stand, in small letters or capitalised. Words of up to
/// [`SHORTEST_WORD`] letters must match whole.
fn places_of(index: &Index, stem: &str) -> Vec<usize> {
    let mut capitalised = stem.to_owned();
    if let Some(first) = capitalised.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut places = Vec::new();
    let mut spellings = vec![stem.to_owned(), capitalised];
    spellings.dedup();
    for spelling in spellings {
        let spaced = format!(" {spelling}");
        let ranks = index.ranks(spaced.as_bytes());
        if ranks.len() > MOST_OCCURRENCES {
            return Vec::new();
        }
        places.extend(ranks.filter_map(|rank| index.position(rank)?.checked_add(1)));
    }
    if stem.len() <= SHORTEST_WORD {
        places.retain(|at| boundary(index.text(), at.saturating_add(stem.len())));
    }
    places
}

/// How much a word with so many occurrences in so many bytes says: the bits of its rarity.
fn weight(bytes: usize, occurrences: usize) -> Option<u64> {
    let rarity = bytes.checked_div(occurrences)?;
    rarity.checked_ilog2().map(u64::from)
}

/// The best sentences of each dataset, of those with at least two fifths of the best weight.
fn best(corpus: &Corpus, sentences: BTreeMap<usize, Candidate>) -> Vec<(usize, Candidate)> {
    let most = sentences.values().map(|candidate| candidate.weight).max().unwrap_or_default();
    let mut by_dataset = BTreeMap::<usize, Vec<(usize, Candidate)>>::new();
    for (start, candidate) in sentences {
        let ordinal =
            corpus.ordinal_at(start).filter(|_| candidate.weight.saturating_mul(5) >= most.saturating_mul(2));
        if let Some(ordinal) = ordinal {
            by_dataset.entry(ordinal).or_default().push((start, candidate));
        }
    }
    let mut left = Vec::new();
    for mut candidates in by_dataset.into_values() {
        candidates.sort_by_key(|(start, candidate)| (std::cmp::Reverse(candidate.weight), *start));
        candidates.truncate(PER_DATASET);
        left.extend(candidates);
    }
    left
}

/// The tokens of a sentence from its start through the word at `last`, each with its end.
fn beginning(text: &[u8], start: usize, last: usize) -> Vec<(String, usize)> {
    let mut tokens = Vec::new();
    let mut at = start;
    while let Some(end) = token_end(text, at) {
        let Some(token) = text.get(at..end).and_then(|token| std::str::from_utf8(token).ok()) else { break };
        tokens.push((token.to_owned(), end));
        if tokens.len() >= LONGEST_BEGINNING
            || (end > last && tokens.len() >= SHORTEST_BEGINNING)
            || sentence::ends_at(text, end)
        {
            break;
        }
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests;
