//! Datasets are registered, moved, taken out and brought back.

use alloy_primitives::{keccak256, Address, B256, U256};
use tributary_sandbox::abi::{
    IDatasetNft::{
        commitRegistrationCall, delistCall, liftQuarantineCall, quarantineCall, reassignCall, registerCall,
        relistCall,
    },
    IERC721::{
        approveCall, isApprovedForAllCall, safeTransferFrom_0Call, safeTransferFrom_1Call,
        setApprovalForAllCall, transferFromCall,
    },
};

use crate::{
    cast::Person,
    plain::datasets::{Change, REVEAL_DELAY},
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
            3 => self.some_contract(),
            _ => self.dice.pick(&creators).unwrap(),
        }
    }

    /// A contract that may come to hold a token: one that says so, one that passes calls on, one that does
    /// neither.
    fn some_contract(&mut self) -> Address {
        let puppets = self.cast.consumers.iter().filter_map(|person| person.puppet);
        let contracts: Vec<_> = puppets.chain([self.cast.vault, self.cast.rejecting]).collect();
        self.dice.pick(&contracts).unwrap()
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

    /// A commitment and its reveal, too soon, in time or late.
    pub fn register_dataset(&mut self) {
        let enough = self.model.datasets.list.len() >= 12;
        if enough && self.dice.chance(90) {
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
        let how = if enough { 1 } else { self.dice.below(20) };
        if how != 0 {
            self.commit_of(&who, draft.commitment);
        }
        let blocks = match how {
            1 => self.dice.below(u64::from(REVEAL_DELAY)).try_into().unwrap(),
            2 => 256,
            _ => REVEAL_DELAY,
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

    /// Commits to all of these and reveals them properly, each with its parents.
    pub fn register_datasets_of<'a>(
        &mut self,
        all: impl IntoIterator<Item = (&'a Person, &'a [(u64, u32)])>,
    ) {
        let mut drafts = Vec::new();
        for (who, parents) in all {
            let draft = self.draft(who);
            self.commit_of(who, draft.commitment);
            drafts.push((who, draft, parents));
        }
        self.advance(REVEAL_DELAY);
        for (who, draft, parents) in drafts {
            self.reveal(who, draft, parents);
        }
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
        let (id, who, from) = self.some_mover();
        let to = self.some_receiver();
        let address = who.address();
        let call = transferFromCall { from, to, tokenId: U256::from(id) };
        self.datasets(("transfer dataset", Touch::Dataset(id)), &who, call, |model| {
            model.datasets.transfer(address, from, to, id)
        });
    }

    /// A dataset, who may move it, mostly, and from whom.
    fn some_mover(&mut self) -> (u64, Person, Address) {
        let (id, owner) = self.some_dataset();
        let holder = self.model.datasets.owner_of(id).unwrap_or_default();
        let approved = self.model.datasets.list.get(&id).map(|dataset| dataset.approved);
        let operators = self.model.datasets.operators.iter().filter(|(owner, _)| *owner == holder);
        let others = operators.map(|(_, operator)| *operator).chain(approved);
        let others: Vec<_> = others.filter_map(|other| self.cast.find(other)).collect();
        let who = self.dice.pick(&others).filter(|_| self.dice.chance(50)).unwrap_or(owner);
        let from = if self.dice.chance(94) { holder } else { self.anyone().address() };
        (id, who, from)
    }

    pub fn transfer_dataset_safely(&mut self) {
        let (id, who, from) = self.some_mover();
        let to = if self.dice.chance(30) { self.some_contract() } else { self.some_receiver() };
        let (address, tokenId) = (who.address(), U256::from(id));
        let kind = ("safe transfer", Touch::Dataset(id));
        if self.dice.chance(50) {
            let call = safeTransferFrom_1Call { from, to, tokenId };
            self.datasets(kind, &who, call, |model| model.transfer_safely(address, from, to, id));
        } else {
            let data = self.dice.word().to_vec().into();
            let call = safeTransferFrom_0Call { from, to, tokenId, data };
            self.datasets(kind, &who, call, |model| model.transfer_safely(address, from, to, id));
        }
    }

    /// The owner gives a dataset to a contract, whether that says that it takes it or not.
    pub fn transfer_to_contract(&mut self, id: u64, owner: &Person) {
        let (from, to) = (owner.address(), self.some_contract());
        let call = transferFromCall { from, to, tokenId: U256::from(id) };
        self.datasets(("transfer dataset", Touch::Dataset(id)), owner, call, |model| {
            model.datasets.transfer(from, from, to, id)
        });
    }

    /// Somebody lets somebody move all of its datasets, or no longer.
    pub fn set_operator(&mut self) {
        let (_, owner) = self.some_dataset();
        let operator = if self.dice.chance(12) { Address::ZERO } else { self.anyone().address() };
        let (address, approved) = (owner.address(), self.dice.chance(65));
        let call = setApprovalForAllCall { operator, approved };
        self.datasets(("set operator", Touch::Nothing), &owner, call, |model| {
            model.datasets.set_operator(address, operator, approved)
        });
        let known = self.model.datasets.operators.contains(&(address, operator));
        let found = self.suite.datasets().view(isApprovedForAllCall { owner: address, operator });
        self.agree("operator", &known, &found);
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
