//! What is read, as people compare it.

use std::fmt::Display;

use tributary_client::{
    abi::{constructors::GovernanceArguments, IAttributionLedger, IGovernance, IRoyaltySplitter},
    U256,
};
use tributary_core::{governance::State, BlockNumber, Ppm, Wei};

use crate::{amount, dao::standing::state_word, scheduled::Waiting};

/// As it is.
pub(super) fn same<T: Display>(value: &T) -> String {
    value.to_string()
}

/// What it should be, as it is.
pub(super) fn of<T: Display>(value: &T) -> Option<String> {
    Some(value.to_string())
}

/// What there is none of.
pub(super) const NONE: &str = "none";

/// Who waits to take office, and when it may, as of block `at`.
pub(super) fn waiting(found: Option<Waiting>, at: BlockNumber) -> String {
    found.map_or_else(|| NONE.to_owned(), |waiting| waiting.words(at))
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

/// How many there are, or the number of the last one.
pub(super) fn number<T: Display + Default + PartialEq>(number: &T) -> String {
    if *number == T::default() {
        NONE.to_owned()
    } else {
        number.to_string()
    }
}

/// A pause, as of block `now`: from block `until` on it is over, and at 0 there never was one.
pub(super) fn pause(until: u32, now: u32) -> String {
    match until {
        0 => NONE.to_owned(),
        until if until > now => format!("until block {until}"),
        until => format!("over since block {until}"),
    }
}

/// How many proposals stand where, of those that are not over; `made` is how many there are, of which these are the
/// newest.
pub(super) fn under_way(newest: &[State], made: U256) -> String {
    let open = [State::Pending, State::Active, State::Succeeded, State::Queued];
    let counts: Vec<_> = open
        .into_iter()
        .map(|state| (state, newest.iter().filter(|found| **found == state).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {}", state_word(state)))
        .collect();
    let words = if counts.is_empty() { NONE.to_owned() } else { counts.join(", ") };
    match newest.len() {
        all if U256::from(all) >= made => words,
        some => format!("{words} of the newest {some}"),
    }
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

/// The least that a vote can set.
pub(super) fn floors(floors: &IGovernance::Floors) -> String {
    format!("{}, {}", blocks(&floors.votingPeriod), seconds(&floors.timelockDelay))
}

/// One thing that a DAO was made with, in words.
type Founded = (&'static str, fn(&GovernanceArguments) -> String);

/// Everything that a DAO was made with.
pub(super) const FOUNDED: [Founded; 6] = [
    ("first guardian of the DAO", |made| made.guardian.to_string()),
    ("first rules of the DAO", |made| rules(&made.params)),
    ("least voting period and timelock from the first", |made| floors(&made.floors)),
    ("votes first earned by work", |made| earning(&made.earning)),
    ("first supply of votes", |made| {
        let sum = made.amounts.iter().try_fold(0u128, |sum, units| sum.checked_add(*units));
        sum.map_or_else(|| "2^128 units or more".to_owned(), |sum| votes(&sum))
    }),
    ("first holders of votes", |made| {
        let each = made.holders.iter().zip(&made.amounts);
        let each: Vec<_> = each.map(|(holder, units)| format!("{holder} {}", votes(units))).collect();
        each.join(", ")
    }),
];

fn rules(params: &IGovernance::Params) -> String {
    format!(
        "delay {}, period {}, late quorum {}, timelock {}, grace {}, quorum {}, to propose {}",
        blocks(&params.votingDelay),
        blocks(&params.votingPeriod),
        blocks(&params.lateQuorumExtension),
        seconds(&params.timelockDelay),
        seconds(&params.gracePeriod),
        share(&params.quorumNumerator),
        votes(&params.proposalThreshold),
    )
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
