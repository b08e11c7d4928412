//! Earners claim and are paid.

use alloy_primitives::{Address, B256};
use tributary_core::{Account, DatasetId};
use tributary_sandbox::abi::IRoyaltySplitter::{claimAndReleaseCall, claimCall, claimManyCall, releaseCall};

use crate::{
    cast::Person,
    plain::{abi, royalties::Royalty, splitter::Claim, tree::STEP},
    world::{Touch, World},
};

impl World {
    /// A leaf of the final root with its path; now and then something else.
    fn some_claim(&mut self) -> Claim {
        let last = self.model.splitter.root.epoch;
        let flaw = if self.dice.chance(22) { self.dice.below(13) } else { 99 };
        let tree = match flaw {
            0 => &self.oracles.epoch(self.dice.below(last + 1)).payout,
            1 => &self.oracles.head().payout,
            2 => self
                .dice
                .pick(&self.oracles.buried.iter().collect::<Vec<_>>())
                .map_or_else(|| &self.oracles.epoch(last).payout, |buried| &buried.payout),
            3 => &self.oracles.epoch(last).spend,
            _ => &self.oracles.epoch(last).payout,
        };
        if tree.leaves.is_empty() {
            return Claim { account: word(Account::Dataset(DatasetId(1))), cumulative: 0, proof: Vec::new() };
        }
        let index = usize::try_from(self.dice.below(u64::try_from(tree.leaves.len()).unwrap())).unwrap();
        let leaf = tree.leaves[index];
        let mut claim =
            Claim { account: word(leaf.account), cumulative: leaf.amount, proof: tree.prove(index) };
        match flaw {
            4 => claim.cumulative += 1,
            5 => claim.cumulative *= 2,
            6 => claim.account = word(self.some_account()),
            7 => claim.account = B256::new(self.dice.word()),
            8 => claim.proof.truncate(claim.proof.len().saturating_sub(1)),
            9 => claim.proof = claim.proof.split_off(STEP.min(claim.proof.len())),
            10 => claim.proof = vec![0; 33 * STEP],
            11 => {
                if let Some(side) = claim.proof.first_mut() {
                    *side = 2;
                }
            }
            12 => claim.proof.iter_mut().take(STEP).skip(33).for_each(|byte| *byte = 0xff),
            _ => {}
        }
        claim
    }

    /// An account that earned or may earn.
    pub fn some_account(&mut self) -> Account {
        let earned: Vec<_> = self.oracles.head().state.payouts.keys().copied().collect();
        self.dice.pick(&earned).unwrap_or(Account::Dataset(DatasetId(1)))
    }

    pub fn claim_one(&mut self) {
        let claim = self.some_claim();
        self.claim(&claim);
    }

    pub fn claim(&mut self, claim: &Claim) {
        let Claim { account, cumulative, proof } = claim.clone();
        let who = self.anyone();
        let call = claimCall { account, cumulative, proof: proof.into() };
        self.splitter(("claim", touch(account)), &who, call, |model| model.claim(claim));
    }

    pub fn claim_several(&mut self) {
        let who = self.anyone();
        let count = match self.dice.below(16) {
            0 => 0,
            1 => 17,
            _ => self.dice.between(1, 6),
        };
        let mut claims = Vec::new();
        for _ in 0..count {
            // A flawed claim spoils the batch: most batches should have none.
            let claim = self.some_claim();
            let pure = self.dice.chance(85);
            let known = Account::from_word(claim.account.0).ok().filter(|_| pure);
            let tree = &self.oracles.epoch(self.model.splitter.root.epoch).payout;
            let honest = known.and_then(|account| tree.find(account));
            claims.push(honest.map_or(claim.clone(), |(cumulative, proof)| Claim {
                cumulative,
                proof,
                ..claim
            }));
        }
        let accounts: Vec<_> = claims.iter().map(|claim| claim.account).collect();
        let mut cumulatives: Vec<_> = claims.iter().map(|claim| claim.cumulative).collect();
        let proofs: Vec<_> = claims.iter().map(|claim| claim.proof.clone().into()).collect();
        if self.dice.chance(6) {
            cumulatives.push(0);
        }
        let lists = (accounts.len(), cumulatives.len(), proofs.len());
        let kind = ("claim several", accounts.first().map_or(Touch::Nothing, |account| touch(*account)));
        let call = claimManyCall { accounts, cumulatives, proofs };
        self.splitter(kind, &who, call, |model| model.claim_many(lists, &claims));
    }

