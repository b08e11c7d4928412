//! Registering datasets: commit, wait until the commitment is old enough, reveal.
//!
//! The salt of a commitment follows from the creator's secret and the content. So a run that was stopped, or
//! whose reveal was seen and not taken, is repeated: it finds its commitment on chain and goes on with it.

use alloy_primitives::{Address, B256};
use tributary_client::{abi::IDatasetNft, Client, Signer, Suite};
use tributary_core::{
    dataset::registration::{commitment, COMMITMENT_LIFE, REVEAL_DELAY},
    hashing::HostHashing,
    DatasetId, Hashing,
};

/// What a creator says of a dataset.
#[derive(Clone, Debug)]
pub struct Description {
    /// SHA-256 of the file.
    pub content_root: B256,
    /// Its size.
    pub byte_size: u64,
    /// Its media type, such as `text/plain`.
    pub media_type: String,
    /// An SPDX id, or 0x and the SHA-256 of the licence's text.
    pub licence: String,
    /// Where the file or its description is.
    pub uri: String,
    /// Parents with what each gets of the royalties, in ppm; ids ascending.
    pub parents: Vec<(u64, u32)>,
    /// ERC-2981 royalty on resale, in ppm.
    pub resale_royalty_ppm: u32,
}

impl Description {
    /// Describes the content of a plain text file.
    pub fn of_text(content: &[u8], licence: &str, uri: &str) -> Self {
        Self {
            content_root: HostHashing::sha256(content).into(),
            byte_size: u64::try_from(content.len()).unwrap_or(u64::MAX),
            media_type: "text/plain".to_owned(),
            licence: licence.to_owned(),
            uri: uri.to_owned(),
            parents: Vec::new(),
            resale_royalty_ppm: 0,
        }
    }
}

/// A dataset that its creator committed to and has to reveal.
#[derive(Clone)]
pub struct Committed {
    /// What is to be registered. Only its content root is committed to.
    pub description: Description,
    salt: B256,
    /// The block of the commitment.
    pub committed_at: u32,
    /// Whether an earlier run committed to it.
    pub resumed: bool,
    /// The first block at which it can be revealed.
    pub reveal_from: u32,
}

/// The salt of a creator's commitment to a content: its secret until the reveal, and found again by whoever
/// has its account. What else is said of the content is not committed to, and may be another when it is.
fn salt(creator: &Signer, genesis_hash: B256, dataset_nft: Address, content_root: B256) -> B256 {
    const DOMAIN: &[u8] = b"tributary/registration-salt/v1";
    let parts: [&[u8]; 4] =
        [DOMAIN, genesis_hash.as_slice(), dataset_nft.as_slice(), content_root.as_slice()];
    creator.derive(HostHashing::sha256(&parts.concat()))
}

/// Commits to a dataset, or finds the commitment of an earlier run.
///
/// One that is about to expire is left to do so first, for [`REVEAL_DELAY`] blocks at most, and made again:
/// its reveal could be seen and come too late.
///
/// # Errors
/// If the chain refuses.
pub async fn commit(suite: &Suite, signer: &Signer, description: Description) -> anyhow::Result<Committed> {
    let nft = &suite.dataset_nft;
    let client = nft.client();
    let salt = salt(signer, client.genesis_hash(), nft.address(), description.content_root);
    let creator = tributary_core::Address(signer.address().into_array());
    let commitment: B256 = commitment::<HostHashing>(&creator, &description.content_root.0, &salt.0).into();
    let (committed_at, resumed) = loop {
        let error = match nft.write(signer, IDatasetNft::commitRegistrationCall { commitment }).await {
            Ok(receipt) => break (receipt.block_number, false),
            Err(error) => error,
        };
        let Some(found) = error.revert_as::<IDatasetNft::CommitmentExists>() else {
            return Err(error.into());
        };
        let expires_at = found.committedAt.saturating_add(COMMITMENT_LIFE);
        if client.best_block().await?.number.saturating_add(REVEAL_DELAY) < expires_at {
            break (found.committedAt, true);
        }
        tracing::info!(committed_at = found.committedAt, expires_at, "waiting for the commitment to expire");
        client.wait_for_block(expires_at).await?;
    };
    let reveal_from = committed_at.saturating_add(REVEAL_DELAY);
    Ok(Committed { description, salt, committed_at, resumed, reveal_from })
}

impl std::fmt::Debug for Committed {
    /// Without the salt, which is a secret until the reveal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { description, committed_at, resumed, reveal_from, .. } = self;
        f.debug_struct("Committed")
            .field("description", description)
            .field("committed_at", committed_at)
            .field("resumed", resumed)
            .field("reveal_from", reveal_from)
            .finish_non_exhaustive()
    }
}

impl Committed {
    /// Waits until it can be revealed, and tells `left` with each block how many are still to come.
    ///
    /// # Errors
    /// The node's.
    pub async fn ripen(&self, client: &Client, left: impl FnMut(u32)) -> anyhow::Result<()> {
        client.count_down_to_block(self.reveal_from, left).await?;
        Ok(())
    }

    /// Reveals and registers it; returns its id.
    ///
    /// # Errors
    /// If the chain refuses, which it does before [`Committed::reveal_from`]; the commitment expires by itself.
    pub async fn reveal(self, suite: &Suite, signer: &Signer) -> anyhow::Result<DatasetId> {
        let Self { description, salt, .. } = self;
        let (parents, shares) = description.parents.into_iter().unzip();
        let call = IDatasetNft::registerCall {
            contentRoot: description.content_root,
            byteSize: description.byte_size,
            mediaType: description.media_type,
            licence: description.licence,
            uri: description.uri,
            parents,
            parentShares: shares,
            royaltyPpm: description.resale_royalty_ppm,
            salt,
        };
        let receipt = suite.dataset_nft.write(signer, call).await?;
        let event = receipt.event::<IDatasetNft::DatasetRegistered>(suite.dataset_nft.address())?;
        Ok(DatasetId(event.dataset))
    }
}

#[cfg(test)]
mod tests;
