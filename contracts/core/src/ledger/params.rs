//! A ledger's parameters and the bounds they must keep.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    committee::MAX_COMMITTEE,
    ids::BlockNumber,
    pause::{COOLDOWN, MAX_PAUSE},
    registry::EpochParams,
    splitter::{MAX_ESCAPE_AFTER, MAX_EXIT_DELAY},
};

#[cfg(test)]
mod tests;

/// The longest challenge window: two days of six-second blocks. What an epoch holds has to count again
/// if it is voided, within half of the time that a report counts, which is [`MAX_REPORT_AGE`] at most.
pub const MAX_CHALLENGE_WINDOW: BlockNumber = 28_800;

/// The most epochs pending at once. Each one more builds on unproven ones, and voiding the oldest loses
/// them all.
pub const MAX_PENDING: u8 = 16;

/// The oldest report that may count: a week of six-second blocks. Exits wait for it and for vouchers,
/// and the splitter lets them wait no longer than a week for both.
pub const MAX_REPORT_AGE: BlockNumber = 100_800;

/// The longest-lived voucher: a week of six-second blocks, for the same reason.
pub const MAX_VOUCHER_LIFE: BlockNumber = 100_800;

/// The longest that a retired model version counts: 90 days of six-second blocks. What was retired for
/// a defect has to end.
pub const MAX_RETIREMENT_GRACE: BlockNumber = 1_296_000;

/// The longest wait for a new committee: a year of six-second blocks. Beyond that, oracles that stopped
/// could in effect not be replaced.
pub const MAX_COMMITTEE_DELAY: BlockNumber = 5_256_000;

/// The longest turn of one oracle: 100 minutes of six-second blocks. A silent leader costs one turn, and
/// with a turn of each member [`Params::longest_interval`] stays below [`COOLDOWN`].
pub const MAX_STAGE: BlockNumber = 1_000;

/// Turns in which the largest committee gets an epoch submitted: one of each member, and one more in which
/// the last of them gets it agreed on and sent.
const TURNS: BlockNumber = 17;
const _: () = assert!(TURNS as usize == MAX_COMMITTEE.saturating_add(1));
// No two pauses fall within one interval: `Params::longest_pause` leaves room for one.
const _: () =
    assert!(longest_epoch(MAX_REPORT_AGE).saturating_add(TURNS.saturating_mul(MAX_STAGE)) < COOLDOWN);
// No splitter has exits so long that a committee could not wait for them.
const _: () = assert!(MAX_EXIT_DELAY.saturating_add(MAX_ESCAPE_AFTER) <= MAX_COMMITTEE_DELAY);

/// What a ledger is created with, for good. All but `max_pending` are in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Params {
    /// How long an epoch stays pending.
    pub challenge_window: BlockNumber,
    /// How many epochs may be pending at once (K).
    pub max_pending: u8,
    /// The most between a report's anchor and the cut.
    pub max_report_age: BlockNumber,
    /// The most between a report's anchor and its voucher's expiry.
    pub max_voucher_life: BlockNumber,
    /// The age of a report from which a sequence missing before it is skipped (R).
    pub dead_after: BlockNumber,
    /// For how long a retired model version still counts.
    pub retirement_grace: BlockNumber,
    /// From scheduling a committee until it may sign, and from then on for how long it may be put in office.
    pub committee_delay: BlockNumber,
    /// Each oracle's turn in staged transmission.
    pub stage_blocks: BlockNumber,
}

/// A parameter, by its place in [`Params`] from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Param {
    /// [`Params::challenge_window`].
    ChallengeWindow = 0,
    /// [`Params::max_pending`].
    MaxPending = 1,
    /// [`Params::max_report_age`].
    MaxReportAge = 2,
    /// [`Params::max_voucher_life`].
    MaxVoucherLife = 3,
    /// [`Params::dead_after`].
    DeadAfter = 4,
    /// [`Params::retirement_grace`].
    RetirementGrace = 5,
    /// [`Params::committee_delay`].
    CommitteeDelay = 6,
    /// [`Params::stage_blocks`].
    StageBlocks = 7,
}

impl Param {
    /// Its place in [`Params`].
    pub const fn index(self) -> u8 {
        self as u8
    }
}

/// The splitter's delays that a ledger's parameters have to fit, in blocks after the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitTimes {
    /// What a final cut has to cover before an exit.
    pub delay: BlockNumber,
    /// When the last final leaf suffices: no exit takes longer.
    pub escape_after: BlockNumber,
}

/// A parameter outside its bounds. Where `least` is above `most`, another parameter leaves no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{param:?} is {found}, not between {least} and {most}")]
pub struct ParamError {
    /// Which.
    pub param: Param,
    /// Its value.
    pub found: u32,
    /// The smallest allowed.
    pub least: u32,
    /// The largest allowed.
    pub most: u32,
}

impl Params {
    /// Blocks between epochs at which the pending places last: with epochs nearer to each other they
    /// fill up, and then none is made until the oldest is final.
    pub fn spacing(&self) -> BlockNumber {
        spacing(self.challenge_window, self.max_pending)
    }

