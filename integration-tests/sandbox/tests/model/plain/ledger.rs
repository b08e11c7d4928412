//! The ledger: a committee, and epochs one after another.

use alloy_primitives::{Address, B256};
use tributary_core::epoch::Commitment;
use tributary_sandbox::abi::{IAttributionLedger, IOwned, IRoyaltySplitter};

use super::{
    pause::Pause,
    rules::{forgot, Rule},
    splitter::Root,
    tree::Node,
    Model,
};
use crate::refusal::{ensure, refused, Predicted};

/// Bytes of a commitment.
const COMMITMENT: usize = 452;

/// The most votes that an epoch adds: as many units as 96 bits count, and one more.
pub const MOST_VOTES: u128 = (u128::MAX >> 32) + 1;

/// What the next epoch has to follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub epoch: u64,
    pub hash: B256,
    pub cut_block: u32,
    pub payout: Node,
    pub spend: Node,
    pub votes: Node,
}

/// The ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    pub address: Address,
    pub owner: Address,
    pub pause: Pause,
    pub challenge_window: u32,
    pub max_pending: u8,
    pub committee_delay: u32,
    pub last_final: Head,
    pub head: Head,
    /// Oldest first, each with the block of its submission.
    pub pending: Vec<(Head, u32)>,
    pub version: u32,
    pub members: Vec<Address>,
    /// The next committee, and the first and the last block in which it may begin.
    pub scheduled: Option<(Vec<Address>, u32, u32)>,
}

/// One signature of a submission, as its maker knows it.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    /// The place in the committee that it names.
    pub index: u8,
    /// Whose key made it.
    pub signer: Address,
    /// What it signs.
    pub digest: [u8; 32],
    /// Whether `s` is low and `v` is one of its two values.
    pub canonical: bool,
}

/// What a submission carries.
#[derive(Clone, Debug)]
pub struct Submission {
    pub commitment: Commitment,
    pub hash: B256,
    /// Bytes of its encoding; of a whole one [`COMMITMENT`].
    pub length: usize,
    pub signatures: Vec<Signed>,
    /// Bytes of all signatures.
    pub signature_bytes: usize,
    /// What the present committee signs for it.
    pub digest: [u8; 32],
}

impl Ledger {
    fn quorum(&self) -> u8 {
        let faulty = (self.members.len() - 1) / 3;
        let factor = if forgot(Rule::Quorum) { 1 } else { 2 };
        u8::try_from(factor * faulty + 1).unwrap()
    }

    fn check_follows(&self, commitment: &Commitment, now: u32) -> Predicted<()> {
        let (expected, found) = (self.head.epoch + 1, commitment.epoch.0);
        ensure(found == expected, IAttributionLedger::WrongEpoch { expected, found })?;
        let (expected, found) = (self.head.hash, B256::new(commitment.prev));
        ensure(found == expected, IAttributionLedger::WrongPredecessor { expected, found })?;
        let (after_, latest, found) = (self.head.cut_block, now - 1, commitment.cut_block);
        let within = found > after_ && found <= latest;
        ensure(within, IAttributionLedger::CutOutOfRange { after_, latest, found })?;
        let growth = |before: u128, after_: u128| {
            let shrank = IAttributionLedger::TotalShrank { before, after_ };
            after_.checked_sub(before).ok_or_else(|| refused(shrank))
        };
        let payouts = growth(self.head.payout.sum, commitment.payout.sum.0)?;
        let spends = growth(self.head.spend.sum, commitment.spend.sum.0)?;
        let (grown, most) = (growth(self.head.votes.sum, commitment.votes.sum.0)?, MOST_VOTES);
        ensure(grown <= most, IAttributionLedger::TooManyVotes { grown, most })?;
        let (credits, debits) = (commitment.credits.sum.0, commitment.debits.sum.0);
        let balanced = [debits, payouts, spends].iter().all(|sum| *sum == credits) || forgot(Rule::Balanced);
        ensure(balanced, IAttributionLedger::Unbalanced { credits, debits, payouts, spends })
    }

    fn check_signatures(&self, submission: &Submission) -> Predicted<()> {
        let length = u32::try_from(submission.signature_bytes).unwrap();
        ensure(length % 66 == 0, IAttributionLedger::SignaturesMalformed { length })?;
        let members = u8::try_from(self.members.len()).unwrap();
        let mut last = None;
        for signed in &submission.signatures {
            let index = signed.index;
            ensure(index < members, IAttributionLedger::SignerUnknown { index, members })?;
            if let Some(before) = last.filter(|before| *before >= index) {
                return Err(refused(IAttributionLedger::SignersUnordered { before, after_: index }));
            }
            last = Some(index);
        }
        let (found, needed) = (u8::try_from(submission.signatures.len()).unwrap(), self.quorum());
        ensure(found >= needed, IAttributionLedger::QuorumMissed { found, needed })?;
        for signed in &submission.signatures {
            let member = self.members[usize::from(signed.index)];
            let canonical = signed.canonical || forgot(Rule::LowS);
            let valid = canonical && signed.signer == member && signed.digest == submission.digest;
            ensure(valid, IAttributionLedger::SignatureInvalid { index: signed.index })?;
        }
        Ok(())
    }

    fn ensure_owner(&self, caller: Address) -> Predicted<()> {
        ensure(caller == self.owner, IOwned::NotOwner { caller, owner: self.owner })
    }

