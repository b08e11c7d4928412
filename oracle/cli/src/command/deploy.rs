//! Putting the suite on a chain.

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    deploy::{self, Against, Artifacts, Deploying, Estimates, Founding, Plan, Proof},
    exit::{Exit, Failure},
    key_folder::KeyFolder,
};
use tributary_client::{abi::IRoyaltySplitter, Deployment};
use tributary_core::Wei;

use super::{
    connection::Connection,
    steps::Steps,
    who::{committee, Who},
    windows::{Windows, DAY},
};
use crate::output::{Output, LAST};

/// The default of both stakes: 100 coins.
const STAKE: &str = "100coin";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Deploy {
    #[command(subcommand)]
    command: Option<DeployCommand>,
    /// The folder with the contracts' code.
    #[arg(long, value_name = "FOLDER", default_value = "target/ink")]
    artifacts: PathBuf,
    /// What the DAO is made with, which owns every other contract: a file as dao.sample.toml.
    #[arg(long, value_name = "FILE", required = true)]
    dao: Option<PathBuf>,
    /// The committee's signing addresses, or names of oracle keys: 3f + 1 of them, separated by commas.
    #[arg(long, value_name = "WHO", value_delimiter = ',', required = true)]
    committee: Vec<Who>,
    /// Who may pause, an address or a key's name; the DAO's guardian if absent.
    #[arg(long, value_name = "WHO")]
    guardian: Option<Who>,
    /// Where the treasury's cut goes; to the DAO if absent. Work earns no votes while that is not the DAO.
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

#[derive(Subcommand)]
enum DeployCommand {
    /// Read a deployment from the chain: code, owners from the first on, wiring, the DAO's rules and supply of today and
    /// of the beginning, roles, proposals, epochs and pauses. Fails if anything is not as the deployment file, and the
    /// DAO's file if it is named, say.
    Check {
        /// The folder with the contracts' code.
        #[arg(long, value_name = "FOLDER", default_value = "target/ink")]
        artifacts: PathBuf,
        /// What the DAO was made with: a file as dao.sample.toml, as it was then. Its rules, guardian, supply and
        /// holders of the beginning have to be those of the file, in its order. Without it they are shown. What votes
        /// changed since is only shown.
        #[arg(long, value_name = "FILE")]
        dao: Option<PathBuf>,
    },
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
        if let Some(DeployCommand::Check { artifacts, dao }) = &self.command {
            return check(connection, artifacts, dao.as_deref()).await;
        }
        let signer = connection.signer()?;
        let plan = self.plan(&connection.keys()?)?;
        plan.check()?;
        let client = connection.client().await?;
        let artifacts = Artifacts::at(self.artifacts.clone());
        if connection.deployment.exists() {
            let deployment = Deployment::load(&connection.deployment)?;
            let proof = deploy::prove(&client, &deployment, &artifacts, Against::Plan(&plan)).await?;
            return proven(connection, &deployment, &proof, json!({ "deployed_before": true }));
        }
        deploy::check_chain(&client).await?;
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
        let (deployment, proof) = deploying.run(|step| steps.begin(step)).await?;
        steps.end();
        let more = json!({ "deployed_before": false, "estimated_cost_wei": estimates.total_wei });
        proven(connection, &deployment, &proof, more)
    }

    fn plan(&self, keys: &KeyFolder) -> anyhow::Result<Plan> {
        let address = |who: &Who| who.address(keys);
        let dao = match &self.dao {
            Some(file) => founding(file, keys)?,
            None => return Err(Failure::usage("the DAO's file is missing: name it with --dao").into()),
        };
        let guardian = match (self.guardian.as_ref().map(address).transpose()?, dao.guardian) {
            (Some(guardian), _) | (None, Some(guardian)) => guardian,
            (None, None) => {
                let words = "nobody may pause: name who may with --guardian, or a guardian in the DAO's file";
                return Err(Failure::usage(words).into());
            }
        };
        let delays = &self.delays;
        Ok(Plan {
            dao,
            guardian,
            treasury: self.treasury.as_ref().map(address).transpose()?,
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

/// What a DAO is made with; who holds its votes is named as everywhere: by address, account or key.
fn founding(file: &Path, keys: &KeyFolder) -> anyhow::Result<Founding> {
    Founding::load(file, |name| {
        let who: Who = name.parse().map_err(Failure::usage)?;
        who.address(keys)
    })
}

async fn check(connection: &Connection, artifacts: &Path, dao: Option<&Path>) -> anyhow::Result<Value> {
    let founding = match dao {
        Some(file) => Some(founding(file, &connection.keys()?)?),
        None => None,
    };
    if let Some(founding) = &founding {
        founding.check()?;
    }
    let (client, deployment) = connection.client_and_file().await?;
    let against = founding.as_ref().map_or(Against::File, Against::Founding);
    let artifacts = Artifacts::at(artifacts.to_owned());
    let proof = deploy::prove(&client, &deployment, &artifacts, against).await?;
    proven(connection, &deployment, &proof, json!({}))
}

/// The deployment with everything that was read of it; where that is not as it should be, all of it is shown
/// aside.
fn proven(
    connection: &Connection,
    deployment: &Deployment,
    proof: &Proof,
    more: Value,
) -> anyhow::Result<Value> {
    let findings = serde_json::to_value(proof)?;
    if let Err(error) = proof.ensure() {
        connection.output().show_aside(&for_people(findings));
        return Err(error);
    }
    let mut result = serde_json::to_value(deployment)?;
    if let (Some(fields), Value::Object(more)) = (result.as_object_mut(), more) {
        fields.extend(more);
        let shown = match connection.output() {
            Output::Json => findings,
            Output::Table => {
                // Bytes by the hundred, which are for programs.
                fields.shift_remove("origin");
                for_people(findings)
            }
        };
        fields.insert("proof".to_owned(), shown);
        fields.insert(LAST.to_owned(), proof.tally().into());
    }
    Ok(result)
}

/// Findings as a table shows them: none says that it holds where nothing was expected.
fn for_people(mut findings: Value) -> Value {
    for finding in findings.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if finding.get("expected").is_some_and(Value::is_null) {
            finding.insert("expected".to_owned(), "anything".into());
            if finding.get("holds") == Some(&Value::Bool(true)) {
                finding.insert("holds".to_owned(), "only shown".into());
            }
        }
    }
    findings
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

#[cfg(test)]
mod tests;
