//! Keeping a registry up to date by the contracts' events.

use std::{collections::BTreeSet, sync::Arc};

use alloy_primitives::Address;
use futures::{future::try_join3, try_join, TryStreamExt};
use tributary_core::registry::Registry;

use super::{core_address, of_registered};
use crate::{
    abi::{IDatasetNft, IModelRegistry, INodeRegistry, IRoyaltySplitter},
    blocks::Block,
    deployment::Suite,
    error::Result,
    receipt::ContractEvent,
};

/// The most blocks whose events are read to bring a registry up to date. Nodes that prune keep the state of
/// the last 256 blocks, and events are part of it: whoever comes later reads in full.
const FOLLOWED: u32 = 200;

/// Reads registries of ever later blocks. The first is read in full; after that only what events say has
/// changed, so that an epoch's cost grows with what happened in it and not with all that ever did.
#[derive(Debug)]
pub struct RegistryReader {
    suite: Suite,
    known: Option<Known>,
}

/// What was read last.
#[derive(Debug)]
struct Known {
    block: Block,
    /// Of what is not registered, too.
    everything: Registry,
    registry: Arc<Registry>,
}

impl RegistryReader {
    /// Knows nothing yet.
    pub const fn new(suite: Suite) -> Self {
        Self { suite, known: None }
    }

    /// Whether a later block than `block` was read: then it is read in full, and nothing of that is kept.
    pub fn is_past(&self, block: u32) -> bool {
        self.known.as_ref().is_some_and(|known| known.block.number > block)
    }

    /// Everything that reports are judged by as of `block`, which must be final. A block before the last
    /// one asked for is read in full, and so is one that is far behind it.
    ///
    /// # Errors
    /// As [`Suite::registry_at`]; what was known stays known.
    pub async fn at(&mut self, block: Block) -> Result<Arc<Registry>> {
        match &self.known {
            Some(known) if known.block == block => return Ok(Arc::clone(&known.registry)),
            Some(known) if known.block.number >= block.number => {
                return self.suite.registry_at(block.hash).await.map(Arc::new)
            }
            _ => {}
        }
        let counts = self.suite.counts_at(block.hash).await?;
        let everything = match &self.known {
            Some(known) if follows(known.block.number, block.number) => {
                self.advanced(&known.everything, known.block.number.saturating_add(1), block).await?
            }
            _ => self.suite.everything_at(counts, block.hash).await?,
        };
        let registry = Arc::new(of_registered(everything.clone(), counts));
        self.known = Some(Known { block, everything, registry: Arc::clone(&registry) });
        Ok(registry)
    }

    /// `before` with everything read again that events since block `from` name.
    async fn advanced(&self, before: &Registry, from: u32, block: Block) -> Result<Registry> {
        let suite = &self.suite;
        let mut touched = self.touched(from, block.number).await?;
        // An exit may change every reserve of its payer.
        for payer in &touched.exits {
            let record = before.payers.get(&core_address(*payer));
            let nodes = record.into_iter().flat_map(|record| record.reserves.keys());
            touched.reserves.extend(nodes.map(|node| (*payer, node.0)));
        }
        let ((params, oracles, earning), datasets, (nodes, prices, versions), (payers, reserves)) = try_join!(
            try_join3(
                suite.epoch_params_at(block.hash),
                suite.committee_at(block.hash),
                suite.earning_at(block.hash),
            ),
            suite.dataset_records(listed(touched.datasets), block.hash),
            try_join3(
                suite.node_records(listed(touched.nodes), block.hash),
                suite.price_histories(listed(touched.prices), block.hash),
                suite.version_records(listed(touched.versions), block.hash),
            ),
            async {
                try_join!(
                    suite.payer_records(listed(touched.payers), block.hash),
                    suite.reserve_histories(listed(touched.reserves), block.hash),
                )
            },
        )?;
        let mut registry = Registry { params, oracles, earning, ..before.clone() };
        registry.datasets.extend(datasets);
        registry.versions.extend(versions);
        for (id, mut record) in nodes {
            if let Some(old) = registry.nodes.remove(&id) {
                record.prices = old.prices;
            }
            registry.nodes.insert(id, record);
        }
        for ((node, model), history) in prices {
            if let Some(record) = registry.nodes.get_mut(&node) {
                record.prices.insert(model, history);
            }
        }
        for (payer, mut record) in payers {
            if let Some(old) = registry.payers.remove(&payer) {
                record.reserves = old.reserves;
            }
            registry.payers.insert(payer, record);
        }
        for payer in &touched.exits {
            if let Some(record) = registry.payers.get_mut(&core_address(*payer)) {
                record.reserves.clear();
            }
        }
        for ((payer, node), history) in reserves {
            if let Some(record) = registry.payers.get_mut(&payer) {
                record.reserves.insert(node, history);
            }
        }
        Ok(registry)
    }

