//! What the table has to say, written from the constants.

use tributary_core::{
    committee::MAX_COMMITTEE,
    governance::earning::{CAP_PART, MAX_EARN_RATE, MAX_EPOCH_VOTES},
    governance::params::{
        MAX_GRACE_PERIOD, MAX_PERIOD_FLOOR, MAX_QUORUM_NUMERATOR, MAX_TIMELOCK_DELAY, MAX_TIMELOCK_FLOOR,
        MAX_VOTING_DELAY, MAX_VOTING_PERIOD, MIN_GRACE_PERIOD, MIN_QUORUM_NUMERATOR, MIN_VOTING_DELAY,
        THRESHOLD_PART,
    },
    ledger::{
        MAX_CHALLENGE_WINDOW, MAX_COMMITTEE_DELAY, MAX_PENDING, MAX_REPORT_AGE, MAX_RETIREMENT_GRACE,
        MAX_STAGE, MAX_VOUCHER_LIFE,
    },
    models::{MAX_BASE_CUT, MAX_FEATURES, MAX_NAME_BYTES, MAX_URI_BYTES, MAX_VERSIONS},
    nodes::MAX_UNBONDING,
    pause::{COOLDOWN, MAX_PAUSE},
    registry::MAX_DEPTH,
    splitter::{MAX_ESCAPE_AFTER, MAX_EXIT_DELAY, MAX_RECIPIENT_DELAY},
    Ppm,
};

use crate::UNIT;

/// A row but for its default and its reason.
#[derive(Clone, Debug)]
pub struct Expected {
    pub name: &'static str,
    pub unit: &'static str,
    pub least: String,
    pub most: String,
}

/// Seconds that a block takes.
const BLOCK: u32 = 6;

/// All rows, in order.
pub fn expected() -> Vec<Expected> {
    [dao(), ledger(), splitter(), nodes(), pauses(), models()].concat()
}

fn dao() -> Vec<Expected> {
    let part = |of: u128| format!("{} % of the supply", 100 / of);
    let rate = plain(MAX_EARN_RATE.into());
    assert!(MAX_EPOCH_VOTES.is_power_of_two());
    let (power, votes) = (MAX_EPOCH_VOTES.ilog2(), plain(MAX_EPOCH_VOTES / UNIT));
    let cap = format!("{}, and 2^{power} units of 10^-18 ({votes} votes)", part(CAP_PART));
    let grace = format!("{}, and half of `timelockDelay`", seconds(MIN_GRACE_PERIOD));
    let (least, most) = (share(MIN_QUORUM_NUMERATOR), share(MAX_QUORUM_NUMERATOR));
    vec![
        row("votingDelay", "blocks", blocks(MIN_VOTING_DELAY), blocks(MAX_VOTING_DELAY)),
        row("votingPeriod", "blocks", code("floors.votingPeriod"), blocks(MAX_VOTING_PERIOD)),
        row("lateQuorumExtension", "blocks", plain(0), code("votingPeriod")),
        row("timelockDelay", "seconds", code("floors.timelockDelay"), seconds(MAX_TIMELOCK_DELAY)),
        row("gracePeriod", "seconds", grace, seconds(MAX_GRACE_PERIOD)),
        row("quorumNumerator", "ppm of the supply", least, most),
        row("proposalThreshold", "votes", plain(0), part(THRESHOLD_PART)),
        row("floors.votingPeriod", "blocks", blocks(1), blocks(MAX_PERIOD_FLOOR)),
        row("floors.timelockDelay", "seconds", seconds(1), seconds(MAX_TIMELOCK_FLOOR)),
        row("earning.rate", "ppm: votes per coin of the treasury's cut", plain(0), rate),
        row("earning.cap", "votes per epoch", plain(0), cap),
    ]
}

