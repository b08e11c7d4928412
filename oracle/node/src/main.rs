//! `tributary-node`: the sidecar of one inference node.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use tokio::sync::watch;
use tracing::{info, warn};
use tributary_client::{
    keys::{read_secret_file, KeySource, Purpose},
    log_to_stderr, Client, Deployment, Termination,
};
use tributary_core::{DatasetId, ModelId, NodeId};
use tributary_node::{
    answer::{Embedded, Source, Upstream},
    api::{Limits, Node, Served},
    config::{Config, ServedModel},
    keys::{NodeKey, NodeKeys},
    library::Library,
    push::Pusher,
    restored,
    running::Running,
    server,
    shelf::Shelf,
    store::Store,
    turns::Turns,
    viewer::Viewer,
};
use zeroize::Zeroizing;

/// The variable with the key to rotate to.
const NEXT_KEY: &str = "TRIBUTARY_NEXT_NODE_KEY";
/// Seconds.
const HOUR: u64 = 60 * 60;

/// Runs one inference node: answers paid questions, attributes each answer to the registered datasets,
/// and serves signed reports to oracles.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file; see node.sample.toml.
    #[arg(long, env = "TRIBUTARY_NODE_CONFIG")]
    config: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    log_to_stderr("info");
    let config = Config::read(&Arguments::parse().config)?;
    let keys = keys(&config)?;
    let deployment = Deployment::load(&config.deployment)
        .with_context(|| format!("deployment file {}", config.deployment.display()))?;
    let client = Client::connect(config.chain_url.as_str()).await?;
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("data folder {}", config.data.display()))?;
    let store = Store::open(&config.data.join("node.sqlite")).await?;
    let id = NodeId(config.node);
    let without = config.without.iter().copied().map(DatasetId).collect();
    let shelf = Shelf::new(Library::new(config.datasets.clone()), without);
    let mut viewer = Viewer::new(client, &deployment, shelf).await?;
    let domain = viewer.domain();
    let first = viewer.look().await?;
    anyhow::ensure!(
        keys.registered(&first.registry, id, first.head).is_some(),
        "node {id} is not registered with {keys:?}: check `node`, `node_key` and `next_node_key`"
    );
    let committee = viewer.committee();
    restored::check(&committee.endpoints().await?, id, store.next_sequence().await?).await?;
    let (publisher, sightings) = watch::channel(Some(Arc::new(first)));
    let looking = tokio::spawn(viewer.publish(publisher, Duration::from_millis(config.refresh_ms)));
    let pushing = match config.push {
        true => Some(tokio::spawn(Pusher::new(id, store.clone())?.run(committee, sightings.clone()))),
        false => None,
    };
    let timeout = Duration::from_millis(config.upstream_timeout_ms);
    let http = reqwest::Client::builder().read_timeout(timeout).connect_timeout(timeout).build()?;
    let models = config
        .models
        .iter()
        .map(|model| Ok((model.name.clone(), served(model, &http)?)))
        .collect::<anyhow::Result<_>>()?;
    let limits = Limits {
        max_tokens: config.max_tokens,
        stale: Duration::from_millis(config.stale_ms),
        stall: Duration::from_millis(config.stall_ms),
        answer: Duration::from_millis(config.answer_ms),
    };
    let (turns, running) = (Turns::default(), Arc::new(Running::default()));
    let node = Arc::new(Node { id, domain, keys, store, sightings, models, limits, turns, running });
    let forgetting = tokio::spawn(forget(
        node.clone(),
        Duration::from_secs(config.keep_answers_hours.saturating_mul(HOUR)),
    ));
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let mut termination = Termination::listen().context("cannot listen for signals")?;
    println!("listening on http://{address}");
    info!(node = id.0, %address, "node started");
    let grace = Duration::from_millis(config.shutdown_ms);
    server::run(node.clone(), listener, async { termination.asked().await }, grace).await?;
    looking.abort();
    forgetting.abort();
    if let Some(pushing) = pushing {
        pushing.abort();
    }
    node.store.close().await;
    info!(node = id.0, "node stopped");
    Ok(())
}

/// The key in use, and the one to rotate to if one is named.
fn keys(config: &Config) -> anyhow::Result<NodeKeys> {
    let load = |variable, file: &Option<PathBuf>| -> anyhow::Result<NodeKey> {
        let secret = KeySource { purpose: Purpose::Node, variable, file: file.as_deref() }.load()?;
        let bytes = secret.bytes()?;
        Ok(NodeKey::from_bytes(&bytes))
    };
    let named = config.next_node_key.is_some() || std::env::var_os(NEXT_KEY).is_some();
    let next = named.then(|| load(NEXT_KEY, &config.next_node_key)).transpose()?;
    Ok(NodeKeys { current: load("TRIBUTARY_NODE_KEY", &config.node_key)?, next })
}

/// Deletes answers older than `age`, every hour.
async fn forget(node: Arc<Node>, age: Duration) {
    let mut hours = tokio::time::interval(Duration::from_secs(HOUR));
    loop {
        hours.tick().await;
        match node.store.forget_answers(age).await {
            Ok(0) => {}
            Ok(answers) => info!(answers, "old answers deleted"),
            Err(error) => warn!(%error, "old answers could not be deleted"),
        }
    }
}

fn served(model: &ServedModel, http: &reqwest::Client) -> anyhow::Result<Served> {
    let source = match &model.upstream {
        None => Source::Embedded(Embedded),
        Some(base) => {
            let key = model.upstream_key.as_deref().map(read_secret_file).transpose()?;
            let key = key.map(|text| Zeroizing::new(text.trim().to_owned()));
            let name = model.upstream_model.clone().unwrap_or_else(|| model.name.clone());
            Source::Upstream(Upstream::new(http.clone(), base.clone(), name, key))
        }
    };
    Ok(Served { model: ModelId(model.model), version: model.version, source })
}
