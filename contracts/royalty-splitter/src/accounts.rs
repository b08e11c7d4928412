//! The cells of accounts that earn, by their words.

use tributary_core::{
    ids::Hash,
    splitter::{Balance, Earnings, Proposal, Tenure},
    Address,
};

use crate::cells::{self, Key};

/// What an account earned.
pub fn earnings(account: Hash) -> Earnings {
    cells::load(&Key::Earnings(account)).unwrap_or_default()
}

/// Stores what an account earned.
pub fn store_earnings(account: Hash, earnings: &Earnings) {
    cells::store(&Key::Earnings(account), earnings);
}

/// The table that divides `earnings`; `None` if the account has none now.
pub fn tenure(account: Hash, earnings: &Earnings) -> Option<Tenure> {
    if earnings.table == 0 {
        return None;
    }
    cells::load(&Key::Table(account))
}

/// Stores an account's table.
pub fn store_tenure(account: Hash, tenure: &Tenure) {
    cells::store(&Key::Table(account), tenure);
}

/// Leaves an account without a table.
pub fn clear_tenure(account: Hash) {
    cells::clear(&Key::Table(account));
}

/// A recipient's balance.
pub fn balance(account: Hash, recipient: Address) -> Balance {
    cells::load(&Key::Balance(account, recipient)).unwrap_or_default()
}

/// A recipient's balance as far as `earnings` may have credited any.
pub fn drawn(account: Hash, earnings: &Earnings, recipient: Address) -> Balance {
    if earnings.table == 0 {
        return Balance::default();
    }
    balance(account, recipient)
}

/// Stores a recipient's balance.
pub fn store_balance(account: Hash, recipient: Address, balance: &Balance) {
    cells::store(&Key::Balance(account, recipient), balance);
}

/// What is proposed for an account.
pub fn proposal(account: Hash) -> Option<Proposal> {
    cells::load(&Key::Proposal(account))
}

/// Stores what is proposed for an account.
pub fn store_proposal(account: Hash, proposal: &Proposal) {
    cells::store(&Key::Proposal(account), proposal);
}

/// Forgets what was proposed for an account.
pub fn clear_proposal(account: Hash) {
    cells::clear(&Key::Proposal(account));
}
