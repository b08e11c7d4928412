//! Nodes and oracles as processes, each with its own configuration file and folder.

use std::path::Path;

use crate::{
    processes::Process,
    world::{NodeSeat, OracleSeat, World, EPOCH_BLOCKS, MODEL_NAME},
};

/// Starts every node.
pub async fn nodes(
    world: &World,
    chain_url: &str,
    corpora: &Path,
    folder: &Path,
) -> anyhow::Result<Vec<Process>> {
    let mut processes = Vec::new();
    for seat in &world.nodes {
        processes.push(node(world, seat, chain_url, corpora, folder).await?);
    }
    Ok(processes)
}

async fn node(
    world: &World,
    seat: &NodeSeat,
    chain_url: &str,
    corpora: &Path,
    folder: &Path,
) -> anyhow::Result<Process> {
    let name = format!("node-{}", seat.id);
    let config = format!(
        "chain_url = {chain_url:?}\ndeployment = {:?}\nnode = {}\nlisten = \"127.0.0.1:{}\"\ndata = {:?}\n\
         datasets = {corpora:?}\nrefresh_ms = 500\n\n[[models]]\nname = {MODEL_NAME:?}\nmodel = {}\nversion = 1\n",
        world.deployment_file,
        seat.id,
        seat.port,
        folder.join(&name),
        world.model,
    );
    let file = folder.join(format!("{name}.toml"));
    std::fs::write(&file, config)?;
    let secrets = [("TRIBUTARY_NODE_KEY", hex::encode(seat.key.to_bytes()))];
    let arguments = ["--config", &file.display().to_string()];
    Process::start(&name, "tributary-node", &arguments, &secrets, folder).await
}

/// Starts every oracle.
pub async fn oracles(world: &World, chain_url: &str, folder: &Path) -> anyhow::Result<Vec<Process>> {
    let mut processes = Vec::new();
    for (index, seat) in world.oracles.iter().enumerate() {
        processes.push(oracle(world, index, seat, chain_url, folder).await?);
    }
    Ok(processes)
}

async fn oracle(
    world: &World,
    index: usize,
    seat: &OracleSeat,
    chain_url: &str,
    folder: &Path,
) -> anyhow::Result<Process> {
    let name = format!("oracle-{index}");
    let config = format!(
        "chain_url = {chain_url:?}\ndeployment = {:?}\nlisten = \"127.0.0.1:{}\"\ndata = {:?}\n\
         epoch_blocks = {EPOCH_BLOCKS}\nround_ms = 500\ntimeout_ms = 5000\n",
        world.deployment_file,
        seat.port,
        folder.join(&name),
    );
    let file = folder.join(format!("{name}.toml"));
    std::fs::write(&file, config)?;
    let secrets = [
        ("TRIBUTARY_ORACLE_KEY", hex::encode(seat.secret)),
        ("TRIBUTARY_ACCOUNT_KEY", hex::encode(seat.account)),
    ];
    let arguments = ["--config", &file.display().to_string()];
    Process::start(&name, "tributary-oracle", &arguments, &secrets, folder).await
}
