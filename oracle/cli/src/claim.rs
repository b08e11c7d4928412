//! Claiming and releasing royalties.

use alloy_primitives::Address;
use tributary_client::{abi::IRoyaltySplitter, Signer, Suite};
use tributary_core::{Account, Wei};

use crate::oracle_http::TotalProof;

/// Claims what the proof shows and releases to `recipient` what it is due, as far as that was not done
/// before; returns what was released. Without anything new, nothing is sent.
///
/// # Errors
/// If the chain refuses.
pub async fn collect(
    suite: &Suite,
    signer: &Signer,
    account: &Account,
    proof: &TotalProof,
    recipient: Address,
) -> anyhow::Result<Wei> {
    let call = IRoyaltySplitter::claimedCall { account: account.to_word().into() };
    let claimed = suite.royalty_splitter.read(call).await?;
    if claimed < proof.cumulative_wei.0 {
        return claim_and_release(suite, signer, proof, recipient).await;
    }
    if releasable(suite, account, recipient).await?.is_zero() {
        return Ok(Wei::ZERO);
    }
    release(suite, signer, account, recipient).await
}

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
        .map(|event| Wei(event.amount));
    Ok(Wei::total(released)?)
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