    async fn touched(&self, from: u32, to: u32) -> Result<Touched> {
        let suite = &self.suite;
        let contracts = vec![
            suite.dataset_nft.address(),
            suite.node_registry.address(),
            suite.model_registry.address(),
            suite.royalty_splitter.address(),
        ];
        let blocks = suite.dataset_nft.client().events(contracts, from, to);
        blocks
            .try_fold(Touched::default(), |mut touched, block| {
                for record in &block.events {
                    touched.note(suite, &record.event);
                }
                futures::future::ready(Ok(touched))
            })
            .await
    }
}

/// Whether the registry at block `known` is brought up to `block` by events.
fn follows(known: u32, block: u32) -> bool {
    block.checked_sub(known).is_some_and(|behind| (1..=FOLLOWED).contains(&behind))
}

/// What events name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Touched {
    datasets: BTreeSet<u64>,
    nodes: BTreeSet<u64>,
    prices: BTreeSet<(u64, u64)>,
    versions: BTreeSet<(u64, u32)>,
    payers: BTreeSet<Address>,
    exits: BTreeSet<Address>,
    reserves: BTreeSet<(Address, u64)>,
}

impl Touched {
    fn note(&mut self, suite: &Suite, event: &ContractEvent) {
        if event.contract == suite.dataset_nft.address() {
            self.note_dataset(event);
        } else if event.contract == suite.node_registry.address() {
            self.note_node(event);
        } else if event.contract == suite.model_registry.address() {
            self.note_version(event);
        } else if event.contract == suite.royalty_splitter.address() {
            self.note_payer(event);
        }
    }

    fn note_dataset(&mut self, event: &ContractEvent) {
        self.datasets.extend(event.decode::<IDatasetNft::DatasetRegistered>().map(|event| event.dataset));
        self.datasets.extend(event.decode::<IDatasetNft::DatasetStatusChanged>().map(|event| event.dataset));
    }

    fn note_node(&mut self, event: &ContractEvent) {
        self.nodes.extend(event.decode::<INodeRegistry::NodeRegistered>().map(|event| event.node));
        self.nodes.extend(event.decode::<INodeRegistry::NodeKeyRotated>().map(|event| event.node));
        self.nodes.extend(event.decode::<INodeRegistry::NodeLeaving>().map(|event| event.node));
        self.nodes.extend(event.decode::<INodeRegistry::NodeLeft>().map(|event| event.node));
        let priced = event.decode::<INodeRegistry::NodePriceSet>();
        self.prices.extend(priced.map(|event| (event.node, event.model)));
    }

    fn note_version(&mut self, event: &ContractEvent) {
        let proposed = event.decode::<IModelRegistry::VersionProposed>();
        self.versions.extend(proposed.map(|event| (event.model, event.version)));
        let moved = event.decode::<IModelRegistry::VersionStatusChanged>();
        self.versions.extend(moved.map(|event| (event.model, event.version)));
    }

    fn note_payer(&mut self, event: &ContractEvent) {
        self.payers.extend(event.decode::<IRoyaltySplitter::Deposited>().map(|event| event.payer));
        self.payers.extend(event.decode::<IRoyaltySplitter::SessionKeyRegistered>().map(|event| event.payer));
        self.payers.extend(event.decode::<IRoyaltySplitter::ExitRequested>().map(|event| event.payer));
        // One that is paid back in part stays leaving: nothing that reports are judged by changes.
        let exited = event.decode::<IRoyaltySplitter::Exited>().map(|event| event.payer);
        self.payers.extend(exited);
        self.exits.extend(exited);
        let reserved = event.decode::<IRoyaltySplitter::Reserved>();
        self.reserves.extend(reserved.map(|event| (event.payer, event.node)));
    }
}

fn listed<T>(set: BTreeSet<T>) -> Vec<T> {
    set.into_iter().collect()
}

#[cfg(test)]
mod tests;
