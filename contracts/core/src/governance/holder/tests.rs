#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use scale::Encode;

use super::*;
use crate::governance::Trace;

/// What stands before the votes: balance, delegate, nonce, window and receipts.
type Fields = (u128, [u8; 20], u64, u32, u128);

fn holder((balance, delegate, nonce, window, ballots): Fields) -> Holder {
    let mut holder = Holder::default();
    holder.set_balance(balance);
    holder.set_delegate(Address(delegate));
    holder.set_nonce(nonce);
    holder.set_window(window);
    holder.set_ballots(ballots);
    holder
}

fn fields(holder: &Holder) -> Fields {
    (holder.balance(), holder.delegate().0, holder.nonce(), holder.window(), holder.ballots())
}

fn copy(holder: &Holder) -> Holder {
    Holder::from_cell(holder.as_cell().to_vec())
}

/// Any bytes that are as long as a cell can be, whatever they say of their number.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    (0usize..=16).prop_flat_map(|recent| prop::collection::vec(any::<u8>(), 69 + 20 * recent))
}

fn start<const N: usize>(value: [u8; 20]) -> [u8; N] {
    *value.first_chunk().unwrap()
}

#[test]
fn an_account_fits_a_cell() {
    assert_eq!(Holder::MAX_ENCODED, 389);
    let mut holder = Holder::default();
    for block in 1..=16 {
        assert_eq!(holder.votes_push(block, u128::MAX), None);
    }
    assert_eq!(holder.as_cell().len(), 389);
    // One more moves twelve out.
    assert!(holder.votes_push(17, 0).is_some());
    assert_eq!(holder.as_cell().len(), 69 + 5 * 20);
}

#[test]
fn the_cell_is_laid_out_in_order() {
    let mut holder = holder((1, [2; 20], 3, 4, 5));
    assert_eq!(holder.votes_push(6, 7), None);
    let fields: [&[u8]; 9] = [
        &1u128.to_le_bytes(),
        &[2; 20],
        &3u64.to_le_bytes(),
        &4u32.to_le_bytes(),
        &5u128.to_le_bytes(),
        &[0; 4],
        // One recent checkpoint.
        &[1 << 2],
        &6u32.to_le_bytes(),
        &7u128.to_le_bytes(),
    ];
    assert_eq!(holder.as_cell(), fields.concat());
    assert_eq!(Holder::from_cell(fields.concat()), holder);
}

#[test]
fn pages_are_counted_before_the_checkpoints() {
    let mut holder = Holder::default();
    for block in 1..=29u32 {
        holder.votes_push(block, u128::from(block));
    }
    // Two pages of 12, and five recent ones.
    assert_eq!(holder.as_cell()[64..69], [2, 0, 0, 0, 5 << 2]);
    let oldest: [&[u8]; 2] = [&25u32.to_le_bytes(), &25u128.to_le_bytes()];
    assert_eq!(holder.as_cell()[69..89], oldest.concat());
    assert_eq!(holder.votes_count(), 29);
}

#[test]
fn an_unused_account_has_nothing() {
    let unused = Holder::default();
    assert_eq!(unused.as_cell(), [0; 69]);
    assert_eq!(Holder::from_cell(Vec::new()), unused);
    assert_eq!(unused.delegate(), NOBODY);
    assert_eq!(fields(&unused), (0, [0; 20], 0, 0, 0));
    assert_eq!((unused.votes_latest(), unused.votes_count()), (0, 0));
    assert!(unused.votes().is_recent(0));
    assert_eq!(unused.votes_at(u32::MAX, |page| panic!("page {page} is read")), 0);
    assert_eq!(unused.votes_position(0, |page| panic!("page {page} is read")), None);
}

#[test]
fn changes_stay_in_the_buffer_of_the_cell() {
    let mut read = vec![0; Holder::MAX_ENCODED];
    read.truncate(69);
    let buffer = read.as_ptr();
    let mut read = Holder::from_cell(read);
    assert_eq!(read.as_cell().as_ptr(), buffer);
    let mut unused = Holder::default();
    let other = unused.as_cell().as_ptr();
    for block in 1..=60u32 {
        for holder in [&mut read, &mut unused] {
            holder.set_balance(u128::from(block));
            holder.votes_push(block, 1);
        }
    }
    assert_eq!(read.as_cell().as_ptr(), buffer);
    assert_eq!(unused.as_cell().as_ptr(), other);
}

