//! The royalty splitter, as the ledger sees it.

use tributary_core::{ids::Hash, ledger::ExitTimes, Address, BlockNumber, EpochId, Wei};

use crate::{
    call::{Call, CallError, Selector},
    word,
};

/// Selector of `IRoyaltySplitter.settle(uint64,uint32,bytes32,uint128,bytes32,uint128)`.
pub const SETTLE: Selector = [0x51, 0xe1, 0xd6, 0x96];
/// Selector of `IRoyaltySplitter.canSettle(uint128)`.
pub const CAN_SETTLE: Selector = [0x8c, 0x3f, 0x60, 0xd5];
/// Selector of `IRoyaltySplitter.params()`.
pub const PARAMS: Selector = [0xcf, 0xf0, 0xab, 0x96];

/// What an epoch's finality changes on the splitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The epoch that became final.
    pub epoch: EpochId,
    /// The block up to which it counts.
    pub cut_block: BlockNumber,
    /// Root of the payout tree.
    pub payout_hash: Hash,
    /// Sum of the payout tree: everything ever earned.
    pub payout_sum: Wei,
    /// Root of the spend tree.
    pub spend_hash: Hash,
    /// Sum of the spend tree: everything ever spent.
    pub spend_sum: Wei,
}

/// Pushes a final root to the splitter.
///
/// # Errors
/// [`CallError::Reverted`] where the splitter refuses it; others as the call goes wrong.
pub fn splitter_settle(splitter: Address, settlement: &Settlement) -> Result<(), CallError> {
    Call::change(splitter, SETTLE)
        .arg(settlement.epoch)
        .arg(settlement.cut_block)
        .arg(settlement.payout_hash)
        .arg(settlement.payout_sum)
        .arg(settlement.spend_hash)
        .arg(settlement.spend_sum)
        .run()
}

/// Whether the splitter could pay a root with this spend sum now.
///
/// # Errors
/// [`CallError`] as the call goes wrong.
pub fn splitter_can_settle(splitter: Address, spend_sum: Wei) -> Result<bool, CallError> {
    Call::view(splitter, CAN_SETTLE).arg(spend_sum).read(word::to_bool)
}

/// The splitter's delays for exits.
///
/// # Errors
/// [`CallError`] as the call goes wrong, [`CallError::Malformed`] also where the answer is not one.
pub fn splitter_exit_times(splitter: Address) -> Result<ExitTimes, CallError> {
    let [delay, escape_after, _] = Call::view(splitter, PARAMS).words::<3>()?;
    let times = word::to_u32(&delay).zip(word::to_u32(&escape_after));
    times
        .map(|(delay, escape_after)| ExitTimes { delay, escape_after })
        .ok_or(CallError::Malformed { written: 96 })
}
