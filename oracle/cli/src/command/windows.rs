//! The windows of a ledger, as options.

use clap::Args;
use tributary_client::abi::IAttributionLedger;
use tributary_core::ledger::MAX_PENDING;

/// Blocks of an hour and of a day, at six seconds each.
pub(super) const HOUR: u32 = 600;
pub(super) const DAY: u32 = 14_400;

#[derive(Args)]
pub(super) struct Windows {
    /// How long an epoch can be challenged.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY)]
    challenge_window: u32,
    /// How many epochs may be pending at once (a number, not blocks).
    #[arg(long, value_name = "NUMBER", default_value_t = MAX_PENDING)]
    max_pending: u8,
    /// The most between a report's anchor and its epoch's cut.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(5) / 2)]
    max_report_age: u32,
    /// The most between an answer and its voucher's expiry.
    #[arg(long, value_name = "BLOCKS", default_value_t = HOUR)]
    max_voucher_life: u32,
    /// From when on a missing report is skipped for good.
    #[arg(long, value_name = "BLOCKS", default_value_t = HOUR.saturating_mul(6))]
    dead_after: u32,
    /// For how long a retired model version still counts.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY)]
    retirement_grace: u32,
    /// From naming a new committee until it may be put in place, and from then on until it lapses.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(14))]
    committee_delay: u32,
    /// Each oracle's turn at submitting.
    #[arg(long, value_name = "BLOCKS", default_value_t = 10)]
    stage: u32,
}

impl Windows {
    pub(super) const fn params(&self) -> IAttributionLedger::Params {
        IAttributionLedger::Params {
            challengeWindow: self.challenge_window,
            maxPending: self.max_pending,
            maxReportAge: self.max_report_age,
            maxVoucherLife: self.max_voucher_life,
            deadAfter: self.dead_after,
            retirementGrace: self.retirement_grace,
            committeeDelay: self.committee_delay,
            stageBlocks: self.stage,
        }
    }
}
