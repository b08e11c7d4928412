//! The royalty splitter: deposits, exits, claims and the division of what was claimed.
//!
//! Every rule takes what is stored and returns what is to be stored. The counters of [`Totals`] hold
//! whatever root is final, so that not even a false one can conjure money.

mod books;
mod changes;
mod claim;
mod earnings;
mod exit;
mod page;
mod params;
mod payer;
mod proposal;
mod succession;
mod table;
mod tenure;
mod totals;

#[cfg(test)]
mod tests;

pub use books::{Books, FinalRoot, FinalVotes, SettleError, Settlement};
pub use changes::{KeyChange, ReserveChange, StandingChange};
pub use claim::{
    check_batch, claim, payable_account, settle_claim, shareable_account, BatchError, Claim, ClaimError,
    MAX_BATCH, MAX_INPUT,
};
pub use earnings::{release_from_table, release_to_payee, Balance, Earnings, Release, ReleaseError};
pub use exit::{exit, Exit, ExitError};
pub use page::{Change, Entry, Page, Recorded, TooManyChanges, TooManyEntries, MAX_CHANGES};
pub use params::{ParamError, Params, MAX_ESCAPE_AFTER, MAX_EXIT_DELAY, MAX_RECIPIENT_DELAY};
pub use payer::{Payer, PayerError};
pub use proposal::{due_table, end_division, must_claim, Division, Ended, Proposal, ProposalError};
pub use succession::{ScheduledLedger, SuccessionError};
pub use table::{Recipient, Table, TableError, MAX_RECIPIENTS};
pub use tenure::{Tenure, TenureError};
pub use totals::{Totals, TotalsError};
