//! The structs of the ABI, beside the core's own.

use ink::{prelude::vec::Vec, sol::FixedBytes};
use tributary_core::{ids::Address, ledger};

/// A storage word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// `IAttributionLedger.Params`; see [`ledger::Params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Params {
    pub challengeWindow: u32,
    pub maxPending: u8,
    pub maxReportAge: u32,
    pub maxVoucherLife: u32,
    pub deadAfter: u32,
    pub retirementGrace: u32,
    pub committeeDelay: u32,
    pub stageBlocks: u32,
}

impl From<&Params> for ledger::Params {
    fn from(params: &Params) -> Self {
        Self {
            challenge_window: params.challengeWindow,
            max_pending: params.maxPending,
            max_report_age: params.maxReportAge,
            max_voucher_life: params.maxVoucherLife,
            dead_after: params.deadAfter,
            retirement_grace: params.retirementGrace,
            committee_delay: params.committeeDelay,
            stage_blocks: params.stageBlocks,
        }
    }
}

impl From<&ledger::Params> for Params {
    fn from(params: &ledger::Params) -> Self {
        Self {
            challengeWindow: params.challenge_window,
            maxPending: params.max_pending,
            maxReportAge: params.max_report_age,
            maxVoucherLife: params.max_voucher_life,
            deadAfter: params.dead_after,
            retirementGrace: params.retirement_grace,
            committeeDelay: params.committee_delay,
            stageBlocks: params.stage_blocks,
        }
    }
}

/// `IAttributionLedger.Pending`; see [`ledger::Pending`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Pending {
    pub epoch: u64,
    pub hash: Bytes32,
    pub cutBlock: u32,
    pub submittedAt: u32,
    pub payoutHash: Bytes32,
    pub payoutSum: u128,
    pub spendHash: Bytes32,
    pub spendSum: u128,
    pub votesHash: Bytes32,
    pub votesSum: u128,
}

impl From<&ledger::Pending> for Pending {
    fn from(pending: &ledger::Pending) -> Self {
        Self {
            epoch: pending.epoch.0,
            hash: FixedBytes(pending.hash),
            cutBlock: pending.cut_block,
            submittedAt: pending.submitted_at,
            payoutHash: FixedBytes(pending.payout.hash),
            payoutSum: pending.payout.sum.0,
            spendHash: FixedBytes(pending.spend.hash),
            spendSum: pending.spend.sum.0,
            votesHash: FixedBytes(pending.votes.hash),
            votesSum: pending.votes.sum.0,
        }
    }
}

/// `IAttributionLedger.ScheduledCommittee`; see [`ledger::Scheduled`]. The default is: none.
#[derive(Clone, Debug, Default, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct ScheduledCommittee {
    pub members: Vec<ink::Address>,
    pub version: u32,
    pub fromBlock: u32,
    pub untilBlock: u32,
}

impl From<ledger::Scheduled> for ScheduledCommittee {
    fn from(scheduled: ledger::Scheduled) -> Self {
        let ledger::Scheduled { committee, term } = scheduled;
        Self {
            members: committee.members.into_iter().map(to_abi).collect(),
            version: committee.version,
            fromBlock: term.from_block,
            untilBlock: term.until_block,
        }
    }
}

/// The core's form of an address.
pub fn from_abi(address: ink::Address) -> Address {
    Address(address.0)
}

/// The ABI's form of an address.
pub fn to_abi(address: Address) -> ink::Address {
    ink::Address::from(address.0)
}
