//! Random messages, beside a plain account of who held and delegated what at the end of each block.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use proptest::prelude::*;

use super::*;
use crate::governance::{
    delegation::{delegate, Delegated},
    Holder,
};

/// Accounts are numbered from 1; 0 is nobody.
const ACCOUNTS: u8 = 6;

#[derive(Clone, Copy, Debug)]
enum Call {
    Mint { to: Address, amount: Amount },
    Transfer { from: Address, to: Address, amount: Amount },
    Delegate { who: Address, to: Address },
}

fn account() -> impl Strategy<Value = Address> {
    (1..=ACCOUNTS).prop_map(|n| Address([n; 20]))
}

fn account_or_nobody() -> impl Strategy<Value = Address> {
    prop_oneof![12 => account(), 1 => Just(NOBODY)]
}

/// Two have most delegators, and so more checkpoints than stay in their cells.
fn delegate_or_nobody() -> impl Strategy<Value = Address> {
    prop_oneof![
        8 => (1u8..=2).prop_map(|n| Address([n; 20])),
        4 => account(),
        1 => Just(NOBODY),
    ]
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        40 => (0u128..60).prop_map(Amount::from),
        2 => any::<u128>().prop_map(Amount::from),
        1 => any::<[u8; 32]>().prop_map(Amount::from_be_bytes),
        1 => Just(beyond()),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        2 => (account_or_nobody(), amount()).prop_map(|(to, amount)| Call::Mint { to, amount }),
        6 => (account_or_nobody(), account_or_nobody(), amount())
            .prop_map(|(from, to, amount)| Call::Transfer { from, to, amount }),
        2 => (account(), delegate_or_nobody()).prop_map(|(who, to)| Call::Delegate { who, to }),
    ]
}

/// The state of things, and nothing of how it came about.
#[derive(Clone, Debug, Default)]
struct Plain {
    supply: u128,
    balances: BTreeMap<Address, u128>,
    delegates: BTreeMap<Address, Address>,
}

impl Plain {
    fn balance(&self, who: Address) -> u128 {
        self.balances.get(&who).copied().unwrap_or(0)
    }

    fn delegate(&self, who: Address) -> Address {
        self.delegates.get(&who).copied().unwrap_or(NOBODY)
    }

    /// Added up anew from all balances.
    fn votes(&self) -> BTreeMap<Address, u128> {
        let of = |delegate: Address| -> u128 {
            let delegators = self.balances.keys().filter(|who| self.delegate(**who) == delegate);
            delegators.map(|who| self.balance(*who)).sum()
        };
        all().map(|who| (who, of(who))).collect()
    }

    fn apply(&mut self, call: Call) -> Result<(), TokenError> {
        match call {
            Call::Mint { to: NOBODY, .. } => Err(TokenError::InvalidReceiver { receiver: NOBODY }),
            Call::Mint { to, amount } => {
                let increased = amount.saturating_add(Amount::from(self.supply));
                self.supply =
                    increased.fits().ok_or(TokenError::ExceededSafeSupply { increased, cap: u128::MAX })?;
                *self.balances.entry(to).or_default() += amount.fits().unwrap();
                Ok(())
            }
            Call::Transfer { from: NOBODY, .. } => Err(TokenError::InvalidSender { sender: NOBODY }),
            Call::Transfer { to: NOBODY, .. } => Err(TokenError::InvalidReceiver { receiver: NOBODY }),
            Call::Transfer { from, to, amount } => {
                let balance = self.balance(from);
                if amount > Amount::from(balance) {
                    return Err(TokenError::InsufficientBalance { sender: from, balance, needed: amount });
                }
                let amount = amount.fits().unwrap();
                *self.balances.entry(from).or_default() -= amount;
                *self.balances.entry(to).or_default() += amount;
                Ok(())
            }
            Call::Delegate { who, to } => {
                self.delegates.insert(who, to);
                Ok(())
            }
        }
    }
}

fn all() -> impl Iterator<Item = Address> {
    (1..=ACCOUNTS).map(|n| Address([n; 20]))
}

