//! What every message of every contract costs, beside what the peers cost on the same runtime.
//!
//! Each message runs in its typical case on the real `pallet-revive`; the program fails if a message of
//! a contract's ABI was not measured. The peers are measured too where `scripts/peers.sh` compiled them.

mod datasets;
mod deep;
mod governance;
mod ledger;
mod meter;
mod models;
mod nodes;
mod peers;
mod splitter;
mod table;
mod voting;

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Parser;
use tributary_sandbox::artifact;

/// Prints the costs of all contracts' messages.
#[derive(Debug, Parser)]
struct Arguments {
    /// Also write the measurements to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Print Markdown instead of a table for the terminal.
    #[arg(long)]
    markdown: bool,
    /// Where scripts/peers.sh left the peers, if not in the target directory.
    #[arg(long)]
    peers: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut meter = meter::Meter::default();
    datasets::measure(&mut meter)?;
    splitter::measure(&mut meter)?;
    ledger::measure(&mut meter)?;
    nodes::measure(&mut meter)?;
    models::measure(&mut meter)?;
    governance::measure(&mut meter)?;
    meter.check_complete()?;
    let peers = match arguments.peers.or_else(artifact::peers) {
        Some(folder) => Some(peers::Peers::measure(&folder)?),
        None => None,
    };
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&table::json(&meter, peers.as_ref()))?;
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    println!("{}", table::render(&meter, peers.as_ref(), arguments.markdown));
    Ok(())
}
