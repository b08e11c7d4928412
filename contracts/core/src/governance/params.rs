//! The governor's parameters, and the bounds within which votes can change them.
//!
//! Bounds are such that no setting of them can stop the DAO from undoing it, as long as so many take part as
//! the largest quorum asks for ([`MAX_QUORUM_NUMERATOR`]): [`LONGEST_BLOCKS`] and [`LONGEST_TIMELOCK`] are the
//! longest that any change takes.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::Amount;
use crate::{ids::BlockNumber, money::Wei, ppm::Ppm};

#[cfg(test)]
mod tests;

/// The shortest voting delay: votes of the block in which a proposal is made must not count, as they
/// could be borrowed in it.
pub const MIN_VOTING_DELAY: BlockNumber = 1;

/// The longest voting delay: a week of six-second blocks. A remedy has to wait for it, too.
pub const MAX_VOTING_DELAY: BlockNumber = 100_800;

/// The longest voting period: two weeks of six-second blocks, so that those who are away can vote.
pub const MAX_VOTING_PERIOD: BlockNumber = 201_600;

/// The longest timelock: 30 days in seconds. A remedy has to wait for it, too.
pub const MAX_TIMELOCK_DELAY: u32 = 2_592_000;

/// The shortest grace period in seconds: a transaction needs a few blocks to get in.
pub const MIN_GRACE_PERIOD: u32 = 60;

/// The longest grace period: 30 days in seconds. What nobody executed for so long was decided on another
/// state of things.
pub const MAX_GRACE_PERIOD: u32 = 2_592_000;

/// The smallest quorum: 0.1 % of the supply. Below, anyone rules while the others look away.
pub const MIN_QUORUM_NUMERATOR: Ppm = Ppm(1_000);

/// The largest quorum: 30 % of the supply. Above, usual turnouts never reach it, and nothing could be
/// changed any more, this parameter included.
pub const MAX_QUORUM_NUMERATOR: Ppm = Ppm(300_000);

/// The largest proposal threshold is the supply divided by this: 1 %. Above, a few could keep everybody else
/// from proposing.
pub const THRESHOLD_PART: u128 = 100;

/// The largest floor of the voting period: a week of six-second blocks.
pub const MAX_PERIOD_FLOOR: BlockNumber = 100_800;

/// The largest floor of the timelock: 14 days in seconds.
pub const MAX_TIMELOCK_FLOOR: u32 = 1_209_600;

/// The most blocks from making a proposal until it can be queued: the longest delay and period, and an
/// extension as long as the period.
pub const LONGEST_BLOCKS: BlockNumber = 504_000;

/// The most seconds from queueing a proposal until it can be executed.
pub const LONGEST_TIMELOCK: u32 = MAX_TIMELOCK_DELAY;

const _: () = assert!(LONGEST_BLOCKS == MAX_VOTING_DELAY.saturating_add(MAX_VOTING_PERIOD.saturating_mul(2)));
// Whatever the floors are, there is room above them.
const _: () = assert!(MAX_PERIOD_FLOOR < MAX_VOTING_PERIOD && MAX_TIMELOCK_FLOOR < MAX_TIMELOCK_DELAY);
const _: () = assert!(MAX_TIMELOCK_DELAY.div_ceil(2) <= MAX_GRACE_PERIOD);

/// What votes can change. Proposals keep what they were made or queued with, but for the extension, which
/// counts as it is when a quorum is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Params {
    /// Blocks from making a proposal until its snapshot, after which votes count.
    pub voting_delay: BlockNumber,
    /// Blocks in which votes count.
    pub voting_period: BlockNumber,
    /// Blocks for which a vote goes on at least after the ballot that reaches the quorum.
    pub late_quorum_extension: BlockNumber,
    /// Seconds from queueing until a proposal can be executed.
    pub timelock_delay: u32,
    /// Seconds for which it then can.
    pub grace_period: u32,
    /// The part of the supply that has to vote for or abstain.
    pub quorum_numerator: Ppm,
    /// Votes that it takes to propose.
    #[cfg_attr(feature = "std", serde(with = "decimal"))]
    pub proposal_threshold: u128,
}

/// The least of two parameters that a deployment allows, fixed for good: no majority can shorten votes and
/// timelock until the others cannot leave any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Floors {
    /// The least of [`Params::voting_period`], in blocks.
    pub voting_period: BlockNumber,
    /// The least of [`Params::timelock_delay`], in seconds.
    pub timelock_delay: u32,
}

/// A parameter of the DAO by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Param {
    /// [`Params::voting_delay`].
    VotingDelay = 0,
    /// [`Params::voting_period`].
    VotingPeriod = 1,
    /// [`Params::late_quorum_extension`].
    LateQuorumExtension = 2,
    /// [`Params::timelock_delay`].
    TimelockDelay = 3,
    /// [`Params::grace_period`].
    GracePeriod = 4,
    /// [`Params::quorum_numerator`].
    QuorumNumerator = 5,
    /// [`Params::proposal_threshold`].
    ProposalThreshold = 6,
    /// [`Floors::voting_period`].
    PeriodFloor = 7,
    /// [`Floors::timelock_delay`].
    TimelockFloor = 8,
    /// [`Earning::rate`](super::Earning::rate).
    EarnRate = 9,
    /// [`Earning::cap`](super::Earning::cap).
    EarnCap = 10,
    /// What is made of new tokens within a block, which is nobody's setting
    /// ([`check_minted`](super::token::check_minted)).
    Minted = 11,
}

