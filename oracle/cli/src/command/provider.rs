//! What nodes and oracles have in common: a place, and a stake that stays bound for a while.

use serde_json::{json, Map, Value};
use tributary_cli::exit::Failure;
use tributary_core::Wei;

use super::words;

/// A stake, and when it is free.
pub(super) struct Bond {
    /// The contract's number.
    pub(super) status: u8,
    /// How much.
    pub(super) stake: u128,
    /// Since when.
    pub(super) registered_at: u32,
    /// The block of leaving; 0 before.
    pub(super) leaving_at: u32,
    /// Blocks that it stays bound after leaving.
    pub(super) unbonding: u32,
}

impl Bond {
    /// As fields of a result.
    pub(super) fn fields(&self) -> Map<String, Value> {
        let left = (self.leaving_at != 0).then_some(self.leaving_at);
        let free = left.map(|left| left.saturating_add(self.unbonding));
        [
            ("status", json!(words::word(&words::BOND, self.status))),
            ("stake_wei", json!(Wei(self.stake))),
            ("registered_at_block", json!(self.registered_at)),
            ("left_at_block", json!(left)),
            ("stake_free_from_block", json!(free)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}

/// Refuses an endpoint that nobody could reach.
pub(super) fn check_endpoint(endpoint: &str) -> Result<(), Failure> {
    let refused = |why: &str| Failure::usage(format!("endpoint {endpoint:?} {why}"));
    let url = reqwest::Url::parse(endpoint).map_err(|error| refused(&format!("is no URL: {error}")))?;
    match url.scheme() {
        "http" | "https" => Ok(()),
        other => Err(refused(&format!("has scheme {other}, must be http or https"))),
    }
}

#[cfg(test)]
mod tests;
