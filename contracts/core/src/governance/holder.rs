//! What the token knows of one account, in one cell.
//!
//! A holder is its cell's bytes, as the host read them and as it stores them: a message looks at few fields
//! of an account and changes fewer, and taking the others apart and putting them together again would cost
//! more than both. In the cell stand, numbers in little endian:
//!
//! | at | bytes | |
//! |----|-------|-|
//! | 0  | 16 | balance |
//! | 16 | 20 | delegate |
//! | 36 | 8  | nonce |
//! | 44 | 4  | window of the receipts |
//! | 48 | 16 | receipts |
//! | 64 | 4  | how many pages of older checkpoints are stored elsewhere |
//! | 68 | 1  | how many recent checkpoints follow, as SCALE's compact integer |
//! | 69 | 20 each | recent checkpoints, oldest first: block and votes |

use alloc::vec::Vec;
use core::fmt;

use super::checkpoints::{length_byte, pack, packed, replace, unpack, Changes, Checkpoint, Spill, BYTES};
use crate::ids::{Address, BlockNumber};

#[cfg(test)]
mod tests;

/// The address that names nobody: no account, no delegate.
pub const NOBODY: Address = Address([0; 20]);

const BALANCE: usize = 0;
const DELEGATE: usize = 16;
const NONCE: usize = 36;
const WINDOW: usize = 44;
const BALLOTS: usize = 48;
const ARCHIVED: usize = 64;
const LENGTH: usize = 68;
/// Where the recent checkpoints begin.
const RECENT: usize = 69;

/// How many recent checkpoints there can be. A page is a cell of its own, and storing that is dear while a
/// longer cell costs next to nothing: so they are nearly as many as a cell may have, and pages are long.
const INLINE: usize = 16;
/// Checkpoints in a page of older ones.
const PAGE: usize = 12;
/// Bytes of those that stay when a page moves out.
const KEPT: usize = INLINE.saturating_sub(PAGE).saturating_mul(BYTES);

// As for every `Trace`.
const _: () = assert!(0 < PAGE && PAGE <= INLINE && INLINE < 64);

/// An account. The default is one that never was used.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The cell: never shorter than [`RECENT`], and from there on whole checkpoints, whose number is taken
    /// from its length.
    bytes: Vec<u8>,
}

impl Holder {
    /// The most bytes of a cell.
    pub const MAX_ENCODED: usize = INLINE.saturating_mul(BYTES).saturating_add(RECENT);

    /// The holder whose cell has these bytes, which [`Holder::as_cell`] gave; the default of none. Changes
    /// allocate nothing if there is capacity for [`Holder::MAX_ENCODED`].
    pub fn from_cell(cell: Vec<u8>) -> Self {
        if cell.len() < RECENT {
            return Self::default();
        }
        Self { bytes: cell }
    }

    /// The bytes of its cell.
    pub fn as_cell(&self) -> &[u8] {
        &self.bytes
    }

    /// Its tokens, in units of 10^-18.
    pub fn balance(&self) -> u128 {
        u128::from_le_bytes(self.load(BALANCE))
    }

    /// Changes its tokens.
    pub fn set_balance(&mut self, balance: u128) {
        self.store(BALANCE, balance.to_le_bytes());
    }

    /// Whose votes its balance counts as; [`NOBODY`] unless it chose somebody.
    pub fn delegate(&self) -> Address {
        Address(self.load(DELEGATE))
    }

    /// Changes whose votes its balance counts as.
    pub fn set_delegate(&mut self, delegate: Address) {
        self.store(DELEGATE, delegate.0);
    }

    /// How many of its signatures were used: of permits, delegations and ballots alike.
    pub fn nonce(&self) -> u64 {
        u64::from_le_bytes(self.load(NONCE))
    }

    /// Changes how many of its signatures were used.
    pub fn set_nonce(&mut self, nonce: u64) {
        self.store(NONCE, nonce.to_le_bytes());
    }

    /// The window of proposals whose receipts stand in [`Holder::ballots`].
    pub(super) fn window(&self) -> u32 {
        u32::from_le_bytes(self.load(WINDOW))
    }

