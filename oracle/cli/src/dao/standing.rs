//! Where a proposal stands, what comes next, and when.

use time::OffsetDateTime;
use tributary_client::{
    governance::{Moment, Pace, Record},
    U256,
};
use tributary_core::governance::State;

use super::{short, tally::Tally, votes};

#[cfg(test)]
pub(super) mod tests;

/// The chain's time, and how fast it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: Moment,
    /// How long blocks take.
    pub pace: Pace,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In words.
    pub words: String,
    /// How many blocks are left until then, where blocks decide.
    pub blocks_left: Option<u32>,
    /// How many minutes are left until then, rounded up; by the pace of blocks where these decide.
    pub minutes_left: Option<u64>,
}

impl Clock {
    /// Minutes that so many blocks take, rounded up.
    pub const fn minutes(&self, blocks: u32) -> u64 {
        self.pace.seconds(blocks).div_ceil(60)
    }

    /// Blocks from now until `block`, in words with their minutes.
    pub fn until_block(&self, block: u32) -> String {
        let blocks = block.saturating_sub(self.now.block.number);
        let (blocks_word, minutes) = (plural(blocks, "block"), plural(self.minutes(blocks), "minute"));
        format!("{blocks_word} (about {minutes})")
    }

    /// Time from now until `second`, a unix time, in words.
    pub fn until_second(&self, second: u64) -> String {
        match second.saturating_sub(self.now.seconds) {
            seconds if seconds < 60 => plural(seconds, "second"),
            seconds => plural(seconds.div_ceil(60), "minute"),
        }
    }
}

/// A state by its name.
pub const fn state_word(state: State) -> &'static str {
    match state {
        State::Pending => "pending",
        State::Active => "active",
        State::Canceled => "canceled",
        State::Defeated => "defeated",
        State::Succeeded => "succeeded",
        State::Queued => "queued",
        State::Expired => "expired",
        State::Executed => "executed",
    }
}

/// `1 block`, `2 blocks`.
pub fn plural(count: impl Into<u128>, thing: &str) -> String {
    let count = count.into();
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

/// A unix second as date and time; one beyond the calendar as the number it is.
pub fn utc(second: u64) -> String {
    let date = i64::try_from(second).ok().and_then(|second| OffsetDateTime::from_unix_timestamp(second).ok());
    let Some(date) = date else { return format!("unix second {second}") };
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    let (hour, minute, second) = (date.hour(), date.minute(), date.second());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// So many seconds in the unit that fits, with `about` where they are no whole number of it.
pub fn duration(seconds: u64) -> String {
    let (unit, thing) = match seconds {
        0..120 => (1, "second"),
        120..7_200 => (60, "minute"),
        7_200..172_800 => (3_600, "hour"),
        _ => (86_400u64, "day"),
    };
    let count = seconds.saturating_add(unit.div_euclid(2)).div_euclid(unit);
    let about = if seconds.rem_euclid(unit) == 0 { "" } else { "about " };
    format!("{about}{}", plural(count, thing))
}

impl Standing {
    /// That of a proposal.
    pub fn of(record: &Record, clock: &Clock) -> Self {
        let (kept, id) = (&record.kept, short(record.id));
        let now = clock.now;
        match record.state {
            State::Pending => {
                let (snapshot, opens) = (kept.voteStart, kept.voteStart.saturating_add(1));
                let until = clock.until_block(opens);
                let words = format!(
                    "ballots count from block {opens} on, in {until}; votes weigh what they do at the end of \
                     block {snapshot}"
                );
                Self::at_block(words, clock, opens)
            }
            State::Active => {
                let (closes, until) = (kept.voteEnd, clock.until_block(kept.voteEnd));
                Self::at_block(
                    format!("ballots count up to block {closes}, for {until} more"),
                    clock,
                    kept.voteEnd,
                )
            }
            State::Succeeded => Self::words(format!("anyone may queue it: `tributary dao queue {id}`")),
            State::Queued if now.seconds < kept.etaSeconds => {
                let until = clock.until_second(kept.etaSeconds);
                let words = format!("it can be executed in {until}, from {} on", utc(kept.etaSeconds));
                Self::at_second(words, clock, kept.etaSeconds)
            }
            State::Queued => {
                let until = clock.until_second(kept.untilSeconds);
                let words = format!("anyone may execute it for {until} more: `tributary dao execute {id}`");
                Self::at_second(words, clock, kept.untilSeconds)
            }
            State::Defeated => Self::words(defeat(&Tally::from(kept))),
            State::Canceled if kept.etaSeconds > 0 => {
                Self::words("nothing: the guardian vetoed it".to_owned())
            }
            State::Canceled => Self::words("nothing: its proposer called it off".to_owned()),
            State::Expired => {
                let until = utc(kept.untilSeconds);
                Self::words(format!("nothing: nobody executed it before {until}"))
            }
            State::Executed => Self::words("nothing: it was executed".to_owned()),
        }
    }

    const fn words(words: String) -> Self {
        Self { words, blocks_left: None, minutes_left: None }
    }

    fn at_block(words: String, clock: &Clock, block: u32) -> Self {
        let blocks = block.saturating_sub(clock.now.block.number);
        Self { words, blocks_left: Some(blocks), minutes_left: Some(clock.minutes(blocks)) }
    }

    fn at_second(words: String, clock: &Clock, second: u64) -> Self {
        let minutes = second.saturating_sub(clock.now.seconds).div_ceil(60);
        Self { words, blocks_left: None, minutes_left: Some(minutes) }
    }
}

/// What it was defeated by.
pub fn defeat(tally: &Tally) -> String {
    let shown = |amount: u128| votes(U256::from(amount));
    let lacking = tally.lacking();
    if lacking > 0 || tally.quorum.is_none() {
        let quorum = tally.quorum.map_or_else(|| "the quorum".to_owned(), shown);
        return format!(
            "the quorum was missed by {} votes: {} were for or abstained, of {quorum} that it takes",
            shown(lacking),
            shown(tally.counted())
        );
    }
    let (in_favour, against) = (shown(tally.in_favour), shown(tally.against));
    format!("no majority: {in_favour} votes were for, {against} against, and it takes more for than against")
}
