//! Money as people write and read it: wei, or coins of 10^18 wei.

use alloy_primitives::utils::{format_units, parse_units};
use tributary_core::Wei;

/// Decimals of a coin.
const DECIMALS: u8 = 18;

/// Reads `1500` (wei), `1500wei` or `1.5coin`.
///
/// # Errors
/// In words, if it is none of these or exceeds 2^128 wei.
pub fn parse(text: &str) -> Result<Wei, String> {
    let form = || format!("{text:?} is no amount: say 1500, 1500wei, or 1.5coin (a coin is 10^18 wei)");
    let (number, decimals) = match text.strip_suffix("coin") {
        Some(number) => (number, DECIMALS),
        None => (text.strip_suffix("wei").unwrap_or(text), 0),
    };
    let number = number.trim_end();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let dotted = number.contains('.');
    if whole.is_empty() || !digits(whole) || !digits(fraction) || dotted == fraction.is_empty() {
        return Err(form());
    }
    if dotted && decimals == 0 {
        return Err(form());
    }
    if fraction.len() > usize::from(decimals) {
        return Err(format!("{text:?} has {} decimals, the least is 1 wei", fraction.len()));
    }
    let exceeds = || format!("{text:?} exceeds 2^128 wei");
    let amount = parse_units(number, decimals).map_err(|_| exceeds())?.get_absolute();
    u128::try_from(amount).map(Wei).map_err(|_| exceeds())
}

/// An amount in coins, exact and without idle zeros: `1.5`.
pub fn coins(amount: Wei) -> String {
    match format_units(amount.0, DECIMALS) {
        Ok(text) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        Err(_) => amount.to_string(),
    }
}

#[cfg(test)]
mod tests;
