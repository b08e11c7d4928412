//! Contract events of past and coming blocks, for indexing.

use std::time::Duration;

use alloy_primitives::{Address, B256};
use futures::{future, stream, Stream, StreamExt, TryStreamExt};
use subxt::events::Phase;
use tokio::time::sleep;

use crate::{
    blocks::Block,
    client::Client,
    error::{ClientError, Result},
    receipt::{contract_event, malformed, ContractEvent},
    runtime::{events_key, Runtime},
};

/// How long to wait before reading a block's events again.
const AGAIN: Duration = Duration::from_millis(250);

/// A contract event and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// Index of the transaction that caused it; `None` for the runtime's own hooks.
    pub extrinsic_index: Option<u32>,
    /// Its index among all events of the block.
    pub index: u32,
    /// The event.
    pub event: ContractEvent,
}

/// A block's contract events, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockEvents {
    /// The block.
    pub block: Block,
    /// The events, of the contracts that were asked for.
    pub events: Vec<EventRecord>,
}

impl Client {
    /// The events that `contracts` (all, if empty) emitted in a block.
    ///
    /// # Errors
    /// The node's; [`crate::ClientError::EventMalformed`] if the runtime's metadata does not describe them.
    pub async fn block_events(&self, block: B256, contracts: &[Address]) -> Result<Vec<EventRecord>> {
        let runtime = self.runtime_at(block).await?;
        self.block_events_by(&runtime, block, contracts).await
    }

    /// The contracts' events from block `from` to block `to`, both included, block by block in order.
    /// Every block appears, so that the last one seen is where to go on; the stream ends after its first
    /// error.
    pub fn events(
        &self,
        contracts: Vec<Address>,
        from: u32,
        to: u32,
    ) -> impl Stream<Item = Result<BlockEvents>> + Send + 'static {
        let concurrency = self.options().read_concurrency.max(1);
        let client = self.clone();
        let blocks = async move {
            let shared = client.runtime_of_range(from, to).await?;
            let blocks = stream::iter(from..=to).map(move |number| {
                let (client, contracts, shared) = (client.clone(), contracts.clone(), shared.clone());
                async move {
                    let block = Block { number, hash: client.block_hash(number).await? };
                    let runtime = match shared {
                        Some(runtime) => runtime,
                        None => client.runtime_at(block.hash).await?,
                    };
                    let events = client.block_events_by(&runtime, block.hash, &contracts).await?;
                    Ok(BlockEvents { block, events })
                }
            });
            Ok::<_, ClientError>(blocks.buffered(concurrency))
        };
        until_error(stream::once(blocks).try_flatten())
    }

    /// The contracts' events of every final block from `from` on (or from the newest), without an end.
    /// Lost connections are bridged; the stream ends after its first error, which no waiting helps.
    pub fn follow_events(
        &self,
        contracts: Vec<Address>,
        from: Option<u32>,
    ) -> impl Stream<Item = Result<BlockEvents>> + Send + 'static {
        let client = self.clone();
        let blocks = self.finalized_blocks(from).map(move |block| {
            let (client, contracts) = (client.clone(), contracts.clone());
            async move {
                let block = block?;
                loop {
                    match client.block_events(block.hash, &contracts).await {
                        Ok(events) => return Ok(BlockEvents { block, events }),
                        Err(error) if error.is_retryable() => {
                            tracing::warn!(%error, block = block.number, "reading events again");
                            sleep(AGAIN).await;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        });
        until_error(blocks.buffered(self.options().read_concurrency.max(1)))
    }

    /// The runtime of all blocks of a range, if it is one: versions only ever rise.
    async fn runtime_of_range(&self, from: u32, to: u32) -> Result<Option<Runtime>> {
        if from > to {
            return Ok(None);
        }
        let first = self.runtime_at(self.block_hash(from).await?).await?;
        let last = self.runtime_at(self.block_hash(to).await?).await?;
        Ok((first.spec_version == last.spec_version).then_some(first))
    }

    async fn block_events_by(
        &self,
        runtime: &Runtime,
        block: B256,
        contracts: &[Address],
    ) -> Result<Vec<EventRecord>> {
        let bytes = self.rpc().storage(&events_key(), block).await?.unwrap_or_default();
        let mut records = Vec::new();
        for event in runtime.events(bytes).iter() {
            let event = event.map_err(|error| malformed("System.Events", error))?;
            if (event.pallet_name(), event.event_name()) != ("Revive", "ContractEmitted") {
                continue;
            }
            let extrinsic_index = match event.phase() {
                Phase::ApplyExtrinsic(index) => Some(index),
                Phase::Initialization | Phase::Finalization => None,
            };
            let index = event.index();
            let event = contract_event(&event)?;
            if contracts.is_empty() || contracts.contains(&event.contract) {
                records.push(EventRecord { extrinsic_index, index, event });
            }
        }
        Ok(records)
    }
}

/// Ends a stream after its first error, so that nothing is taken for complete behind a gap.
fn until_error<T>(stream: impl Stream<Item = Result<T>>) -> impl Stream<Item = Result<T>> {
    stream.scan(false, |failed, item| {
        let item = if *failed { None } else { Some(item) };
        *failed |= item.as_ref().is_some_and(Result::is_err);
        future::ready(item)
    })
}
