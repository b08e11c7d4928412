//! The splitter: what came in, what is promised, what went out.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use tributary_core::Account;
use tributary_sandbox::abi::{IOwned, IRoyaltySplitter};

use super::{
    absence::verify_absent,
    ledger::MOST_VOTES,
    own,
    pause::Pause,
    payers::Payer,
    royalties::{check_table, Proposal, Royalty},
    rules::{forgot, Rule},
    tree::{verify, Node},
    Model,
};
use crate::refusal::{ensure, refused, Predicted};

/// What the final root says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Root {
    pub epoch: u64,
    pub commitment: B256,
    pub cut_block: u32,
    pub finalized_at: u32,
    pub payout: Node,
    pub spend: Node,
    pub votes: Node,
}

/// What ever came in and went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub deposited: u128,
    pub withdrawn: u128,
    pub released: u128,
    pub claimed: u128,
}

/// The splitter.
#[derive(Clone, Debug)]
pub struct Splitter {
    pub address: Address,
    pub owner: Address,
    pub treasury: Address,
    pub ledger: Address,
    /// The next ledger, and the first and the last block in which it may begin.
    pub scheduled_ledger: Option<(Address, u32, u32)>,
    pub exit_delay: u32,
    pub escape_after: u32,
    pub recipient_delay: u32,
    pub pause: Pause,
    pub totals: Totals,
    pub root: Root,
    pub payers: BTreeMap<Address, Payer>,
    /// In the order of their first deposits.
    pub order: Vec<Address>,
    pub royalties: BTreeMap<Account, Royalty>,
    /// Sent here outside any message.
    pub unseen: u128,
    /// Exits that no final cut covered.
    pub escapes: u32,
}

/// A claim as a call makes it.
#[derive(Clone, Debug)]
pub struct Claim {
    pub account: B256,
    pub cumulative: u128,
    pub proof: Vec<u8>,
}

impl Splitter {
    /// What payers left here.
    pub const fn backed(&self) -> u128 {
        self.totals.deposited - self.totals.withdrawn
    }

    /// What the final root puts out of their reach.
    pub fn committed(&self) -> u128 {
        self.root.payout.sum.max(self.root.spend.sum)
    }

    fn ensure_owner(&self, caller: Address) -> Predicted<()> {
        ensure(caller == self.owner, IOwned::NotOwner { caller, owner: self.owner })
    }

    pub fn schedule_ledger(&mut self, caller: Address, ledger: Address, now: u32) -> Predicted<()> {
        self.ensure_owner(caller)?;
        ensure(!ledger.is_zero(), IOwned::ZeroAddress {})?;
        let wait = self.exit_delay + self.escape_after;
        self.scheduled_ledger = Some((ledger, now + wait, now + 2 * wait));
        Ok(())
    }

    pub fn cancel_ledger(&mut self, caller: Address) -> Predicted<()> {
        self.ensure_owner(caller)?;
        self.take_scheduled().map(|_| ())
    }

    fn take_scheduled(&mut self) -> Predicted<(Address, u32, u32)> {
        self.scheduled_ledger.take().ok_or_else(|| refused(IRoyaltySplitter::NoLedgerScheduled {}))
    }

    pub fn activate_ledger(&mut self, now: u32) -> Predicted<()> {
        let (ledger, fromBlock, untilBlock) = self.take_scheduled()?;
        ensure(now >= fromBlock, IRoyaltySplitter::LedgerNotDue { fromBlock })?;
        let in_time = now <= untilBlock || forgot(Rule::Lapsed);
        ensure(in_time, IRoyaltySplitter::LedgerLapsed { untilBlock })?;
        self.ledger = ledger;
        Ok(())
    }

    /// Whether an epoch with these sums could be paid.
    pub fn can_settle(&self, payouts: u128, spends: u128) -> bool {
        payouts >= self.root.payout.sum
            && spends >= self.root.spend.sum
            && (payouts.max(spends) <= self.backed() || forgot(Rule::Solvency))
    }

