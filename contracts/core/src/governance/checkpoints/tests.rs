#![allow(clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A trace with its pages, as the contract stores them.
struct Stored<const INLINE: usize, const PAGE: usize> {
    trace: Trace<INLINE, PAGE>,
    pages: Vec<Vec<Checkpoint>>,
}

impl<const INLINE: usize, const PAGE: usize> Stored<INLINE, PAGE> {
    fn of(changes: impl IntoIterator<Item = (BlockNumber, u128)>) -> Self {
        let mut stored = Self { trace: Trace::default(), pages: Vec::new() };
        for (block, value) in changes {
            stored.push(block, value);
        }
        stored
    }

    /// Pages come in order, each once and full.
    fn push(&mut self, block: BlockNumber, value: u128) {
        if let Some(spill) = self.trace.push(block, value) {
            assert_eq!(spill.page as usize, self.pages.len());
            assert_eq!(spill.checkpoints.len(), PAGE);
            self.pages.push(spill.checkpoints);
        }
        assert!(self.trace.recent.len() <= INLINE);
        assert_eq!(self.trace.latest(), value);
    }

    /// The value, and how many pages were read for it.
    fn at(&self, block: BlockNumber) -> (u128, u32) {
        let mut reads = 0;
        let value = self.trace.at(block, |page| {
            reads += 1;
            self.pages[page as usize].clone()
        });
        (value, reads)
    }

    fn position(&self, index: u32) -> Option<Checkpoint> {
        self.trace.position(index, |page| self.pages[page as usize].clone())
    }

    fn recent(&self) -> Vec<Checkpoint> {
        self.trace.recent.iter().map(unpack).collect()
    }
}

fn checkpoint(block: BlockNumber, value: u128) -> Checkpoint {
    Checkpoint { block, value }
}

/// Blocks from any start on, many of them twice, with gaps.
fn changes() -> impl Strategy<Value = Vec<(BlockNumber, u128)>> {
    (0u32..3, prop::collection::vec((0u32..4, any::<u128>()), 0..150)).prop_map(|(start, steps)| {
        let mut block = start;
        let advanced = steps.into_iter().map(|(step, value)| {
            block += step;
            (block, value)
        });
        advanced.collect()
    })
}

/// Compares a trace with a map of each block's last value.
fn check<const INLINE: usize, const PAGE: usize>(changes: &[(BlockNumber, u128)]) {
    let stored = Stored::<INLINE, PAGE>::of(changes.iter().copied());
    let plain: BTreeMap<_, _> = changes.iter().copied().collect();
    let end = changes.last().map_or(0, |(block, _)| block + 2);
    for block in 0..end {
        let (value, reads) = stored.at(block);
        assert_eq!(value, plain.range(..=block).next_back().map_or(0, |(_, value)| *value));
        assert_eq!(reads == 0, stored.trace.is_recent(block));
        assert!(reads <= u32::BITS - stored.trace.archived.leading_zeros());
    }
    assert_eq!(stored.trace.count() as usize, plain.len());
    for (index, (block, value)) in (0..).zip(&plain) {
        assert_eq!(stored.position(index), Some(checkpoint(*block, *value)));
    }
    assert_eq!(stored.position(stored.trace.count()), None);

    let encoded = stored.trace.encode();
    assert_eq!(encoded, (stored.pages.len() as u32, stored.recent()).encode());
    assert_eq!(encoded.len(), stored.trace.size_hint());
    assert!(encoded.len() <= Trace::<INLINE, PAGE>::MAX_ENCODED);
    assert_eq!(Trace::<INLINE, PAGE>::decode(&mut &encoded[..]), Ok(stored.trace));
}

#[test]
fn what_never_changed_is_zero() {
    let stored = Stored::<3, 2>::of([]);
    assert_eq!((stored.trace.latest(), stored.trace.count()), (0, 0));
    assert_eq!(stored.at(u32::MAX), (0, 0));
    assert_eq!(stored.position(0), None);
    assert!(stored.trace.is_recent(0));
    assert_eq!(stored.trace.encode(), [0; 5]);
}

#[test]
fn a_value_holds_from_its_block_on() {
    let stored = Stored::<3, 2>::of([(5, 50), (8, 80)]);
    let found = [4, 5, 7, 8, 9].map(|block| stored.at(block).0);
    assert_eq!(found, [0, 50, 50, 80, 80]);
}

