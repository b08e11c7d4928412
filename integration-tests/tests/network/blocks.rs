//! Blocks as a scenario wants them: where none comes by itself, none comes before everybody saw the one before.

use serde_json::{json, Value};
use tributary_client::abi::{IAttributionLedger, IGovernance, IRoyaltySplitter};
use tributary_core::Wei;
use tributary_demo::{services::oracle_name, settlement, world::EPOCH_BLOCKS};

use crate::network::{wait, Network};

impl Network {
    /// Seals that many blocks at once.
    pub async fn mine(&self, blocks: u32) {
        self.chain_says("dev_mine", json!([blocks])).await;
    }

    /// The newest final block.
    pub async fn block(&self) -> u32 {
        self.world.client.finalized_block().await.unwrap().number
    }

    /// What an oracle says of itself; `None` while it does not answer.
    pub async fn status(&self, oracle: usize) -> Option<Value> {
        let response = self.http.get(format!("{}/v1/status", self.oracle_url(oracle))).send().await.ok()?;
        response.json().await.ok()
    }

    /// A number in an oracle's status.
    pub async fn level(&self, oracle: usize, name: &str) -> Option<u64> {
        self.status(oracle).await?[name].as_u64()
    }

    /// Waits until every oracle that runs sees the chain as it is.
    pub async fn seen(&self) {
        let block = u64::from(self.block().await);
        for oracle in self.running() {
            wait("an oracle sees the chain", async || self.level(oracle, "block").await >= Some(block)).await;
        }
    }

    /// Mines until `happened`, no faster than the oracles look.
    pub async fn mine_until(&self, what: &str, mut happened: impl AsyncFnMut() -> bool) {
        wait(what, async || {
            let done = happened().await;
            if !done {
                self.mine(1).await;
                self.seen().await;
            }
            done
        })
        .await;
    }

    /// Mines until the next epoch is due, and on until final epochs spent `fees` in all.
    pub async fn settle(&self, fees: Wei) {
        self.mine(EPOCH_BLOCKS).await;
        self.mine_until("all is settled", async || self.spent().await == fees).await;
    }

    /// What final epochs spent in all.
    pub async fn spent(&self) -> Wei {
        settlement::counters(&self.world).await.unwrap().spent
    }

    /// The newest final epoch, and its cut.
    pub async fn settled(&self) -> (u64, u32) {
        let root = self.world.suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await.unwrap();
        (root.epoch, root.cutBlock)
    }

    /// The newest epoch that the DAO has read.
    pub async fn read(&self) -> u64 {
        self.world.suite.governance.read(IGovernance::earnedCall {}).await.unwrap().epoch
    }

    /// The newest epoch that the first ledger took.
    pub async fn head(&self) -> u64 {
        self.world.suite.attribution_ledger.read(IAttributionLedger::headEpochCall {}).await.unwrap()
    }

    /// The hash of its commitment.
    pub async fn head_hash(&self) -> [u8; 32] {
        self.world.suite.attribution_ledger.read(IAttributionLedger::headHashCall {}).await.unwrap().0
    }

    /// The oracles that run, by their place in the committee.
    pub fn running(&self) -> Vec<usize> {
        let runs =
            |oracle: &usize| self.processes.iter().any(|process| process.name() == oracle_name(*oracle));
        (0..self.world.oracles.len()).filter(runs).collect()
    }
}
