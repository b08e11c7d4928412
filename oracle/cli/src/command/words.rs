//! The contracts' numbers for states, as words.

/// Where a dataset stands.
pub(super) const DATASET: [&str; 3] = ["active", "delisted", "quarantined"];
/// Where a node or an oracle stands.
pub(super) const BOND: [&str; 3] = ["active", "leaving", "left"];
/// Where a version of a model stands.
pub(super) const VERSION: [&str; 6] = ["proposed", "approved", "training", "evaluated", "live", "retired"];
/// Where a feature of a model stands.
pub(super) const FEATURE: [&str; 3] = ["proposed", "adopted", "withdrawn"];

/// The word for a state; numbers count from 1.
pub(super) fn word(words: &[&'static str], number: u8) -> &'static str {
    let index = number.checked_sub(1).map(usize::from);
    index.and_then(|index| words.get(index)).copied().unwrap_or("unknown")
}
