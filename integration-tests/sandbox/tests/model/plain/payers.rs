//! Payers' accounts: deposits, session keys, reserves, the way out.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use tributary_sandbox::abi::IRoyaltySplitter;

use super::{
    history::History,
    rules::{forgot, Rule},
};
use crate::refusal::{ensure, refused, Predicted};

/// One who ever deposited, or the default for everyone else.
#[derive(Clone, Debug, Default)]
pub struct Payer {
    pub deposited: u128,
    pub withdrawn: u128,
    /// Spent, as exits proved.
    pub settled: u128,
    /// Set aside in this generation.
    pub reserved: u128,
    pub first_deposit_at: Option<u32>,
    pub exit_requested_at: Option<u32>,
    pub generation: u32,
    pub open: bool,
    /// Generation and whether vouchers count.
    pub standings: History<(u32, bool)>,
    pub keys: History<B256>,
    /// By node: generation and total.
    pub reserves: BTreeMap<u64, History<(u32, u128)>>,
}

impl Payer {
    pub const fn free(&self) -> u128 {
        self.deposited - self.withdrawn - self.settled - self.reserved
    }

    pub fn session_key(&self) -> B256 {
        self.keys.last().unwrap_or_default()
    }

    fn ensure_staying(&self) -> Predicted<()> {
        match self.exit_requested_at {
            Some(requestedAt) => Err(refused(IRoyaltySplitter::ExitPending { requestedAt })),
            None => Ok(()),
        }
    }

    fn ensure_known(&self, caller: Address) -> Predicted<()> {
        ensure(self.first_deposit_at.is_some(), IRoyaltySplitter::NotPayer { caller })
    }

    pub fn deposit(&mut self, amount: u128, now: u32) -> Predicted<()> {
        ensure(amount > 0, IRoyaltySplitter::AmountZero {})?;
        self.ensure_staying()?;
        self.deposited += amount;
        self.first_deposit_at.get_or_insert(now);
        if !self.open {
            self.standings.set(now, (self.generation, true));
            self.open = true;
        }
        Ok(())
    }

    pub fn register_key(&mut self, caller: Address, key: B256, now: u32) -> Predicted<()> {
        self.ensure_known(caller)?;
        ensure(!key.is_zero(), IRoyaltySplitter::SessionKeyInvalid { key })?;
        self.keys.set(now, key);
        Ok(())
    }

    pub fn reserve(&mut self, caller: Address, node: u64, amount: u128, now: u32) -> Predicted<()> {
        self.ensure_known(caller)?;
        self.ensure_staying()?;
        ensure(amount > 0, IRoyaltySplitter::AmountZero {})?;
        let free = self.free();
        let possible = amount <= free || forgot(Rule::FreeBalance);
        ensure(possible, IRoyaltySplitter::ReserveExceedsFree { wanted: amount, free })?;
        let before = self.reserved_now(node);
        self.reserves.entry(node).or_default().set(now, (self.generation, before + amount));
        self.reserved += amount;
        Ok(())
    }

    /// What is set aside for `node` in the current generation.
    pub fn reserved_now(&self, node: u64) -> u128 {
        let newest = self.reserves.get(&node).and_then(History::last);
        newest.filter(|(generation, _)| *generation == self.generation).map_or(0, |(_, total)| total)
    }

    pub fn request_exit(&mut self, caller: Address, now: u32) -> Predicted<()> {
        self.ensure_staying()?;
        ensure(self.open, IRoyaltySplitter::NotPayer { caller })?;
        self.exit_requested_at = Some(now);
        self.open = false;
        self.standings.set(now, (self.generation, false));
        Ok(())
    }

    /// Takes what it did not spend, as far as that is proven and within `cap`; with the last of it its
    /// generation ends. Returns what it gets.
    pub fn leave(&mut self, proven: u128, cap: u128) -> Predicted<u128> {
        let (spent, deposited) = (
            if forgot(Rule::SettledStays) { proven } else { proven.max(self.settled) },
            self.deposited - self.withdrawn,
        );
        ensure(spent <= deposited, IRoyaltySplitter::SpendAboveDeposit { spent, deposited })?;
        let wanted = deposited - spent;
        let amount = if forgot(Rule::WithdrawalCap) { wanted } else { wanted.min(cap) };
        ensure(amount > 0 || wanted == 0, IRoyaltySplitter::WithdrawalAboveCap { wanted, cap })?;
        self.withdrawn += amount;
        self.settled = spent;
        if !forgot(Rule::ReservesEnd) {
            self.reserved = 0;
        }
        if amount == wanted || forgot(Rule::RestStays) {
            self.exit_requested_at = None;
            self.generation += 1;
        }
        Ok(amount)
    }
}
