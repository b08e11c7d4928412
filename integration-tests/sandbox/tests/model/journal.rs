//! What was done, and how often.

use std::collections::BTreeMap;

/// How an operation ended that did what it should.
pub const DONE: &str = "done";

/// Every operation so far, and counts by operation and outcome.
#[derive(Default)]
pub struct Journal {
    lines: Vec<String>,
    counts: BTreeMap<(String, String), u32>,
}

/// The most characters of an operation that are kept.
const WIDTH: usize = 400;

impl Journal {
    /// Notes an operation before it runs.
    pub fn begin(&mut self, block: u32, what: &str) {
        let what: String = what.chars().take(WIDTH).collect();
        self.lines.push(format!("#{} block {block}: {what}", self.lines.len()));
    }

    /// Notes how the last one ended.
    pub fn end(&mut self, kind: &str, outcome: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.push_str(": ");
            line.push_str(outcome);
        }
        self.tally(kind, outcome);
    }

    /// Counts what is no operation of its own.
    pub fn tally(&mut self, kind: &str, outcome: &str) {
        *self.counts.entry((kind.to_owned(), outcome.to_owned())).or_default() += 1;
    }

    /// How often `kind` ended in `outcome`.
    pub fn count(&self, kind: &str, outcome: &str) -> u32 {
        self.counts.get(&(kind.to_owned(), outcome.to_owned())).copied().unwrap_or_default()
    }

    /// How many operations there were.
    pub fn operations(&self) -> usize {
        self.lines.len()
    }

    /// All operations, one per line.
    pub fn lines(&self) -> String {
        self.lines.join("\n")
    }

    /// One line per operation with its outcomes.
    pub fn table(&self) -> String {
        let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for ((kind, outcome), count) in &self.counts {
            rows.entry(kind).or_default().push(format!("{outcome} {count}"));
        }
        let rows = rows.into_iter().map(|(kind, outcomes)| format!("{kind:>22}  {}", outcomes.join(", ")));
        rows.collect::<Vec<_>>().join("\n")
    }
}
