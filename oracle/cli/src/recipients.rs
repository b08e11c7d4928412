//! Who shares an account's royalties, and changing that.

use tributary_client::{abi::IRoyaltySplitter, Address, Bytes, Signer, SolCall, Suite};
use tributary_core::{splitter::Table, Account, BlockNumber, Ppm};

use crate::{exit::Failure, oracle_http::TotalProof};

/// Who gets an account's royalties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipients {
    /// To whom everything belongs as long as there is no table, and who may propose one.
    pub payee: Address,
    /// The table; empty while there was never one.
    pub table: Vec<(Address, Ppm)>,
    /// What was proposed and not applied.
    pub pending: Option<Pending>,
}

/// A proposed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The table.
    pub table: Vec<(Address, Ppm)>,
    /// The block of the proposal.
    pub proposed_at: BlockNumber,
    /// The first block at which it may be applied.
    pub due_at: BlockNumber,
}

/// What still has to happen before a proposal may be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing: the payee may apply it now.
    Nothing,
    /// Its delay has to pass.
    Delay {
        /// How many blocks more.
        blocks: BlockNumber,
    },
    /// An epoch cut at or after the proposal has to become final, so that what was earned before goes to the
    /// recipients of before.
    Epoch {
        /// The cut needed.
        cut: BlockNumber,
    },
}

impl Recipients {
    /// Reads them in the newest final state.
    ///
    /// # Errors
    /// If the chain does not answer, or the account is unknown.
    pub async fn read(suite: &Suite, account: &Account) -> anyhow::Result<Self> {
        let (splitter, word) = (&suite.royalty_splitter, account.to_word().into());
        let payee = splitter.read(IRoyaltySplitter::payeeOfCall { account: word }).await?;
        let found = splitter.read(IRoyaltySplitter::recipientsCall { account: word }).await?;
        let delay = splitter.read(IRoyaltySplitter::paramsCall {}).await?.recipientDelay;
        Ok(Self::of(payee, found, delay))
    }

    fn of(payee: Address, found: IRoyaltySplitter::Recipients, delay: BlockNumber) -> Self {
        let pending = (found.pendingFrom != 0).then(|| Pending {
            table: table(found.pendingAddresses, found.pendingShares),
            proposed_at: found.pendingFrom.saturating_sub(delay),
            due_at: found.pendingFrom,
        });
        Self { payee, table: table(found.addresses, found.shares), pending }
    }

    /// What the proposal waits for at block `now`, under a final root with this cut; `None` without one.
    pub fn waiting(&self, now: BlockNumber, final_cut: BlockNumber) -> Option<Waiting> {
        let pending = self.pending.as_ref()?;
        let blocks = pending.due_at.saturating_sub(now);
        Some(if blocks > 0 {
            Waiting::Delay { blocks }
        } else if !self.table.is_empty() && final_cut < pending.proposed_at {
            Waiting::Epoch { cut: pending.proposed_at }
        } else {
            Waiting::Nothing
        })
    }
}

fn table(addresses: Vec<Address>, shares: Vec<u32>) -> Vec<(Address, Ppm)> {
    addresses.into_iter().zip(shares.into_iter().map(Ppm)).collect()
}

/// Proposes a table for an account of the signer's; returns the first block at which it may be applied.
///
/// # Errors
/// [`Failure::usage`] if it is no table; if the chain refuses.
pub async fn propose(
    suite: &Suite,
    signer: &Signer,
    account: &Account,
    table: &[(Address, Ppm)],
) -> anyhow::Result<BlockNumber> {
    check(table)?;
    let (recipients, shares) = table.iter().map(|(address, share)| (*address, share.0)).unzip();
    let account = account.to_word().into();
    let call = IRoyaltySplitter::proposeRecipientsCall { account, recipients, shares };
    let receipt = suite.royalty_splitter.write(signer, call).await?;
    let splitter = suite.royalty_splitter.address();
    Ok(receipt.event::<IRoyaltySplitter::RecipientsProposed>(splitter)?.fromBlock)
}

/// Puts the proposed table in place, after a claim under `proof`, which only an account's first table can do
/// without.
///
/// # Errors
/// If the chain refuses.
pub async fn apply(
    suite: &Suite,
    signer: &Signer,
    account: &Account,
    proof: Option<&TotalProof>,
) -> anyhow::Result<()> {
    settle(suite, signer, proof, |cumulative, proof| IRoyaltySplitter::applyRecipientsCall {
        account: account.to_word().into(),
        cumulative,
        proof,
    })
    .await
}

/// Ends the table of a dataset that was reassigned since, after a claim under `proof`.
///
/// # Errors
/// If the chain refuses.
pub async fn end(
    suite: &Suite,
    signer: &Signer,
    account: &Account,
    proof: Option<&TotalProof>,
) -> anyhow::Result<()> {
    settle(suite, signer, proof, |cumulative, proof| IRoyaltySplitter::endRecipientsCall {
        account: account.to_word().into(),
        cumulative,
        proof,
    })
    .await
}

/// Sends a call that claims first.
async fn settle<C: SolCall>(
    suite: &Suite,
    signer: &Signer,
    proof: Option<&TotalProof>,
    call: impl FnOnce(u128, Bytes) -> C,
) -> anyhow::Result<()> {
    let (cumulative, proof) =
        proof.map_or_else(|| (0, Bytes::new()), |proof| (proof.cumulative_wei.0, proof.proof.clone()));
    suite.royalty_splitter.write(signer, call(cumulative, proof)).await?;
    Ok(())
}

/// Refuses what is no table: nobody, too many, the same one twice, or shares that do not make the whole.
///
/// # Errors
/// [`Failure::usage`] naming what is wrong.
pub fn check(table: &[(Address, Ppm)]) -> Result<(), Failure> {
    let addresses: Vec<_> =
        table.iter().map(|(address, _)| tributary_core::Address(address.into_array())).collect();
    let shares: Vec<_> = table.iter().map(|(_, share)| *share).collect();
    Table::new(&addresses, &shares).map(|_| ()).map_err(|error| Failure::usage(error.to_string()))
}

#[cfg(test)]
mod tests;