#[test]
fn changes_in_one_block_are_one() {
    let mut stored = Stored::<3, 2>::of([(5, 50), (5, 51), (5, 52)]);
    assert_eq!(stored.recent(), [checkpoint(5, 52)]);
    // Also where there is no room for another, and then nothing moves out.
    stored.push(6, 60);
    stored.push(7, 70);
    stored.push(7, 71);
    assert_eq!(stored.recent(), [checkpoint(5, 52), checkpoint(6, 60), checkpoint(7, 71)]);
    assert!(stored.pages.is_empty());
}

#[test]
fn blocks_never_go_back() {
    let stored = Stored::<3, 2>::of([(5, 50), (8, 80), (7, 70)]);
    assert_eq!(stored.recent(), [checkpoint(5, 50), checkpoint(8, 70)]);
}

#[test]
fn a_full_list_moves_its_oldest_out() {
    let mut stored = Stored::<3, 2>::of([(1, 10), (2, 20), (3, 30)]);
    assert!(stored.pages.is_empty());
    stored.push(4, 40);
    assert_eq!(stored.pages, [[checkpoint(1, 10), checkpoint(2, 20)]]);
    assert_eq!(stored.recent(), [checkpoint(3, 30), checkpoint(4, 40)]);
    assert_eq!([0, 1, 2].map(|block| stored.at(block)), [(0, 1), (10, 1), (20, 1)]);
    assert_eq!([3, 4, 5].map(|block| stored.at(block)), [(30, 0), (40, 0), (40, 0)]);
    assert_eq!([2, 3].map(|block| stored.trace.is_recent(block)), [false, true]);
    assert_eq!(
        [1, 2].map(|index| stored.position(index)),
        [(2, 20), (3, 30)].map(|(block, value)| Some(checkpoint(block, value)))
    );
}

#[test]
fn old_lookups_read_few_of_many_pages() {
    let stored = Stored::<16, 12>::of((1..=12_016u32).map(|block| (block, u128::from(block))));
    assert_eq!(stored.trace.archived, 1_000);
    for block in [1u32, 12, 13, 6_000, 11_999, 12_000] {
        let (value, reads) = stored.at(block);
        assert_eq!(value, u128::from(block));
        assert!(reads <= 10, "{reads} pages for block {block}");
    }
}

#[test]
fn numbers_end_without_overflow() {
    let mut trace = Trace::<3, 2> { archived: u32::MAX - 1, recent: vec![pack(checkpoint(1, 1)); 3] };
    assert_eq!(trace.push(2, 2).map(|spill| spill.page), Some(u32::MAX - 1));
    assert_eq!((trace.archived, trace.latest()), (u32::MAX, 2));
    assert_eq!(trace.count(), u32::MAX);
}

#[test]
fn only_what_was_encoded_is_read() {
    let list = |count| (7u32, vec![checkpoint(1, 2); count]).encode();
    let decode = |bytes: &[u8]| Trace::<3, 2>::decode(&mut &*bytes);
    assert_eq!(decode(&list(3)).map(|trace| trace.encode()), Ok(list(3)));
    assert!(decode(&list(4)).is_err(), "more than the list holds");
    assert!(decode(&list(3)[..64]).is_err(), "a byte is missing");
    // 64 entries have a length of two bytes, whose first says so in its low bits.
    let two = list(64);
    assert_eq!(two[4] & 3, 1);
    assert!(Trace::<63, 1>::decode(&mut &two[..]).is_err());
    assert!(Trace::<63, 1>::decode(&mut &list(63)[..]).is_ok());
}

#[test]
fn bounds_are_met() {
    let full = Stored::<16, 12>::of((1..=16).map(|block| (block, u128::MAX)));
    assert_eq!(full.trace.encode().len(), Trace::<16, 12>::MAX_ENCODED);
    assert_eq!(Trace::<16, 12>::max_encoded_len(), 325);
    assert_eq!(vec![checkpoint(1, 1); 12].encode().len(), 241);
}

proptest! {
    #[test]
    fn every_block_keeps_its_value(changes in changes()) {
        check::<16, 12>(&changes);
        check::<6, 4>(&changes);
        check::<3, 2>(&changes);
        check::<4, 4>(&changes);
        check::<1, 1>(&changes);
    }
}