    /// An epoch becomes final, whoever says so, if it can.
    pub fn settle(&mut self, next: Root) -> Predicted<()> {
        let (expected, found) = (self.root.epoch + 1, next.epoch);
        ensure(found == expected, IRoyaltySplitter::EpochNotNext { expected, found })?;
        let (after_, latest, found) = (self.root.cut_block, next.finalized_at - 1, next.cut_block);
        let past = (found > after_ && found <= latest) || forgot(Rule::CutPast);
        ensure(past, IRoyaltySplitter::CutOutOfRange { after_, latest, found })?;
        let (before, after_) = (self.root.payout.sum, next.payout.sum);
        ensure(after_ >= before, IRoyaltySplitter::PayoutShrank { before, after_ })?;
        let (before, after_) = (self.root.spend.sum, next.spend.sum);
        ensure(after_ >= before, IRoyaltySplitter::SpendShrank { before, after_ })?;
        let (needed, backed) = (next.payout.sum.max(next.spend.sum), self.backed());
        let solvent = needed <= backed || forgot(Rule::Solvency);
        ensure(solvent, IRoyaltySplitter::Insolvent { needed, backed })?;
        let (before, after_) = (self.root.votes.sum, next.votes.sum);
        ensure(after_ >= before, IRoyaltySplitter::VotesShrank { before, after_ })?;
        let (grown, most) = (after_ - before, MOST_VOTES);
        ensure(grown <= most, IRoyaltySplitter::TooManyVotes { grown, most })?;
        self.root = next;
        Ok(())
    }

    /// Whether a cut covers the exit that `payer` requested.
    pub fn covers(&self, payer: &Payer) -> bool {
        let needed = payer.exit_requested_at.map(|at| at + self.exit_delay);
        self.root.epoch > 0 && needed.is_some_and(|needed| self.root.cut_block >= needed)
    }
}

impl Model {
    pub fn deposit(&mut self, caller: Address, amount: u128) -> Predicted<()> {
        let now = self.now;
        self.splitter.pause.ensure_running(now)?;
        let payer = self.splitter.payers.entry(caller).or_default();
        let first = payer.first_deposit_at.is_none();
        payer.deposit(amount, now)?;
        self.splitter.totals.deposited += amount;
        if first {
            self.splitter.order.push(caller);
        }
        Ok(())
    }

    pub fn payer(&mut self, address: Address) -> &mut Payer {
        self.splitter.payers.entry(address).or_default()
    }

    /// The caller leaves, or gets as much as there is.
    pub fn exit(&mut self, caller: Address, spent: u128, proof: &[u8]) -> Predicted<()> {
        let (now, splitter) = (self.now, &self.splitter);
        let payer = splitter.payers.get(&caller).cloned().unwrap_or_default();
        let none = IRoyaltySplitter::NoExitRequested { payer: caller };
        let requested_at = payer.exit_requested_at.ok_or_else(|| refused(none))?;
        let covered = splitter.covers(&payer);
        let (needed, escapeAt) = (requested_at + splitter.exit_delay, requested_at + splitter.escape_after);
        let cutBlock = splitter.root.cut_block;
        let may = covered || now >= escapeAt || forgot(Rule::ExitCovered);
        ensure(may, IRoyaltySplitter::ExitNotCovered { cutBlock, needed, escapeAt })?;
        let has_root = splitter.root.epoch > 0;
        let newer = !has_root || payer.first_deposit_at.is_none_or(|first| first > cutBlock);
        if spent != 0 || !proof.is_empty() || !newer {
            let (spend, account) = (splitter.root.spend, Account::Payer(own(caller)));
            ensure(has_root, nothing_final(&account))?;
            let known = verify(spend, &account, spent, proof);
            let left_out = now >= escapeAt && spent == 0 && verify_absent(spend, &account, proof).is_ok();
            known.or_else(|error| if left_out { Ok(()) } else { Err(error) })?;
        }
        let cap = splitter.backed().saturating_sub(splitter.committed());
        let amount = self.payer(caller).leave(spent, cap)?;
        self.splitter.totals.withdrawn += amount;
        self.splitter.escapes += u32::from(!covered);
        self.send(self.splitter.address, caller, amount)
    }

