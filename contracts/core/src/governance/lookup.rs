//! Which blocks can be looked up.

use super::amount::Amount;
use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// A block that has not ended: what stood at its end is not known (`ERC5805FutureLookup`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("block {timepoint} is not before the current block, {clock}")]
pub struct FutureLookup {
    /// The block asked for.
    pub timepoint: Amount,
    /// The current block.
    pub clock: BlockNumber,
}

/// The block of a timepoint in the past, which is below the clock (ERC-5805).
///
/// # Errors
/// [`FutureLookup`] for the current block and any later one.
pub fn past(timepoint: Amount, clock: BlockNumber) -> Result<BlockNumber, FutureLookup> {
    match timepoint.fits().map(BlockNumber::try_from) {
        Some(Ok(block)) if block < clock => Ok(block),
        _ => Err(FutureLookup { timepoint, clock }),
    }
}
