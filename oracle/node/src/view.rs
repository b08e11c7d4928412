//! The chain as this node last saw it, with the corpus to go with it.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::watch;
use tracing::{info, warn};
use tributary_client::{Client, Deployment, Suite};
use tributary_core::{registry::Registry, BlockNumber, DatasetId, Domain, Hash};

use crate::library::{Library, LoadedCorpus};

/// One final block, what the chain said there, and its corpus: an answer is anchored to it.
#[derive(Clone, Debug)]
pub struct View {
    /// The anchor.
    pub block: BlockNumber,
    /// What reports are judged by there.
    pub registry: Arc<Registry>,
    /// The corpus there.
    pub corpus: LoadedCorpus,
}

/// Reads views from the chain.
#[derive(Debug)]
pub struct Viewer {
    client: Client,
    suite: Suite,
    domain: Domain,
    library: Library,
    loaded: Option<(BTreeMap<DatasetId, Hash>, LoadedCorpus)>,
}

impl Viewer {
    /// A viewer of one deployment.
    ///
    /// # Errors
    /// If the client is connected to another chain.
    pub fn new(client: Client, deployment: &Deployment, library: Library) -> anyhow::Result<Self> {
        let suite = deployment.connect(&client)?;
        Ok(Self { client, suite, domain: deployment.domain(), library, loaded: None })
    }

    /// What signatures are bound to.
    pub const fn domain(&self) -> Domain {
        self.domain
    }

    /// The newest view.
    ///
    /// # Errors
    /// If the chain does not answer or a registered dataset's file is missing.
    pub async fn look(&mut self) -> anyhow::Result<View> {
        let block = self.client.finalized_block().await?;
        let registry = Arc::new(self.suite.registry_at(block.hash).await?);
        let wanted: BTreeMap<_, _> =
            registry.corpus_at(block.number).map(|(id, record)| (id, record.content_root)).collect();
        let corpus = match &self.loaded {
            Some((known, corpus)) if *known == wanted => corpus.clone(),
            _ => {
                let corpus = tokio::task::block_in_place(|| self.library.load(&wanted))?;
                info!(
                    block = block.number,
                    datasets = wanted.len(),
                    bytes = corpus.corpus.canonical_len(),
                    "corpus loaded"
                );
                self.loaded = Some((wanted, corpus.clone()));
                corpus
            }
        };
        Ok(View { block: block.number, registry, corpus })
    }

    /// Publishes a new view every `period` until nobody reads them; a failure leaves the one before.
    pub async fn publish(mut self, views: watch::Sender<Option<Arc<View>>>, period: std::time::Duration) {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = views.closed() => return,
            }
            match self.look().await {
                Ok(view) => drop(views.send_replace(Some(Arc::new(view)))),
                Err(error) => warn!(error = format!("{error:#}"), "the chain could not be read"),
            }
        }
    }
}