    /// The longest honest time from an epoch's cut until the next is submitted: [`longest_epoch`] until it
    /// is due, which is [`Params::spacing`] at least; then a turn of each member of the largest committee,
    /// and one more in which the last of them gets it agreed on and sent. Members that are down, f of 3f + 1
    /// at most, cost a turn each when an epoch is cut and again when it is to become final.
    pub fn longest_interval(&self) -> BlockNumber {
        longest_epoch(self.max_report_age).saturating_add(TURNS.saturating_mul(self.stage_blocks))
    }

    /// Checks every parameter by itself and against the others.
    ///
    /// Windows, lives and turns are at least one block. `max_report_age` is above `dead_after`, else
    /// the reports behind a gap would be too old to count before the gap is skipped. Half of it, as nodes
    /// may anchor by the other half behind, is at least `challenge_window` and twice [`Params::spacing`]:
    /// a report that waits for its epoch's place, and is in it when it is voided at the end of its window,
    /// still counts in the one made instead within another spacing.
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter outside its bounds.
    pub fn check(&self) -> Result<(), ParamError> {
        within(Param::ChallengeWindow, self.challenge_window, 1, MAX_CHALLENGE_WINDOW)?;
        within(Param::MaxPending, u32::from(self.max_pending), 1, u32::from(MAX_PENDING))?;
        let kept = self.challenge_window.saturating_add(self.spacing().saturating_mul(2));
        let least = kept.saturating_mul(2);
        within(Param::MaxReportAge, self.max_report_age, least, MAX_REPORT_AGE)?;
        within(Param::MaxVoucherLife, self.max_voucher_life, 1, MAX_VOUCHER_LIFE)?;
        within(Param::DeadAfter, self.dead_after, 1, self.max_report_age.saturating_sub(1))?;
        within(Param::RetirementGrace, self.retirement_grace, 0, MAX_RETIREMENT_GRACE)?;
        within(Param::CommitteeDelay, self.committee_delay, 1, MAX_COMMITTEE_DELAY)?;
        within(Param::StageBlocks, self.stage_blocks, 1, MAX_STAGE)
    }

    /// Checks the parameters against the exits of the splitter that the ledger settles on.
    ///
    /// - A cut that covers `exit.delay` has to come after every report that may still bill the payer:
    ///   voucher life and report age fit into it.
    /// - The first epoch cut after the delay has to become final before the escape opens, also if the one
    ///   before was cut just too early ([`Params::longest_interval`]); else every leaving payer could escape
    ///   what it spent last.
    /// - A committee waits for the longest exit, so that a captured one can be fled, and before that for as
    ///   long as a covered exit takes, in which payers can learn of it and ask for theirs: as a ledger does
    ///   ([`ScheduledLedger::new`](crate::splitter::ScheduledLedger::new)).
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter that does not fit.
    pub fn check_exits(&self, exit: &ExitTimes) -> Result<(), ParamError> {
        let most = exit.delay.saturating_sub(self.max_voucher_life);
        within(Param::MaxReportAge, self.max_report_age, 2, most)?;
        let most = self.window_room(exit);
        within(Param::ChallengeWindow, self.challenge_window, 1, most)?;
        let least = exit.delay.saturating_add(exit.escape_after);
        within(Param::CommitteeDelay, self.committee_delay, least, MAX_COMMITTEE_DELAY)
    }

    /// The longest pause of submissions that takes no payee's money. The epoch that covers an exit can
    /// still come after it, however late, and become final before the escape opens. Reports that waited for
    /// their epoch when it began still count after it: nodes anchor them up to half of `max_report_age`
    /// behind, the other half has to last, for oracles that make an epoch every [`Params::spacing`]. At
    /// most [`MAX_PAUSE`]; 0 where the delays leave no room, and then a pause is over at once.
    pub fn longest_pause(&self, exit: &ExitTimes) -> BlockNumber {
        let before_escape = self.window_room(exit).saturating_sub(self.challenge_window);
        let half_age = self.max_report_age.div_euclid(2);
        before_escape.min(half_age.saturating_sub(self.spacing())).min(MAX_PAUSE)
    }

    /// The blocks from the latest honest submission of the epoch that covers an exit until the last block
    /// before the escape. With the epoch before cut one block too early, that is
    /// [`Params::longest_interval`] after the delay.
    fn window_room(&self, exit: &ExitTimes) -> BlockNumber {
        let submitted = exit.delay.saturating_add(self.longest_interval());
        exit.escape_after.saturating_sub(submitted).saturating_sub(1)
    }
}

impl From<&Params> for EpochParams {
    fn from(params: &Params) -> Self {
        Self {
            max_report_age: params.max_report_age,
            max_voucher_life: params.max_voucher_life,
            dead_after: params.dead_after,
            retirement_grace: params.retirement_grace,
        }
    }
}

/// The most blocks between epochs that oracles agree on where reports count for `max_report_age`: nodes may
/// anchor them half of that behind, and half of the rest is left for delays.
pub const fn longest_epoch(max_report_age: BlockNumber) -> BlockNumber {
    max_report_age.div_euclid(4)
}

/// [`Params::spacing`] of a window and a number of pending places.
pub fn spacing(challenge_window: BlockNumber, max_pending: u8) -> BlockNumber {
    challenge_window.div_ceil(u32::from(max_pending.max(1)))
}

const fn within(param: Param, found: u32, least: u32, most: u32) -> Result<(), ParamError> {
    if found < least || found > most {
        Err(ParamError { param, found, least, most })
    } else {
        Ok(())
    }
}
