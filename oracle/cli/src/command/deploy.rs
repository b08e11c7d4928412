//! Putting the suite on a chain.

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
};

use clap::Args;
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    deploy::{self, Artifacts, Deploying, Estimates, Plan},
    exit::{Exit, Failure},
    key_folder::KeyFolder,
};
use tributary_client::{abi::IRoyaltySplitter, Address, Deployment};
use tributary_core::Wei;

use super::{
    connection::Connection,
    steps::Steps,
    who::{committee, Who},
    windows::{Windows, DAY},
};

/// The default of both stakes: 100 coins.
const STAKE: &str = "100coin";

#[derive(Args)]
pub(super) struct Deploy {
    /// The folder with the contracts' code.
    #[arg(long, value_name = "FOLDER", default_value = "target/ink")]
    artifacts: PathBuf,
    /// The committee's signing addresses, or names of oracle keys: 3f + 1 of them, separated by commas.
    #[arg(long, value_name = "WHO", value_delimiter = ',', required = true)]
    committee: Vec<Who>,
    /// The owner of every contract, an address or a key's name; the signing account if absent.
    #[arg(long, value_name = "WHO")]
    owner: Option<Who>,
    /// Who may pause; the owner if absent.
    #[arg(long, value_name = "WHO")]
    guardian: Option<Who>,
    /// Where the treasury's cut goes; the owner if absent.
    #[arg(long, value_name = "WHO")]
    treasury: Option<Who>,
    /// The least stake of a node.
    #[arg(long, value_name = "AMOUNT", default_value = STAKE, value_parser = amount::parse)]
    min_node_stake: Wei,
    /// The least stake of an oracle.
    #[arg(long, value_name = "AMOUNT", default_value = STAKE, value_parser = amount::parse)]
    min_oracle_stake: Wei,
    #[command(
        flatten,
        next_help_heading = "Windows and delays, in blocks; the defaults suit 6-second blocks"
    )]
    windows: Windows,
    #[command(flatten)]
    delays: Delays,
    /// Show what it would cost, and send nothing.
    #[arg(long, conflicts_with = "yes")]
    estimate: bool,
    /// Deploy without asking, after showing the cost.
    #[arg(long)]
    yes: bool,
}

#[derive(Args)]
struct Delays {
    /// From asking to leave until a consumer may take its deposit back.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(3))]
    exit_delay: u32,
    /// From when on it may even if no epoch becomes final.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(7))]
    escape_after: u32,
    /// From proposing a dataset's recipients until they can take effect.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(2))]
    recipient_delay: u32,
    /// For how long a stake stays bound after leaving.
    #[arg(long, value_name = "BLOCKS", default_value_t = DAY.saturating_mul(14))]
    unbonding: u32,
}

impl Deploy {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let signer = connection.signer()?;
        let plan = self.plan(signer.address(), &connection.keys()?)?;
        plan.check()?;
        let client = connection.client().await?;
        if connection.deployment.exists() {
            let deployment = Deployment::load(&connection.deployment)?;
            deploy::prove(&client, &deployment, &plan).await?;
            return described(&deployment, true, None);
        }
        deploy::check_chain(&client).await?;
        let artifacts = Artifacts::at(self.artifacts.clone());
        let deploying = Deploying::begin(&client, &signer, &artifacts, &plan, &connection.deployment).await?;
        let estimates = deploying.estimate().await?;
        if self.estimate {
            return Ok(json!({
                "total_wei": estimates.total_wei,
                "balance_wei": estimates.balance_wei,
                "resumes": deploying.resumes(),
                "steps": estimates.items,
            }));
        }
        show(connection, &estimates, client.endpoint(), deploying.resumes())?;
        estimates.check_funds(&signer)?;
        if !self.yes {
            confirm()?;
        }
        let steps = Steps::default();
        let deployment = deploying.run(|step| steps.begin(step)).await?;
        steps.end();
        described(&deployment, false, Some(&estimates))
    }

    fn plan(&self, signer: Address, keys: &KeyFolder) -> anyhow::Result<Plan> {
        let owner = self.owner.as_ref().map_or(Ok(signer), |who| who.address(keys))?;
        let or_owner = |who: &Option<Who>| who.as_ref().map_or(Ok(owner), |who| who.address(keys));
        let delays = &self.delays;
        Ok(Plan {
            owner,
            guardian: or_owner(&self.guardian)?,
            treasury: or_owner(&self.treasury)?,
            committee: committee(&self.committee, keys)?,
            min_node_stake: self.min_node_stake.0,
            min_oracle_stake: self.min_oracle_stake.0,
            unbonding_blocks: delays.unbonding,
            ledger: self.windows.params(),
            splitter: IRoyaltySplitter::Params {
                exitDelay: delays.exit_delay,
                escapeAfter: delays.escape_after,
                recipientDelay: delays.recipient_delay,
            },
        })
    }
}

/// Shows the cost aside, so that a program that reads the result does not see it.
fn show(connection: &Connection, estimates: &Estimates, chain: &str, resumes: bool) -> anyhow::Result<()> {
    if resumes {
        eprintln!("an earlier run stopped; what it did is left out below");
    }
    connection.output().show_aside(&serde_json::to_value(&estimates.items)?);
    let (total, balance) = (amount::coins(estimates.total_wei), amount::coins(estimates.balance_wei));
    eprintln!(
        "on {chain}: about {total} coin in all, deposits included; the account can spend {balance} coin"
    );
    Ok(())
}

/// Asks, at a terminal only.
fn confirm() -> anyhow::Result<()> {
    if !std::io::stdin().is_terminal() {
        let words =
            "nothing was deployed: there is no terminal to ask at; say --yes to deploy without asking";
        return Err(Failure::usage(words).into());
    }
    eprint!("deploy? [y/N] ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        return Ok(());
    }
    Err(Failure::new(Exit::Declined, "nothing was deployed").into())
}

fn described(deployment: &Deployment, before: bool, estimates: Option<&Estimates>) -> anyhow::Result<Value> {
    let mut result = serde_json::to_value(deployment)?;
    if let Some(fields) = result.as_object_mut() {
        fields.insert("deployed_before".to_owned(), json!(before));
        if let Some(estimates) = estimates {
            fields.insert("estimated_cost_wei".to_owned(), json!(estimates.total_wei));
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests;
