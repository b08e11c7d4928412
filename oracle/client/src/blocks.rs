//! Blocks, and following the chain as it becomes final.

use std::time::Duration;

use alloy_primitives::B256;
use futures::{stream, Stream};
use serde::{Deserialize, Serialize};
use subxt::{
    config::substrate::{SubstrateHeader, H256},
    rpcs::client::RpcSubscription,
};
use tokio::time::{sleep, timeout};

use crate::{
    client::Client,
    error::{ClientError, Result},
    rpc::{b256, h256},
};

/// A block by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: B256,
}

impl Client {
    /// The newest final block.
    ///
    /// # Errors
    /// The node's.
    pub async fn finalized_block(&self) -> Result<Block> {
        let hash = self.final_hash().await?;
        self.block(hash).await
    }

    /// The newest block, final or not.
    ///
    /// # Errors
    /// The node's.
    pub async fn best_block(&self) -> Result<Block> {
        let hash = self.best_hash().await?;
        self.block(hash).await
    }

    /// The hash of the block of a number, on the best chain.
    ///
    /// # Errors
    /// [`ClientError::BlockUnknown`] if there is none yet.
    pub async fn block_hash(&self, number: u32) -> Result<B256> {
        self.rpc()
            .ask("chain_getBlockHash", |methods| async move {
                methods.chain_get_block_hash(Some(number.into())).await
            })
            .await?
            .map(b256)
            .ok_or(ClientError::BlockUnknown { number })
    }

    /// The block of a hash.
    ///
    /// # Errors
    /// [`ClientError::BlockMissing`] if the node does not have it.
    pub async fn block(&self, hash: B256) -> Result<Block> {
        let header = self
            .rpc()
            .ask("chain_getHeader", |methods| async move { methods.chain_get_header(Some(h256(hash))).await })
            .await?
            .ok_or(ClientError::BlockMissing { hash })?;
        Ok(Block { number: number_of(&header)?, hash })
    }

    /// Every final block, in order and without gaps, from `from` on (or from the newest final one).
    ///
    /// Lost connections are bridged; the stream ends after its first error, which no waiting helps.
    pub fn finalized_blocks(&self, from: Option<u32>) -> impl Stream<Item = Result<Block>> + Send + 'static {
        let follow = Follow { client: self.clone(), next: from, head: None, heads: None };
        stream::unfold(Some(follow), |follow| async move {
            let mut follow = follow?;
            match follow.advance().await {
                Ok(block) => Some((Ok(block), Some(follow))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// Waits until block `number` is final.
    ///
    /// # Errors
    /// The node's, except a lost connection.
    pub async fn wait_for_block(&self, number: u32) -> Result<Block> {
        self.count_down_to_block(number, |_| {}).await
    }

    /// Waits until block `number` is final, and tells `left` with each final block before it how many are
    /// still to come.
    ///
    /// # Errors
    /// As [`Client::wait_for_block`].
    pub async fn count_down_to_block(&self, number: u32, mut left: impl FnMut(u32)) -> Result<Block> {
        let mut follow = Follow { client: self.clone(), next: None, head: None, heads: None };
        loop {
            let block = follow.advance().await?;
            match number.checked_sub(block.number) {
                Some(0) => return Ok(block),
                Some(blocks) => left(blocks),
                // It was final before.
                None => follow.next = Some(number),
            }
        }
    }

    pub(crate) async fn best_hash(&self) -> Result<B256> {
        self.rpc()
            .ask("chain_getBlockHash", |methods| async move { methods.chain_get_block_hash(None).await })
            .await?
            .map(b256)
            .ok_or_else(|| ClientError::runtime("chain_getBlockHash", "the node has no best block"))
    }

    pub(crate) async fn final_hash(&self) -> Result<B256> {
        self.rpc()
            .ask("chain_getFinalizedHead", |methods| async move { methods.chain_get_finalized_head().await })
            .await
            .map(b256)
    }

    pub(crate) async fn block_or_final(&self, at: Option<B256>) -> Result<B256> {
        match at {
            Some(hash) => Ok(hash),
            None => self.final_hash().await,
        }
    }
}

fn number_of(header: &SubstrateHeader<H256>) -> Result<u32> {
    u32::try_from(header.number).map_err(|error| ClientError::runtime("block number", error))
}

/// After this long without news the subscription is taken for dead.
const SILENCE: Duration = Duration::from_secs(30);

/// How long to wait before subscribing again.
const RESUBSCRIBE: Duration = Duration::from_millis(250);

struct Follow {
    client: Client,
    /// The block to hand out next.
    next: Option<u32>,
    /// The newest final block known.
    head: Option<u32>,
    heads: Option<RpcSubscription<SubstrateHeader<H256>>>,
}

impl Follow {
    async fn advance(&mut self) -> Result<Block> {
        loop {
            if let (Some(next), Some(head)) = (self.next, self.head) {
                if next <= head {
                    match self.client.block_hash(next).await {
                        Ok(hash) => {
                            self.next = next.checked_add(1);
                            return Ok(Block { number: next, hash });
                        }
                        Err(error) => self.bridge(error).await?,
                    }
                    continue;
                }
            }
            if let Err(error) = self.wait_for_head().await {
                self.bridge(error).await?;
            }
        }
    }

    /// Learns of a newer head, or of the subscription's end.
    async fn wait_for_head(&mut self) -> Result<()> {
        let Some(heads) = &mut self.heads else {
            // Subscribing first, then reading the head, leaves no gap between the two.
            let heads = self
                .client
                .rpc()
                .ask("chain_subscribeFinalizedHeads", |methods| async move {
                    methods.chain_subscribe_finalized_heads().await
                })
                .await?;
            let head = self.client.finalized_block().await?.number;
            self.heads = Some(heads);
            self.head = Some(head);
            self.next.get_or_insert(head);
            return Ok(());
        };
        match timeout(SILENCE, heads.next()).await {
            Ok(Some(Ok(header))) => {
                let number = number_of(&header)?;
                self.head = Some(self.head.map_or(number, |head| head.max(number)));
            }
            Ok(Some(Err(error))) => {
                tracing::debug!(%error, "the subscription to final blocks broke");
                self.heads = None;
            }
            Ok(None) | Err(_) => self.heads = None,
        }
        if self.heads.is_none() {
            sleep(RESUBSCRIBE).await;
        }
        Ok(())
    }

    async fn bridge(&mut self, error: ClientError) -> Result<()> {
        if !error.is_retryable() {
            return Err(error);
        }
        tracing::warn!(%error, "waiting for the node");
        self.heads = None;
        sleep(RESUBSCRIBE).await;
        Ok(())
    }
}
