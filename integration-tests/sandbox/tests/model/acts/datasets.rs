//! Datasets are registered, moved, taken out and brought back.

use alloy_primitives::{keccak256, Address, B256, U256};
use tributary_sandbox::abi::{
    IDatasetNft::{
        commitRegistrationCall, delistCall, liftQuarantineCall, quarantineCall, reassignCall, registerCall,
        relistCall,
    },
    IERC721::{approveCall, transferFromCall},
};

use crate::{
    cast::Person,
    plain::datasets::Change,
    world::{Touch, World},
};

/// A content root that a creator found, and the salt of its commitment.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    root: B256,
    salt: B256,
    commitment: B256,
}

impl World {
    /// A dataset, mostly one that exists, and mostly its owner if that can call.
    fn some_dataset(&mut self) -> (u64, Person) {
        let ids: Vec<_> = self.model.datasets.list.keys().copied().collect();
        let id = if self.dice.chance(96) { self.dice.pick(&ids).unwrap_or(1) } else { 500 };
        let owner = self.model.datasets.owner_of(id).and_then(|owner| self.cast.find(owner));
        let owner = owner.unwrap_or_else(|| self.cast.creators[0].clone());
        (id, self.mostly(&owner))
    }

    /// Whom a dataset may be given to.
    fn some_receiver(&mut self) -> Address {
        let creators: Vec<_> = self.cast.creators.iter().map(Person::address).collect();
        match self.dice.below(12) {
            0 => Address::ZERO,
            1 => self.cast.fresh[2],
            2 => self.anyone().address(),
            _ => self.dice.pick(&creators).unwrap(),
        }
    }

    pub fn draft(&mut self, who: &Person) -> Draft {
        let (root, salt) = (B256::new(self.dice.word()), B256::new(self.dice.word()));
        Draft { root, salt, commitment: commitment(who, root, salt) }
    }

    pub fn commit_dataset(&mut self) {
        let who = self.dice.pick(&self.cast.creators).unwrap();
        let outstanding: Vec<_> = self.model.datasets.commitments.keys().copied().collect();
        let again = if self.dice.chance(40) { self.dice.pick(&outstanding) } else { None };
        let commitment = again.unwrap_or(self.draft(&who).commitment);
        self.commit_of(&who, commitment);
    }

    pub fn commit_of(&mut self, who: &Person, commitment: B256) {
        let now = self.model.now;
        let call = commitRegistrationCall { commitment };
        self.datasets(("commit dataset", Touch::Nothing), who, call, |model| {
            model.datasets.commit(commitment, now)
        });
    }

    /// A commitment and its reveal, at once, in time or late.
    pub fn register_dataset(&mut self) {
        if self.model.datasets.list.len() >= 12 {
            return self.transfer_dataset();
        }
        let who = self.dice.pick(&self.cast.creators).unwrap();
        let mut draft = self.draft(&who);
        if self.dice.chance(12) {
            // The content of a dataset that exists.
            let roots: Vec<_> = self.model.datasets.list.values().map(|dataset| dataset.root).collect();
            draft.root = self.dice.pick(&roots).unwrap_or(draft.root);
            draft.commitment = commitment(&who, draft.root, draft.salt);
        }
        let how = self.dice.below(20);
        if how != 0 {
            self.commit_of(&who, draft.commitment);
        }
        let blocks = match how {
            1 => 0,
            2 => 256,
            _ => 1,
        };
        self.advance(blocks);
        let known: Vec<_> = self.model.datasets.list.keys().copied().collect();
        // Only the first datasets have children, so that no chain gets too long.
        let parents =
            if self.dice.chance(60) { known.into_iter().filter(|id| *id <= 2).collect() } else { Vec::new() };
        let mut shares = Vec::new();
        for _ in &parents {
            shares.push(self.dice.between(1, 400_000));
        }
        let parents: Vec<_> = parents.into_iter().zip(shares).collect();
        self.reveal(&who, draft, &parents);
    }