impl Param {
    /// Its number.
    pub const fn index(self) -> u8 {
        self as u8
    }
}

/// A parameter outside its bounds. Where `least` is above `most`, there is no room for any value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{param:?} is {found}, not between {least} and {most}")]
pub struct ParamError {
    /// Which.
    pub param: Param,
    /// Its value; `u128::MAX` for any that is larger.
    pub found: u128,
    /// The smallest allowed.
    pub least: u128,
    /// The largest allowed.
    pub most: u128,
}

impl Floors {
    /// Checks that both are at least 1 and leave room below the longest period and timelock.
    ///
    /// # Errors
    /// [`ParamError`] for the first outside its bounds.
    pub fn check(&self) -> Result<(), ParamError> {
        within(Param::PeriodFloor, self.voting_period, 1, MAX_PERIOD_FLOOR)?;
        within(Param::TimelockFloor, self.timelock_delay, 1, MAX_TIMELOCK_FLOOR)
    }
}

impl Params {
    /// Checks the parameters that a DAO with a `supply` of votes is created with: each by itself, the
    /// extension against the period, which it never exceeds, and the grace period against the timelock,
    /// of which it is half at least.
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter outside its bounds.
    pub fn check(&self, floors: &Floors, supply: u128) -> Result<(), ParamError> {
        self.check_rest(floors)?;
        check_threshold(self.proposal_threshold, supply)
    }

    /// The parameters with one changed to `value`, checked as a whole, so that a period below the
    /// extension is refused for the extension. The threshold is held against the `supply` only when it
    /// is itself set: a supply that changed must not stand in the way of the others.
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter that would be outside its bounds. No value is within those
    /// of a parameter that is not in [`Params`].
    pub fn with(
        mut self,
        param: Param,
        value: Amount,
        floors: &Floors,
        supply: u128,
    ) -> Result<Self, ParamError> {
        let found = value.fits().unwrap_or(u128::MAX);
        // All bounds of 32 bits are below `u32::MAX`: what does not fit is refused as what it becomes.
        let short = u32::try_from(found).unwrap_or(u32::MAX);
        match param {
            Param::VotingDelay => self.voting_delay = short,
            Param::VotingPeriod => self.voting_period = short,
            Param::LateQuorumExtension => self.late_quorum_extension = short,
            Param::TimelockDelay => self.timelock_delay = short,
            Param::GracePeriod => self.grace_period = short,
            Param::QuorumNumerator => self.quorum_numerator = Ppm(short),
            Param::ProposalThreshold => {
                check_threshold(found, supply)?;
                self.proposal_threshold = found;
            }
            Param::PeriodFloor | Param::TimelockFloor | Param::EarnRate | Param::EarnCap | Param::Minted => {
                return Err(ParamError { param, found, least: 1, most: 0 });
            }
        }
        match self.check_rest(floors) {
            Ok(()) => Ok(self),
            Err(error) if error.param == param => Err(ParamError { found, ..error }),
            Err(error) => Err(error),
        }
    }

    /// Checks all but the threshold.
    fn check_rest(&self, floors: &Floors) -> Result<(), ParamError> {
        within(Param::VotingDelay, self.voting_delay, MIN_VOTING_DELAY, MAX_VOTING_DELAY)?;
        within(Param::VotingPeriod, self.voting_period, floors.voting_period, MAX_VOTING_PERIOD)?;
        within(Param::LateQuorumExtension, self.late_quorum_extension, 0, self.voting_period)?;
        within(Param::TimelockDelay, self.timelock_delay, floors.timelock_delay, MAX_TIMELOCK_DELAY)?;
        let least = self.timelock_delay.div_ceil(2).max(MIN_GRACE_PERIOD);
        within(Param::GracePeriod, self.grace_period, least, MAX_GRACE_PERIOD)?;
        let Ppm(numerator) = self.quorum_numerator;
        within(Param::QuorumNumerator, numerator, MIN_QUORUM_NUMERATOR.0, MAX_QUORUM_NUMERATOR.0)
    }
}

/// The votes that make a quorum of `supply`: `floor(supply * numerator / 1,000,000)`. A numerator above the
/// whole counts as the whole.
pub fn quorum(supply: u128, numerator: Ppm) -> u128 {
    numerator.of(Wei(supply)).0
}

fn check_threshold(threshold: u128, supply: u128) -> Result<(), ParamError> {
    let most = supply.saturating_div(THRESHOLD_PART);
    if threshold > most {
        return Err(ParamError { param: Param::ProposalThreshold, found: threshold, least: 0, most });
    }
    Ok(())
}

fn within(param: Param, found: u32, least: u32, most: u32) -> Result<(), ParamError> {
    if found < least || found > most {
        return Err(ParamError { param, found: found.into(), least: least.into(), most: most.into() });
    }
    Ok(())
}

/// JSON carries votes as money, by a decimal string.
#[cfg(feature = "std")]
pub(super) mod decimal {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::money::Wei;

    pub(in super::super) fn serialize<S: Serializer>(votes: &u128, serializer: S) -> Result<S::Ok, S::Error> {
        Wei(*votes).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<u128, D::Error> {
        Wei::deserialize(deserializer).map(|Wei(votes)| votes)
    }
}
