//! Receipts: who voted on what, kept for ever.
//!
//! Proposals are numbered from 0 as they are made. The receipts of a window of 128 numbers are one `u128`.
//! Those of an account's newest window stand in its own cell, those of any other window in a cell of that
//! account and window, and none anywhere else; a cell that was never stored has no receipts. So the one place
//! that a receipt can be in is always read, nobody votes twice, and as no place can be full, nobody is kept
//! from voting.

use super::holder::Holder;

#[cfg(test)]
mod tests;

/// Proposals in a window: the bits of its receipts.
pub const WINDOW: u32 = u128::BITS;

/// The account voted on the proposal before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account voted on this proposal already")]
pub struct AlreadyCast;

impl Holder {
    /// Whether the account voted on proposal `number`. `load` reads the receipts of a window's cell, 0 if it
    /// was never stored.
    pub fn has_voted(&self, number: u32, load: impl FnOnce(u32) -> u128) -> bool {
        let (window, bit) = place(number);
        let own = self.window();
        if window > own {
            // No later window has receipts, else it would be the account's.
            return false;
        }
        let receipts = if window == own { self.ballots() } else { load(window) };
        receipts & bit != 0
    }

    /// Notes a vote on proposal `number`. Returns a window and its receipts where its cell is to be stored;
    /// the account itself changes too unless that window is an earlier one than its own.
    ///
    /// # Errors
    /// [`AlreadyCast`] if there was one; nothing is changed then.
    pub fn cast(
        &mut self,
        number: u32,
        load: impl FnOnce(u32) -> u128,
    ) -> Result<Option<(u32, u128)>, AlreadyCast> {
        let (window, bit) = place(number);
        let own = self.window();
        if window > own {
            let receipts = self.ballots();
            self.set_window(window);
            self.set_ballots(bit);
            return Ok((receipts != 0).then_some((own, receipts)));
        }
        let receipts = if window == own { self.ballots() } else { load(window) };
        if receipts & bit != 0 {
            return Err(AlreadyCast);
        }
        if window == own {
            self.set_ballots(receipts | bit);
            return Ok(None);
        }
        Ok(Some((window, receipts | bit)))
    }
}

/// A proposal's window, and its bit there.
const fn place(number: u32) -> (u32, u128) {
    (number.div_euclid(WINDOW), 1u128 << number.rem_euclid(WINDOW))
}
