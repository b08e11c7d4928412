//! Claiming what a final root says an account earned.

use crate::{
    account::{Account, UnknownAccount},
    hashing::Hashing,
    ids::Hash,
    merkle::{verify_membership, Leaf, LeafFields, ProofError},
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
    /// No root is final.
    #[error("nothing is final")]
    NothingFinal,
    /// The amount is not in the final root.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The counters forbid it.
    #[error(transparent)]
    Totals(#[from] TotalsError),
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
        return Err(ClaimError::NothingFinal);
    }
    let leaf = Leaf { fields: LeafFields::Total(*account), amount: cumulative };
    verify_membership::<H>(&books.payout(), &leaf, proof)?;
    let amount = Wei(cumulative.0.saturating_sub(earnings.claimed.0));
    let totals = books.totals.claim(amount)?;
    let earnings = Earnings { claimed: earnings.claimed.max(cumulative), ..*earnings };
    Ok(Claim { earnings, totals, amount })
}
