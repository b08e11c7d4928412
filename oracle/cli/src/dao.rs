//! What members of the DAO do with it: write motions and read them, understand where they stand and why a step is
//! refused, hand on votes that others signed, and claim those that work earned.

pub mod ballots;
pub mod call_text;
pub mod call_words;
pub mod contracts;
pub mod decision;
pub mod earned;
pub mod explanation;
pub mod feature;
pub mod holding;
pub mod motion_file;
pub mod standing;
pub mod tally;
pub mod units;

use tributary_client::U256;
use tributary_core::Wei;

use crate::amount;

/// Votes in whole ones; they have 18 decimals, like coins.
pub fn votes(amount: U256) -> String {
    amount::coins(Wei(whole(amount)))
}

/// An amount as 128 bits, which all votes and all money fit.
pub fn whole(amount: U256) -> u128 {
    u128::try_from(amount).unwrap_or(u128::MAX)
}

/// The first digits of a proposal's id, as lists show it.
pub fn short(id: U256) -> String {
    let digits = format!("{id:#066x}");
    digits.chars().take(SHORT_DIGITS).collect()
}

/// Digits of a short id, `0x` included.
const SHORT_DIGITS: usize = 10;
