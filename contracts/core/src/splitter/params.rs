//! Delays, fixed when the splitter is created.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ids::BlockNumber;

/// The longest [`Params::exit_delay`]: a week of six-second blocks.
pub const MAX_EXIT_DELAY: BlockNumber = 100_800;
/// The longest [`Params::escape_after`]: four weeks. Deposits are never out of reach for longer.
pub const MAX_ESCAPE_AFTER: BlockNumber = 403_200;
/// The longest [`Params::recipient_delay`]: four weeks.
pub const MAX_RECIPIENT_DELAY: BlockNumber = 403_200;

/// Delays, in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Params {
    /// An exit requested at block B needs a final cut at B + this: voucher life plus report age, after
    /// which no report of the payer can count any more. 1 to [`MAX_EXIT_DELAY`].
    pub exit_delay: BlockNumber,
    /// Blocks after a request at which the final root suffices, whatever its cut. Longer than
    /// [`Params::exit_delay`], at most [`MAX_ESCAPE_AFTER`]. To keep a payer from escaping with what an
    /// honest pending epoch says it spent, it has to exceed `exit_delay` by the ledger's challenge
    /// window and the longest honest time between two epochs.
    pub escape_after: BlockNumber,
    /// Blocks between proposing and applying recipients, in which a buyer can see the proposal. 1 to
    /// [`MAX_RECIPIENT_DELAY`].
    pub recipient_delay: BlockNumber,
}

/// A delay outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parameter {param} is {found} blocks, not {least} to {most}")]
pub struct ParamError {
    /// Which parameter, counting from 0 in the order of [`Params`].
    pub param: u8,
    /// The value found.
    pub found: BlockNumber,
    /// The least allowed.
    pub least: BlockNumber,
    /// The most allowed.
    pub most: BlockNumber,
}

impl Params {
    /// Checks the bounds.
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter out of its bounds.
    pub fn validate(&self) -> Result<(), ParamError> {
        let bounds = [
            (self.exit_delay, 1, MAX_EXIT_DELAY),
            (self.escape_after, self.exit_delay.saturating_add(1), MAX_ESCAPE_AFTER),
            (self.recipient_delay, 1, MAX_RECIPIENT_DELAY),
        ];
        for (param, (found, least, most)) in (0u8..).zip(bounds) {
            if found < least || found > most {
                return Err(ParamError { param, found, least, most });
            }
        }
        Ok(())
    }
}
