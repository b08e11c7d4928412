//! Reading from the chain everything that an epoch is judged by.

mod follow;
mod records;

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use futures::{future::try_join3, try_join};
use tributary_core::{
    registry::{DatasetRecord, EpochParams, NodeRecord, PayerRecord, Registry, VersionRecord},
    DatasetId, ModelId, NodeId,
};

pub use follow::RegistryReader;

use crate::{
    abi::{IAttributionLedger, IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    deployment::Suite,
    error::{ClientError, Result},
};

impl Suite {
    /// Everything that reports are judged by, as of one block: pass an epoch's cut block.
    ///
    /// Takes some reads for every dataset, node, version and payer, and one for each price and reserve that was
    /// ever made; [`RegistryReader`] needs that once only.
    ///
    /// # Errors
    /// As [`crate::Client::read`]; [`crate::ClientError::Inconsistent`] if the contracts' answers
    /// contradict each other.
    pub async fn registry_at(&self, block: B256) -> Result<Registry> {
        let counts = self.counts_at(block).await?;
        Ok(of_registered(self.everything_at(counts, block).await?, counts))
    }

    /// What [`Suite::registry_at`] is made of: with the prices and reserves, too, that may count once what
    /// they are for is registered.
    async fn everything_at(&self, (nodes, models): (u64, u64), block: B256) -> Result<Registry> {
        let ((params, oracles, earning), datasets, (nodes, versions, payers)) = try_join!(
            try_join3(self.epoch_params_at(block), self.committee_at(block), self.earning_at(block)),
            self.datasets_at(block),
            try_join3(self.nodes_at(nodes, block), self.versions_at(models, block), self.payers_at(block)),
        )?;
        Ok(Registry { params, datasets, nodes, versions, payers, oracles, earning })
    }

    /// One node, with its price for one model only; [`crate::ClientError::Reverted`] if it is unknown.
    ///
    /// # Errors
    /// As [`Suite::registry_at`].
    pub async fn node_at(&self, node: NodeId, model: ModelId, block: B256) -> Result<NodeRecord> {
        let (records, prices) = try_join!(
            self.node_records(vec![node.0], block),
            self.price_histories(vec![(node.0, model.0)], block),
        )?;
        let (_, record) = only(records, || format!("node {node}"))?;
        Ok(NodeRecord {
            prices: prices.into_iter().map(|((_, model), prices)| (model, prices)).collect(),
            ..record
        })
    }

    /// One version of a model; [`crate::ClientError::Reverted`] if it is unknown.
    ///
    /// # Errors
    /// As [`Suite::registry_at`].
    pub async fn version_at(&self, model: ModelId, version: u32, block: B256) -> Result<VersionRecord> {
        let records = self.version_records(vec![(model.0, version)], block).await?;
        only(records, || format!("version {version} of model {model}")).map(|(_, record)| record)
    }

    /// How many nodes and models were ever registered: their ids count from 1.
    async fn counts_at(&self, block: B256) -> Result<(u64, u64)> {
        try_join!(
            self.node_registry.read_at(INodeRegistry::nodeCountCall {}, block),
            self.model_registry.read_at(IModelRegistry::modelCountCall {}, block),
        )
    }

    /// The limits for judging reports, of the ledger in office.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn epoch_params_at(&self, block: B256) -> Result<EpochParams> {
        let ledger = self.ledger_at(block).await?;
        let params = ledger.read_at(IAttributionLedger::paramsCall {}, block).await?;
        Ok(EpochParams {
            max_report_age: params.maxReportAge,
            max_voucher_life: params.maxVoucherLife,
            dead_after: params.deadAfter,
            retirement_grace: params.retirementGrace,
        })
    }

    /// The signing addresses of the committee of the ledger in office, in order.
    ///
    /// # Errors
    /// As [`crate::Client::read`].
    pub async fn committee_at(&self, block: B256) -> Result<Vec<tributary_core::Address>> {
        let ledger = self.ledger_at(block).await?;
        let members = ledger.read_at(IAttributionLedger::committeeCall {}, block).await?;
        Ok(members.into_iter().map(core_address).collect())
    }

    /// Where the oracle that signs as `signer` serves; `None` if the node registry does not know it.
    ///
    /// # Errors
    /// As [`Suite::registry_at`].
    pub async fn oracle_endpoint_at(
        &self,
        signer: tributary_core::Address,
        block: B256,
    ) -> Result<Option<String>> {
        let call = INodeRegistry::oracleCall { signer: signer.0.into() };
        match self.node_registry.read_at(call, block).await {
            Ok(oracle) => Ok(Some(oracle.endpoint)),
            Err(error) if error.reverted().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every dataset.
    ///
    /// # Errors
    /// As [`Suite::registry_at`].
    pub async fn datasets_at(&self, block: B256) -> Result<BTreeMap<DatasetId, DatasetRecord>> {
        let count = self.dataset_nft.read_at(IDatasetNft::datasetCountCall {}, block).await?;
        let records = self.dataset_records((1..=count).collect(), block).await?;
        Ok(records.into_iter().collect())
    }

    /// With all prices that were ever set, also for models that are not registered.
    async fn nodes_at(&self, count: u64, block: B256) -> Result<BTreeMap<NodeId, NodeRecord>> {
        let ids: Vec<u64> = (1..=count).collect();
        let lists = ids.iter().map(|&id| INodeRegistry::pricedModelsCall { id });
        let lists = self.node_registry.read_many(lists, Some(block)).await?;
        let pairs =
            ids.iter().zip(lists).flat_map(|(&id, models)| models.into_iter().map(move |model| (id, model)));
        let pairs = pairs.collect();
        let (records, prices) = try_join!(self.node_records(ids, block), self.price_histories(pairs, block))?;
        let mut records: BTreeMap<_, _> = records.into_iter().collect();
        for ((node, model), history) in prices {
            if let Some(record) = records.get_mut(&node) {
                record.prices.insert(model, history);
            }
        }
        Ok(records)
    }

    async fn versions_at(&self, models: u64, block: B256) -> Result<BTreeMap<(ModelId, u32), VersionRecord>> {
        let calls = (1..=models).map(|id| IModelRegistry::modelCall { id });
        let all = self.model_registry.read_many(calls, Some(block)).await?;
        let ids = (1..=models)
            .zip(all)
            .flat_map(|(model, record)| (1..=record.versions).map(move |version| (model, version)))
            .collect();
        Ok(self.version_records(ids, block).await?.into_iter().collect())
    }

    /// With all reserves that were ever made, also for nodes that are not registered.
    async fn payers_at(&self, block: B256) -> Result<BTreeMap<tributary_core::Address, PayerRecord>> {
        let splitter = &self.royalty_splitter;
        let count = splitter.read_at(IRoyaltySplitter::payerCountCall {}, block).await?;
        let calls = (0..count).map(|index| IRoyaltySplitter::payerAtCall { index });
        let payers = splitter.read_many(calls, Some(block)).await?;
        let lists = payers.iter().map(|&account| IRoyaltySplitter::reservedNodesCall { account });
        let lists = splitter.read_many(lists, Some(block)).await?;
        let pairs = payers.iter().zip(lists);
        let pairs = pairs.flat_map(|(&payer, nodes)| nodes.into_iter().map(move |node| (payer, node)));
        let pairs = pairs.collect();
        let (records, reserves) =
            try_join!(self.payer_records(payers, block), self.reserve_histories(pairs, block))?;
        let mut records: BTreeMap<_, _> = records.into_iter().collect();
        for ((payer, node), history) in reserves {
            if let Some(record) = records.get_mut(&payer) {
                record.reserves.insert(node, history);
            }
        }
        Ok(records)
    }
}

/// Leaves out what is not in the registry that reports are judged by: prices for models and reserves for nodes
/// that are not registered.
fn of_registered(mut everything: Registry, (_, models): (u64, u64)) -> Registry {
    for node in everything.nodes.values_mut() {
        node.prices.retain(|model, _| (1..=models).contains(&model.0));
    }
    let Registry { nodes, payers, .. } = &mut everything;
    for payer in payers.values_mut() {
        payer.reserves.retain(|node, _| nodes.contains_key(node));
    }
    everything
}

fn only<T>(records: Vec<T>, item: impl FnOnce() -> String) -> Result<T> {
    let count = records.len();
    records.into_iter().next().ok_or_else(|| ClientError::Inconsistent {
        item: item(),
        reason: format!("{count} records were read of it"),
    })
}

/// An address as core writes it.
fn core_address(address: Address) -> tributary_core::Address {
    tributary_core::Address(address.into_array())
}
