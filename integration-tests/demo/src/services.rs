//! Nodes and oracles as processes, each with its own configuration file and folder.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use tributary_core::NodeId;

use crate::{
    processes::{free_port, Command, Process},
    world::{NodeSeat, OracleSeat, World, EPOCH_BLOCKS, MODEL_NAME},
};

/// A version of the model that a node offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The name that requests use.
    pub name: &'static str,
    /// The version.
    pub version: u32,
}

/// What the process of a node is called.
pub fn node_name(id: NodeId) -> String {
    format!("node-{id}")
}

/// What the process of an oracle is called, by its place in the committee.
pub fn oracle_name(index: usize) -> String {
    format!("oracle-{index}")
}

/// Starts a chain with a block every `block_time_ms`, whose database outlives it.
///
/// # Errors
/// If it does not start.
pub async fn chain(block_time_ms: u64, folder: &Path) -> anyhow::Result<Process> {
    let port = free_port()?.to_string();
    let (time, db) = (block_time_ms.to_string(), folder.join("chain").display().to_string());
    let arguments = ["--port", &port, "--block-time-ms", &time, "--db", &db].map(str::to_owned);
    Process::start(Command {
        name: "chain".to_owned(),
        program: "tributary-devnode",
        arguments: arguments.into(),
        secrets: Vec::new(),
        logs: folder.to_owned(),
    })
    .await
}

/// Starts every node with the model's first version.
///
/// # Errors
/// If one does not start.
pub async fn nodes(
    world: &World,
    chain_url: &str,
    corpora: &Path,
    folder: &Path,
) -> anyhow::Result<Vec<Process>> {
    let mut processes = Vec::new();
    let offers = [Offer { name: MODEL_NAME, version: 1 }];
    for seat in &world.nodes {
        processes.push(Process::start(node(world, seat, &offers, chain_url, corpora, folder)?).await?);
    }
    Ok(processes)
}

/// The folder of a node's database.
pub fn node_data(folder: &Path, id: NodeId) -> PathBuf {
    folder.join(node_name(id))
}

/// How to start the node of `seat` with what it offers; writes its configuration, the entries of its models last.
///
/// # Errors
/// If that cannot be written.
pub fn node(
    world: &World,
    seat: &NodeSeat,
    offers: &[Offer],
    chain_url: &str,
    corpora: &Path,
    folder: &Path,
) -> anyhow::Result<Command> {
    let name = node_name(seat.id);
    let mut config = format!(
        "chain_url = {chain_url:?}\ndeployment = {:?}\nnode = {}\nlisten = \"127.0.0.1:{}\"\ndata = {:?}\n\
         datasets = {corpora:?}\nrefresh_ms = {}\n",
        world.deployment_file,
        seat.id,
        seat.port,
        node_data(folder, seat.id),
        world.look_ms,
    );
    for Offer { name, version } in offers {
        let model = world.model;
        let _ = write!(config, "\n[[models]]\nname = {name:?}\nmodel = {model}\nversion = {version}\n");
    }
    let file = config_file(folder, &name);
    std::fs::write(&file, config)?;
    let secrets = [("TRIBUTARY_NODE_KEY", hex::encode(seat.key.to_bytes()))];
    Ok(with_config(name, "tributary-node", &file, secrets.into(), folder))
}

/// Adds lines to the configuration that [`node`] wrote: some of the node's own, and some of the model that it serves.
///
/// # Errors
/// If it cannot be read or written.
pub fn add_to_node(folder: &Path, id: NodeId, own: &str, of_model: &str) -> anyhow::Result<()> {
    let file = config_file(folder, &node_name(id));
    let config = std::fs::read_to_string(&file)?;
    std::fs::write(&file, format!("{own}{config}{of_model}"))?;
    Ok(())
}

/// Starts every oracle.
///
/// # Errors
/// If one does not start.
pub async fn oracles(world: &World, chain_url: &str, folder: &Path) -> anyhow::Result<Vec<Process>> {
    let mut processes = Vec::new();
    for (index, seat) in world.oracles.iter().enumerate() {
        processes.push(Process::start(oracle(world, index, seat, chain_url, folder)?).await?);
    }
    Ok(processes)
}

/// How to start the oracle of `seat`, the `index`th of the committee; writes its configuration.
///
/// # Errors
/// If that cannot be written.
pub fn oracle(
    world: &World,
    index: usize,
    seat: &OracleSeat,
    chain_url: &str,
    folder: &Path,
) -> anyhow::Result<Command> {
    let name = oracle_name(index);
    let config = format!(
        "chain_url = {chain_url:?}\ndeployment = {:?}\nlisten = \"127.0.0.1:{}\"\ndata = {:?}\n\
         epoch_blocks = {EPOCH_BLOCKS}\nround_ms = {}\ntimeout_ms = 5000\nallow_private_endpoints = true\n",
        world.deployment_file,
        seat.port,
        folder.join(&name),
        world.look_ms,
    );
    let file = config_file(folder, &name);
    std::fs::write(&file, config)?;
    let secrets = [
        ("TRIBUTARY_ORACLE_KEY", hex::encode(seat.secret)),
        ("TRIBUTARY_ACCOUNT_KEY", hex::encode(seat.account)),
    ];
    Ok(with_config(name, "tributary-oracle", &file, secrets.into(), folder))
}

/// Where the configuration of a process is.
fn config_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.toml"))
}

fn with_config(
    name: String,
    program: &'static str,
    config: &Path,
    secrets: Vec<(&'static str, String)>,
    folder: &Path,
) -> Command {
    let arguments = vec!["--config".to_owned(), config.display().to_string()];
    Command { name, program, arguments, secrets, logs: folder.to_owned() }
}