/// The events of a change, read off the votes before and after.
fn moved(before: &BTreeMap<Address, u128>, after: &BTreeMap<Address, u128>) -> Moved {
    let mut moved = Moved::default();
    for who in all() {
        let (previous, new) = (before[&who], after[&who]);
        let place = match new.cmp(&previous) {
            Ordering::Less => &mut moved.lost,
            Ordering::Greater => &mut moved.gained,
            Ordering::Equal => continue,
        };
        assert_eq!(*place, None, "one delegate gains or loses");
        *place = changed(who, previous, new);
    }
    moved
}

/// What the rules under test keep, beside the accounts' cells.
#[derive(Default)]
struct Stored {
    supply: Supply,
    pages: Vec<Vec<Checkpoint>>,
}

impl Stored {
    fn apply(
        &mut self,
        desk: &mut Desk<Memory>,
        plain: &Plain,
        call: Call,
        now: BlockNumber,
    ) -> Result<Moved, TokenError> {
        match call {
            Call::Mint { to, amount } => {
                let (moved, spill) = mint(desk, &mut self.supply, &to, amount, now)?;
                if let Some(spill) = spill {
                    assert_eq!((spill.page as usize, spill.checkpoints.len()), (self.pages.len(), 4));
                    self.pages.push(spill.checkpoints);
                }
                Ok(moved)
            }
            Call::Transfer { from, to, amount } => transfer(desk, &from, &to, amount, now),
            Call::Delegate { who, to } => {
                let Delegated { from, moved } = delegate(desk, &who, &to, now);
                assert_eq!(from, plain.delegate(who));
                Ok(moved)
            }
        }
    }

    fn at(&self, block: BlockNumber) -> u128 {
        self.supply.at(block, |page| self.pages[page as usize].clone())
    }
}

proptest! {
    /// Several calls may share a message, as those of an executed proposal do.
    #[test]
    fn votes_are_what_was_delegated_at_every_block(
        messages in prop::collection::vec((0u32..3, prop::collection::vec(call(), 1..4)), 0..160),
    ) {
        let (mut memory, mut stored, mut plain, mut now) =
            (Memory::default(), Stored::default(), Plain::default(), 1);
        // How things stood at the end of each block with a message, and in which blocks votes changed.
        let mut ends = BTreeMap::new();
        let mut changes: BTreeMap<Address, BTreeSet<BlockNumber>> = BTreeMap::new();

        for (wait, calls) in messages {
            now += wait;
            let mut desk = Desk::new(memory);
            for call in calls {
                let (before, was) = (plain.votes(), plain.clone());
                let expected = plain.apply(call);
                let after = plain.votes();
                let found = stored.apply(&mut desk, &was, call, now);
                prop_assert_eq!(found, expected.map(|()| moved(&before, &after)));
                for who in all().filter(|who| before[who] != after[who]) {
                    changes.entry(who).or_default().insert(now);
                }
            }
            memory = desk.close();
            let (loaded, written) = memory.notes();
            for list in [loaded, written] {
                let distinct: BTreeSet<_> = list.iter().collect();
                prop_assert_eq!(distinct.len(), list.len(), "no cell twice in a message");
            }
            for who in all() {
                let holder = memory.look(&who);
                prop_assert_eq!(holder.balance(), plain.balance(who));
                prop_assert_eq!(holder.delegate(), plain.delegate(who));
            }
            ends.insert(now, plain.clone());
        }

        for block in 0..=now + 1 {
            let end = ends.range(..=block).next_back().map_or_else(Plain::default, |(_, end)| end.clone());
            prop_assert_eq!(stored.at(block), end.supply);
            prop_assert_eq!(end.balances.values().sum::<u128>(), end.supply);
            let votes = end.votes();
            for who in all() {
                prop_assert_eq!(memory.votes_at(&who, block), votes[&who]);
            }
            let cast = all().map(|who| memory.votes_at(&who, block)).sum::<u128>();
            prop_assert!(cast <= stored.at(block));
        }
        for who in all() {
            let blocks = changes.remove(&who).unwrap_or_default();
            let expected: Vec<_> = blocks
                .into_iter()
                .map(|block| Checkpoint { block, value: ends[&block].votes()[&who] })
                .collect();
            prop_assert_eq!(memory.checkpoints(&who), expected);
        }
        prop_assert_eq!(memory.look(&NOBODY), Holder::default(), "nobody has no cell");
    }
}
