//! The embedded language model: an ∞-gram model over the registered datasets (Liu et al. 2024,
//! "Infini-gram: Scaling Unbounded n-gram Language Models to a Trillion Tokens").
//!
//! The next token is drawn from what follows the longest suffix of the text so far that occurs in
//! the datasets, in proportion to the counts. Three rules are added, because over a few megabytes
//! a long suffix mostly occurs once and a plain ∞-gram recites one book from there on:
//!
//! - after [`SPARSE_RUN`] tokens in which nothing was left to choose, the suffix is shortened until
//!   there is (never below [`SHORTEST_BACKOFF`] tokens);
//! - a prompt that ends a question or matches nothing is answered with sentences of the datasets
//!   that share its rarest words, each begun verbatim up to the last of these words;
//! - an answer ends with a sentence, after [`SENTENCES`] of them at the latest.
//!
//! Same datasets, prompt, limit and seed give the same answer on every machine: all arithmetic is
//! on integers, the draws are ChaCha20's.

mod continuation;
mod draw;
mod opening;
mod sentence;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::canonical::canonical;
use crate::corpus::Corpus;
use crate::token::{count_tokens, tokenize};
use continuation::{Context, Next};
use draw::Draw;
use opening::Openings;

/// Most tokens of context the next token depends on.
pub const LONGEST_CONTEXT: usize = 32;
/// Tokens written without a choice before the model looks for one.
pub const SPARSE_RUN: usize = 12;
/// Fewest tokens of context with which the model changes its source inside a sentence.
pub const SHORTEST_BACKOFF: usize = 4;
/// Most sentences of an answer.
pub const SENTENCES: usize = 4;
/// A new sentence is not begun with fewer tokens left.
const SHORTEST_SENTENCE: u64 = 30;
/// Fewest tokens of a prompt's end that must occur for the answer to go on from there.
const PROMPT_MATCH: usize = 3;

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The model was done.
    Stop,
    /// The limit on tokens was reached.
    Length,
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text, in canonical form.
    pub text: String,
    /// Tokens of the prompt.
    pub prompt_tokens: u64,
    /// Tokens of the text.
    pub completion_tokens: u64,
    /// Why it ended.
    pub finish: Finish,
}

/// The ∞-gram model over a corpus.
#[derive(Clone, Debug)]
pub struct Model {
    corpus: Arc<Corpus>,
}

impl Model {
    /// The model over a corpus.
    pub fn new(corpus: Arc<Corpus>) -> Self {
        Self { corpus }
    }

    /// Begins an answer of at most `max_tokens` tokens; the iterator yields it token by token.
    pub fn generate(&self, prompt: &str, max_tokens: u64, seed: [u8; 32]) -> Generation {
        Generation::new(Arc::clone(&self.corpus), prompt, max_tokens, seed)
    }

    /// Writes a whole answer.
    pub fn complete(&self, prompt: &str, max_tokens: u64, seed: [u8; 32]) -> Completion {
        let mut generation = self.generate(prompt, max_tokens, seed);
        let text: String = generation.by_ref().collect();
        Completion {
            text,
            prompt_tokens: count_tokens(prompt),
            completion_tokens: generation.completion_tokens(),
            finish: generation.finish(),
        }
    }
}

/// An answer being written. Yields its tokens; joined, they are the answer.
#[derive(Debug)]
pub struct Generation {
    corpus: Arc<Corpus>,
    draw: Draw,
    context: Context,
    openings: Openings,
    /// Verbatim tokens of a sentence's beginning, still to be yielded, and where they end.
    begun: VecDeque<(String, usize)>,
    /// Whether the next token begins a sentence of its own.
    opens: bool,
    sparse: usize,
    sentences: usize,
    written: u64,
    max_tokens: u64,
    finish: Option<Finish>,
}

impl Generation {
    fn new(corpus: Arc<Corpus>, prompt: &str, max_tokens: u64, seed: [u8; 32]) -> Self {
        let prompt = canonical(prompt);
        let mut context = Context::default();
        for token in tokenize(&prompt) {
            context.push(&token);
        }
        let goes_on = !prompt.ends_with(['.', '!', '?', '"'])
            && context.longest(corpus.index()).is_some_and(|found| found.tokens >= PROMPT_MATCH);
        let openings = Openings::find(&corpus, &prompt);
        Self {
            corpus,
            draw: Draw::from_seed(seed),
            context,
            openings,
            begun: VecDeque::new(),
            opens: !goes_on,
            sparse: 0,
            sentences: 0,
            written: 0,
            max_tokens,
            finish: None,
        }
    }

    /// Tokens yielded so far.
    pub fn completion_tokens(&self) -> u64 {
        self.written
    }

    /// Why the answer ended; [`Finish::Length`] while it has not.
    pub fn finish(&self) -> Finish {
        self.finish.unwrap_or(Finish::Length)
    }

    /// The next token and where in the index it ends, or `None` if nothing can follow.
    fn step(&mut self) -> Option<(String, usize)> {
        if let Some(token) = self.begun.pop_front() {
            return Some(token);
        }
        if !self.opens {
            let index = self.corpus.index();
            let fewest = if self.sparse >= SPARSE_RUN { SHORTEST_BACKOFF } else { LONGEST_CONTEXT };
            if let Some(Next { token, end, chosen }) = self.context.next(index, fewest, &mut self.draw) {
                self.sparse = if chosen { 0 } else { self.sparse.saturating_add(1) };
                return Some((token, end));
            }
        }
        self.opens = false;
        self.sparse = 0;
        self.begun = self.openings.take(&self.corpus, &mut self.draw)?.into();
        let (first, end) = self.begun.pop_front()?;
        let spaced = self.written > 0 && !first.starts_with(' ');
        Some((if spaced { format!(" {first}") } else { first }, end))
    }

    /// Keeps count of sentences when the token that ends at `end` in the index has been written.
    fn note_sentence(&mut self, end: usize) {
        let text = self.corpus.index().text();
        if !self.begun.is_empty() || !sentence::ends_at(text, end) {
            return;
        }
        self.sentences = self.sentences.saturating_add(1);
        let left = self.max_tokens.saturating_sub(self.written);
        if self.sentences >= SENTENCES || left < SHORTEST_SENTENCE {
            self.finish = Some(Finish::Stop);
        }
        // Half of the sentences go on where the last one stood.
        self.opens = self.draw.below(2) == 0;
    }
}

impl Iterator for Generation {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        if self.finish.is_some() || self.written >= self.max_tokens {
            return None;
        }
        let Some((token, end)) = self.step() else {
            self.finish = Some(Finish::Stop);
            return None;
        };
        self.context.push(&token);
        self.written = self.written.saturating_add(1);
        self.note_sentence(end);
        Some(token)
    }
}

#[cfg(test)]
mod tests;
