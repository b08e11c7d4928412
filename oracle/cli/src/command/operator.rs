//! What operators and providers do.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    deploy::{self, Artifacts, Plan},
    nodes,
};
use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Address, B256,
};
use tributary_core::{NodeId, Wei};

use crate::{
    command::{chain::signer, Connection},
    output::Output,
};

#[derive(Args)]
pub(super) struct Deploy {
    /// The folder with the contracts' code.
    #[arg(long, default_value = "target/ink")]
    artifacts: PathBuf,
    /// The committee's signing addresses, 3f + 1 of them, separated by commas.
    #[arg(long, value_delimiter = ',', required = true)]
    committee: Vec<Address>,
    /// The owner of every contract; the signing account if absent.
    #[arg(long)]
    owner: Option<Address>,
    /// Who may pause; the owner if absent.
    #[arg(long)]
    guardian: Option<Address>,
    /// Where the treasury's cut goes; the owner if absent.
    #[arg(long)]
    treasury: Option<Address>,
    /// The least stake of a node and of an oracle, in wei.
    #[arg(long, default_value_t = 100_000_000_000_000_000_000)]
    min_stake: u128,
    /// Deploy without asking, after showing the cost.
    #[arg(long)]
    yes: bool,
}

#[derive(Subcommand)]
pub(super) enum Node {
    /// Register a node of the signing account.
    Register {
        /// Its ed25519 public key.
        #[arg(long)]
        key: B256,
        /// Where it serves.
        #[arg(long)]
        endpoint: String,
        /// Who gets its earnings; the signing account if absent.
        #[arg(long)]
        payout: Option<Address>,
        /// Its stake, in wei.
        #[arg(long)]
        stake: u128,
    },
    /// Set what a node asks per token of a model, in wei.
    Price {
        /// The node.
        node: u64,
        /// The model.
        model: u64,
        /// Wei per token.
        price: u128,
    },
}

impl Deploy {
    pub(super) async fn run(self, connection: &Connection, output: Output) -> anyhow::Result<Value> {
        let signer = signer()?;
        let client = connection.client().await?;
        if connection.deployment.exists() {
            bail!("{} exists: the suite is deployed", connection.deployment.display());
        }
        deploy::check_chain(&client).await?;
        let owner = self.owner.unwrap_or_else(|| signer.address());
        let plan = Plan {
            owner,
            guardian: self.guardian.unwrap_or(owner),
            treasury: self.treasury.unwrap_or(owner),
            committee: self.committee,
            min_node_stake: self.min_stake,
            min_oracle_stake: self.min_stake,
            unbonding_blocks: DAY.saturating_mul(14),
            ledger: IAttributionLedger::Params {
                challengeWindow: DAY,
                maxPending: 8,
                maxReportAge: DAY,
                maxVoucherLife: HOUR,
                deadAfter: HOUR.saturating_mul(6),
                retirementGrace: DAY,
                committeeDelay: DAY.saturating_mul(14),
                stageBlocks: 10,
            },
            splitter: IRoyaltySplitter::Params {
                exitDelay: DAY.saturating_mul(2),
                escapeAfter: DAY.saturating_mul(7),
                recipientDelay: DAY.saturating_mul(2),
            },
        };
        let artifacts = Artifacts::at(self.artifacts);
        let items = deploy::estimate(&client, &signer, &artifacts, &plan).await?;
        let costs = items
            .iter()
            .map(|item| {
                json!({
                    "contract": item.contract,
                    "code_bytes": item.code_bytes,
                    "fee_wei": item.estimate.fee,
                    "deposit_wei": item.estimate.deposit,
                })
            })
            .collect();
        if output == Output::Table {
            output.show(&Value::Array(costs));
        }
        if !self.yes && !confirmed()? {
            bail!("nothing was deployed");
        }
        let deployment = deploy::deploy(&client, &signer, &artifacts, &plan, &connection.deployment).await?;
        Ok(serde_json::to_value(&deployment)?)
    }
}

/// Blocks of an hour and of a day, at six seconds each.
const HOUR: u32 = 600;
const DAY: u32 = 14_400;

fn confirmed() -> anyhow::Result<bool> {
    eprint!("deploy? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

impl Node {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let signer = signer()?;
        let connected = connection.connect().await?;
        match self {
            Self::Register { key, endpoint, payout, stake } => {
                let payout = payout.unwrap_or_else(|| signer.address());
                let suite = &connected.suite;
                let node = nodes::register(suite, &signer, key, &endpoint, payout, Wei(stake)).await?;
                Ok(json!({ "node": node, "endpoint": endpoint, "payout": payout }))
            }
            Self::Price { node, model, price } => {
                nodes::set_price(&connected.suite, &signer, NodeId(node), model, Wei(price)).await?;
                Ok(json!({ "node": node, "model": model, "price_per_token_wei": Wei(price) }))
            }
        }
    }
}
