//! The development chain as a program: prints where it listens and runs until it is told to stop.

use std::io::{IsTerminal, Write};

use anyhow::Context;
use clap::Parser;
use tokio::signal::unix::{signal, SignalKind};
use tracing_subscriber::EnvFilter;
use tributary_devnode::{Devnode, Options};

/// A development chain with pallet-revive, sealing blocks as transactions come.
///
/// When it is ready it prints `listening on ws://127.0.0.1:PORT` on standard output; logs go to
/// standard error (RUST_LOG chooses what).
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(flatten)]
    options: Options,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,tributary_devnode=info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();

    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut devnode = Devnode::start(arguments.options)?;
    announce(&devnode.url())?;

    tokio::select! {
        _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
        _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
        error = devnode.broken() => return Err(error.into()),
    }
    devnode.shutdown().await?;
    Ok(())
}

fn announce(url: &str) -> anyhow::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "listening on {url}").context("cannot write to standard output")?;
    output.flush().context("cannot write to standard output")
}
