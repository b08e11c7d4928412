//! `tributary-node`: the sidecar of one inference node.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use tokio::sync::watch;
use tracing::info;
use tributary_client::{Client, Deployment};
use tributary_core::{ModelId, NodeId};
use tributary_node::{
    admission::Turns,
    answer::{Embedded, Source, Upstream},
    api::{router, Node, Served},
    config::{Config, ServedModel},
    keys::NodeKey,
    library::Library,
    store::Store,
    view::Viewer,
};
use zeroize::Zeroizing;

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
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let config = Config::read(&Arguments::parse().config)?;
    let key = NodeKey::from_bytes(&*secret("TRIBUTARY_NODE_KEY", config.node_key.as_deref())?);
    let deployment = Deployment::load(&config.deployment)
        .with_context(|| format!("deployment file {}", config.deployment.display()))?;
    let client = Client::connect(config.chain_url.as_str()).await?;
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("data folder {}", config.data.display()))?;
    let store = Store::open(&config.data.join("node.sqlite")).await?;
    let id = NodeId(config.node);
    let mut viewer = Viewer::new(client, &deployment, Library::new(config.datasets.clone()))?;
    let domain = viewer.domain();
    let first = viewer.look().await?;
    let registered = first.registry.nodes.get(&id).and_then(|node| node.keys.at(first.block));
    anyhow::ensure!(
        registered == Some(&key.public()),
        "node {id} is not registered with the key {key:?}: check `node` and `node_key`"
    );
    let (publisher, views) = watch::channel(Some(Arc::new(first)));
    let looking = tokio::spawn(viewer.publish(publisher, Duration::from_millis(config.refresh_ms)));
    let timeout = Duration::from_millis(config.upstream_timeout_ms);
    let http = reqwest::Client::builder().read_timeout(timeout).connect_timeout(timeout).build()?;
    let models = config
        .models
        .iter()
        .map(|model| Ok((model.name.clone(), served(model, &http)?)))
        .collect::<anyhow::Result<_>>()?;
    let max_tokens = config.max_tokens;
    let node = Arc::new(Node { id, domain, key, store, views, models, max_tokens, turns: Turns::default() });
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    println!("listening on http://{address}");
    info!(node = id.0, %address, "node started");
    axum::serve(listener, router(node.clone())).with_graceful_shutdown(terminated()).await?;
    looking.abort();
    node.store.close().await;
    info!(node = id.0, "node stopped");
    Ok(())
}

fn served(model: &ServedModel, http: &reqwest::Client) -> anyhow::Result<Served> {
    let source = match &model.upstream {
        None => Source::Embedded(Embedded),
        Some(base) => {
            let key = model.upstream_key.as_ref().map(|path| {
                let text = std::fs::read_to_string(path);
                text.with_context(|| format!("key file {}", path.display()))
                    .map(|text| Zeroizing::new(text.trim().to_owned()))
            });
            let name = model.upstream_model.clone().unwrap_or_else(|| model.name.clone());
            Source::Upstream(Upstream::new(http.clone(), base.clone(), name, key.transpose()?))
        }
    };
    Ok(Served { model: ModelId(model.model), version: model.version, source })
}

/// Resolves on SIGINT or SIGTERM.
async fn terminated() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}

/// 32 secret bytes in hex, from the environment or else from a file.
fn secret(variable: &str, file: Option<&std::path::Path>) -> anyhow::Result<Zeroizing<[u8; 32]>> {
    let text = match (std::env::var(variable), file) {
        (Ok(text), _) => Zeroizing::new(text),
        (Err(_), Some(path)) => {
            let read = std::fs::read_to_string(path);
            Zeroizing::new(read.with_context(|| format!("key file {}", path.display()))?)
        }
        (Err(_), None) => anyhow::bail!("set {variable} or name a key file in the configuration"),
    };
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim().trim_start_matches("0x"), bytes.as_mut_slice())
        .map_err(|_| anyhow::anyhow!("the key in {variable} or its file is not 32 bytes in hex"))?;
    Ok(bytes)
}
