//! Values with all they ever were, by block: the newest changes in one cell, older ones in pages.
//!
//! Lookups and replacement within a block are those of OpenZeppelin's `Checkpoints`. Unlike there, a list has
//! no cell per change: adding one reads and writes the cell that holds the newest, and a page is stored once
//! and never touched again. The number of pages has no bound, so nobody's transfers ever stop.

use alloc::vec::Vec;

use scale::{Decode, Encode, EncodeLike, Input, MaxEncodedLen, Output};
use scale_info::TypeInfo;

use crate::ids::BlockNumber;

#[cfg(test)]
mod tests;

/// A value and the block from whose end on it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Checkpoint {
    /// The block of the change.
    pub block: BlockNumber,
    /// The value since then.
    pub value: u128,
}

/// Bytes of a [`Checkpoint`] in SCALE.
pub(super) const BYTES: usize = 20;

/// A [`Checkpoint`] as SCALE encodes it. Lists are kept so, and read and written in one copy: most messages
/// look at one checkpoint of those that they load.
pub(super) type Packed = [u8; BYTES];

/// A full page that moved out of a [`Trace`] and has to be stored under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spill {
    /// The page's number, from 0 without gaps.
    pub page: u32,
    /// Its checkpoints, oldest first.
    pub checkpoints: Vec<Checkpoint>,
}

impl Spill {
    /// Those that leave a full list, as the page after `archived` others, which then are one more.
    pub(super) fn cut(archived: &mut u32, oldest: &[Packed]) -> Self {
        let page = *archived;
        *archived = archived.saturating_add(1);
        Self { page, checkpoints: oldest.iter().map(unpack).collect() }
    }
}

/// A value's checkpoints: at most `INLINE` (below 64) recent ones, and how many pages of exactly `PAGE` older
/// ones are stored elsewhere. The default has none, and its value is zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, TypeInfo)]
pub struct Trace<const INLINE: usize, const PAGE: usize> {
    archived: u32,
    /// Oldest first; not empty once there was a change, so that the newest is always here.
    recent: Vec<Packed>,
}

impl<const INLINE: usize, const PAGE: usize> Trace<INLINE, PAGE> {
    /// Pages are cut from a full list, whose length SCALE writes in one byte.
    const SOUND: () = assert!(0 < PAGE && PAGE <= INLINE && INLINE < 64);

    /// The most bytes it takes in SCALE.
    pub const MAX_ENCODED: usize = INLINE.saturating_mul(BYTES).saturating_add(5);

    /// The value as it is; 0 if it never changed.
    pub fn latest(&self) -> u128 {
        self.recent.last().map_or(0, |newest| unpack(newest).value)
    }

    /// How many checkpoints there are, those in pages included.
    pub fn count(&self) -> u32 {
        self.changes().count()
    }

    /// Sets the value from `block` on. A block not after the newest checkpoint's replaces that one's value,
    /// as blocks never go back. A full inline list first moves its oldest `PAGE` entries out.
    pub fn push(&mut self, block: BlockNumber, value: u128) -> Option<Spill> {
        let () = Self::SOUND;
        push(&mut self.archived, &mut self.recent, (INLINE, PAGE), Checkpoint { block, value })
    }

    /// The value at the end of `block`: that of the newest checkpoint not after it, or 0. Pages are read
    /// only for blocks before all recent checkpoints ([`Trace::is_recent`]): of n, at most 1 + log2(n).
    pub fn at(&self, block: BlockNumber, load: impl FnMut(u32) -> Vec<Checkpoint>) -> u128 {
        self.changes().at(block, load)
    }

    /// The checkpoint at place `index` from 0, oldest first; `None` beyond the newest.
    pub fn position(&self, index: u32, load: impl FnOnce(u32) -> Vec<Checkpoint>) -> Option<Checkpoint> {
        self.changes().position(index, load)
    }

    /// Whether the value at `block` is found without reading a page.
    pub fn is_recent(&self, block: BlockNumber) -> bool {
        self.changes().is_recent(block)
    }

    fn changes(&self) -> Changes<'_, PAGE> {
        let () = Self::SOUND;
        Changes { archived: self.archived, recent: &self.recent }
    }
}

/// What [`Trace`] and an account's cell have alike: how many pages of `PAGE` checkpoints there are, and the
/// recent ones where they stand.
#[derive(Clone, Copy)]
pub(super) struct Changes<'a, const PAGE: usize> {
    pub(super) archived: u32,
    pub(super) recent: &'a [Packed],
}