#[test]
fn bytes_that_are_no_cell_stop_nothing() {
    for length in 0..420 {
        for last in [0, 1, 2, 3, 4 << 2, 16 << 2, 17 << 2, u8::MAX] {
            let mut bytes = vec![last; length];
            // No page is there, and no block too late for another.
            bytes.iter_mut().skip(64).take(4).for_each(|byte| *byte = 0);
            bytes.iter_mut().skip(69).for_each(|byte| *byte = 0);
            let mut holder = Holder::from_cell(bytes);
            if length < 69 {
                assert_eq!(holder, Holder::default(), "{length} bytes are none");
            }
            assert_eq!(holder.votes_count() as usize, length.saturating_sub(69) / 20);
            assert_eq!((holder.votes_latest(), holder.votes_at(9, |_| vec![])), (0, 0));
            holder.votes_push(3, 5);
            assert_eq!(holder.votes_latest(), 5);
            holder.set_balance(7);
            assert_eq!(copy(&holder), holder);
            assert_eq!(holder.balance(), 7);
        }
    }
}

#[test]
fn a_holder_can_be_read_when_printed() {
    let mut holder = holder((1, [0; 20], 3, 4, 5));
    holder.votes_push(6, 7);
    let nobody = format!("{NOBODY:?}");
    let votes = "archived: 0, recent: [Checkpoint { block: 6, value: 7 }]";
    assert_eq!(
        format!("{holder:?}"),
        format!("Holder {{ balance: 1, delegate: {nobody}, nonce: 3, window: 4, ballots: 5, {votes} }}")
    );
}

proptest! {
    #[test]
    fn each_change_touches_its_own_bytes(cell in cell(), value in any::<[u8; 20]>()) {
        type Change = fn(&mut Holder, [u8; 20]);
        let changes: [(usize, usize, Change); 5] = [
            (0, 16, |holder, value| {
                let balance = u128::from_le_bytes(start(value));
                holder.set_balance(balance);
                assert_eq!(holder.balance(), balance);
            }),
            (16, 20, |holder, value| {
                holder.set_delegate(Address(value));
                assert_eq!(holder.delegate(), Address(value));
            }),
            (36, 8, |holder, value| {
                let nonce = u64::from_le_bytes(start(value));
                holder.set_nonce(nonce);
                assert_eq!(holder.nonce(), nonce);
            }),
            (44, 4, |holder, value| {
                let window = u32::from_le_bytes(start(value));
                holder.set_window(window);
                assert_eq!(holder.window(), window);
            }),
            (48, 16, |holder, value| {
                let ballots = u128::from_le_bytes(start(value));
                holder.set_ballots(ballots);
                assert_eq!(holder.ballots(), ballots);
            }),
        ];
        for (at, length, change) in changes {
            let mut holder = Holder::from_cell(cell.clone());
            change(&mut holder, value);
            let mut expected = cell.clone();
            expected[at..at + length].copy_from_slice(&value[..length]);
            prop_assert_eq!(holder.as_cell(), &expected[..]);
        }
    }

    #[test]
    fn a_cell_is_what_it_was_made_of(cell in cell()) {
        let holder = Holder::from_cell(cell.clone());
        prop_assert_eq!(holder.as_cell(), &cell[..]);
        prop_assert_eq!(copy(&holder), holder);
    }

    /// And the cell is what SCALE makes of the fields and that trace.
    #[test]
    fn votes_are_those_of_a_trace(
        before in any::<Fields>(),
        steps in prop::collection::vec((0u32..3, any::<u128>()), 0..80),
    ) {
        let (mut holder, mut trace) = (holder(before), Trace::<16, 12>::default());
        let mut pages: Vec<Vec<Checkpoint>> = Vec::new();
        let mut now = 0;
        for (step, value) in steps {
            now += step;
            // The next message reads it anew.
            holder = copy(&holder);
            let spill = trace.push(now, value);
            prop_assert_eq!(&holder.votes_push(now, value), &spill);
            pages.extend(spill.map(|spill| spill.checkpoints));
            prop_assert_eq!(holder.votes_latest(), value);
            prop_assert_eq!(holder.as_cell().to_vec(), (before, &trace).encode());
            prop_assert_eq!(fields(&holder), before);
        }
        let load = |page: u32| pages[page as usize].clone();
        for block in 0..=now + 1 {
            prop_assert_eq!(holder.votes_at(block, load), trace.at(block, load));
            prop_assert_eq!(holder.votes().is_recent(block), trace.is_recent(block));
        }
        prop_assert_eq!(holder.votes_count(), trace.count());
        for index in 0..=trace.count() {
            prop_assert_eq!(holder.votes_position(index, load), trace.position(index, load));
        }
    }
}
