//! `tributary-oracle`: runs one oracle of the committee.

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use tokio::sync::watch;
use tracing::info;
use tributary_client::Deployment;
use tributary_oracle::{api, chain::Chain, config::Config, keys::OracleKey, service::Oracle};
use zeroize::Zeroizing;

/// Runs one oracle: pulls reports, agrees on epochs with its committee, settles them on chain and
/// serves proofs.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file; see oracle.sample.toml.
    #[arg(long, env = "TRIBUTARY_ORACLE_CONFIG")]
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
    let oracle_secret = secret("TRIBUTARY_ORACLE_KEY", config.oracle_key.as_deref())?;
    let account_secret = secret("TRIBUTARY_ACCOUNT_KEY", config.account_key.as_deref())?;
    let key = OracleKey::from_bytes(&oracle_secret)?;
    let deployment = Deployment::load(&config.deployment)
        .with_context(|| format!("deployment file {}", config.deployment.display()))?;
    let chain = Chain::connect(&config.chain_url, deployment, &account_secret).await?;
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let oracle = Oracle::open(config, chain, key).await?;
    println!("listening on http://{address}");
    info!(%address, "oracle started");
    let (stop, stopped) = watch::channel(false);
    let rounds = tokio::spawn(oracle.clone().run(stopped));
    axum::serve(listener, api::router(oracle)).with_graceful_shutdown(terminated()).await?;
    stop.send_replace(true);
    rounds.await?;
    Ok(())
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