    pub fn claim(&mut self, claim: &Claim) -> Predicted<u128> {
        let account = earning(claim.account)?;
        let splitter = &mut self.splitter;
        ensure(splitter.root.epoch > 0, nothing_final(&account))?;
        verify(splitter.root.payout, &account, claim.cumulative, &claim.proof)?;
        let (claimed, cap) = (splitter.totals.claimed, splitter.root.payout.sum);
        let wanted = splitter.royalties.entry(account).or_default().claim(claim.cumulative);
        let within = claimed + wanted <= cap || forgot(Rule::ClaimCap);
        ensure(within, IRoyaltySplitter::ClaimAboveCap { claimed, wanted, cap })?;
        splitter.totals.claimed += wanted;
        Ok(wanted)
    }

    pub fn claim_many(&mut self, lists: (usize, usize, usize), claims: &[Claim]) -> Predicted<u128> {
        let [accounts, amounts, proofs] =
            [lists.0, lists.1, lists.2].map(|list| u32::try_from(list).unwrap());
        let even = accounts == amounts && accounts == proofs;
        ensure(even, IRoyaltySplitter::BatchMismatch { accounts, amounts, proofs })?;
        ensure(accounts > 0, IRoyaltySplitter::BatchEmpty {})?;
        ensure(accounts <= 16, IRoyaltySplitter::BatchTooLong { found: accounts, most: 16 })?;
        claims.iter().try_fold(0, |sum, claim| Ok(sum + self.claim(claim)?))
    }

    pub fn release(&mut self, caller: Address, word: B256, recipient: Address) -> Predicted<u128> {
        let account = earning(word)?;
        let payee = self.payee(&account);
        let unknown = || refused(IRoyaltySplitter::PayeeUnknown { account: word });
        let owned_by_contract = matches!(account, Account::Dataset(_)) && self.contracts.contains(&recipient);
        let may_push = !owned_by_contract || caller == recipient || forgot(Rule::OwnerCalls);
        let royalty = self.splitter.royalties.entry(account).or_default();
        let released = royalty.release(word, recipient, || payee.ok_or_else(unknown))?;
        let must_call = IRoyaltySplitter::OwnerMustCall { account: word, owner: recipient, caller };
        ensure(may_push || !released.as_payee, must_call)?;
        let amount = released.amount;
        self.splitter.totals.released += amount;
        self.send(self.splitter.address, recipient, amount)?;
        Ok(amount)
    }

    pub fn claim_and_release(
        &mut self,
        caller: Address,
        claim: &Claim,
        recipient: Address,
    ) -> Predicted<u128> {
        self.claim(claim)?;
        self.release(caller, claim.account, recipient)
    }

    fn account_owner(&self, word: B256, caller: Address) -> Predicted<Account> {
        let account = earning(word)?;
        let unknown = IRoyaltySplitter::PayeeUnknown { account: word };
        let payee = self.payee(&account).ok_or_else(|| refused(unknown))?;
        ensure(payee == caller, IRoyaltySplitter::NotAccountOwner { account: word, caller })?;
        Ok(account)
    }

    pub fn propose(
        &mut self,
        caller: Address,
        word: B256,
        addresses: &[Address],
        shares: &[u32],
    ) -> Predicted<()> {
        let treasury = earning(word)? == Account::Treasury;
        ensure(!treasury, IRoyaltySplitter::TreasuryHasNoRecipients {})?;
        let shares = check_table(addresses, shares)?;
        let account = self.account_owner(word, caller)?;
        let proposal = Proposal { at: self.now, by: caller, shares };
        self.splitter.royalties.entry(account).or_default().proposal = Some(proposal);
        Ok(())
    }

