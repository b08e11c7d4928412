//! Attribution: which datasets an answer's words came from.
//!
//! Datasets are served in the order of registration. Each takes, from what earlier ones left, the
//! spans of the answer it holds verbatim, if they are long and rare enough. Rarity is counted over
//! the datasets registered up to it. So nothing that is registered later, be it a copy, a copy with
//! a word before and after, or a thousand copies, changes what an earlier dataset earns.

use std::ops::Range;

use crate::canonical::canonical;
use crate::corpus::Corpus;
use crate::method::Method;
use crate::script::Cuts;
use crate::shares;

/// A passage of the answer and where it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The bytes credited, in the canonical answer. Credited ranges never overlap.
    pub credited: Range<usize>,
    /// The whole passage that counted, in the canonical answer: at least `credited`.
    pub matched: Range<usize>,
    /// The dataset credited.
    pub dataset: u64,
    /// Where `matched` first occurs in the canonical text of that dataset, in bytes.
    pub offset: usize,
    /// How often `matched` occurs in the datasets registered up to and including that one.
    pub occurrences: usize,
}

/// What an answer owes to the datasets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The method's version.
    pub method: u16,
    /// Shares in millionths: (dataset id, ppm), ids ascending, none zero, sum at most 1,000,000.
    /// The rest is the model's own.
    pub shares: Vec<(u64, u32)>,
    /// The evidence, in the order of the answer.
    pub spans: Vec<Span>,
    /// Bytes of the canonical answer, the denominator of all shares.
    pub answer_len: usize,
}

/// A stretch of the answer that a dataset is the first to hold, before what is taken is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hold {
    /// The dataset, by its place in the order of ids.
    ordinal: usize,
    start: usize,
    end: usize,
}

impl Corpus {
    /// Attributes an answer by method v1.
    pub fn attribute(&self, answer: &str) -> Attribution {
        self.attribute_by(&Method::V1, answer)
    }

    /// Attributes an answer by other numbers than those of v1, to measure them.
    pub fn attribute_by(&self, method: &Method, answer: &str) -> Attribution {
        let answer = canonical(answer);
        let mut claims = Claims::new(self, method, &answer);
        let mut holds = claims.holds();
        // By dataset, so that an earlier one is served first.
        holds.sort_unstable();
        for of_one_dataset in holds.chunk_by(|a, b| a.ordinal == b.ordinal) {
            claims.serve(of_one_dataset);
        }
        let mut spans = claims.spans;
        spans.sort_unstable_by_key(|span| span.credited.start);
        let credited = spans.iter().map(|span| (span.dataset, span.credited.len()));
        let shares = shares::of(credited, answer.len(), method.max_shares);
        Attribution { method: method.version, shares, spans, answer_len: answer.len() }
    }
}

/// An answer while its bytes are being claimed.
struct Claims<'a> {
    corpus: &'a Corpus,
    method: &'a Method,
    answer: &'a str,
    cuts: Cuts,
    /// Whether a byte of the answer has been credited.
    taken: Vec<bool>,
    spans: Vec<Span>,
}

impl<'a> Claims<'a> {
    fn new(corpus: &'a Corpus, method: &'a Method, answer: &'a str) -> Self {
        let cuts = Cuts::of(answer);
        Self { corpus, method, answer, cuts, taken: vec![false; answer.len()], spans: Vec::new() }
    }

    /// Bytes of the answer.
    fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.answer.as_bytes().get(range).unwrap_or_default()
    }

    /// Whether a span is long enough to mean something.
    fn long_enough(&self, start: usize, end: usize) -> bool {
        end.saturating_sub(start) >= self.method.min_bytes
            && self.cuts.words_within(start, end) >= self.method.min_words
    }

    /// For every start in the answer: the longest span there, the first dataset to hold it, the
    /// longest span an earlier dataset holds there, the first to hold that, and so on. A shorter
    /// span in a later dataset never counts: whatever refused the earlier one's refuses it too.
    fn holds(&self) -> Vec<Hold> {
        let mut holds = Vec::new();
        for &start in &self.cuts.starts {
            let longest = start.saturating_add(self.method.max_bytes).min(self.answer.len());
            let pattern = self.bytes(start..longest);
            let index = self.corpus.index();
            let rank = index.rank_of(pattern);
            let mut limit = usize::MAX;
            loop {
                let shared = index.longest_below(pattern, rank, limit);
                let Some(end) = self.cuts.end_within(start, start.saturating_add(shared)) else { break };
                if !self.long_enough(start, end) {
                    break;
                }
                let ranks = index.ranks(self.bytes(start..end));
                let first = index.first_position(ranks).and_then(|at| self.corpus.ordinal_at(at));
                let Some(ordinal) = first else { break };
                holds.push(Hold { ordinal, start, end });
                let Some(extent) = self.corpus.extent(ordinal) else { break };
                limit = extent.start;
            }
        }
        holds
    }

    /// Credits one dataset with what it holds of the bytes still free. `holds` are all of that
    /// dataset, by start.
    fn serve(&mut self, holds: &[Hold]) {
        let passages: Vec<Span> = holds.iter().filter_map(|hold| self.passage(hold)).collect();
        // Overlapping passages share their bytes out so that each begins where the one before
        // ends, and none is used that adds nothing.
        let mut reach = 0usize;
        let mut rest = passages.as_slice();
        while let Some(first) = rest.first() {
            reach = reach.max(first.matched.start);
            let near = rest.partition_point(|passage| passage.matched.start <= reach);
            let best = rest.get(..near).unwrap_or_default().iter().rev().max_by_key(|p| p.matched.end);
            if let Some(best) = best.filter(|best| best.matched.end > reach) {
                let credited = reach..best.matched.end;
                self.taken.get_mut(credited.clone()).unwrap_or_default().fill(true);
                reach = credited.end;
                self.spans.push(Span { credited, ..best.clone() });
            }
            let done = rest.partition_point(|passage| passage.matched.start < reach);
            // Passages that begin inside what is credited may still reach further.
            let further = rest.get(..done).unwrap_or_default().iter().position(|p| p.matched.end > reach);
            rest = rest.get(further.unwrap_or(done)..).unwrap_or_default();
        }
    }

    /// What is left of a hold after earlier datasets were served, if it counts.
    fn passage(&self, hold: &Hold) -> Option<Span> {
        let Hold { ordinal, start, end } = *hold;
        let free = self.taken.get(start..end)?.iter().take_while(|taken| !**taken).count();
        let end = self.cuts.end_within(start, start.checked_add(free)?)?;
        if !self.long_enough(start, end) {
            return None;
        }
        let index = self.corpus.index();
        let extent = self.corpus.extent(ordinal)?;
        let ranks = index.ranks(self.bytes(start..end));
        let most = self.method.max_occurrences.saturating_add(1);
        let occurrences = index.count_below(ranks.clone(), extent.end, most);
        if occurrences > self.method.max_occurrences {
            return None;
        }
        let offset = index.first_position(ranks)?.checked_sub(extent.start)?;
        let dataset = self.corpus.id_of(ordinal)?;
        Some(Span { credited: start..end, matched: start..end, dataset, offset, occurrences })
    }
}

#[cfg(test)]
mod tests;
