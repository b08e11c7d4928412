//! Changing who shares an account's royalties.

use alloc::vec::Vec;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    money::{MoneyError, Wei},
    splitter::{Balance, Earnings, Params, Table},
};

/// Recipients proposed for an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Proposal {
    /// The block of the proposal.
    pub proposed_at: BlockNumber,
    /// The natural payee who made it; nobody else can apply it, so it dies with a change of hands.
    pub proposer: Address,
    /// The recipients.
    pub table: Table,
}

/// Who shares what an account claimed since its last division ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division<'a> {
    /// No table: it all belongs to the natural payee, given with its balance.
    Payee(Address, Balance),
    /// A table's recipients, with their balances in its order.
    Table(&'a Table, &'a [Balance]),
}

/// What the end of a division changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The account's earnings, of which nothing is left to divide.
    pub earnings: Earnings,
    /// Balances of those who earned before, with what they are owed.
    pub credits: Vec<(Address, Balance)>,
}

/// Why recipients cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalError {
    /// Only the natural payee may.
    #[error("{caller} does not own the account")]
    NotAccountOwner {
        /// Who called.
        caller: Address,
    },
    /// This owner proposed nothing.
    #[error("the account's owner proposed no recipients")]
    NoneProposed,
    /// The delay is not over.
    #[error("the recipients may be applied at block {from_block}")]
    NotDue {
        /// The first block at which it is.
        from_block: BlockNumber,
    },
    /// The final root is older than the proposal.
    #[error("the final cut {cut_block} is before the proposal at {needed}")]
    NotSettled {
        /// The final root's cut; 0 without any.
        cut_block: BlockNumber,
        /// The block of the proposal.
        needed: BlockNumber,
    },
}

impl Proposal {
    /// The natural `payee` proposes recipients at block `now`, in place of any earlier proposal.
    ///
    /// # Errors
    /// [`ProposalError::NotAccountOwner`] for any other caller.
    pub fn new(
        caller: Address,
        payee: Address,
        table: Table,
        now: BlockNumber,
    ) -> Result<Self, ProposalError> {
        if caller == payee {
            Ok(Self { proposed_at: now, proposer: caller, table })
        } else {
            Err(ProposalError::NotAccountOwner { caller })
        }
    }

    /// The first block at which it may be applied.
    pub fn due_at(&self, params: &Params) -> BlockNumber {
        self.proposed_at.saturating_add(params.recipient_delay)
    }
}

/// Returns the table that the natural `payee` may apply at block `now` under a final root with
/// `cut_block`, given what is `proposed` for the account and whether it `replaces` another.
///
/// Where there is none it needs no root: until then everything belongs to the payee, who alone could
/// lose by it and is the one to call. Replacing a table needs a cut that is no older than the proposal,
/// with a claim under it, so that what was earned before is the old recipients'.
///
/// # Errors
/// [`ProposalError`] naming the first rule broken.
pub fn due_table(
    proposed: Option<Proposal>,
    caller: Address,
    payee: Address,
    replaces: bool,
    params: &Params,
    cut_block: BlockNumber,
    now: BlockNumber,
) -> Result<Table, ProposalError> {
    if caller != payee {
        return Err(ProposalError::NotAccountOwner { caller });
    }
    let own = proposed.filter(|proposal| proposal.proposer == payee);
    let proposal = own.ok_or(ProposalError::NoneProposed)?;
    let from_block = proposal.due_at(params);
    if now < from_block {
        return Err(ProposalError::NotDue { from_block });
    }
    if replaces && cut_block < proposal.proposed_at {
        return Err(ProposalError::NotSettled { cut_block, needed: proposal.proposed_at });
    }
    Ok(proposal.table)
}

/// Whether applying a table has to claim first. Only one that `replaces` no other may come without: with
/// no cumulative total and no proof given, all that is claimed later falls under it.
pub fn must_claim(replaces: bool, cumulative: Wei, proof: &[u8]) -> bool {
    replaces || !cumulative.is_zero() || !proof.is_empty()
}

/// Ends the current `division` of `earnings`: everything claimed so far is credited to whom it belonged.
/// What is claimed later is another table's, or the natural payee's.
///
/// # Errors
/// [`MoneyError`] if amounts leave `u128`.
pub fn end_division(earnings: &Earnings, division: Division<'_>) -> Result<Ended, MoneyError> {
    let current = earnings.current();
    let table = earnings.table.saturating_add(1);
    let mut credits = Vec::new();
    let mut credit = |address: Address, balance: &Balance, due: Wei| {
        let owed = balance.owed.try_add(due)?;
        credits.push((address, Balance { owed, drawn: Wei::ZERO, table }));
        Ok(())
    };
    match division {
        Division::Payee(payee, balance) => {
            if !current.is_zero() {
                credit(payee, &balance, current)?;
            }
        }
        Division::Table(recipients, balances) => {
            let parts = recipients.divide(current);
            for ((recipient, part), balance) in recipients.recipients().iter().zip(parts).zip(balances) {
                let due = part.try_sub(balance.drawn_under(earnings.table))?;
                credit(recipient.address, balance, due)?;
            }
        }
    }
    Ok(Ended { earnings: Earnings { claimed: earnings.claimed, base: earnings.claimed, table }, credits })
}
