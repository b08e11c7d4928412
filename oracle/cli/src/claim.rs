//! Claiming and releasing royalties.

use alloy_primitives::{Address, B256};
use tributary_client::{abi::IRoyaltySplitter, Receipt, Signer, SolCall, Suite};
use tributary_core::{
    splitter::{MAX_BATCH, MAX_INPUT},
    Account, Wei,
};

use crate::{
    final_root::{under_final_root, StaleProof},
    oracle_http::{self, Oracle, TotalProof},
};

/// What was collected for an account.
#[derive(Clone, Debug)]
pub struct Collected {
    /// What it has earned in all.
    pub proof: TotalProof,
    /// What was released; nothing if nothing was due.
    pub released: Option<Released>,
}

/// What was paid out.
#[derive(Clone, Debug)]
pub struct Released {
    /// How much.
    pub amount: Wei,
    /// The transaction that did it.
    pub receipt: Receipt,
}

impl Collected {
    /// How much was released.
    pub fn amount(&self) -> Wei {
        self.released.as_ref().map_or(Wei::ZERO, |released| released.amount)
    }
}

/// Claims what `oracle` proves and releases to `recipient` what it is due, as far as that was not done
/// before; `None` if the account has earned nothing in the final epochs. Without anything new, nothing is
/// sent.
///
/// # Errors
/// If the oracle does not answer or the chain refuses.
pub async fn collect(
    suite: &Suite,
    signer: &Signer,
    oracle: Oracle<'_>,
    account: &Account,
    recipient: Address,
) -> anyhow::Result<Option<Collected>> {
    under_final_root(async || {
        let Some(proof) = proven(suite, oracle, account).await? else { return Ok(None) };
        let released = if claimed(suite, account).await? < proof.cumulative_wei {
            Some(claim_and_release(suite, signer, &proof, recipient).await?)
        } else if releasable(suite, account, recipient).await?.is_zero() {
            None
        } else {
            Some(release(suite, signer, account, recipient).await?)
        };
        Ok(Some(Collected { proof, released }))
    })
    .await
}

/// What `oracle` proves that an account earned under the final root; `None` if it earned nothing there.
///
/// # Errors
/// If the oracle does not answer; [`StaleProof`] while it is at another epoch than the chain.
async fn proven(suite: &Suite, oracle: Oracle<'_>, account: &Account) -> anyhow::Result<Option<TotalProof>> {
    let last = suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await?.epoch;
    let found = oracle_http::settling_proof(oracle, account).await?;
    let proven = found.as_ref().map_or(0, |proof| proof.epoch);
    if proven != last {
        return Err(StaleProof { proven, last }.into());
    }
    // That it earned nothing is proven, too.
    Ok(found.filter(|proof| !proof.cumulative_wei.is_zero()))
}

/// Claims an account's total and releases to `recipient` what it is due; returns what was released.
async fn claim_and_release(
    suite: &Suite,
    signer: &Signer,
    proof: &TotalProof,
    recipient: Address,
) -> anyhow::Result<Released> {
    let call = IRoyaltySplitter::claimAndReleaseCall {
        account: proof.account,
        cumulative: proof.cumulative_wei.0,
        proof: proof.proof.clone(),
        recipient,
    };
    let receipt = suite.royalty_splitter.write(signer, call).await?;
    let released = receipt
        .events_of::<IRoyaltySplitter::RoyaltyReleased>(suite.royalty_splitter.address())
        .map(|event| Wei(event.amount));
    Ok(Released { amount: Wei::total(released)?, receipt })
}

/// What was claimed for several accounts.
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// What each account that earned anything has earned in all.
    pub proofs: Vec<TotalProof>,
    /// What is new, by account.
    pub new: Vec<(B256, Wei)>,
    /// The transactions; none if nothing is new.
    pub receipts: Vec<Receipt>,
}

/// Claims what `oracle` proves for several accounts, in as few transactions as possible, and releases
/// nothing. Accounts that earned nothing, or nothing new, are left out.
///
/// # Errors
/// If the oracle does not answer or the chain refuses. What a transaction claimed before that stays claimed.
pub async fn claim_many(
    suite: &Suite,
    signer: &Signer,
    oracle: Oracle<'_>,
    accounts: &[Account],
) -> anyhow::Result<Claimed> {
    let mut all = Claimed::default();
    under_final_root(async || {
        all.proofs.clear();
        let mut new = Vec::new();
        for account in accounts {
            let Some(proof) = proven(suite, oracle, account).await? else { continue };
            if claimed(suite, account).await? < proof.cumulative_wei {
                new.push(proof.clone());
            }
            all.proofs.push(proof);
        }
        for call in batches(&new) {
            let receipt = suite.royalty_splitter.write(signer, call).await?;
            let claims = receipt.events_of::<IRoyaltySplitter::Claimed>(suite.royalty_splitter.address());
            all.new.extend(claims.map(|event| (event.account, Wei(event.amount))));
            all.receipts.push(receipt);
        }
        Ok(())
    })
    .await?;
    Ok(all)
}

/// Calls that claim all of `proofs`, each with as many as one may have.
fn batches(proofs: &[TotalProof]) -> Vec<IRoyaltySplitter::claimManyCall> {
    let mut calls: Vec<IRoyaltySplitter::claimManyCall> = Vec::new();
    for proof in proofs {
        if let Some(call) = calls.last_mut() {
            let longer = with(call.clone(), proof);
            if longer.accounts.len() <= MAX_BATCH && longer.abi_encode().len() <= MAX_INPUT {
                *call = longer;
                continue;
            }
        }
        let empty = IRoyaltySplitter::claimManyCall { accounts: vec![], cumulatives: vec![], proofs: vec![] };
        calls.push(with(empty, proof));
    }
    calls
}

fn with(mut call: IRoyaltySplitter::claimManyCall, proof: &TotalProof) -> IRoyaltySplitter::claimManyCall {
    call.accounts.push(proof.account);
    call.cumulatives.push(proof.cumulative_wei.0);
    call.proofs.push(proof.proof.clone());
    call
}

/// Releases to `recipient` what it is due of what was claimed before.
///
/// # Errors
/// If the chain refuses.
pub async fn release(
    suite: &Suite,
    signer: &Signer,
    account: &Account,
    recipient: Address,
) -> anyhow::Result<Released> {
    let call = IRoyaltySplitter::releaseCall { account: account.to_word().into(), recipient };
    let receipt = suite.royalty_splitter.write(signer, call).await?;
    let event = receipt.event::<IRoyaltySplitter::RoyaltyReleased>(suite.royalty_splitter.address())?;
    Ok(Released { amount: Wei(event.amount), receipt })
}

/// What `release` would pay now if `recipient` called it: a contract that owns a dataset has to call itself.
///
/// # Errors
/// If the chain does not answer.
pub async fn releasable(suite: &Suite, account: &Account, recipient: Address) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::releasableCall { account: account.to_word().into(), recipient };
    Ok(Wei(suite.royalty_splitter.read(call).await?))
}

/// What was claimed before.
async fn claimed(suite: &Suite, account: &Account) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::claimedCall { account: account.to_word().into() };
    Ok(Wei(suite.royalty_splitter.read(call).await?))
}

#[cfg(test)]
mod tests;
