//! What is read, as people compare it.

use std::fmt::Display;

use tributary_client::{
    abi::{IAttributionLedger, IGovernance, IRoyaltySplitter},
    Address,
};
use tributary_core::{BlockNumber, Ppm, Wei};

use crate::{amount, scheduled::Waiting};

/// As it is.
pub(super) fn same<T: Display>(value: &T) -> String {
    value.to_string()
}

/// What it should be, as it is.
pub(super) fn of<T: Display>(value: &T) -> Option<String> {
    Some(value.to_string())
}

/// Who waits where nobody does.
pub(super) const NOBODY: &str = "none";

/// Who waits to take office, and when it may, as of block `at`.
pub(super) fn waiting(found: Option<Waiting>, at: BlockNumber) -> String {
    found.map_or_else(|| NOBODY.to_owned(), |waiting| waiting.words(at))
}

/// A number of blocks.
pub(super) fn blocks<T: Display>(number: &T) -> String {
    counted(number, "block")
}

/// A number of seconds.
pub(super) fn seconds<T: Display>(number: &T) -> String {
    counted(number, "second")
}

fn counted<T: Display>(number: &T, unit: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// Parts per million, in percent.
pub(super) fn share<T: Display>(parts: &T) -> String {
    let text = parts.to_string();
    text.parse().map_or_else(|_| format!("{text} ppm"), |parts| crate::share::percent(Ppm(parts)))
}

/// Units of 10^-18 votes, in votes.
pub(super) fn votes<T: Display>(units: &T) -> String {
    let text = units.to_string();
    text.parse().map_or_else(|_| format!("{text} units"), |units| amount::coins(Wei(units)))
}

/// How work earns votes.
pub(super) fn earning(earning: &IGovernance::Earning) -> String {
    let IGovernance::Earning { rate, cap } = earning;
    format!("{rate} ppm of the treasury's cut, at most {} an epoch", votes(cap))
}

/// Wei, in coins.
pub(super) fn stake(wei: &u128) -> String {
    format!("{} coin", amount::coins(Wei(*wei)))
}

/// Addresses in order.
pub(super) fn list(addresses: &[Address]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A ledger's windows and limits, in blocks.
pub(super) fn windows(params: &IAttributionLedger::Params) -> String {
    format!(
        "challenge {}, pending {}, report age {}, voucher life {}, dead after {}, retirement grace {}, \
         committee delay {}, stage {}",
        params.challengeWindow,
        params.maxPending,
        params.maxReportAge,
        params.maxVoucherLife,
        params.deadAfter,
        params.retirementGrace,
        params.committeeDelay,
        params.stageBlocks,
    )
}

/// A splitter's delays, in blocks.
pub(super) fn delays(params: &IRoyaltySplitter::Params) -> String {
    let IRoyaltySplitter::Params { exitDelay, escapeAfter, recipientDelay } = params;
    format!("exit {exitDelay}, escape {escapeAfter}, recipients {recipientDelay}")
}
