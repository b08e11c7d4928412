//! The chain's clock, and how long its blocks take.

use crate::{blocks::Block, client::Client, error::Result};

#[cfg(test)]
mod tests;

/// Over how many blocks the pace is measured.
const MEASURED_BLOCKS: u32 = 100;

/// Milliseconds of a block where the chain is too young, or the node keeps too little, to measure it.
const USUAL_MILLIS: u64 = 6_000;

/// A block and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The block.
    pub block: Block,
    /// Its time, in unix seconds, as contracts see it.
    pub seconds: u64,
}

/// How long a block takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Milliseconds, at least 1.
    millis: u64,
}

impl Default for Pace {
    /// Six seconds a block.
    fn default() -> Self {
        Self { millis: USUAL_MILLIS }
    }
}

impl Pace {
    /// The mean of `blocks` blocks that took `seconds` together; the usual one if there are none.
    pub fn measured(blocks: u32, seconds: u64) -> Self {
        let millis = seconds.saturating_mul(1_000);
        millis.checked_div(blocks.into()).map_or_else(Self::default, |millis| Self { millis: millis.max(1) })
    }

    /// Seconds that so many blocks take, rounded up.
    pub const fn seconds(self, blocks: u32) -> u64 {
        (blocks as u64).saturating_mul(self.millis).div_ceil(1_000)
    }
}

impl Client {
    /// The newest block and its time.
    ///
    /// # Errors
    /// As [`Client::seconds_at`].
    pub async fn moment(&self) -> Result<Moment> {
        let block = self.best_block().await?;
        Ok(Moment { block, seconds: self.seconds_at(Some(block.hash)).await? })
    }

    /// How long the last blocks up to `now` took.
    ///
    /// # Errors
    /// The node's, other than that it does not keep those states.
    pub async fn pace(&self, now: &Moment) -> Result<Pace> {
        // The first block with a time is 1.
        let blocks = now.block.number.saturating_sub(1).min(MEASURED_BLOCKS);
        let earlier = async {
            let hash = self.block_hash(now.block.number.saturating_sub(blocks)).await?;
            self.seconds_at(Some(hash)).await
        };
        match earlier.await {
            Ok(earlier) => Ok(Pace::measured(blocks, now.seconds.saturating_sub(earlier))),
            Err(error) if error.is_pruned() => Ok(Pace::default()),
            Err(error) => Err(error),
        }
    }
}
