//! Registering datasets: commit, wait until the commitment is old enough, reveal.

use std::pin::pin;

use alloy_primitives::B256;
use futures::TryStreamExt;
use tributary_client::{abi::IDatasetNft, Client, Signer, Suite};
use tributary_core::{
    dataset::registration::{commitment, REVEAL_DELAY},
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
#[derive(Clone, Debug)]
pub struct Committed {
    /// What is to be registered. Only its content root is committed to.
    pub description: Description,
    salt: B256,
    /// The first block at which it can be revealed.
    pub reveal_from: u32,
}

/// Commits to a dataset.
///
/// # Errors
/// If the chain refuses.
pub async fn commit(suite: &Suite, signer: &Signer, description: Description) -> anyhow::Result<Committed> {
    let salt = B256::from(rand::random::<[u8; 32]>());
    let creator = tributary_core::Address(signer.address().into_array());
    let commitment = commitment::<HostHashing>(&creator, &description.content_root.0, &salt.0).into();
    let receipt = suite.dataset_nft.write(signer, IDatasetNft::commitRegistrationCall { commitment }).await?;
    let reveal_from = receipt.block_number.saturating_add(REVEAL_DELAY);
    Ok(Committed { description, salt, reveal_from })
}

impl Committed {
    /// Waits until it can be revealed, and tells `left` with each block how many are still to come.
    ///
    /// # Errors
    /// The node's.
    pub async fn ripen(&self, client: &Client, left: impl Fn(u32)) -> anyhow::Result<()> {
        let mut blocks = pin!(client.finalized_blocks(None));
        while let Some(block) = blocks.try_next().await? {
            if block.number >= self.reveal_from {
                break;
            }
            left(self.reveal_from.saturating_sub(block.number));
        }
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
