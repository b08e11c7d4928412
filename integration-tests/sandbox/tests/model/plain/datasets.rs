//! The dataset registry.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use tributary_sandbox::abi::{IDatasetNft, IERC721Errors, IOwned};

use super::{
    history::History,
    rules::{forgot, Rule},
};
use crate::refusal::{ensure, refused, Predicted};

/// Blocks for which a commitment has to age.
pub const REVEAL_DELAY: u32 = 10;

/// A dataset; status 1 active, 2 delisted, 3 quarantined.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub owner: Address,
    pub approved: Address,
    pub root: B256,
    pub parents: Vec<(u64, u32)>,
    pub delisted: bool,
    pub quarantined: bool,
    pub statuses: History<u8>,
    /// The newest reassignment: its block, and the one until which it earned for whom it had.
    pub reassigned: Option<(u32, u32)>,
}

/// The registry.
#[derive(Clone, Debug)]
pub struct Datasets {
    pub owner: Address,
    pub list: BTreeMap<u64, Dataset>,
    /// Blocks of outstanding commitments.
    pub commitments: BTreeMap<B256, u32>,
    /// Owners, each with somebody who may move all of theirs.
    pub operators: BTreeSet<(Address, Address)>,
}

/// A change of status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Delist,
    Relist,
    Quarantine,
    Lift,
}

impl Dataset {
    pub const fn status(&self) -> u8 {
        match (self.quarantined, self.delisted) {
            (true, _) => 3,
            (false, true) => 2,
            (false, false) => 1,
        }
    }
}

impl Datasets {
    pub fn owner_of(&self, id: u64) -> Option<Address> {
        self.list.get(&id).map(|dataset| dataset.owner)
    }

    /// Which datasets count at the end of `block`.
    pub fn corpus_at(&self, block: u32) -> Vec<u64> {
        let counts = |dataset: &Dataset| dataset.statuses.at(block) == Some(1);
        self.list.iter().filter(|(_, dataset)| counts(dataset)).map(|(id, _)| *id).collect()
    }

    pub fn commit(&mut self, commitment: B256, now: u32) -> Predicted<()> {
        if let Some(at) = self.commitments.get(&commitment).filter(|at| now < **at + 256) {
            return Err(refused(IDatasetNft::CommitmentExists { commitment, committedAt: *at }));
        }
        self.commitments.insert(commitment, now);
        Ok(())
    }

    /// Registers a dataset with a description and parents that break no rule.
    pub fn register(
        &mut self,
        creator: Address,
        (root, commitment): (B256, B256),
        parents: &[(u64, u32)],
        now: u32,
    ) -> Predicted<u64> {
        let missing = IDatasetNft::CommitmentMissing { commitment };
        let at = *self.commitments.get(&commitment).ok_or_else(|| refused(missing))?;
        let revealFrom = at + REVEAL_DELAY;
        ensure(now >= revealFrom, IDatasetNft::CommitmentTooFresh { committedAt: at, revealFrom })?;
        let expired = IDatasetNft::CommitmentExpired { committedAt: at, expiredAt: at + 256 };
        ensure(now < at + 256, expired)?;
        if let Some((dataset, _)) = self.list.iter().find(|(_, dataset)| dataset.root == root) {
            return Err(refused(IDatasetNft::ContentRootTaken { contentRoot: root, dataset: *dataset }));
        }
        self.commitments.remove(&commitment);
        let id = u64::try_from(self.list.len()).unwrap() + 1;
        let dataset = Dataset {
            owner: creator,
            approved: Address::ZERO,
            root,
            parents: parents.to_vec(),
            delisted: false,
            quarantined: false,
            statuses: History(vec![(now, 1)]),
            reassigned: None,
        };
        self.list.insert(id, dataset);
        Ok(id)
    }