    pub fn apply(&mut self, caller: Address, claim: &Claim) -> Predicted<()> {
        let word = claim.account;
        let account = self.account_owner(word, caller)?;
        let royalty = self.splitter.royalties.entry(account).or_default();
        let none = IRoyaltySplitter::NoRecipientsProposed { account: word };
        let proposal = royalty.proposal.clone().filter(|proposal| proposal.by == caller);
        let proposal = proposal.ok_or_else(|| refused(none))?;
        let (fromBlock, first) = (proposal.at + self.splitter.recipient_delay, royalty.shares.is_empty());
        ensure(self.now >= fromBlock, IRoyaltySplitter::RecipientsNotDue { fromBlock })?;
        let (cutBlock, needed) = (self.splitter.root.cut_block, proposal.at);
        let settled = first || cutBlock >= needed || forgot(Rule::ChangeSettled);
        ensure(settled, IRoyaltySplitter::RecipientsNotSettled { cutBlock, needed })?;
        if !first || claim.cumulative != 0 || !claim.proof.is_empty() {
            self.settle_claim(account, claim)?;
        }
        let now = self.now;
        let royalty = self.splitter.royalties.entry(account).or_default();
        royalty.begin(proposal.shares, caller, now);
        royalty.proposal = None;
        Ok(())
    }

    /// A claim, or that the account never earned.
    fn settle_claim(&mut self, account: Account, claim: &Claim) -> Predicted<()> {
        let claimed = self.splitter.royalties.get(&account).map_or(0, |royalty| royalty.claimed);
        if claim.cumulative == 0 && claimed == 0 && self.splitter.root.epoch > 0 {
            return verify_absent(self.splitter.root.payout, &account, &claim.proof);
        }
        self.claim(claim).map(|_| ())
    }

    /// The recipients of a dataset that was reassigned are no more.
    pub fn end_recipients(&mut self, claim: &Claim) -> Predicted<()> {
        let word = claim.account;
        let account = earning(word)?;
        let royalty = self.splitter.royalties.entry(account).or_default();
        ensure(!royalty.shares.is_empty(), IRoyaltySplitter::NoRecipients { account: word })?;
        let since = royalty.since;
        let reassigned = match account {
            Account::Dataset(id) => self.datasets.list.get(&id.0).and_then(|dataset| dataset.reassigned),
            _ => None,
        };
        let (at, needed) = reassigned.unwrap_or_default();
        let ended = (at > 0 && at >= since) || forgot(Rule::RecipientsStand);
        ensure(ended, IRoyaltySplitter::RecipientsStand { account: word, since })?;
        let cutBlock = self.splitter.root.cut_block;
        ensure(cutBlock >= needed, IRoyaltySplitter::RecipientsNotSettled { cutBlock, needed })?;
        self.settle_claim(account, claim)?;
        let now = self.now;
        self.splitter.royalties.entry(account).or_default().begin(Vec::new(), Address::ZERO, now);
        Ok(())
    }

    pub fn set_treasury(&mut self, caller: Address, to: Address) -> Predicted<()> {
        self.splitter.ensure_owner(caller)?;
        ensure(!to.is_zero(), IOwned::ZeroAddress {})?;
        self.splitter.treasury = to;
        Ok(())
    }
}

fn nothing_final(account: &Account) -> IRoyaltySplitter::NothingFinal {
    IRoyaltySplitter::NothingFinal { account: B256::new(account.to_word()) }
}

/// The account that a word names, if it can earn.
fn earning(word: B256) -> Predicted<Account> {
    match Account::from_word(word.0) {
        Err(_) => Err(refused(IRoyaltySplitter::UnknownAccount { account: word })),
        Ok(Account::Payer(_)) => Err(refused(IRoyaltySplitter::AccountNotPayable { account: word })),
        Ok(account) => Ok(account),
    }
}
