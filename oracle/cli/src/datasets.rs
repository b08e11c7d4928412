//! Registering datasets: commit, wait a block, reveal.

use alloy_primitives::{keccak256, Address, B256};
use tributary_client::{abi::IDatasetNft, Client, Signer, Suite};
use tributary_core::{hashing::HostHashing, DatasetId, Hashing};

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

/// What is committed to, so that nobody who sees the reveal can register the content first:
/// `keccak256("tributary/registration/v1" ‖ creator ‖ content root ‖ salt)`.
pub fn commitment(creator: Address, content_root: B256, salt: B256) -> B256 {
    let parts = [
        b"tributary/registration/v1".as_slice(),
        creator.as_slice(),
        content_root.as_slice(),
        salt.as_slice(),
    ];
    keccak256(parts.concat())
}

/// Commits, waits until the commitment may be revealed, and registers; returns the new id.
///
/// # Errors
/// If the chain refuses; a commitment that was made expires by itself.
pub async fn register(
    client: &Client,
    suite: &Suite,
    signer: &Signer,
    description: Description,
) -> anyhow::Result<DatasetId> {
    let salt = B256::from(rand::random::<[u8; 32]>());
    let commitment = commitment(signer.address(), description.content_root, salt);
    let receipt = suite.dataset_nft.write(signer, IDatasetNft::commitRegistrationCall { commitment }).await?;
    client.wait_for_block(receipt.block_number.saturating_add(1)).await?;
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