impl<const PAGE: usize> Changes<'_, PAGE> {
    /// [`Trace::count`].
    pub(super) fn count(self) -> u32 {
        let recent = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
        self.archived.saturating_mul(Self::per_page()).saturating_add(recent)
    }

    /// [`Trace::at`].
    pub(super) fn at(self, block: BlockNumber, mut load: impl FnMut(u32) -> Vec<Checkpoint>) -> u128 {
        match self.recent.iter().rev().find(|change| block_of(change) <= block) {
            Some(change) => unpack(change).value,
            None => search(self.archived, block, &mut load),
        }
    }

    /// [`Trace::position`].
    pub(super) fn position(
        self,
        index: u32,
        load: impl FnOnce(u32) -> Vec<Checkpoint>,
    ) -> Option<Checkpoint> {
        match index.checked_sub(self.archived.saturating_mul(Self::per_page())) {
            Some(place) => self.recent.get(usize::try_from(place).ok()?).map(unpack),
            None => {
                let place = usize::try_from(index.rem_euclid(Self::per_page())).ok()?;
                load(index.div_euclid(Self::per_page())).get(place).copied()
            }
        }
    }

    /// [`Trace::is_recent`].
    pub(super) fn is_recent(self, block: BlockNumber) -> bool {
        self.archived == 0 || self.recent.first().is_some_and(|oldest| block_of(oldest) <= block)
    }

    fn per_page() -> u32 {
        u32::try_from(PAGE).unwrap_or(u32::MAX)
    }
}

/// The number of pages, then the recent checkpoints as a list.
impl<const INLINE: usize, const PAGE: usize> Encode for Trace<INLINE, PAGE> {
    fn size_hint(&self) -> usize {
        self.recent.as_flattened().len().saturating_add(5)
    }

    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        self.archived.encode_to(dest);
        dest.push_byte(length_byte(&self.recent));
        dest.write(self.recent.as_flattened());
    }
}

impl<const INLINE: usize, const PAGE: usize> EncodeLike for Trace<INLINE, PAGE> {}

impl<const INLINE: usize, const PAGE: usize> Decode for Trace<INLINE, PAGE> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        let () = Self::SOUND;
        let archived = u32::decode(input)?;
        let length = input.read_byte()?;
        let count = usize::from(length >> 2);
        if length & 3 != 0 || count > INLINE {
            return Err("more recent checkpoints than a cell holds".into());
        }
        // With room for one more, as what changes a holder mostly adds one.
        let mut recent: Vec<Packed> = alloc::vec![[0; BYTES]; count.saturating_add(1)];
        recent.truncate(count);
        input.read(recent.as_flattened_mut())?;
        Ok(Self { archived, recent })
    }
}

impl<const INLINE: usize, const PAGE: usize> MaxEncodedLen for Trace<INLINE, PAGE> {
    fn max_encoded_len() -> usize {
        Self::MAX_ENCODED
    }
}

/// The checkpoints whose bytes stand one after the other.
pub(super) fn packed(bytes: &[u8]) -> &[Packed] {
    bytes.as_chunks().0
}

pub(super) fn unpack(packed: &Packed) -> Checkpoint {
    let [a, b, c, d, value @ ..] = *packed;
    Checkpoint { block: u32::from_le_bytes([a, b, c, d]), value: u128::from_le_bytes(value) }
}

fn block_of(packed: &Packed) -> BlockNumber {
    unpack(packed).block
}

pub(super) fn pack(checkpoint: Checkpoint) -> Packed {
    let mut packed = [0; BYTES];
    let (block, value) = packed.split_at_mut(4);
    block.copy_from_slice(&checkpoint.block.to_le_bytes());
    value.copy_from_slice(&checkpoint.value.to_le_bytes());
    packed
}

/// A list's length as SCALE's compact integer, which below 64 is one byte with two low zero bits.
pub(super) fn length_byte(recent: &[Packed]) -> u8 {
    u8::try_from(recent.len()).unwrap_or_default() << 2
}

/// Gives the newest checkpoint the value of `change`, unless that is in a later block; says whether it did.
pub(super) fn replace(newest: Option<&mut Packed>, change: Checkpoint) -> bool {
    let Some(newest) = newest else { return false };
    let block = block_of(newest);
    if block < change.block {
        return false;
    }
    *newest = pack(Checkpoint { block, ..change });
    true
}

/// [`Trace::push`] for every size of list, so that its code is there once.
#[inline(never)]
fn push(
    archived: &mut u32,
    recent: &mut Vec<Packed>,
    (inline, page): (usize, usize),
    change: Checkpoint,
) -> Option<Spill> {
    if replace(recent.last_mut(), change) {
        return None;
    }
    let mut spill = None;
    if recent.len() >= inline {
        spill = Some(Spill::cut(archived, recent.get(..page).unwrap_or_default()));
        *recent = recent.iter().skip(page).copied().collect();
    }
    recent.push(pack(change));
    spill
}

/// The value at the end of `block` by the pages, 0 if they begin after it.
#[inline(never)]
fn search(archived: u32, block: BlockNumber, load: &mut dyn FnMut(u32) -> Vec<Checkpoint>) -> u128 {
    let (mut low, mut high) = (0u32, archived);
    let mut found: Vec<Checkpoint> = Vec::new();
    // Pages below `low` begin not after the block, and `found` is the last of them; pages from `high` on
    // begin after it.
    while low < high {
        let middle = low.midpoint(high);
        let page = load(middle);
        if page.first().is_some_and(|oldest| oldest.block <= block) {
            found = page;
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    found.iter().rev().find(|change| change.block <= block).map_or(0, |change| change.value)
}
