//! What one account claimed, and who may draw it: a time of the natural payee's, then one table after
//! another.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256};
use tributary_sandbox::abi::IRoyaltySplitter;

use super::{
    part,
    rules::{forgot, Rule},
};
use crate::refusal::{ensure, refused, Predicted};

/// Addresses with their ppm.
pub type Shares = Vec<(Address, u32)>;

/// Who proposed which recipients when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub at: u32,
    pub by: Address,
    pub shares: Shares,
}

/// An account that earns.
#[derive(Clone, Debug, Default)]
pub struct Royalty {
    pub claimed: u128,
    /// Paid out of it ever, to whomever.
    pub paid: u128,
    /// The current table; empty without one.
    pub shares: Shares,
    /// The block in which it took office.
    pub since: u32,
    /// Claimed in the current time.
    pub earned: u128,
    /// Drawn in the current time, without a table by the payee.
    pub drawn: BTreeMap<Address, u128>,
    /// Left over from earlier times.
    pub owed: BTreeMap<Address, u128>,
    pub proposal: Option<Proposal>,
}

/// What a recipient drew.
#[derive(Clone, Copy, Debug)]
pub struct Released {
    pub amount: u128,
    /// Whether any of it was its as the natural payee, and not by name.
    pub as_payee: bool,
}

impl Royalty {
    /// What reaching `cumulative` adds.
    pub fn claim(&mut self, cumulative: u128) -> u128 {
        let before = if forgot(Rule::ClaimOnce) { 0 } else { self.claimed };
        let amount = cumulative.saturating_sub(before);
        self.claimed += amount;
        self.earned += amount;
        amount
    }

    /// Pays `recipient` all that is due to it, which is returned.
    pub fn release(
        &mut self,
        account: B256,
        recipient: Address,
        payee: impl FnOnce() -> Predicted<Address>,
    ) -> Predicted<Released> {
        let owed = self.owed.get(&recipient).copied().unwrap_or_default();
        let stranger = IRoyaltySplitter::NotRecipient { account, recipient };
        let fresh = if self.shares.is_empty() {
            let is_payee = recipient == payee()?;
            ensure(is_payee || owed > 0, stranger)?;
            let drawn: u128 = self.drawn.values().sum();
            if is_payee {
                self.earned - drawn
            } else {
                0
            }
        } else {
            let entitled = self.entitlement(recipient);
            ensure(entitled.is_some() || owed > 0, stranger)?;
            entitled.map_or(0, |entitled| entitled - self.drawn.get(&recipient).copied().unwrap_or_default())
        };
        let amount = owed + fresh;
        ensure(amount > 0, IRoyaltySplitter::NothingToRelease { account, recipient })?;
        if !forgot(Rule::DrawnOnce) {
            *self.drawn.entry(recipient).or_default() += fresh;
        }
        if !forgot(Rule::OwedOnce) {
            self.owed.remove(&recipient);
        }
        self.paid += amount;
        Ok(Released { amount, as_payee: self.shares.is_empty() && fresh > 0 })
    }

    /// What `recipient` may draw in all under the current table: its share rounded down, the first one's
    /// rounded up.
    fn entitlement(&self, recipient: Address) -> Option<u128> {
        let index = self.shares.iter().position(|(address, _)| *address == recipient)?;
        let share = self.shares[index].1;
        Some(match index {
            0 => self.earned - part(self.earned, 1_000_000 - share),
            _ => part(self.earned, share),
        })
    }

    /// Ends the current time: what it left goes to whom it belonged. Rounding is the first one's.
    pub fn begin(&mut self, shares: Shares, payee: Address, now: u32) {
        let drawn = std::mem::take(&mut self.drawn);
        if self.shares.is_empty() {
            let left = self.earned - drawn.values().sum::<u128>();
            if left > 0 {
                *self.owed.entry(payee).or_default() += left;
            }
        } else {
            let given: u128 = self.shares.iter().map(|(_, share)| part(self.earned, *share)).sum();
            let mut rounding = if forgot(Rule::Rounding) { 0 } else { self.earned - given };
            for (address, share) in &self.shares {
                let due = part(self.earned, *share) + std::mem::take(&mut rounding);
                let left = due - drawn.get(address).copied().unwrap_or_default();
                *self.owed.entry(*address).or_default() += left;
            }
        }
        self.earned = 0;
        (self.shares, self.since) = (shares, now);
    }
}

/// Passes for lists that make a table.
pub fn check_table(addresses: &[Address], shares: &[u32]) -> Predicted<Shares> {
    let length = |found: usize| u32::try_from(found).unwrap();
    let (found, with) = (length(addresses.len()), length(shares.len()));
    ensure(found == with, IRoyaltySplitter::RecipientsMismatch { addresses: found, shares: with })?;
    ensure(found > 0, IRoyaltySplitter::RecipientsEmpty {})?;
    ensure(found <= 16, IRoyaltySplitter::RecipientsTooMany { found, most: 16 })?;
    let mut seen = BTreeSet::new();
    for (index, (recipient, share)) in (0u32..).zip(addresses.iter().zip(shares)) {
        let recipient = *recipient;
        ensure(!recipient.is_zero(), IRoyaltySplitter::RecipientZero { index })?;
        ensure(seen.insert(recipient), IRoyaltySplitter::RecipientDuplicate { recipient })?;
        ensure(*share > 0, IRoyaltySplitter::RecipientShareZero { recipient })?;
    }
    let found = shares.iter().map(|share| u64::from(*share)).sum();
    if found != 1_000_000 {
        return Err(refused(IRoyaltySplitter::RecipientSharesUnbalanced { found }));
    }
    Ok(addresses.iter().copied().zip(shares.iter().copied()).collect())
}
