//! The demo's network: a chain with its database, two nodes, four oracles, each a process of its own.

use std::{path::PathBuf, time::Duration};

use tributary_cli::{
    ask::Answer,
    verify::{self, Standing},
};
use tributary_core::Wei;
use tributary_demo::{
    answers,
    processes::Process,
    services, settlement,
    world::{self, World, TOKEN},
};

fn corpora() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/corpora")
}

/// The network, running.
pub struct Network {
    /// Configurations, databases and logs.
    _folder: tempfile::TempDir,
    /// Keys, money and addresses.
    pub world: World,
    /// Chain, nodes and oracles, in this order.
    pub processes: Vec<Process>,
    /// For what consumers and auditors fetch.
    pub http: reqwest::Client,
}

impl Network {
    /// Starts it with blocks every `block_time_ms` and everybody settled in.
    pub async fn start(block_time_ms: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chain = services::chain(block_time_ms, folder.path()).await.unwrap();
        let url = chain.url.clone();
        let artifacts = tributary_sandbox::artifact::folder().unwrap();
        let world = world::build(&url, &artifacts, &corpora(), folder.path(), |_| {}).await.unwrap();
        let mut processes = vec![chain];
        processes.extend(services::nodes(&world, &url, &corpora(), folder.path()).await.unwrap());
        processes.extend(services::oracles(&world, &url, folder.path()).await.unwrap());
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        Self { _folder: folder, world, processes, http }
    }

    /// Where the `index`th oracle serves.
    pub fn oracle_url(&self, index: usize) -> String {
        format!("http://127.0.0.1:{}", self.world.oracles[index].port)
    }

    /// Asks one question, the `index`th in all; each node takes every second one.
    pub async fn ask(&self, index: usize, question: &str) -> anyhow::Result<Answer> {
        Ok(answers::ask(&self.world, &self.http, &[question], index).await?.remove(0))
    }

    /// Waits until `oracle` knows final epochs that consumed this many reports; returns how many epochs.
    pub async fn wait_final(&self, oracle: usize, reports: u64) -> u64 {
        settlement::wait_final(&self.http, &self.oracle_url(oracle), reports).await.unwrap()
    }

    /// Waits until `oracle` can show that an answer counted in a final epoch.
    pub async fn wait_settled(&self, oracle: usize, answer: &Answer) {
        let url = self.oracle_url(oracle);
        let waiting = async {
            loop {
                match self.rederive(oracle, answer).await {
                    Ok(audit) if audit.standing == Standing::Final => return,
                    Ok(audit) => println!("epoch {} is {}", audit.epoch, audit.standing.word()),
                    Err(error) => println!("not settled: {error:#}"),
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(90), waiting)
            .await
            .unwrap_or_else(|_| panic!("{url} did not settle an answer in time"));
    }

    /// Everybody claims; then the books have to add up, with these fees spent.
    pub async fn settle_up(&self, oracle: usize, fees: Wei) {
        let oracle = self.oracle_url(oracle);
        let rows = settlement::claim_all(&self.world, &self.http, &oracle).await.unwrap();
        let others = settlement::claim_others(&self.world, &self.http, &oracle).await.unwrap();
        let counters = settlement::counters(&self.world).await.unwrap();
        assert_eq!(counters.faults(self.world.deposited, fees, &rows), Vec::<String>::new());
        let earned = rows.iter().map(|row| row.claimed_wei).chain(others.iter().map(|(_, wei)| *wei));
        assert_eq!(Wei::total(earned).unwrap(), fees, "all that was spent was paid out");
        assert!(fees < Wei(200 * TOKEN));
    }

    /// Re-derives an answer from public data and finds it, with its fee, in a final epoch on chain.
    pub async fn audit(&self, oracle: usize, answer: &Answer) -> verify::Audit {
        let audit = self.rederive(oracle, answer).await.unwrap();
        assert_eq!(audit.standing, Standing::Final);
        audit
    }

    /// Re-derives an answer, wherever its epoch stands; it has to count for its fee there.
    async fn rederive(&self, oracle: usize, answer: &Answer) -> anyhow::Result<verify::Audit> {
        let (World { client, deployment, .. }, url) = (&self.world, self.oracle_url(oracle));
        let audit = verify::verify(client, deployment, &self.http, &url, answer, &corpora()).await?;
        assert_eq!((audit.counted, audit.worthless.as_deref()), (answer.signed.report.fee, None));
        Ok(audit)
    }
}