    pub fn claim_and_release(&mut self) {
        let claim = self.some_claim();
        let recipient = self.recipient_of(claim.account);
        let who = self.releaser(recipient);
        let caller = who.address();
        let Claim { account, cumulative, proof } = claim.clone();
        let call = claimAndReleaseCall { account, cumulative, proof: proof.into(), recipient };
        let kind = ("claim and release", touch(account));
        self.splitter(kind, &who, call, |model| model.claim_and_release(caller, &claim, recipient));
    }

    pub fn release(&mut self) {
        let known: Vec<_> = self.model.splitter.royalties.keys().copied().collect();
        let account = match self.dice.below(12) {
            0 => B256::new(self.dice.word()),
            1 => word(Account::Dataset(DatasetId(999))),
            2 => self
                .dice
                .pick(&self.model.splitter.order)
                .map_or(B256::ZERO, |payer| word(Account::Payer(crate::plain::own(payer)))),
            _ => self.dice.pick(&known).map_or(B256::ZERO, word),
        };
        let recipient = self.recipient_of(account);
        self.release_to(account, recipient);
    }

    fn release_to(&mut self, account: B256, recipient: Address) {
        let who = self.releaser(recipient);
        self.release_by(&who, account, recipient);
    }

    /// Anyone; a contract that can call does it itself, more often than not.
    fn releaser(&mut self, recipient: Address) -> Person {
        let own = self.cast.find(recipient).filter(|person| person.puppet.is_some());
        match own {
            Some(own) if self.dice.chance(60) => own,
            _ => self.anyone(),
        }
    }

    pub fn release_by(&mut self, who: &Person, account: B256, recipient: Address) {
        let (call, caller) = (releaseCall { account, recipient }, who.address());
        let kind = ("release", touch(account));
        self.splitter(kind, who, call, |model| model.release(caller, account, recipient));
    }

    /// A dataset goes to a contract with what it earned, and somebody tries to have that paid into it.
    pub fn release_into_escrow(&mut self) {
        let waits =
            |royalty: &Royalty| royalty.shares.is_empty() && royalty.earned > royalty.drawn.values().sum();
        let datasets = self
            .model
            .splitter
            .royalties
            .iter()
            .filter(|(account, royalty)| matches!(account, Account::Dataset(_)) && waits(royalty));
        let datasets: Vec<_> = datasets.map(|(account, _)| *account).collect();
        let Some(Account::Dataset(id)) = self.dice.pick(&datasets) else { return self.claim_one() };
        let owner = self.model.datasets.owner_of(id.0);
        if let Some(owner) = owner.and_then(|owner| self.cast.find(owner)) {
            self.transfer_to_contract(id.0, &owner);
        }
        let holder = self.model.datasets.owner_of(id.0).unwrap_or_default();
        self.release_to(word(Account::Dataset(id)), holder);
    }

    /// Someone who has a part in the account; now and then someone else.
    fn recipient_of(&mut self, account: B256) -> Address {
        let known = Account::from_word(account.0).ok();
        let royalty = known.and_then(|account| self.model.splitter.royalties.get(&account)).cloned();
        let royalty = royalty.unwrap_or_default();
        let mut recipients: Vec<_> = royalty.shares.iter().map(|(address, _)| *address).collect();
        recipients.extend(royalty.owed.keys());
        if royalty.shares.is_empty() {
            recipients.extend(known.and_then(|account| self.model.payee(&account)));
        }
        if recipients.is_empty() || self.dice.chance(8) {
            let stranger = self.anyone().address();
            return self.dice.pick(&[stranger, Address::ZERO, abi(Default::default())]).unwrap_or(stranger);
        }
        self.dice.pick(&recipients).unwrap()
    }
}

pub fn word(account: Account) -> B256 {
    B256::new(account.to_word())
}

pub fn touch(word: B256) -> Touch {
    Account::from_word(word.0).map_or(Touch::Nothing, Touch::Account)
}
