use proptest::prelude::*;
use scale::Encode;

use super::*;
use crate::NodeId;

fn key(block: BlockNumber) -> KeyChange {
    KeyChange { from_block: block, key: [7; 32] }
}

/// Records all, keeping pages as the contract does.
fn history(blocks: impl IntoIterator<Item = BlockNumber>) -> (Page<KeyChange>, Vec<KeyChange>) {
    let (mut page, mut archive) = (Page::default(), Vec::new());
    for block in blocks {
        let recorded = page.record(key(block), 0).unwrap();
        if let Some((number, changes)) = recorded.full {
            assert_eq!(number as usize * KeyChange::PER_PAGE, archive.len());
            archive.extend(changes);
        }
        page = recorded.newest;
    }
    archive.extend(page.changes.iter().copied());
    (page, archive)
}

#[test]
fn two_changes_in_one_block_are_one() {
    let page = Page::default().record(key(5), 0).unwrap().newest;
    let later = KeyChange { from_block: 5, key: [8; 32] };
    let page = page.record(later, 0).unwrap().newest;
    assert_eq!(page.changes, [later]);
    assert_eq!(page.count(), 1);
}

#[test]
fn a_full_page_moves_out_whole() {
    let per_page = KeyChange::PER_PAGE as u32;
    let (page, all) = history(1..=per_page);
    assert_eq!((page.archived, page.count()), (0, per_page));
    let recorded = page.record(key(per_page + 1), 0).unwrap();
    assert_eq!(recorded.full, Some((0, all)));
    assert_eq!(recorded.newest, Page { archived: 1, changes: vec![key(per_page + 1)] });
    assert_eq!(recorded.newest.count(), per_page + 1);
    let replaced = recorded.newest.record(key(per_page + 1), 0).unwrap();
    assert_eq!((replaced.full, replaced.newest.count()), (None, per_page + 1));
}

#[test]
fn histories_end_at_their_bound() {
    let (page, all) = history(1..=MAX_CHANGES);
    assert_eq!(all.len(), MAX_CHANGES as usize);
    let full = Err(TooManyChanges { most: MAX_CHANGES });
    assert_eq!(page.clone().record(key(MAX_CHANGES + 1), 0), full);
    assert!(page.record(key(MAX_CHANGES), 0).is_ok(), "replacing the newest needs no room");
}

#[test]
fn room_can_be_kept_free() {
    let (page, _) = history(1..MAX_CHANGES);
    let full = Err(TooManyChanges { most: MAX_CHANGES });
    assert_eq!(page.clone().record(key(MAX_CHANGES), 1), full);
    assert!(page.record(key(MAX_CHANGES), 0).is_ok());
}

#[test]
fn full_pages_fit_a_cell() {
    fn size<T: Entry + Encode>(change: T) -> usize {
        Page { archived: u32::MAX, changes: vec![change; T::PER_PAGE] }.encode().len()
    }
    assert!(size(key(u32::MAX)) <= 416);
    let reserve = ReserveChange { from_block: u32::MAX, generation: u32::MAX, total: Wei(u128::MAX) };
    assert!(size(reserve) <= 416);
    let standing = StandingChange { from_block: u32::MAX, generation: u32::MAX, open: true };
    assert!(size(standing) <= 416);
    assert!(size(NodeId(u64::MAX)) <= 416);
}

#[test]
fn lists_keep_everything_in_order_up_to_their_bound() {
    let (mut page, mut all) = (Page::default(), Vec::new());
    assert!(page.is_empty());
    for number in 0..u64::from(MAX_CHANGES) {
        let recorded = page.append(NodeId(number)).unwrap();
        if let Some((full, entries)) = recorded.full {
            assert_eq!(full as usize * NodeId::PER_PAGE, all.len());
            all.extend(entries);
        }
        page = recorded.newest;
        assert!(!page.is_empty());
    }
    all.extend(page.changes.iter().copied());
    assert_eq!(all, (0..u64::from(MAX_CHANGES)).map(NodeId).collect::<Vec<_>>());
    assert_eq!(page.append(NodeId(9)), Err(TooManyEntries { most: MAX_CHANGES }));
}

proptest! {
    #[test]
    fn nothing_is_lost_or_reordered(steps in prop::collection::vec(0u32..3, 0..200)) {
        let blocks: Vec<_> = steps.iter().scan(1, |block, step| { *block += step; Some(*block) }).collect();
        let (page, all) = history(blocks.iter().copied());
        let mut distinct = blocks;
        distinct.dedup();
        prop_assert_eq!(page.count() as usize, distinct.len());
        prop_assert_eq!(all.iter().map(Change::block).collect::<Vec<_>>(), distinct);
    }
}
