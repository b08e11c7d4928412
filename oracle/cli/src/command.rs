//! The commands.

mod ask;
mod claim;
mod committee;
mod connection;
mod dao;
mod dataset;
mod deploy;
mod earner;
mod epoch;
mod exit;
mod keys;
mod ledger;
mod model;
mod named_key;
mod node;
mod oracle;
mod outcome;
mod owner;
mod pause;
mod payer;
mod provider;
mod recipients;
mod role;
mod sent;
mod status;
mod steps;
mod verify;
mod who;
mod windows;
mod words;

use clap::{Parser, Subcommand};
use tributary_cli::exit::Exit;

use crate::output::Output;
use connection::Connection;
use outcome::Outcome;

/// What `--help` says of the environment.
const ENVIRONMENT: &str = "\
Keys and passphrases come from encrypted files or the environment, never from the command line:
  TRIBUTARY_ACCOUNT          name of the key of the account that signs (--account)
  TRIBUTARY_SECRET           that account's secret itself: a seed in hex, a phrase, or a path such as //Alice
  TRIBUTARY_SESSION          name of the session key (--session)
  TRIBUTARY_SESSION_KEY      that key's secret itself: 32 bytes in hex
  TRIBUTARY_VOTER_KEY        a voter's secret itself: 32 bytes in hex (dao sign-vote --key)
  TRIBUTARY_KEYS             the folder of the keys (--keys), else ~/.tributary/keys
  TRIBUTARY_PASSPHRASE_FILE  a file with the keys' passphrase; without it, TRIBUTARY_PASSPHRASE;
  TRIBUTARY_PASSPHRASE       without either, it is asked for at the terminal

Amounts are in wei (1500) or in coins of 10^18 wei (1.5coin); shares in percent (12.5%) or ppm (125000ppm).
";

/// Tributary pays the people behind AI answers: register datasets, run nodes, prepay and ask, claim.
#[derive(Parser)]
#[command(name = "tributary", version, after_long_help = format!("{ENVIRONMENT}\n{}", Exit::help()))]
pub struct Arguments {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Keys: make, list, show, import, export their public parts.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Deploy the whole suite, wired; shows the cost first, and goes on where an earlier run stopped.
    Deploy(deploy::Deploy),
    /// Datasets: register, show, share out, delist, pass on.
    #[command(subcommand)]
    Dataset(dataset::Dataset),
    /// Models: register, propose versions, bring them live.
    #[command(subcommand)]
    Model(model::Model),
    /// Nodes: register, set prices, rotate keys, leave.
    #[command(subcommand)]
    Node(node::Node),
    /// Oracles: register, say where they serve, leave.
    #[command(subcommand)]
    Oracle(oracle::Oracle),
    /// Prepay for answers, and let a session key spend it.
    Deposit(payer::Deposit),
    /// Set part of a deposit aside for a node.
    Reserve(payer::Reserve),
    /// Take back what was prepaid and not spent.
    #[command(subcommand)]
    Exit(exit::Leave),
    /// Ask a node a paid question.
    Ask(ask::Ask),
    /// What the chain says of the deployment, and of the account that is named.
    Status,
    /// Claim an account's earnings and release them to a recipient.
    Claim(claim::Claim),
    /// Claim the earnings of several accounts at once, and release nothing. Anyone may.
    ClaimMany(claim::ClaimMany),
    /// Pay a recipient its part of what was claimed before; needs no oracle.
    Release(claim::Release),
    /// Who shares an account's earnings: show, set, apply.
    #[command(subcommand)]
    Recipients(recipients::RecipientsCommand),
    /// Re-derive an answer: its attribution, its signatures, its place on chain.
    Verify(verify::Verify),
    /// The DAO: propose, delegate, claim votes, vote, sign and relay votes, queue, execute, veto.
    #[command(subcommand)]
    Dao(dao::Dao),
    /// Epochs: list, show, make final, void.
    #[command(subcommand)]
    Epoch(epoch::Epoch),
    /// The committee: show, name the next one, give it up, put it in place.
    #[command(subcommand)]
    Committee(committee::Committee),
    /// The ledger in office: show, name the next one, give it up, put it in office.
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Roles: show who owns, guards and gets what, and pass it on.
    #[command(subcommand)]
    Role(role::Role),
    /// Stop new deposits or new epochs for a while. For the guardian.
    Pause(pause::Pause),
    /// End a pause early. For the guardian, or the contract's owner.
    Unpause(pause::Pause),
}

impl Arguments {
    /// How results and errors are shown.
    pub const fn output(&self) -> Output {
        self.connection.output()
    }
}

/// Runs a command and shows its result, with the transactions that it took. Returns how the program ends.
///
/// # Errors
/// In words; nothing was done then, unless the words say so.
pub async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let connection = &arguments.connection;
    // A deployment goes on where it stopped, so it may be repeated.
    let resumes = matches!(arguments.command, Command::Deploy(_));
    let outcome = arguments.command.run(connection).await;
    let done = connection.done();
    match outcome {
        Ok(Outcome { mut result, exit }) => {
            sent::complete(&mut result, &done)?;
            connection.output().show(&result)?;
            Ok(exit)
        }
        Err(error) if resumes => Err(error),
        Err(error) => Err(sent::after(&done, error)),
    }
}

impl Command {
    async fn run(self, connection: &Connection) -> anyhow::Result<Outcome> {
        let result = match self {
            // The only one that may be done in part.
            Self::Exit(leave) => return leave.run(connection).await,
            Self::Keys(keys) => keys.run(connection),
            Self::Deploy(deploy) => deploy.run(connection).await,
            Self::Dataset(dataset) => dataset.run(connection).await,
            Self::Model(model) => model.run(connection).await,
            Self::Node(node) => node.run(connection).await,
            Self::Oracle(oracle) => oracle.run(connection).await,
            Self::Deposit(deposit) => deposit.run(connection).await,
            Self::Reserve(reserve) => reserve.run(connection).await,
            Self::Ask(ask) => ask.run(connection).await,
            Self::Status => status::run(connection).await,
            Self::Claim(claim) => claim.run(connection).await,
            Self::ClaimMany(claim) => claim.run(connection).await,
            Self::Recipients(recipients) => recipients.run(connection).await,
            Self::Release(release) => release.run(connection).await,
            Self::Verify(verify) => verify.run(connection).await,
            Self::Dao(dao) => dao.run(connection).await,
            Self::Epoch(epoch) => epoch.run(connection).await,
            Self::Committee(committee) => committee.run(connection).await,
            Self::Ledger(ledger) => ledger.run(connection).await,
            Self::Role(role) => role.run(connection).await,
            Self::Pause(pause) => pause.run(connection).await,
            Self::Unpause(pause) => pause.end(connection).await,
        };
        result.map(Outcome::from)
    }
}

#[cfg(test)]
mod tests;
