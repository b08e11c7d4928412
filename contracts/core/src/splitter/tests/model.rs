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
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop_oneof![0u128..40, 0..u128::from(u64::MAX)].prop_map(Step::Earn),
        8 => (1u8..20).prop_map(Step::Release),
        1 => (1u8..20).prop_map(Step::Sell),
        1 => any_table().prop_map(Step::Apply),
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
            None => release_to_payee(&self.earnings, payee, recipient),
            Some(table) => release_from_table(&self.earnings, table, &self.balance(&recipient), recipient),
        }
    }

    fn release(&mut self, payee: Address, recipient: Address) {
        if let Ok(release) = self.due(payee, recipient) {
            assert!(!release.amount.is_zero());
            self.earnings = release.earnings;
            if self.table.is_some() {
                self.balances.insert(recipient, release.balance);
            }
            *self.paid.entry(recipient).or_default() += release.amount.0;
        }
    }

    fn apply(&mut self, payee: Address, table: Table) {
        let balances: Vec<_> =
            self.table.iter().flat_map(Table::recipients).map(|entry| self.balance(&entry.address)).collect();
        let before = self.table.as_ref().map(|table| (table, balances.as_slice()));
        let applied = apply(&self.earnings, before, payee).unwrap();
        self.earnings = applied.earnings;
        self.balances.extend(applied.credits);
        self.table = Some(table);
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
                Step::Release(number) => stored.release(payee, address(number)),
                Step::Sell(number) => payee = address(number),
                Step::Apply(table) => {
                    let current = stored.earnings.current();
                    let parts = match &stored.table {
                        None => vec![(payee, current.0)],
                        Some(old) => {
                            let entries = old.recipients().iter().map(|entry| entry.address);
                            entries.zip(old.divide(current).into_iter().map(|part| part.0)).collect()
                        }
                    };
                    if stored.table.is_none() {
                        // Released to payees before the first table: theirs already.
                        promised = stored.paid.clone();
                    }
                    for (address, part) in parts {
                        *promised.entry(address).or_default() += part;
                    }
                    stored.apply(payee, table);
                }
            }
            prop_assert!(stored.paid_in_all() <= stored.earnings.claimed.0);
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
