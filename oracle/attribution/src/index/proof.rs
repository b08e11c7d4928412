//! A linear-time proof that a list of positions is the suffix array of a text.

use std::cmp::Ordering;

/// Checks that `suffixes` holds every position of `text` once and in the order of the suffixes.
/// The proof is by induction: two neighbours are in order if their first bytes are, or if these are
/// equal and the suffixes one byte further are in order (their ranks say so).
///
/// # Errors
/// The first rank at which the order is broken.
pub(crate) fn check(text: &[u8], suffixes: &[u32]) -> Result<(), usize> {
    const UNSEEN: u32 = u32::MAX;
    if suffixes.len() != text.len() {
        return Err(suffixes.len().min(text.len()));
    }
    let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let mut ranks = vec![UNSEEN; text.len()];
    for (rank, at) in suffixes.iter().enumerate() {
        match ranks.get_mut(index(*at)) {
            Some(slot) if *slot == UNSEEN => *slot = u32::try_from(rank).map_err(|_| rank)?,
            _ => return Err(rank),
        }
    }
    for (rank, pair) in suffixes.windows(2).enumerate() {
        let &[a, b] = pair else { continue };
        let (a, b) = (index(a), index(b));
        let in_order = match text.get(a).cmp(&text.get(b)) {
            Ordering::Less => true,
            Ordering::Greater => false,
            // `None` (the empty suffix) sorts first, as it should.
            Ordering::Equal => ranks.get(a.saturating_add(1)) < ranks.get(b.saturating_add(1)),
        };
        if !in_order {
            return Err(rank.saturating_add(1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
