//! Single records, read in batches.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use futures::try_join;
use scale::Decode;
use tributary_core::{
    registry::{DatasetRecord, NodeRecord, PayerRecord, Reserve, Standing, VersionRecord, VersionStatus},
    BlockNumber, DatasetId, History, ModelId, NodeId, Ppm, Wei,
};

use super::core_address;
use crate::{
    abi::{IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    deployment::Suite,
    error::{ClientError, Result},
    models,
};

/// The number of the status that lets a dataset count.
const DATASET_ACTIVE: u8 = 1;

/// A version of a model, by model and number.
pub(super) type VersionId = (ModelId, u32);

impl Suite {
    pub(super) async fn dataset_records(
        &self,
        ids: Vec<u64>,
        block: B256,
    ) -> Result<Vec<(DatasetId, DatasetRecord)>> {
        let nft = &self.dataset_nft;
        let (datasets, changes) = try_join!(
            nft.read_many(ids.iter().map(|&id| IDatasetNft::datasetCall { id }), Some(block)),
            nft.read_many(ids.iter().map(|&id| IDatasetNft::statusChangesCall { id }), Some(block)),
        )?;
        ids.into_iter()
            .zip(datasets.into_iter().zip(changes))
            .map(|(id, (dataset, changes))| Ok((DatasetId(id), dataset_record(id, dataset, changes)?)))
            .collect()
    }

    /// Without prices.
    pub(super) async fn node_records(&self, ids: Vec<u64>, block: B256) -> Result<Vec<(NodeId, NodeRecord)>> {
        let registry = &self.node_registry;
        let (keys, activity) = try_join!(
            registry.read_many(ids.iter().map(|&id| INodeRegistry::keyChangesCall { id }), Some(block)),
            registry.read_many(ids.iter().map(|&id| INodeRegistry::activityChangesCall { id }), Some(block)),
        )?;
        ids.into_iter()
            .zip(keys.into_iter().zip(activity))
            .map(|(id, (keys, activity))| {
                let item = || format!("node {id}");
                let keys = keys.into_iter().map(|change| (change.fromBlock, change.key.0));
                let active = activity.into_iter().map(|change| (change.fromBlock, change.active));
                let (keys, active) = (history(item, keys)?, history(item, active)?);
                Ok((NodeId(id), NodeRecord { keys, active, prices: BTreeMap::new() }))
            })
            .collect()
    }

    /// By node and model; only those that were ever set.
    pub(super) async fn price_histories(
        &self,
        pairs: Vec<(u64, u64)>,
        block: B256,
    ) -> Result<Vec<((NodeId, ModelId), History<Wei>)>> {
        let calls = pairs.iter().map(|&(id, model)| INodeRegistry::priceChangesCall { id, model });
        let changes = self.node_registry.read_many(calls, Some(block)).await?;
        pairs
            .into_iter()
            .zip(changes)
            .filter(|(_, changes)| !changes.is_empty())
            .map(|((id, model), changes)| {
                let item = || format!("node {id}'s price for model {model}");
                let changes = changes.into_iter().map(|change| (change.fromBlock, Wei(change.pricePerToken)));
                Ok(((NodeId(id), ModelId(model)), history(item, changes)?))
            })
            .collect()
    }

    pub(super) async fn version_records(
        &self,
        ids: Vec<(u64, u32)>,
        block: B256,
    ) -> Result<Vec<(VersionId, VersionRecord)>> {
        let registry = &self.model_registry;
        let described = ids.iter().map(|&(model, version)| IModelRegistry::versionCall { model, version });
        let changed =
            ids.iter().map(|&(model, version)| IModelRegistry::statusChangesCall { model, version });
        let (versions, changes) =
            try_join!(registry.read_many(described, Some(block)), registry.read_many(changed, Some(block)),)?;
        ids.into_iter()
            .zip(versions.into_iter().zip(changes))
            .map(|((model, version), (described, changes))| {
                let record = version_record(model, version, described, changes)?;
                Ok(((ModelId(model), version), record))
            })
            .collect()
    }

    /// Without reserves.
    pub(super) async fn payer_records(
        &self,
        payers: Vec<Address>,
        block: B256,
    ) -> Result<Vec<(tributary_core::Address, PayerRecord)>> {
        let splitter = &self.royalty_splitter;
        let states = payers.iter().map(|&account| IRoyaltySplitter::payerCall { account });
        let standings = payers.iter().map(|&account| IRoyaltySplitter::payerChangesCall { account });
        let keys = payers.iter().map(|&account| IRoyaltySplitter::sessionKeyChangesCall { account });
        let (states, standings, keys) = try_join!(
            splitter.read_many(states, Some(block)),
            splitter.read_many(standings, Some(block)),
            splitter.read_many(keys, Some(block)),
        )?;
        payers
            .into_iter()
            .zip(states.into_iter().zip(standings.into_iter().zip(keys)))
            .map(|(payer, (state, (standings, keys)))| {
                let item = || format!("payer {payer}");
                let standings = standings.into_iter().map(|change| {
                    (change.fromBlock, Standing { generation: change.generation, open: change.open })
                });
                let record = PayerRecord {
                    generation: state.generation,
                    standing: history(item, standings)?,
                    keys: history(item, keys.into_iter().map(|change| (change.fromBlock, change.key.0)))?,
                    reserves: BTreeMap::new(),
                };
                Ok((core_address(payer), record))
            })
            .collect()
    }

    /// By payer and node; only those that were ever made.
    pub(super) async fn reserve_histories(
        &self,
        pairs: Vec<(Address, u64)>,
        block: B256,
    ) -> Result<Vec<((tributary_core::Address, NodeId), History<Reserve>)>> {
        let calls =
            pairs.iter().map(|&(account, node)| IRoyaltySplitter::reserveChangesCall { account, node });
        let changes = self.royalty_splitter.read_many(calls, Some(block)).await?;
        pairs
            .into_iter()
            .zip(changes)
            .filter(|(_, changes)| !changes.is_empty())
            .map(|((payer, node), changes)| {
                let item = || format!("payer {payer}'s reserve for node {node}");
                let changes = changes.into_iter().map(|change| {
                    (change.fromBlock, Reserve { generation: change.generation, total: Wei(change.total) })
                });
                Ok(((core_address(payer), NodeId(node)), history(item, changes)?))
            })
            .collect()
    }
}

fn dataset_record(
    id: u64,
    dataset: IDatasetNft::Dataset,
    changes: Vec<IDatasetNft::StatusChange>,
) -> Result<DatasetRecord> {
    let item = || format!("dataset {id}");
    if dataset.parents.len() != dataset.parentShares.len() {
        let reason = format!("{} parents have {} shares", dataset.parents.len(), dataset.parentShares.len());
        return Err(ClientError::Inconsistent { item: item(), reason });
    }
    let parents = dataset.parents.into_iter().map(DatasetId);
    let active = changes.into_iter().map(|change| (change.fromBlock, change.status == DATASET_ACTIVE));
    Ok(DatasetRecord {
        content_root: dataset.contentRoot.0,
        active: history(item, active)?,
        parents: parents.zip(dataset.parentShares.into_iter().map(Ppm)).collect(),
    })
}

fn version_record(
    model: u64,
    version: u32,
    described: IModelRegistry::Version,
    changes: Vec<IModelRegistry::StatusChange>,
) -> Result<VersionRecord> {
    let item = || format!("version {version} of model {model}");
    let changes = changes
        .into_iter()
        .map(|change| {
            let status = VersionStatus::decode(&mut &[change.status][..]).map_err(|_| {
                let reason = format!("{} is no status", change.status);
                ClientError::Inconsistent { item: item(), reason }
            })?;
            Ok((change.fromBlock, status))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(VersionRecord {
        status: history(item, changes)?,
        policy: models::policy(&described),
        price_floor: Wei(described.priceFloor),
        method: described.method,
        base: models::base(&described).map(|base| (base.model, base.version, base.cut)),
    })
}

fn history<T>(
    item: impl FnOnce() -> String,
    changes: impl IntoIterator<Item = (BlockNumber, T)>,
) -> Result<History<T>> {
    History::from_changes(changes)
        .map_err(|error| ClientError::Inconsistent { item: item(), reason: error.to_string() })
}

#[cfg(test)]
mod tests;
