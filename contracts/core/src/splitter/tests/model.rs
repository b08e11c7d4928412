//! Random lives of one account: claims, releases, sales and new tables in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{table::any_table, *};

#[derive(Clone, Debug)]
enum Step {
    Earn(u128),
    Release(u8),
    Sell(u8),
    Apply(Table),
    /// The recipients end, and no others take their place.
    End,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop_oneof![0u128..40, 0..u128::from(u64::MAX)].prop_map(Step::Earn),
        8 => (1u8..20).prop_map(Step::Release),
        1 => (1u8..20).prop_map(Step::Sell),
        1 => any_table().prop_map(Step::Apply),
        1 => Just(Step::End),
    ]
}

/// The account as the contract stores it.
#[derive(Default)]
struct Stored {
    earnings: Earnings,
    table: Option<Table>,
    balances: BTreeMap<Address, Balance>,
    paid: BTreeMap<Address, u128>,
}

impl Stored {
    fn balance(&self, address: &Address) -> Balance {
        self.balances.get(address).copied().unwrap_or_default()
    }

    fn due(&self, payee: Address, recipient: Address) -> Result<Release, ReleaseError> {
        match &self.table {
            None => release_to_payee(&self.earnings, payee, &self.balance(&recipient), recipient),
            Some(table) => release_from_table(&self.earnings, table, &self.balance(&recipient), recipient),
        }
    }

    /// Pays, and returns how much of it is not from earlier divisions.
    fn release(&mut self, payee: Address, recipient: Address) -> u128 {
        let owed = self.balance(&recipient).owed;
        if let Ok(release) = self.due(payee, recipient) {
            assert!(!release.amount.is_zero());
            self.earnings = release.earnings;
            self.balances.insert(recipient, release.balance);
            *self.paid.entry(recipient).or_default() += release.amount.0;
            return release.amount.0 - owed.0;
        }
        0
    }

    fn end(&mut self, payee: Address, next: Option<Table>) {
        let balances: Vec<_> =
            self.table.iter().flat_map(Table::recipients).map(|entry| self.balance(&entry.address)).collect();
        let division = match &self.table {
            None => Division::Payee(payee, self.balance(&payee)),
            Some(table) => Division::Table(table, &balances),
        };
        let ended = end_division(&self.earnings, division).unwrap();
        self.earnings = ended.earnings;
        self.balances.extend(ended.credits);
        self.table = next;
    }

    /// What each would get if the division ended now.
    fn parts(&self, payee: Address) -> Vec<(Address, u128)> {
        let current = self.earnings.current();
        match &self.table {
            None => vec![(payee, current.0)],
            Some(table) => {
                let entries = table.recipients().iter().map(|entry| entry.address);
                entries.zip(table.divide(current).into_iter().map(|part| part.0)).collect()
            }
        }
    }

    fn paid_in_all(&self) -> u128 {
        self.paid.values().sum()
    }
}

proptest! {
    #[test]
    fn nobody_loses_and_nothing_is_paid_twice(steps in prop::collection::vec(step(), 0..60)) {
        let (mut stored, mut payee) = (Stored::default(), address(1));
        // What each was promised when a division ended; nothing may fall below it.
        let mut promised: BTreeMap<Address, u128> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Earn(amount) => stored.earnings.claimed.0 += amount,
                Step::Release(number) => {
                    let fresh = stored.release(payee, address(number));
                    if stored.table.is_none() {
                        // Theirs already, and no part of what is divided later.
                        *promised.entry(address(number)).or_default() += fresh;
                    }
                }
                Step::Sell(number) => payee = address(number),
                Step::End if stored.table.is_none() => {}
                Step::End | Step::Apply(_) => {
                    for (address, part) in stored.parts(payee) {
                        *promised.entry(address).or_default() += part;
                    }
                    stored.end(payee, if let Step::Apply(table) = step { Some(table) } else { None });
                }
            }
            prop_assert!(stored.paid_in_all() <= stored.earnings.claimed.0);
            let ended: u128 = promised.values().sum();
            prop_assert_eq!(ended + stored.earnings.current().0, stored.earnings.claimed.0);
        }
        // Everyone draws what is due: all is paid but the rounding of the last table.
        for number in 0..=20 {
            stored.release(payee, address(number));
        }
        for (address, amount) in &promised {
            prop_assert!(stored.paid.get(address).copied().unwrap_or_default() >= *amount);
        }
        let left = stored.earnings.claimed.0 - stored.paid_in_all();
        let recipients = stored.table.as_ref().map_or(1, |table| table.recipients().len());
        prop_assert!(left <= recipients.saturating_sub(2) as u128);
    }
}
