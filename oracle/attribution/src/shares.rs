//! From credited bytes to shares in millionths.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// All of an answer, in millionths.
pub(crate) const WHOLE: u32 = 1_000_000;

/// The shares of the datasets credited with bytes of an answer of `whole` bytes: rounded down, none
/// zero, the `most` largest (the smaller id at equal shares), ids ascending.
pub(crate) fn of(credited: impl Iterator<Item = (u64, usize)>, whole: usize, most: usize) -> Vec<(u64, u32)> {
    let mut bytes = BTreeMap::<u64, u128>::new();
    for (id, count) in credited {
        let sum = bytes.entry(id).or_default();
        *sum = sum.saturating_add(u128::try_from(count).unwrap_or(u128::MAX));
    }
    let ppm = |bytes: u128| -> Option<u32> {
        let whole = u128::try_from(whole).ok()?;
        let ppm = bytes.checked_mul(WHOLE.into())?.checked_div(whole)?;
        u32::try_from(ppm).ok().filter(|ppm| (1..=WHOLE).contains(ppm))
    };
    let mut shares: Vec<_> = bytes.into_iter().filter_map(|(id, n)| Some((id, ppm(n)?))).collect();
    shares.sort_by_key(|(id, ppm)| (Reverse(*ppm), *id));
    shares.truncate(most);
    shares.sort_unstable();
    shares
}

#[cfg(test)]
mod tests;