    pub(super) fn set_window(&mut self, window: u32) {
        self.store(WINDOW, window.to_le_bytes());
    }

    /// Which proposals of the window it voted on, the lowest bit for the first.
    pub(super) fn ballots(&self) -> u128 {
        u128::from_le_bytes(self.load(BALLOTS))
    }

    pub(super) fn set_ballots(&mut self, ballots: u128) {
        self.store(BALLOTS, ballots.to_le_bytes());
    }

    /// Its votes as they are: what was delegated to it, its own balance included if it chose itself.
    pub fn votes_latest(&self) -> u128 {
        let newest = self.bytes.get(RECENT..).and_then(<[u8]>::last_chunk);
        newest.map_or(0, |newest| unpack(newest).value)
    }

    /// Its votes at the end of `block`. `load` reads a page, as [`super::Trace::at`] says.
    pub fn votes_at(&self, block: BlockNumber, load: impl FnMut(u32) -> Vec<Checkpoint>) -> u128 {
        self.votes().at(block, load)
    }

    /// How many checkpoints of votes there are, those in pages included.
    pub fn votes_count(&self) -> u32 {
        self.votes().count()
    }

    /// The checkpoint of votes at place `index` from 0, oldest first; `None` beyond the newest.
    pub fn votes_position(
        &self,
        index: u32,
        load: impl FnOnce(u32) -> Vec<Checkpoint>,
    ) -> Option<Checkpoint> {
        self.votes().position(index, load)
    }

    /// Sets its votes from `block` on, as [`super::Trace::push`] does.
    pub fn votes_push(&mut self, block: BlockNumber, value: u128) -> Option<Spill> {
        let change = Checkpoint { block, value };
        let newest = self.bytes.get_mut(RECENT..).and_then(<[u8]>::last_chunk_mut);
        if replace(newest, change) {
            return None;
        }
        let spill = (self.bytes.len() >= Self::MAX_ENCODED).then(|| self.spill());
        self.bytes.extend_from_slice(&pack(change));
        self.store(LENGTH, [length_byte(self.votes().recent)]);
        spill
    }

    /// Moves the oldest checkpoints out of a full cell.
    #[inline(never)]
    fn spill(&mut self) -> Spill {
        let Changes { mut archived, recent } = self.votes();
        let spill = Spill::cut(&mut archived, recent.get(..PAGE).unwrap_or_default());
        self.store(ARCHIVED, archived.to_le_bytes());
        let kept = self.bytes.last_chunk::<KEPT>().copied().unwrap_or([0; KEPT]);
        self.bytes.truncate(RECENT);
        self.bytes.extend_from_slice(&kept);
        spill
    }

    fn votes(&self) -> Changes<'_, PAGE> {
        let recent = packed(self.bytes.get(RECENT..).unwrap_or_default());
        Changes { archived: u32::from_le_bytes(self.load(ARCHIVED)), recent }
    }

    /// The `N` bytes from `at` on, which is below [`RECENT`]: they are always there.
    #[inline]
    fn load<const N: usize>(&self, at: usize) -> [u8; N] {
        let field = self.bytes.get(at..at.saturating_add(N)).and_then(<[u8]>::first_chunk::<N>);
        field.copied().unwrap_or([0; N])
    }

    #[inline]
    fn store<const N: usize>(&mut self, at: usize, value: [u8; N]) {
        let field = self.bytes.get_mut(at..at.saturating_add(N)).and_then(<[u8]>::first_chunk_mut::<N>);
        if let Some(field) = field {
            *field = value;
        }
    }
}

impl Default for Holder {
    fn default() -> Self {
        let mut bytes = alloc::vec![0; Self::MAX_ENCODED];
        bytes.truncate(RECENT);
        Self { bytes }
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Changes { archived, recent } = self.votes();
        f.debug_struct("Holder")
            .field("balance", &self.balance())
            .field("delegate", &self.delegate())
            .field("nonce", &self.nonce())
            .field("window", &self.window())
            .field("ballots", &self.ballots())
            .field("archived", &archived)
            .field("recent", &recent.iter().map(unpack).collect::<Vec<_>>())
            .finish()
    }
}
