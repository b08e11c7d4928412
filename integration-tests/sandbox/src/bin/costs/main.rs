//! What every message of every contract costs, beside what the peers cost on the same runtime.
//!
//! Each message runs in its typical case on the real `pallet-revive`; the program fails if a message of
//! a contract's ABI was not measured.

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

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Parser;

/// Prints the costs of all contracts' messages.
#[derive(Debug, Parser)]
struct Arguments {
    /// Also write the measurements to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Print Markdown instead of a table for the terminal.
    #[arg(long)]
    markdown: bool,
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
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&table::json(&meter))?;
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    println!("{}", table::render(&meter, arguments.markdown));
    Ok(())
}
