//! Owners share their royalties.

use alloy_primitives::{Address, B256};
use tributary_core::Account;
use tributary_sandbox::abi::IRoyaltySplitter::{
    applyRecipientsCall, endRecipientsCall, proposeRecipientsCall, setTreasuryCall,
};

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
        let claim = self.settling_claim(account);
        let cumulative = claim.cumulative;
        let call =
            applyRecipientsCall { account: claim.account, cumulative, proof: claim.proof.clone().into() };
        let address = who.address();
        let kind = ("apply recipients", Touch::Account(account));
        self.splitter(kind, &who, call, |model| model.apply(address, &claim));
    }

    /// What settles an account under the final root, or shows that it never earned; not always.
    fn settling_claim(&mut self, account: Account) -> Claim {
        let found = self.oracles.epoch(self.model.splitter.root.epoch).payout.find(account);
        let found = if self.dice.chance(85) { found } else { None };
        let (mut cumulative, proof) = match found {
            Some(found) => found,
            None if self.dice.chance(70) => (0, self.some_absence(account)),
            None => (0, Vec::new()),
        };
        if self.dice.chance(4) {
            cumulative += 1;
        }
        Claim { account: word(account), cumulative, proof }
    }

    /// What shows that an account never earned, if it did not; now and then something else.
    fn some_absence(&mut self, account: Account) -> Vec<u8> {
        let last = self.model.splitter.root.epoch;
        let epoch = if self.dice.chance(92) { last } else { self.dice.below(last + 1) };
        let of = if self.dice.chance(92) { account } else { Account::Treasury };
        let mut bytes = self.oracles.epoch(epoch).payout.absence(&of);
        if self.dice.chance(16) {
            let place = usize::try_from(self.dice.below(u64::try_from(bytes.len()).unwrap())).unwrap();
            match self.dice.below(4) {
                0 => bytes.truncate(place),
                1 => bytes[0] = u8::try_from(self.dice.below(5)).unwrap(),
                2 => bytes[place] ^= 1,
                _ => bytes.push(0),
            }
        }
        bytes
    }

    pub fn end_recipients(&mut self) {
        let shared = |model: &Model, account: &Account| {
            model.splitter.royalties.get(account).is_some_and(|royalty| !royalty.shares.is_empty())
        };
        let reassigned = |model: &Model, account: &Account| match account {
            Account::Dataset(id) => {
                let dataset = model.datasets.list.get(&id.0);
                let at = dataset.and_then(|dataset| dataset.reassigned).map_or(0, |(at, _)| at);
                shared(model, account) && at > 0 && at >= model.splitter.royalties[account].since
            }
            _ => false,
        };
        let chosen = match self.dice.below(10) {
            0 => self.owned_account(|model, account| !shared(model, account)),
            1 => self.owned_account(shared),
            _ => self.owned_account(reassigned).or_else(|| self.owned_account(shared)),
        };
        let Some((account, _)) = chosen else { return };
        let (who, claim) = (self.anyone(), self.settling_claim(account));
        let Claim { account: word, cumulative, proof } = claim.clone();
        let call = endRecipientsCall { account: word, cumulative, proof: proof.into() };
        let kind = ("end recipients", Touch::Account(account));
        self.splitter(kind, &who, call, |model| model.end_recipients(&claim));
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
