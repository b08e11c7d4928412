//! The chain's clock.

use alloy_primitives::B256;
use futures::{pin_mut, TryStreamExt};
use scale::Decode;

use crate::{
    client::Client,
    error::{ClientError, Result},
    runtime::time_key,
};

/// Milliseconds of a second.
const SECOND: u64 = 1_000;

impl Client {
    /// The time of a block or of the newest final one, in whole unix seconds, as contracts see it.
    ///
    /// # Errors
    /// The node's; [`ClientError::Runtime`] if the chain keeps no time.
    pub async fn seconds_at(&self, at: Option<B256>) -> Result<u64> {
        let at = self.block_or_final(at).await?;
        let kept = self.rpc().storage(&time_key(), at).await?;
        let kept = kept.ok_or_else(|| ClientError::runtime("Timestamp.Now", "the chain keeps no time"))?;
        let now = u64::decode(&mut &*kept).map_err(|error| ClientError::runtime("Timestamp.Now", error))?;
        Ok(now.div_euclid(SECOND))
    }

    /// Waits for a final block whose time is `second` or later.
    ///
    /// # Errors
    /// As [`Client::seconds_at`].
    pub async fn wait_for_second(&self, second: u64) -> Result<()> {
        let blocks = self.finalized_blocks(None);
        pin_mut!(blocks);
        while let Some(block) = blocks.try_next().await? {
            if self.seconds_at(Some(block.hash)).await? >= second {
                break;
            }
        }
        Ok(())
    }
}
