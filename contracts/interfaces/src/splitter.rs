//! The royalty splitter, as the ledger sees it.

use alloc::vec::Vec;

use tributary_core::{epoch::Head, ledger::ExitTimes, splitter::Settlement, Address, EpochId, Wei};

use crate::{
    call::{Call, CallError, Selector},
    word,
};

/// Selector of `IRoyaltySplitter.settle((uint64,bytes32,uint32,bytes32,uint128,bytes32,uint128))`.
pub const SETTLE: Selector = [0xae, 0xc4, 0x3d, 0xe9];
/// Selector of `IRoyaltySplitter.canSettle(uint128,uint128)`.
pub const CAN_SETTLE: Selector = [0x3c, 0x9b, 0xb9, 0x88];
/// Selector of `IRoyaltySplitter.root()`.
pub const ROOT: Selector = [0xeb, 0xf0, 0xc7, 0x17];
/// Selector of `IRoyaltySplitter.params()`.
pub const PARAMS: Selector = [0xcf, 0xf0, 0xab, 0x96];

/// Pushes a final root to the splitter.
///
/// # Errors
/// The custom error that the splitter refuses it with, as [`Call::run`] does.
pub fn splitter_settle(splitter: Address, settlement: &Settlement) -> Result<(), Vec<u8>> {
    Call::change(splitter, SETTLE)
        .arg(settlement.epoch)
        .arg(settlement.commitment)
        .arg(settlement.cut_block)
        .arg(settlement.payout.hash)
        .arg(settlement.payout.sum)
        .arg(settlement.spend.hash)
        .arg(settlement.spend.sum)
        .run()
}

/// Whether the splitter would take a root with these sums now.
///
/// # Errors
/// [`CallError`] as the call goes wrong.
pub fn splitter_can_settle(splitter: Address, payout_sum: Wei, spend_sum: Wei) -> Result<bool, CallError> {
    Call::view(splitter, CAN_SETTLE).arg(payout_sum).arg(spend_sum).read(word::to_bool)
}

/// The head that the splitter's final root makes: what a ledger that takes office builds on.
///
/// # Errors
/// [`CallError`] as the call goes wrong, [`CallError::Malformed`] also where the answer is not one.
pub fn splitter_head(splitter: Address) -> Result<Head, CallError> {
    let [epoch, hash, cut_block, _, _, payout_sum, _, spend_sum] = Call::view(splitter, ROOT).words::<8>()?;
    let read = || {
        Some(Head {
            epoch: EpochId(word::to_u64(&epoch)?),
            hash,
            cut_block: word::to_u32(&cut_block)?,
            payout_sum: Wei(word::to_u128(&payout_sum)?),
            spend_sum: Wei(word::to_u128(&spend_sum)?),
        })
    };
    read().ok_or(CallError::Malformed { written: 256 })
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
