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

/// What applying a proposal changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The account's earnings, under the new table.
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
    /// Amounts leave `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
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
/// `cut_block`, given what is `proposed` for the account.
///
/// The first table needs no root: until then everything belongs to the payee, who alone could lose by
/// it and is the one to call. Replacing a table needs a cut that is no older than the proposal, with a
/// claim under it, so that what was earned before is the old recipients'.
///
/// # Errors
/// [`ProposalError`] naming the first rule broken.
pub fn due_table(
    proposed: Option<Proposal>,
    caller: Address,
    payee: Address,
    earnings: &Earnings,
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
    if earnings.table != 0 && cut_block < proposal.proposed_at {
        return Err(ProposalError::NotSettled { cut_block, needed: proposal.proposed_at });
    }
    Ok(proposal.table)
}

/// Whether applying a table has to claim first. Only the first table may come without: with no
/// cumulative total and no proof given, all that is claimed later falls under it.
pub fn must_claim(earnings: &Earnings, cumulative: Wei, proof: &[u8]) -> bool {
    earnings.table != 0 || !cumulative.is_zero() || !proof.is_empty()
}

/// Ends the current division of `earnings` and begins a new table: everything claimed so far is credited
/// to whom it belonged.
///
/// `before` is the current table with its recipients' balances in its order, or `None` while there was
/// never one; then the natural `payee` is credited.
///
/// # Errors
/// [`ProposalError::Money`] if amounts leave `u128`.
pub fn apply(
    earnings: &Earnings,
    before: Option<(&Table, &[Balance])>,
    payee: Address,
) -> Result<Applied, ProposalError> {
    let current = earnings.current();
    let next = earnings.table.saturating_add(1);
    let mut credits = Vec::new();
    match before {
        None => {
            if !current.is_zero() {
                credits.push((payee, Balance { owed: current, drawn: Wei::ZERO, table: next }));
            }
        }
        Some((table, balances)) => {
            let parts = table.divide(current);
            for ((recipient, part), balance) in table.recipients().iter().zip(parts).zip(balances) {
                let due = part.try_sub(balance.drawn_under(earnings.table))?;
                let owed = balance.owed.try_add(due)?;
                credits.push((recipient.address, Balance { owed, drawn: Wei::ZERO, table: next }));
            }
        }
    }
    let earnings = Earnings { claimed: earnings.claimed, base: earnings.claimed, table: next };
    Ok(Applied { earnings, credits })
}