fn ledger() -> Vec<Expected> {
    let window = format!("{}, and `escapeAfter` - `exitDelay` - interval - 1", blocks(MAX_CHALLENGE_WINDOW));
    let age = format!("{}, and `exitDelay` - `maxVoucherLife`", blocks(MAX_REPORT_AGE));
    let kept = "2 * `challengeWindow` + 4 * spacing".to_owned();
    let exits = "`exitDelay` + `escapeAfter`".to_owned();
    let sizes = plain(u128::try_from(MAX_COMMITTEE).unwrap());
    vec![
        row("challengeWindow", "blocks", blocks(1), window),
        row("maxPending", "epochs", plain(1), plain(MAX_PENDING.into())),
        row("maxReportAge", "blocks", kept, age),
        row("maxVoucherLife", "blocks", blocks(1), blocks(MAX_VOUCHER_LIFE)),
        row("deadAfter", "blocks", blocks(1), "`maxReportAge` - 1".to_owned()),
        row("retirementGrace", "blocks", plain(0), blocks(MAX_RETIREMENT_GRACE)),
        row("committeeDelay", "blocks", exits, blocks(MAX_COMMITTEE_DELAY)),
        row("stageBlocks", "blocks", blocks(1), blocks(MAX_STAGE)),
        row("committee", "members, 3f + 1", plain(1), sizes),
    ]
}

fn splitter() -> Vec<Expected> {
    vec![
        row("exitDelay", "blocks", blocks(1), blocks(MAX_EXIT_DELAY)),
        row("escapeAfter", "blocks", "`exitDelay` + 1".to_owned(), blocks(MAX_ESCAPE_AFTER)),
        row("recipientDelay", "blocks", blocks(1), blocks(MAX_RECIPIENT_DELAY)),
    ]
}

fn nodes() -> Vec<Expected> {
    vec![
        row("minNodeStake", "wei", plain(1), none()),
        row("minOracleStake", "wei", plain(1), none()),
        row("unbondingBlocks", "blocks", blocks(1), blocks(MAX_UNBONDING)),
    ]
}

fn pauses() -> Vec<Expected> {
    vec![
        row("MAX_PAUSE", "blocks", blocks(MAX_PAUSE), blocks(MAX_PAUSE)),
        row("COOLDOWN", "blocks", blocks(COOLDOWN), blocks(COOLDOWN)),
    ]
}

fn models() -> Vec<Expected> {
    let cuts = ["policy.datasets", "policy.node", "policy.developer", "policy.oracles", "policy.treasury"];
    let cuts = cuts.map(|name| row(name, "ppm of a fee", plain(0), share(Ppm::WHOLE)));
    let [name, uri] = [MAX_NAME_BYTES, MAX_URI_BYTES].map(|bytes| plain(u128::try_from(bytes).unwrap()));
    let rest = [
        row("baseCut", "ppm of the developer's cut", plain(0), share(MAX_BASE_CUT)),
        row("priceFloor", "wei for a token of text", plain(0), none()),
        row("name", "bytes", plain(1), name),
        row("uri", "bytes", plain(0), uri),
        row("features", "features of a version", plain(0), plain(u128::try_from(MAX_FEATURES).unwrap())),
        row("versions", "versions of a model", plain(0), plain(MAX_VERSIONS.into())),
        row("bases", "bases under a version", plain(0), plain(MAX_DEPTH.into())),
    ];
    [cuts.to_vec(), rest.to_vec()].concat()
}

fn row(name: &'static str, unit: &'static str, least: String, most: String) -> Expected {
    Expected { name, unit, least, most }
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

fn none() -> String {
    "none".to_owned()
}

/// A number with commas between its thousands.
pub fn plain(number: u128) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

/// Blocks, and how long they take.
pub fn blocks(blocks: u32) -> String {
    if blocks == 0 {
        return plain(0);
    }
    format!("{} ({})", plain(blocks.into()), span(blocks * BLOCK))
}

/// Seconds, and the same in the largest unit of which they are whole.
pub fn seconds(seconds: u32) -> String {
    format!("{} ({})", plain(seconds.into()), span(seconds))
}

/// Parts per million, and the same in percent.
pub fn share(share: Ppm) -> String {
    let Ppm(parts) = share;
    if parts == 0 {
        return plain(0);
    }
    let percent = match parts % 10_000 {
        0 => (parts / 10_000).to_string(),
        rest => format!("{}.{}", parts / 10_000, format!("{rest:04}").trim_end_matches('0')),
    };
    format!("{} ({percent} %)", plain(parts.into()))
}

fn span(seconds: u32) -> String {
    let (length, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")]
        .into_iter()
        .find(|(length, _)| seconds.is_multiple_of(*length))
        .unwrap();
    let count = seconds / length;
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
