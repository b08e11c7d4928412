//! Putting another ledger in office.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{
    deploy::Artifacts,
    ledgers::{self, Successor},
    scheduled::Waiting,
};
use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Client, Deployment, RoyaltySplitter,
};

use super::{
    connection::{Connected, Connection},
    owner::Owned,
    who::{self, Who},
    windows::Windows,
};

#[derive(Subcommand)]
pub(super) enum Ledger {
    /// Show which ledger is in office, and which one waits for it.
    Show,
    /// Put a ledger on the chain that can follow the one in office, and keep in the deployment file how it was made.
    /// It is the splitter's owner's, and does nothing before it is scheduled.
    Deploy {
        /// The folder with the contracts' code.
        #[arg(long, value_name = "FOLDER", default_value = "target/ink")]
        artifacts: PathBuf,
        /// The committee's signing addresses, or names of oracle keys: 3f + 1 of them, separated by commas.
        #[arg(long, value_name = "WHO", value_delimiter = ',', required = true)]
        committee: Vec<Who>,
        /// Who may pause it; the guardian of the ledger in office if absent.
        #[arg(long, value_name = "WHO")]
        guardian: Option<Who>,
        #[command(flatten, next_help_heading = "Windows, in blocks; the defaults suit 6-second blocks")]
        windows: Windows,
    },
    /// Name the ledger that may take office after a delay in which every payer can leave, and for as long from
    /// then on. For the owner of the splitter; where that is the DAO, it says how to propose it.
    Schedule {
        /// The ledger's address.
        ledger: Who,
    },
    /// Give up the scheduled ledger. For the owner of the splitter; where that is the DAO, it says how to propose
    /// it.
    Cancel,
    /// Put the scheduled ledger in office, now that its block is reached, and before it lapses; and name it in the
    /// deployment file.
    Activate,
    /// Start a new ledger where the splitter's final root stands. Once, after it took office.
    Inherit,
    /// Name the ledger in office in the deployment file.
    Adopt {
        /// Another deployment file, which says how that ledger was made, as the one does that `ledger deploy` was run
        /// with: that is kept, too. `deploy check` needs it.
        #[arg(long, value_name = "FILE")]
        made: Option<PathBuf>,
    },
}

impl Ledger {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Show => {
                let (client, deployment) = connection.client_and_file().await?;
                show(&client, &deployment).await
            }
            Self::Deploy { artifacts, committee, guardian, windows } => {
                let keys = connection.keys()?;
                let (client, mut deployment, signer) = connection.client_signing().await?;
                let successor = Successor {
                    guardian: guardian.map(|who| who.address(&keys)).transpose()?,
                    committee: who::committee(&committee, &keys)?,
                    windows: windows.params(),
                };
                let artifacts = Artifacts::at(artifacts);
                let (ledger, made) =
                    ledgers::deploy(&client, &deployment, &signer, &artifacts, &successor).await?;
                deployment.origin.learn([made]);
                deployment.save(&connection.deployment)?;
                Ok(json!({ "ledger": ledger }))
            }
            Self::Schedule { ledger } => {
                let ledger = ledger.address(&connection.keys()?)?;
                let Connected { client, deployment, .. } = connection.connect().await?;
                ledgers::check_fits(&client, &deployment, ledger).await?;
                let call = IRoyaltySplitter::scheduleLedgerCall { ledger };
                connection.send_as_owner(Owned::Splitter, call).await?;
                show(&client, &deployment).await
            }
            Self::Cancel => {
                let call = IRoyaltySplitter::cancelLedgerCall {};
                let sent = connection.send_as_owner(Owned::Splitter, call).await?;
                show(&sent.connected.client, &sent.connected.deployment).await
            }
            Self::Activate => {
                let (client, deployment, signer) = connection.client_signing().await?;
                let splitter = splitter(&client, &deployment);
                splitter.write(&signer, IRoyaltySplitter::activateLedgerCall {}).await?;
                adopt(connection, &client, deployment).await
            }
            Self::Inherit => {
                let call = IAttributionLedger::inheritCall {};
                let sent = connection.send(|suite| &suite.attribution_ledger, call).await?;
                let ledger = &sent.connected.suite.attribution_ledger;
                let epoch = ledger.read(IAttributionLedger::finalEpochCall {}).await?;
                Ok(json!({ "ledger": ledger.address(), "final_epoch": epoch }))
            }
            Self::Adopt { made } => {
                let (client, mut deployment) = connection.client_and_file().await?;
                if let Some(made) = made {
                    deployment.origin.learn(Deployment::load(&made)?.origin.later_ledgers);
                }
                adopt(connection, &client, deployment).await
            }
        }
    }
}

fn splitter(client: &Client, deployment: &Deployment) -> RoyaltySplitter {
    RoyaltySplitter::new(client.clone(), deployment.royalty_splitter)
}

async fn adopt(connection: &Connection, client: &Client, deployment: Deployment) -> anyhow::Result<Value> {
    let attribution_ledger = deployment.ledger_in_office(client).await?;
    let deployment = Deployment { attribution_ledger, ..deployment };
    deployment.save(&connection.deployment)?;
    show(client, &deployment).await
}

async fn show(client: &Client, deployment: &Deployment) -> anyhow::Result<Value> {
    let in_office = deployment.ledger_in_office(client).await?;
    let at = client.finalized_block().await?;
    let waiting = Waiting::ledger(&splitter(client, deployment), at).await?;
    let waiting = waiting.as_ref();
    Ok(json!({
        "in_office": in_office,
        "in_deployment_file": deployment.attribution_ledger,
        "scheduled": waiting.and_then(|waiting| waiting.who.first()),
        "may_take_office_from_block": waiting.map(|waiting| waiting.term.from_block),
        "may_take_office_until_block": waiting.map(|waiting| waiting.term.until_block),
        "scheduled_lapsed": waiting.map(|waiting| waiting.is_lapsed(at.number)),
    }))
}
