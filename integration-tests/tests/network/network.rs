//! The demo's network: a chain with its database, two nodes, four oracles, each a process of its own.

use std::{path::PathBuf, time::Duration};

use serde_json::{json, Value};
use tributary_cli::{
    ask::Answer,
    oracle_http::report_place,
    verify::{self, Standing},
};
use tributary_client::{abi::INodeRegistry, governance::Action, Address, SolCall, Until};
use tributary_core::{NodeId, Wei};
use tributary_demo::{
    answers,
    processes::{Command, Process},
    services::{self, node_name},
    settlement,
    world::{self, NodeSeat, World, TOKEN},
};

use crate::program::Program;

/// Until something has to have happened.
const PATIENCE: Duration = Duration::from_secs(90);

/// Milliseconds between blocks while everybody settles in.
const SETTLING_IN_MS: u64 = 50;

/// Milliseconds between two looks of nodes and oracles at a chain whose blocks wait for them.
const OFTEN_MS: u64 = 100;

/// The folder of the datasets' files.
pub fn corpora() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/corpora")
}

/// The network, running.
pub struct Network {
    /// Configurations, databases and logs.
    folder: tempfile::TempDir,
    /// The chain's URL.
    chain_url: String,
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
        let mut network = Self::settled_in(Some(block_time_ms)).await;
        network.start_nodes().await;
        network.start_oracles().await;
        network
    }

    /// The same without a block but for transactions and those that are asked for.
    pub async fn by_hand() -> Self {
        let mut network = Self::without_oracles().await;
        network.start_oracles().await;
        network
    }

    /// The same before any oracle runs.
    pub async fn without_oracles() -> Self {
        let mut network = Self::settled_in(None).await;
        network.world.look_ms = OFTEN_MS;
        network.start_nodes().await;
        network
    }

    /// A chain on which everybody is registered.
    async fn settled_in(block_time_ms: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chain = services::chain(block_time_ms.unwrap_or(SETTLING_IN_MS), folder.path()).await.unwrap();
        let url = chain.url.clone();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let artifacts = tributary_sandbox::artifact::folder().unwrap();
        chain_says(&http, &url, "dev_setBlockTime", json!([SETTLING_IN_MS])).await;
        let world = world::build(&url, &artifacts, &corpora(), folder.path(), |_| {}).await.unwrap();
        chain_says(&http, &url, "dev_setBlockTime", json!([block_time_ms])).await;
        Self { folder, chain_url: url, world, processes: vec![chain], http }
    }

    async fn start_nodes(&mut self) {
        let (url, folder) = (&self.chain_url, self.folder.path());
        let nodes = services::nodes(&self.world, url, &corpora(), folder).await.unwrap();
        self.processes.extend(nodes);
    }

    /// Starts all oracles.
    pub async fn start_oracles(&mut self) {
        let oracles = services::oracles(&self.world, &self.chain_url, self.folder.path()).await.unwrap();
        self.processes.extend(oracles);
    }

    /// Takes a process out, to be ended.
    pub fn take(&mut self, name: &str) -> Process {
        let place = self.processes.iter().position(|process| process.name() == name).unwrap();
        self.processes.remove(place)
    }

    /// Ends a process as who runs it does; returns how to start it again.
    pub async fn stop(&mut self, name: &str) -> Command {
        let process = self.take(name);
        let command = process.command().clone();
        process.stop().await.unwrap();
        command
    }

    /// Starts a process again.
    pub async fn resume(&mut self, command: Command) {
        self.processes.push(Process::start(command).await.unwrap());
    }

    /// The command line in the network's folder, where the deployment file is.
    pub fn program(&self) -> Program<'_> {
        Program { chain: &self.chain_url, folder: self.folder.path() }
    }

    /// Where a node is registered, and by whom.
    pub fn seat(&self, node: NodeId) -> &NodeSeat {
        self.world.nodes.iter().find(|seat| seat.id == node).unwrap()
    }

    /// Where a node listens, whatever the chain says.
    pub fn node_url(seat: &NodeSeat) -> String {
        format!("http://127.0.0.1:{}", seat.port)
    }

    /// Waits until both nodes see the chain as of the newest final block or later.
    pub async fn wait_nodes(&self) {
        let head = u64::from(self.block().await);
        for seat in &self.world.nodes {
            let sees =
                async || self.get(&Self::node_url(seat), "tributary/v1/node").await.1["block"].as_u64();
            wait("a node sees the chain", async || sees().await >= Some(head)).await;
        }
    }

    /// Says on chain that a node serves elsewhere.
    pub async fn move_node(&self, node: NodeId, endpoint: &str) {
        let call = INodeRegistry::setEndpointCall { node: node.0, endpoint: endpoint.to_owned() };
        self.world.suite.node_registry.write(&self.seat(node).operator, call).await.unwrap();
    }

    /// Ends a node and adds lines to its configuration: some of its own, and some of the model that it
    /// serves. Returns how to start it again.
    pub async fn reconfigure(&mut self, node: NodeId, own: &str, of_model: &str) -> Command {
        let command = self.stop(&node_name(node)).await;
        services::add_to_node(self.folder.path(), node, own, of_model).unwrap();
        command
    }

    /// What the `place`th node has of the consumer, and the sequence of its next report.
    pub async fn node_books(&self, place: usize) -> (Value, Value) {
        let url = Self::node_url(&self.world.nodes[place]);
        let payer = self.world.consumer.address();
        let (_, used) = self.get(&url, &format!("tributary/v1/payers/{payer:#x}")).await;
        let (_, node) = self.get(&url, "tributary/v1/node").await;
        (used, node["next_sequence"].clone())
    }

    /// What a server says at a path.
    pub async fn get(&self, url: &str, path: &str) -> (u16, Value) {
        let response = self.http.get(format!("{url}/{path}")).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
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
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("{url} did not settle an answer in time"));
    }

    /// Everybody claims; then the books have to add up, with these fees spent.
    pub async fn settle_up(&self, oracle: usize, fees: Wei) {
        let oracle = self.oracle_url(oracle);
        let rows = settlement::claim_all(&self.world, &self.http, &oracle).await.unwrap();
        let others = settlement::claim_others(&self.world, &self.http, &oracle).await.unwrap();
        let counters = settlement::counters(&self.world).await.unwrap();
        assert_eq!(counters.faults(self.world.deposited, fees, &rows, &others), Vec::<String>::new());
        let earned = rows.iter().map(|row| row.claimed_wei).chain(others.iter().map(|paid| paid.released));
        assert_eq!(Wei::total(earned).unwrap(), fees, "all that was spent was paid out");
        assert!(fees < Wei(200 * TOKEN));
    }

    /// Re-derives an answer from public data and finds it, with its fee, in a final epoch on chain.
    pub async fn audit(&self, oracle: usize, answer: &Answer) -> verify::Audit {
        let audit = self.rederive(oracle, answer).await.unwrap();
        assert_eq!(audit.standing, Standing::Final);
        audit
    }

    /// Waits until `oracle` has an answer in an epoch, pending or final.
    pub async fn wait_announced(&self, oracle: usize, answer: &Answer) {
        let report = &answer.signed.report;
        let path = format!("v1/reports/{}/{}", report.node, report.sequence);
        let url = self.oracle_url(oracle);
        wait("an answer is in an epoch", async || self.get(&url, &path).await.0 == 200).await;
    }

    /// What an oracle says that a report counts for.
    pub async fn counted(&self, oracle: usize, node: NodeId, sequence: u64) -> Wei {
        let place = report_place(&self.http, &self.oracle_url(oracle), node, sequence).await.unwrap();
        place.fee_wei
    }

    /// How often an oracle asked a node in vain.
    pub async fn unanswered(&self, oracle: usize) -> u64 {
        self.metric(oracle, "nodes_unanswered_total").await
    }

    /// One of an oracle's metrics; 0 if it never was counted.
    pub async fn metric(&self, oracle: usize, name: &str) -> u64 {
        let response = self.http.get(format!("{}/metrics", self.oracle_url(oracle))).send().await.unwrap();
        let text = response.text().await.unwrap();
        let name = format!("tributary_oracle_{name} ");
        text.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
    }

    /// Re-derives an answer, wherever its epoch stands; it has to count for its fee there.
    async fn rederive(&self, oracle: usize, answer: &Answer) -> anyhow::Result<verify::Audit> {
        let (World { client, deployment, .. }, url) = (&self.world, self.oracle_url(oracle));
        let audit = verify::verify(client, deployment, &self.http, &url, answer, &corpora()).await?;
        assert_eq!((audit.counted, audit.reason.as_deref()), (answer.signed.report.fee, None));
        Ok(audit)
    }

    /// Has the DAO decide on a call, and make it. Where no block comes by itself, those that it takes are
    /// mined.
    pub async fn decide(&self, target: Address, call: &impl SolCall, why: &str) {
        let World { client, suite, members, .. } = &self.world;
        let wait = async |until: Until| {
            let params = match until {
                Until::Block(number) => {
                    let now = client.finalized_block().await?.number;
                    json!([number.saturating_sub(now)])
                }
                Until::Second(second) => {
                    let left = second.saturating_sub(client.seconds_at(None).await?);
                    json!([1, left * 1_000])
                }
            };
            self.chain_says("dev_mine", params).await;
            Ok(())
        };
        let actions = vec![Action::call(target, call)];
        members.decide_with(&suite.governance, actions, why, wait).await.unwrap();
    }

    /// What the chain answers to a method of its JSON-RPC.
    pub async fn chain_says(&self, method: &str, params: Value) -> Value {
        chain_says(&self.http, &self.chain_url, method, params).await
    }
}

async fn chain_says(http: &reqwest::Client, chain_url: &str, method: &str, params: Value) -> Value {
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let url = chain_url.replacen("ws://", "http://", 1);
    let answer: Value = http.post(url).json(&call).send().await.unwrap().json().await.unwrap();
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

/// Waits until `happened`.
pub async fn wait(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !happened().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what}: not in time"));
}
