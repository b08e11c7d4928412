//! The commands.

mod chain;
mod creator;
mod operator;
mod payer;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::output::Output;

/// Tributary pays the people behind AI answers: register datasets, run nodes, prepay and ask, claim.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(flatten)]
    common: Connection,
    #[command(subcommand)]
    command: Command,
}

/// Where the chain and the deployment are, and who signs.
#[derive(Args)]
pub struct Connection {
    /// The chain's WebSocket URL.
    #[arg(long, global = true, env = "TRIBUTARY_CHAIN", default_value = "ws://127.0.0.1:9944")]
    chain: String,
    /// The deployment file.
    #[arg(long, global = true, env = "TRIBUTARY_DEPLOYMENT", default_value = "deployment.json")]
    deployment: PathBuf,
    /// Print JSON instead of tables.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Deploy the whole suite, wired; shows the cost first, and goes on where an earlier run stopped.
    Deploy(operator::Deploy),
    /// Datasets: register, show.
    #[command(subcommand)]
    Dataset(creator::Dataset),
    /// Nodes: register, set prices.
    #[command(subcommand)]
    Node(operator::Node),
    /// Prepay for answers, in wei.
    Deposit(payer::Deposit),
    /// Set part of a deposit aside for a node, in wei.
    Reserve(payer::Reserve),
    /// Ask a node a paid question.
    Ask(payer::Ask),
    /// What the chain says of the deployment.
    Status,
    /// Claim an account's earnings and release them to a recipient.
    Claim(creator::Claim),
    /// Re-derive an answer: its attribution, its signatures, its place on chain.
    Verify(payer::Verify),
}

/// Runs a command.
///
/// # Errors
/// In words; nothing was done then, unless the words say so.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let connection = &arguments.common;
    let output = if connection.json { Output::Json } else { Output::Table };
    let result = match arguments.command {
        Command::Deploy(deploy) => deploy.run(connection, output).await?,
        Command::Dataset(dataset) => dataset.run(connection).await?,
        Command::Node(node) => node.run(connection).await?,
        Command::Deposit(deposit) => deposit.run(connection).await?,
        Command::Reserve(reserve) => reserve.run(connection).await?,
        Command::Ask(ask) => ask.run(connection).await?,
        Command::Status => chain::status(connection).await?,
        Command::Claim(claim) => claim.run(connection).await?,
        Command::Verify(verify) => verify.run(connection).await?,
    };
    output.show(&result);
    Ok(())
}
