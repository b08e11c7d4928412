#![allow(clippy::arithmetic_side_effects)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// An account with its other windows' cells.
#[derive(Default)]
struct Stored {
    holder: Holder,
    cells: BTreeMap<u32, u128>,
}

impl Stored {
    fn has_voted(&self, number: u32) -> bool {
        self.holder.has_voted(number, |window| self.load(window))
    }

    fn cast(&mut self, number: u32) -> Result<(), AlreadyCast> {
        let (mut holder, before) = (self.holder.clone(), self.holder.clone());
        let store = holder.cast(number, |window| self.load(window));
        if store == Err(AlreadyCast) {
            assert_eq!(holder, before, "a refusal changes nothing");
        }
        self.cells.extend(store?);
        self.holder = holder;
        Ok(())
    }

    /// Only earlier windows have cells.
    fn load(&self, window: u32) -> u128 {
        assert!(window < self.holder.window(), "window {window} is not in a cell of its own");
        self.cells.get(&window).copied().unwrap_or(0)
    }
}

/// Numbers of a few windows, their edges often.
fn number() -> impl Strategy<Value = u32> {
    let edge = prop::sample::select(vec![0u32, 1, 127, 128, 129, 255, 256, 511, 512]);
    let last = prop::sample::select(vec![u32::MAX - 128, u32::MAX]);
    prop_oneof![40 => edge, 60 => 0u32..600, 1 => last]
}

#[test]
fn each_proposal_has_its_receipt() {
    let mut stored = Stored::default();
    assert!(!stored.has_voted(0));
    assert_eq!(stored.cast(0), Ok(()));
    assert_eq!(stored.cast(127), Ok(()));
    assert_eq!(
        [0, 1, 126, 127, 128].map(|number| stored.has_voted(number)),
        [true, false, false, true, false]
    );
    assert_eq!(stored.holder.ballots(), 1 | (1 << 127));
    assert_eq!(stored.cast(127), Err(AlreadyCast));
    assert!(stored.cells.is_empty());
}

#[test]
fn a_later_window_moves_the_earlier_out() {
    let mut stored = Stored::default();
    stored.cast(127).unwrap();
    stored.cast(128).unwrap();
    assert_eq!((stored.holder.window(), stored.holder.ballots()), (1, 1));
    assert_eq!(stored.cells, BTreeMap::from([(0, 1 << 127)]));
    assert_eq!(stored.cast(127), Err(AlreadyCast));
    assert_eq!(stored.cast(128), Err(AlreadyCast));
    // Then an earlier proposal: its window's cell alone changes.
    stored.cast(5).unwrap();
    assert_eq!((stored.holder.window(), stored.holder.ballots()), (1, 1));
    assert_eq!(stored.cells, BTreeMap::from([(0, (1 << 127) | (1 << 5))]));
    assert_eq!(stored.cast(5), Err(AlreadyCast));
}

#[test]
fn an_empty_window_needs_no_cell() {
    let mut holder = Holder::default();
    assert_eq!(holder.cast(300, |window| panic!("window {window} is read")), Ok(None));
    assert_eq!((holder.window(), holder.ballots()), (2, 1 << 44));
}

#[test]
fn a_window_is_as_wide_as_its_receipts() {
    assert_eq!(WINDOW, 128);
    let mut stored = Stored::default();
    (0..128).for_each(|number| stored.cast(number).unwrap());
    assert_eq!((stored.holder.window(), stored.holder.ballots()), (0, u128::MAX));
}

#[test]
fn nothing_else_of_an_account_changes() {
    let mut holder = Holder::default();
    holder.set_balance(1);
    holder.set_nonce(2);
    holder.votes_push(3, 4);
    let mut expected = holder.clone();
    holder.cast(130, |_| 0).unwrap();
    expected.set_window(1);
    expected.set_ballots(1 << 2);
    assert_eq!(holder, expected);
}

proptest! {
    #[test]
    fn everybody_votes_once_on_everything(numbers in prop::collection::vec(number(), 0..200)) {
        let (mut stored, mut voted) = (Stored::default(), BTreeSet::new());
        for number in numbers {
            prop_assert_eq!(stored.has_voted(number), voted.contains(&number));
            prop_assert_eq!(stored.cast(number).is_ok(), voted.insert(number));
            prop_assert!(stored.has_voted(number));

            // The receipts of each window stand in one place, and they are all.
            prop_assert!(stored.cells.keys().all(|window| *window < stored.holder.window()));
            let mut places = stored.cells.clone();
            places.insert(stored.holder.window(), stored.holder.ballots());
            let found: BTreeSet<_> = places
                .into_iter()
                .flat_map(|(window, receipts)| {
                    let set = (0..128u32).filter(move |bit| (receipts >> *bit) & 1 == 1);
                    set.map(move |bit| window * 128 + bit)
                })
                .collect();
            prop_assert_eq!(&found, &voted);
        }
    }
}
