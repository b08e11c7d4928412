//! Leaving with what was not spent.

use crate::{
    account::Account,
    hashing::Hashing,
    ids::{Address, BlockNumber},
    merkle::{verify_membership, Absence, Leaf, LeafFields, ProofError},
    money::{MoneyError, Wei},
    splitter::{Books, Params, Payer, Totals, TotalsError},
};

/// What an exit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The payer: in its next generation, or still leaving where there is a `rest`.
    pub payer: Payer,
    /// The counters.
    pub totals: Totals,
    /// What is paid back.
    pub amount: Wei,
    /// What stays here as spent, over the payer's whole life.
    pub spent: Wei,
    /// What the payer did not spend and the counters do not leave to payers now. Its exit stays requested
    /// until a later one pays that; zero where this one ends the generation.
    pub rest: Wei,
}

/// Why a payer cannot leave yet, or not this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExitError {
    /// None was requested.
    #[error("{payer} requested no exit")]
    NoExitRequested {
        /// The payer.
        payer: Address,
    },
    /// The final root is too old, and it is too early to make do with it.
    #[error("final cut {cut_block} is before {needed}, and the escape opens at block {escape_at}")]
    NotCovered {
        /// The final root's cut; 0 without any.
        cut_block: BlockNumber,
        /// The cut needed.
        needed: BlockNumber,
        /// The block at which the final root suffices.
        escape_at: BlockNumber,
    },
    /// Nothing is final that a spend could be proven against.
    #[error("nothing is final that {account:?} could have a leaf in")]
    NothingFinal {
        /// The payer's account.
        account: Account,
    },
    /// The spend is not in the final root.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The root says the payer spent more than it had.
    #[error("{spent} wei spent where {deposited} were there")]
    SpendAboveDeposit {
        /// The spend.
        spent: Wei,
        /// Deposits less withdrawals.
        deposited: Wei,
    },
    /// The counters forbid it.
    #[error(transparent)]
    Totals(#[from] TotalsError),
    /// Amounts leave `u128`.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The payer at `address` leaves at block `now`: all but its `spent` total is paid back, its reserves
/// die, and a further deposit begins a new generation.
///
/// Where the counters leave less than that to payers, it gets what they leave; the rest it may ask for again,
/// under whatever root is final then, and it is leaving until it got it. What it proved as spent stays so.
///
/// The final root must cover the exit: its cut is at least [`Params::exit_delay`] blocks after the
/// request, so that no report of this payer can follow; or [`Params::escape_after`] blocks have passed,
/// and the final root suffices whatever its cut. `spent` is proven by the payer's leaf there. Only a
/// payer who first deposited after that cut (or with nothing final) cannot have one, and passes zero
/// with an empty proof; whoever deposited before, in any generation, has one in every honest root. Once the
/// escape is open, whom a root leaves out all the same passes zero and a proof of that
/// ([`Absence::from_bytes`]): a committee that leaves a payer out cannot keep its deposit.
///
/// A root that understates what an earlier exit proved as spent counts as saying just that: a payer
/// never leaves with what it spent before.
///
/// # Errors
/// [`ExitError`] naming the first rule broken.
#[allow(clippy::too_many_arguments)] // each is a separate fact of the call
pub fn exit<H: Hashing>(
    payer: &Payer,
    address: Address,
    books: &Books,
    params: &Params,
    now: BlockNumber,
    spent: Wei,
    proof: &[u8],
) -> Result<Exit, ExitError> {
    let requested_at = payer.exit_requested_at.ok_or(ExitError::NoExitRequested { payer: address })?;
    let escapes = check_covered(requested_at, books, params, now)?;
    if spent != Wei::ZERO || !proof.is_empty() || !is_newer_than_root(payer, books) {
        let account = Account::Payer(address);
        if !books.has_root() {
            return Err(ExitError::NothingFinal { account });
        }
        let leaf = Leaf { fields: LeafFields::Total(account), amount: spent };
        if let Err(error) = verify_membership::<H>(&books.spend(), &leaf, proof) {
            if !(escapes && spent.is_zero() && is_absent::<H>(books, &leaf.fields, proof)) {
                return Err(error.into());
            }
        }
    }
    let spent = spent.max(payer.settled);
    let deposited = payer.deposited.try_sub(payer.withdrawn)?;
    let unspent = deposited.try_sub(spent).map_err(|_| ExitError::SpendAboveDeposit { spent, deposited })?;
    let (totals, amount) = books.totals.withdraw(unspent)?;
    let rest = unspent.try_sub(amount)?;
    let withdrawn = payer.withdrawn.try_add(amount)?;
    let mut payer = Payer { withdrawn, settled: spent, reserved: Wei::ZERO, ..*payer };
    if rest.is_zero() {
        payer.exit_requested_at = None;
        payer.generation = payer.generation.saturating_add(1);
    }
    Ok(Exit { payer, totals, amount, spent, rest })
}

fn is_absent<H: Hashing>(books: &Books, fields: &LeafFields, proof: &[u8]) -> bool {
    Absence::from_bytes(proof).is_ok_and(|absence| absence.verify::<H>(&books.spend(), fields).is_ok())
}

/// Whether the escape is open, if the payer may leave at all.
fn check_covered(
    requested_at: BlockNumber,
    books: &Books,
    params: &Params,
    now: BlockNumber,
) -> Result<bool, ExitError> {
    let needed = requested_at.saturating_add(params.exit_delay);
    let escape_at = requested_at.saturating_add(params.escape_after);
    let cut_block = books.root.cut_block;
    if (books.has_root() && cut_block >= needed) || now >= escape_at {
        Ok(now >= escape_at)
    } else {
        Err(ExitError::NotCovered { cut_block, needed, escape_at })
    }
}

/// Whether the final root cannot know the payer: it reads the chain as of the end of its cut block.
fn is_newer_than_root(payer: &Payer, books: &Books) -> bool {
    !books.has_root() || payer.first_deposit_at.is_none_or(|first| first > books.root.cut_block)
}
