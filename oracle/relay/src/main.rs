//! `tributary-oracle`: runs one oracle of the committee.

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use clap::Parser;
use tokio::sync::watch;
use tracing::info;
use tributary_client::{
    keys::{KeySource, Purpose},
    log_to_stderr, Deployment, Termination,
};
use tributary_oracle::{api, chain::Chain, config::Config, keys::OracleKey, service::Oracle};
use tributary_server::Patience;

/// What the server bears.
const PATIENCE: Patience = Patience {
    connections: 512,
    head: Duration::from_secs(15),
    stall: Duration::from_secs(30),
    grace: Duration::from_secs(5),
};

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
    log_to_stderr("info");
    let config = Config::read(&Arguments::parse().config)?;
    let file = config.oracle_key.as_deref();
    let secret = KeySource { purpose: Purpose::Oracle, variable: "TRIBUTARY_ORACLE_KEY", file }.load()?;
    let key = OracleKey::from_bytes(&*secret.bytes()?)?;
    let file = config.account_key.as_deref();
    let secret = KeySource { purpose: Purpose::Account, variable: "TRIBUTARY_ACCOUNT_KEY", file }.load()?;
    let payer = secret.signer()?;
    drop(secret);
    let deployment = Deployment::load(&config.deployment)
        .with_context(|| format!("deployment file {}", config.deployment.display()))?;
    let chain = Chain::connect(&config.chain_url, deployment, payer).await?;
    let ledger = chain.ledger(chain.finalized().await?).await?;
    config.check_report_age(ledger.max_report_age)?;
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let oracle = Oracle::open(config, chain, key).await?;
    let mut termination = Termination::listen().context("cannot listen for signals")?;
    println!("listening on http://{address}");
    info!(%address, "oracle started");
    let (stop, stopped) = watch::channel(false);
    let rounds = tokio::spawn(oracle.clone().run(stopped));
    let until = async {
        termination.asked().await;
        stop.send_replace(true);
    };
    tributary_server::run(listener, api::router(oracle.clone()), until, PATIENCE).await;
    rounds.await?;
    // Only now does nobody need it any more.
    oracle.member().store.close().await;
    Ok(())
}
