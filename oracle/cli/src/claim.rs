//! Claiming and releasing royalties.

use alloy_primitives::Address;
use tributary_client::{abi::IRoyaltySplitter, Signer, Suite};
use tributary_core::{Account, Wei};

use crate::oracle_http::TotalProof;

/// Claims an account's total and releases to `recipient` what it is due; returns what was released.
///
/// # Errors
/// If the chain refuses.
pub async fn claim_and_release(
    suite: &Suite,
    signer: &Signer,
    proof: &TotalProof,
    recipient: Address,
) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::claimAndReleaseCall {
        account: proof.account,
        cumulative: proof.cumulative_wei.0,
        proof: proof.proof.clone(),
        recipient,
    };
    let receipt = suite.royalty_splitter.write(signer, call).await?;
    let released = receipt
        .events_of::<IRoyaltySplitter::RoyaltyReleased>(suite.royalty_splitter.address())
        .fold(0u128, |sum, event| sum.saturating_add(event.amount));
    Ok(Wei(released))
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
) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::releaseCall { account: account.to_word().into(), recipient };
    let receipt = suite.royalty_splitter.write(signer, call).await?;
    let event = receipt.event::<IRoyaltySplitter::RoyaltyReleased>(suite.royalty_splitter.address())?;
    Ok(Wei(event.amount))
}

/// What `release` would pay now.
///
/// # Errors
/// If the chain does not answer.
pub async fn releasable(suite: &Suite, account: &Account, recipient: Address) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::releasableCall { account: account.to_word().into(), recipient };
    Ok(Wei(suite.royalty_splitter.read(call).await?))
}
