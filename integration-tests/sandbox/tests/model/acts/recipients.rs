//! Owners share their royalties.

use alloy_primitives::{Address, B256};
use tributary_core::Account;
use tributary_sandbox::abi::IRoyaltySplitter::{applyRecipientsCall, proposeRecipientsCall, setTreasuryCall};

use super::claims::{touch, word};
use crate::{
    cast::Person,
    plain::{splitter::Claim, Model},
    world::{Touch, World},
};

impl World {
    /// An account whose natural payee can call, with that payee.
    fn owned_account(&mut self, wanted: impl Fn(&Model, &Account) -> bool) -> Option<(Account, Person)> {
        let datasets =
            self.model.datasets.list.keys().map(|id| Account::Dataset(tributary_core::DatasetId(*id)));
        let others = self.oracles.head().state.payouts.keys().copied();
        let accounts = datasets.chain(others).filter(|account| wanted(&self.model, account));
        let owned = accounts.filter_map(|account| {
            let payee = self.model.payee(&account)?;
            Some((account, self.cast.find(payee)?))
        });
        let owned: Vec<_> = owned.collect();
        self.dice.pick(&owned)
    }

    pub fn propose_recipients(&mut self) {
        let Some((account, owner)) = self.owned_account(|_, _| true) else { return };
        let mut account = word(account);
        if self.dice.chance(4) {
            account = B256::new(self.dice.word());
        }
        let who = self.mostly(&owner);
        let (recipients, shares) = self.some_table();
        let call = proposeRecipientsCall { account, recipients: recipients.clone(), shares: shares.clone() };
        let address = who.address();
        self.splitter(("propose recipients", touch(account)), &who, call, |model| {
            model.propose(address, account, &recipients, &shares)
        });
    }

    /// Recipients that mostly make a table.
    fn some_table(&mut self) -> (Vec<Address>, Vec<u32>) {
        let mut pool: Vec<_> = self.cast.people().iter().map(Person::address).collect();
        pool.extend(&self.cast.fresh);
        pool.push(self.cast.rejecting);
        self.dice.shuffle(&mut pool);
        let count = if self.dice.chance(10) { 16 } else { self.dice.between(1, 5) };
        pool.truncate(usize::try_from(count).unwrap());
        let mut left = 1_000_000;
        let mut shares = Vec::new();
        for after in (0..count).rev() {
            let share = if after == 0 { left } else { self.dice.between(1, left - after) };
            shares.push(share);
            left -= share;
        }
        let flaw = if self.dice.chance(16) { self.dice.below(7) } else { 99 };
        match flaw {
            0 => pool.push(Address::ZERO),
            1 => pool[0] = Address::ZERO,
            2 => {
                pool.push(pool[0]);
                shares.push(1);
            }
            3 => shares[0] = 0,
            4 => shares[0] += 1,
            5 => (pool, shares) = (Vec::new(), Vec::new()),
            6 => {
                pool = (1..=17).map(Address::repeat_byte).collect();
                shares = vec![1; 17];
            }
            _ => {}
        }
        (pool, shares)
    }

    pub fn apply_recipients(&mut self) {
        let proposed = |model: &Model, account: &Account| {
            let royalty = model.splitter.royalties.get(account);
            royalty.is_some_and(|royalty| royalty.proposal.is_some())
        };
        let chosen = if self.dice.chance(92) { self.owned_account(proposed) } else { None };
        let Some((account, owner)) = chosen.or_else(|| self.owned_account(|_, _| true)) else { return };
        let who = self.mostly(&owner);
        let royalty = self.model.splitter.royalties.get(&account).cloned().unwrap_or_default();
        let due = royalty.proposal.map(|proposal| proposal.at + self.model.splitter.recipient_delay);
        if let Some(blocks) = due.and_then(|due| due.checked_sub(self.model.now)) {
            if self.dice.chance(50) {
                self.wait(blocks);
            }
        }
        let found = self.oracles.epoch(self.model.splitter.root.epoch).payout.find(account);
        let found = if self.dice.chance(85) { found } else { None };
        let (mut cumulative, proof) = found.unwrap_or_default();
        if self.dice.chance(4) {
            cumulative += 1;
        }
        let claim = Claim { account: word(account), cumulative, proof };
        let call =
            applyRecipientsCall { account: claim.account, cumulative, proof: claim.proof.clone().into() };
        let address = who.address();
        let kind = ("apply recipients", Touch::Account(account));
        self.splitter(kind, &who, call, |model| model.apply(address, &claim));
    }

    pub fn set_treasury(&mut self) {
        let owner = self.cast.owner.clone();
        let who = self.mostly(&owner);
        let mut places = self.cast.fresh.clone();
        places.extend([self.cast.creators[0].address(), Address::ZERO]);
        let to = self.dice.pick(&places).unwrap();
        let address = who.address();
        let call = setTreasuryCall { newTreasury: to };
        let kind = ("set treasury", Touch::Account(Account::Treasury));
        self.splitter(kind, &who, call, |model| model.set_treasury(address, to));
    }
}
