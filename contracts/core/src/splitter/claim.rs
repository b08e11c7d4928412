//! Claiming what a final root says an account earned.

use crate::{
    account::{Account, UnknownAccount},
    hashing::Hashing,
    ids::Hash,
    merkle::{verify_membership, Absence, Leaf, LeafFields, PlaceError, ProofError, RangeError},
    money::Wei,
    splitter::{Books, Earnings, Totals, TotalsError},
};

/// What a claim changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The account's earnings.
    pub earnings: Earnings,
    /// The counters.
    pub totals: Totals,
    /// What is new; zero if everything was claimed before, and then nothing changes.
    pub amount: Wei,
}

/// Why nothing can be claimed this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// No account.
    #[error(transparent)]
    UnknownAccount(#[from] UnknownAccount),
    /// Payers spend, they do not earn.
    #[error("{account:?} is no account that earns")]
    NotPayable {
        /// The account.
        account: Account,
    },
    /// The treasury's cut is one address's.
    #[error("the treasury has no recipients")]
    TreasuryWhole,
    /// No root is final.
    #[error("nothing is final that {account:?} could have a leaf in")]
    NothingFinal {
        /// The account.
        account: Account,
    },
    /// The amount is not in the final root.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// That the account is not in the final root is not shown.
    #[error(transparent)]
    Absence(#[from] PlaceError),
    /// The counters forbid it.
    #[error(transparent)]
    Totals(#[from] TotalsError),
}

impl From<RangeError> for ClaimError {
    fn from(error: RangeError) -> Self {
        match error {
            RangeError::Proof(error) => Self::Proof(error),
            RangeError::Sum(error) => Self::Proof(ProofError::Sum(error)),
            RangeError::Place(error) => Self::Absence(error),
        }
    }
}

/// The most bytes of input that a call can have: what ink! 6 decodes calls from is a buffer of 16 KiB.
pub const MAX_INPUT: usize = 16 * 1024;

/// The most claims in one call: one with a proof of 17 levels takes just under a sixteenth of the input.
pub const MAX_BATCH: usize = 16;

/// What makes lists of accounts, amounts and proofs no batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// Nothing to claim.
    #[error("the batch is empty")]
    Empty,
    /// Lists of different lengths.
    #[error("{accounts} accounts with {amounts} amounts and {proofs} proofs")]
    Mismatch {
        /// How many accounts.
        accounts: u32,
        /// How many amounts.
        amounts: u32,
        /// How many proofs.
        proofs: u32,
    },
    /// Too many claims.
    #[error("{found} claims, at most {MAX_BATCH}")]
    TooLong {
        /// How many.
        found: u32,
    },
}

/// Checks the lengths of a batch's lists.
///
/// # Errors
/// [`BatchError`] naming the first rule broken.
pub fn check_batch(accounts: usize, amounts: usize, proofs: usize) -> Result<(), BatchError> {
    let length = |found: usize| u32::try_from(found).unwrap_or(u32::MAX);
    if accounts != amounts || accounts != proofs {
        let (accounts, amounts, proofs) = (length(accounts), length(amounts), length(proofs));
        return Err(BatchError::Mismatch { accounts, amounts, proofs });
    }
    match accounts {
        0 => Err(BatchError::Empty),
        1..=MAX_BATCH => Ok(()),
        found => Err(BatchError::TooLong { found: length(found) }),
    }
}

/// Reads the ABI word of an account that can earn.
///
/// # Errors
/// [`ClaimError::UnknownAccount`], or [`ClaimError::NotPayable`] for a payer.
pub fn payable_account(word: Hash) -> Result<Account, ClaimError> {
    match Account::from_word(word)? {
        account @ Account::Payer(_) => Err(ClaimError::NotPayable { account }),
        account => Ok(account),
    }
}

/// Reads the ABI word of an account whose royalties its natural payee may share out: any that earns but the
/// treasury. Its cut is the price of votes earned by work, and has to come to the one address that is named
/// as the treasury: recipients would outlast a change of that.
///
/// # Errors
/// As [`payable_account`], and [`ClaimError::TreasuryWhole`].
pub fn shareable_account(word: Hash) -> Result<Account, ClaimError> {
    match payable_account(word)? {
        Account::Treasury => Err(ClaimError::TreasuryWhole),
        account => Ok(account),
    }
}

/// Claims the `cumulative` total of `account`, proven under the final root of payouts.
///
/// Only what exceeds earlier claims is new. A repeated claim is no mistake but a race between two
/// helpful strangers, so a total that was reached before changes nothing and is no error; it still needs
/// its proof, so that a success always means that the total is in the final root.
///
/// # Errors
/// [`ClaimError`] naming the first rule broken.
pub fn claim<H: Hashing>(
    account: &Account,
    earnings: &Earnings,
    books: &Books,
    cumulative: Wei,
    proof: &[u8],
) -> Result<Claim, ClaimError> {
    if !books.has_root() {
        return Err(ClaimError::NothingFinal { account: *account });
    }
    let leaf = Leaf { fields: LeafFields::Total(*account), amount: cumulative };
    verify_membership::<H>(&books.payout(), &leaf, proof)?;
    let amount = Wei(cumulative.0.saturating_sub(earnings.claimed.0));
    let totals = books.totals.claim(amount)?;
    let earnings = Earnings { claimed: earnings.claimed.max(cumulative), ..*earnings };
    Ok(Claim { earnings, totals, amount })
}

/// Claims all that the final root gives `account`, where what comes after is another's: as [`claim`]
/// does, or, for an account that never earned and so has no leaf, with `cumulative` zero and a proof of
/// its absence ([`Absence::from_bytes`]).
///
/// # Errors
/// [`ClaimError`] naming the first rule broken.
pub fn settle_claim<H: Hashing>(
    account: &Account,
    earnings: &Earnings,
    books: &Books,
    cumulative: Wei,
    proof: &[u8],
) -> Result<Claim, ClaimError> {
    if !cumulative.is_zero() || !earnings.claimed.is_zero() || !books.has_root() {
        return claim::<H>(account, earnings, books, cumulative, proof);
    }
    let absence = Absence::from_bytes(proof)?;
    absence.verify::<H>(&books.payout(), &LeafFields::Total(*account))?;
    Ok(Claim { earnings: *earnings, totals: books.totals, amount: Wei::ZERO })
}