    pub fn reveal(&mut self, who: &Person, draft: Draft, parents: &[(u64, u32)]) {
        let next = u64::try_from(self.model.datasets.list.len()).unwrap() + 1;
        let call = registerCall {
            contentRoot: draft.root,
            byteSize: 1_000,
            mediaType: "text/plain".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            uri: "https://data.example/1".to_owned(),
            parents: parents.iter().map(|(parent, _)| *parent).collect(),
            parentShares: parents.iter().map(|(_, share)| *share).collect(),
            royaltyPpm: 50_000,
            salt: draft.salt,
        };
        let (address, now) = (who.address(), self.model.now);
        self.datasets(("register dataset", Touch::Dataset(next)), who, call, |model| {
            model.datasets.register(address, (draft.root, draft.commitment), parents, now)
        });
    }

    /// Commits and reveals properly, one block later.
    pub fn register_dataset_of(&mut self, who: &Person, parents: &[(u64, u32)]) {
        let draft = self.draft(who);
        self.commit_of(who, draft.commitment);
        self.advance(1);
        self.reveal(who, draft, parents);
    }

    pub fn change_status(&mut self) {
        let (id, owner) = self.some_dataset();
        let now = self.model.now;
        let delisted = self.model.datasets.list.get(&id).map(|dataset| dataset.status());
        let change = match (self.dice.below(10), delisted) {
            (0..=5, Some(1)) => [Change::Delist, Change::Delist, Change::Quarantine][self.index(3)],
            (0..=7, Some(2)) => Change::Relist,
            (0..=7, Some(3)) => Change::Lift,
            _ => [Change::Delist, Change::Relist, Change::Quarantine, Change::Lift][self.index(4)],
        };
        let registrar = self.cast.owner.clone();
        let touch = Touch::Dataset(id);
        match change {
            Change::Delist => {
                let address = owner.address();
                self.datasets(("delist", touch), &owner, delistCall { id }, |model| {
                    model.datasets.change(address, id, change, now)
                });
            }
            Change::Relist => {
                let address = owner.address();
                self.datasets(("relist", touch), &owner, relistCall { id }, |model| {
                    model.datasets.change(address, id, change, now)
                });
            }
            Change::Quarantine => {
                let who = self.mostly(&registrar);
                let address = who.address();
                self.datasets(("quarantine", touch), &who, quarantineCall { id }, |model| {
                    model.datasets.change(address, id, change, now)
                });
            }
            Change::Lift => {
                let who = self.mostly(&registrar);
                let address = who.address();
                self.datasets(("lift quarantine", touch), &who, liftQuarantineCall { id }, |model| {
                    model.datasets.change(address, id, change, now)
                });
            }
        }
    }

    fn index(&mut self, end: u64) -> usize {
        usize::try_from(self.dice.below(end)).unwrap()
    }

    pub fn approve_dataset(&mut self) {
        let (id, owner) = self.some_dataset();
        let to = self.anyone().address();
        let address = owner.address();
        let call = approveCall { to, tokenId: U256::from(id) };
        self.datasets(("approve dataset", Touch::Dataset(id)), &owner, call, |model| {
            model.datasets.approve(address, id, to)
        });
    }

    pub fn transfer_dataset(&mut self) {
        let (id, owner) = self.some_dataset();
        let holder = self.model.datasets.owner_of(id).unwrap_or_default();
        let approved = self.model.datasets.list.get(&id).map(|dataset| dataset.approved);
        let approved = approved.and_then(|approved| self.cast.find(approved));
        let who = approved.filter(|_| self.dice.chance(50)).unwrap_or(owner);
        let from = if self.dice.chance(94) { holder } else { self.anyone().address() };
        let to = self.some_receiver();
        let address = who.address();
        let call = transferFromCall { from, to, tokenId: U256::from(id) };
        self.datasets(("transfer dataset", Touch::Dataset(id)), &who, call, |model| {
            model.datasets.transfer(address, from, to, id)
        });
    }

    pub fn reassign_dataset(&mut self) {
        let (id, _) = self.some_dataset();
        let registrar = self.cast.owner.clone();
        let (who, to) = (self.mostly(&registrar), self.some_receiver());
        let (address, now) = (who.address(), self.model.now);
        self.datasets(("reassign dataset", Touch::Dataset(id)), &who, reassignCall { id, to }, |model| {
            model.datasets.reassign(address, id, to, now)
        });
    }
}

/// What `who` commits to.
fn commitment(who: &Person, root: B256, salt: B256) -> B256 {
    let address = who.address();
    let parts: [&[u8]; 4] = [b"tributary/registration/v1", address.as_slice(), &root.0, &salt.0];
    keccak256(parts.concat())
}
