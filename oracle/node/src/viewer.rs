//! Reading the chain, again and again.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;
use tracing::warn;
use tributary_client::{Client, Deployment, RegistryReader, Suite};
use tributary_core::Domain;

use crate::{committee::Committee, shelf::Shelf, view::Sighting};

/// Reads sightings from the chain.
#[derive(Debug)]
pub struct Viewer {
    client: Client,
    suite: Suite,
    registries: RegistryReader,
    domain: Domain,
    shelf: Shelf,
}

impl Viewer {
    /// A viewer of one deployment.
    ///
    /// # Errors
    /// If the client is connected to another chain.
    pub async fn new(client: Client, deployment: &Deployment, shelf: Shelf) -> anyhow::Result<Self> {
        let suite = deployment.connect_in_office(&client).await?;
        let registries = RegistryReader::new(suite.clone());
        Ok(Self { client, suite, registries, domain: deployment.domain(), shelf })
    }

    /// What signatures are bound to.
    pub const fn domain(&self) -> Domain {
        self.domain
    }

    /// What is to be seen at the newest final block. After the first time only what changed is read.
    ///
    /// # Errors
    /// If the chain does not answer or the datasets' folder cannot be read.
    pub async fn look(&mut self) -> anyhow::Result<Sighting> {
        let block = self.client.finalized_block().await?;
        let registry = self.registries.at(block).await?;
        let withdrawable = self.suite.totals_at(block.hash).await?.withdrawable();
        Ok(tokio::task::block_in_place(|| self.shelf.sight(block.number, registry, withdrawable))?)
    }

    /// The deployment's committee.
    pub fn committee(&self) -> Committee {
        Committee::new(self.suite.clone())
    }

    /// Publishes a new sighting every `period` until nobody reads them; a failure leaves the one before,
    /// which grows old.
    pub async fn publish(mut self, sightings: watch::Sender<Option<Arc<Sighting>>>, period: Duration) {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = sightings.closed() => return,
            }
            match self.look().await {
                Ok(sighting) => drop(sightings.send_replace(Some(Arc::new(sighting)))),
                Err(error) => warn!(error = format!("{error:#}"), "the chain could not be read"),
            }
        }
    }
}