    pub fn schedule(&mut self, caller: Address, members: &[Address], now: u32) -> Predicted<()> {
        self.ensure_owner(caller)?;
        let found = u32::try_from(members.len()).unwrap();
        let size = (1..=16).contains(&found) && found % 3 == 1;
        ensure(size, IAttributionLedger::CommitteeSize { found })?;
        for (index, member) in (0u32..).zip(members) {
            let member = *member;
            ensure(!member.is_zero(), IAttributionLedger::CommitteeZero { index })?;
            let again = members[..usize::try_from(index).unwrap()].contains(&member);
            ensure(!again, IAttributionLedger::CommitteeDuplicate { member })?;
        }
        let from = now + self.committee_delay;
        self.scheduled = Some((members.to_vec(), from, from + self.committee_delay));
        Ok(())
    }

    pub fn cancel(&mut self, caller: Address) -> Predicted<()> {
        self.ensure_owner(caller)?;
        self.take_scheduled().map(|_| ())
    }

    fn take_scheduled(&mut self) -> Predicted<(Vec<Address>, u32, u32)> {
        self.scheduled.take().ok_or_else(|| refused(IAttributionLedger::NoCommitteeScheduled {}))
    }

    pub fn activate(&mut self, now: u32) -> Predicted<()> {
        let (members, fromBlock, untilBlock) = self.take_scheduled()?;
        ensure(now >= fromBlock, IAttributionLedger::CommitteeNotDue { fromBlock })?;
        let in_time = now <= untilBlock || forgot(Rule::Lapsed);
        ensure(in_time, IAttributionLedger::CommitteeLapsed { untilBlock })?;
        self.members = members;
        self.version += 1;
        Ok(())
    }
}

impl Model {
    pub fn submit(&mut self, submission: &Submission) -> Predicted<()> {
        let (now, ledger) = (self.now, &mut self.ledger);
        ledger.pause.ensure_running(now)?;
        let length = u32::try_from(submission.length).unwrap();
        let whole = submission.length == COMMITMENT;
        ensure(whole, IAttributionLedger::CommitmentMalformed { length })?;
        let (pending, most) = (u8::try_from(ledger.pending.len()).unwrap(), ledger.max_pending);
        ensure(pending < most, IAttributionLedger::TooManyPending { pending, most })?;
        ledger.check_follows(&submission.commitment, now)?;
        ledger.check_signatures(submission)?;
        let commitment = &submission.commitment;
        let node = |node: tributary_core::merkle::Node| Node { hash: B256::new(node.hash), sum: node.sum.0 };
        ledger.head = Head {
            epoch: commitment.epoch.0,
            hash: submission.hash,
            cut_block: commitment.cut_block,
            payout: node(commitment.payout),
            spend: node(commitment.spend),
            votes: node(commitment.votes),
        };
        ledger.pending.push((ledger.head, now));
        Ok(())
    }

    pub fn finalize(&mut self) -> Predicted<u64> {
        let (now, nothing) = (self.now, IAttributionLedger::NothingPending {});
        let (oldest, submitted_at) = *self.ledger.pending.first().ok_or_else(|| refused(nothing))?;
        let (epoch, untilBlock) = (oldest.epoch, submitted_at + self.ledger.challenge_window);
        let over = now >= untilBlock || forgot(Rule::Window);
        ensure(over, IAttributionLedger::WindowOpen { epoch, untilBlock })?;
        let Head { cut_block, payout, spend, votes, hash: commitment, .. } = oldest;
        let root = Root { epoch, commitment, cut_block, finalized_at: now, payout, spend, votes };
        self.settle(self.ledger.address, root).map_err(|refusal| {
            refused(IAttributionLedger::SettlementRefused { epoch, reason: refusal.data.into() })
        })?;
        self.ledger.pending.remove(0);
        self.ledger.last_final = oldest;
        Ok(epoch)
    }

    pub fn void_insolvent(&mut self) -> Predicted<()> {
        let nothing = IAttributionLedger::NothingPending {};
        let (oldest, _) = *self.ledger.pending.first().ok_or_else(|| refused(nothing))?;
        let payable = self.splitter.can_settle(oldest.payout.sum, oldest.spend.sum);
        ensure(!payable, IAttributionLedger::StillPayable { epoch: oldest.epoch })?;
        let last = self.ledger.last_final;
        let read_at = if forgot(Rule::Voided) { 0 } else { self.now - 1 };
        self.ledger.head = Head { cut_block: last.cut_block.max(read_at), ..last };
        self.ledger.pending.clear();
        Ok(())
    }

    /// The ledger begins behind the splitter's final root.
    pub fn inherit(&mut self) -> Predicted<()> {
        let (root, finalEpoch) = (self.splitter.root, self.ledger.last_final.epoch);
        let settledEpoch = root.epoch;
        let beyond = settledEpoch > finalEpoch;
        ensure(beyond, IAttributionLedger::NothingToInherit { finalEpoch, settledEpoch })?;
        let Root { epoch, commitment, cut_block, payout, spend, votes, .. } = root;
        self.ledger.last_final = Head { epoch, hash: commitment, cut_block, payout, spend, votes };
        self.ledger.head = self.ledger.last_final;
        self.ledger.pending.clear();
        Ok(())
    }

    /// Somebody has the splitter make a root final: the ledger in office, or who would like to be.
    pub fn settle(&mut self, caller: Address, root: Root) -> Predicted<()> {
        let ledger = self.splitter.ledger;
        ensure(caller == ledger, IRoyaltySplitter::NotLedger { caller, ledger })?;
        self.splitter.settle(root)
    }
}