    pub fn change(&mut self, caller: Address, id: u64, change: Change, now: u32) -> Predicted<()> {
        let owner = self.owner;
        let by_owner = matches!(change, Change::Quarantine | Change::Lift);
        if by_owner {
            ensure(caller == owner, IOwned::NotOwner { caller, owner })?;
        }
        let unknown = IDatasetNft::UnknownDataset { dataset: id };
        let dataset = self.list.get_mut(&id).ok_or_else(|| refused(unknown))?;
        let holds = by_owner || caller == dataset.owner;
        ensure(holds, IDatasetNft::NotDatasetOwner { dataset: id, caller })?;
        let found = dataset.status();
        let (possible, expected) = match change {
            Change::Delist => (found == 1, 1),
            Change::Relist => (found == 2, 2),
            Change::Quarantine => (found != 3, 1),
            Change::Lift => (found == 3, 3),
        };
        ensure(possible, IDatasetNft::WrongStatus { dataset: id, expected, found })?;
        match change {
            Change::Delist => dataset.delisted = true,
            Change::Relist => dataset.delisted = false,
            Change::Quarantine => dataset.quarantined = true,
            Change::Lift => dataset.quarantined = false,
        }
        let most: u32 = match change {
            Change::Quarantine => 80,
            Change::Lift => 79,
            Change::Delist | Change::Relist => 64,
        };
        let newest = dataset.statuses.0.last().map(|(at, _)| *at);
        let length = u32::try_from(dataset.statuses.0.len()).unwrap();
        ensure(newest == Some(now) || length < most, IDatasetNft::TooManyChanges { most })?;
        let status = dataset.status();
        dataset.statuses.set(now, status);
        Ok(())
    }

    pub fn approve(&mut self, caller: Address, id: u64, to: Address) -> Predicted<()> {
        let owner = self.existing(id)?.owner;
        let holds = caller == owner || self.operators.contains(&(owner, caller));
        ensure(holds, IERC721Errors::ERC721InvalidApprover { approver: caller })?;
        self.existing(id)?.approved = to;
        Ok(())
    }

    pub fn set_operator(&mut self, caller: Address, operator: Address, approved: bool) -> Predicted<()> {
        ensure(!operator.is_zero(), IERC721Errors::ERC721InvalidOperator { operator })?;
        if approved {
            self.operators.insert((caller, operator));
        } else {
            self.operators.remove(&(caller, operator));
        }
        Ok(())
    }

    pub fn transfer(&mut self, caller: Address, from: Address, to: Address, id: u64) -> Predicted<()> {
        let Dataset { owner, approved, .. } = *self.existing(id)?;
        let tokenId = U256::from(id);
        ensure(!from.is_zero(), IERC721Errors::ERC721InvalidSender { sender: from })?;
        ensure(!to.is_zero(), IERC721Errors::ERC721InvalidReceiver { receiver: to })?;
        let approved = caller == approved && !caller.is_zero();
        let may = caller == owner || approved || self.operators.contains(&(owner, caller));
        ensure(may, IERC721Errors::ERC721InsufficientApproval { operator: caller, tokenId })?;
        ensure(from == owner, IERC721Errors::ERC721IncorrectOwner { sender: from, tokenId, owner })?;
        let dataset = self.existing(id)?;
        dataset.owner = to;
        if !forgot(Rule::ApprovalEnds) {
            dataset.approved = Address::ZERO;
        }
        Ok(())
    }

    pub fn reassign(&mut self, caller: Address, id: u64, to: Address, now: u32) -> Predicted<()> {
        let owner = self.owner;
        ensure(caller == owner, IOwned::NotOwner { caller, owner })?;
        let unknown = IDatasetNft::UnknownDataset { dataset: id };
        let dataset = self.list.get_mut(&id).ok_or_else(|| refused(unknown))?;
        ensure(!to.is_zero(), IERC721Errors::ERC721InvalidReceiver { receiver: to })?;
        (dataset.owner, dataset.approved) = (to, Address::ZERO);
        let mut earned_until = now;
        for (from, status) in dataset.statuses.0.iter().rev() {
            if *status == 1 {
                break;
            }
            earned_until = *from;
        }
        dataset.reassigned = Some((now, earned_until));
        Ok(())
    }

    fn existing(&mut self, id: u64) -> Predicted<&mut Dataset> {
        let none = IERC721Errors::ERC721NonexistentToken { tokenId: U256::from(id) };
        self.list.get_mut(&id).ok_or_else(|| refused(none))
    }
}
