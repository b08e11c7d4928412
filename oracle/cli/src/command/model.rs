//! What developers do with models, and the owner with their versions.

mod propose;

use clap::{Subcommand, ValueEnum};
use serde_json::{json, Value};
use tributary_cli::exit::{Exit, Failure};
use tributary_client::{abi::IModelRegistry, Receipt, Suite};
use tributary_core::{registry::VersionStatus, Wei};

use super::{
    connection::Connection,
    owner::Owned,
    sent,
    who::Who,
    words::{word, VERSION},
};

#[derive(Subcommand)]
pub(super) enum Model {
    /// Register a model.
    Register {
        /// Its name.
        name: String,
        /// Who develops it, proposes its versions and gets the developer's cut: an address or a key's name;
        /// the signing account if absent.
        #[arg(long, value_name = "WHO")]
        developer: Option<Who>,
    },
    /// Propose a version of a model of the signing account.
    Propose(propose::Propose),
    /// Bring a version to a status, step by step. For the owner of the contract; where that is the DAO, it
    /// says how to propose it.
    SetStatus {
        /// The model.
        model: u64,
        /// The version.
        version: u32,
        /// What it shall be; the steps in between are taken too.
        status: Status,
    },
    /// Pass a model on. For its developer.
    SetDeveloper {
        /// The model.
        model: u64,
        /// To whom: an address or a key's name.
        developer: Who,
    },
    /// List the models.
    List,
    /// Show a model and its versions.
    #[command(visible_alias = "status")]
    Show {
        /// The model.
        model: u64,
    },
}

/// A version's status that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Status {
    /// Wanted.
    Approved,
    /// Being trained.
    Training,
    /// Trained and measured.
    Evaluated,
    /// In use: its reports count.
    Live,
    /// Out of use for good.
    Retired,
}

impl From<Status> for VersionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Approved => Self::Approved,
            Status::Training => Self::Training,
            Status::Evaluated => Self::Evaluated,
            Status::Live => Self::Live,
            Status::Retired => Self::Retired,
        }
    }
}

impl Model {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Register { name, developer } => {
                let keys = connection.keys()?;
                let developer = match developer {
                    Some(who) => who.address(&keys)?,
                    None => connection.account_address()?,
                };
                let call = IModelRegistry::registerModelCall { name, developer };
                let sent = connection.send(|suite| &suite.model_registry, call).await?;
                let registry = sent.connected.suite.model_registry.address();
                let event = sent.receipt.event::<IModelRegistry::ModelRegistered>(registry)?;
                show(&sent.connected.suite, event.model).await
            }
            Self::Propose(propose) => propose.run(connection).await,
            Self::SetStatus { model, version, status } => {
                set_status(connection, model, version, status.into()).await
            }
            Self::SetDeveloper { model, developer } => {
                let developer = developer.address(&connection.keys()?)?;
                let call = IModelRegistry::setDeveloperCall { model, developer };
                let sent = connection.send(|suite| &suite.model_registry, call).await?;
                show(&sent.connected.suite, model).await
            }
            Self::List => list(&connection.connect().await?.suite).await,
            Self::Show { model } => show(&connection.connect().await?.suite, model).await,
        }
    }
}

async fn set_status(
    connection: &Connection,
    model: u64,
    version: u32,
    wanted: VersionStatus,
) -> anyhow::Result<Value> {
    let connected = connection.connect().await?;
    let registry = &connected.suite.model_registry;
    let found = registry.read(IModelRegistry::versionCall { model, version }).await?.status;
    let steps = steps(found, wanted)?.into_iter();
    let calls: Vec<_> =
        steps.map(|status| IModelRegistry::setStatusCall { model, version, status }).collect();
    Owned::Models.ensure_not_the_daos(&connected, &calls).await?;
    let signer = connection.signer_on(&connected.client).await?;
    let mut last: Option<Receipt> = None;
    for call in calls {
        let status = call.status;
        last = Some(registry.write(&signer, call).await?);
        tracing::info!(model, version, status = word(&VERSION, status), "status set");
    }
    let mut shown = show(&connected.suite, model).await?;
    if let Some(receipt) = last {
        sent::describe(&receipt, &mut shown);
    }
    Ok(shown)
}

/// The statuses to set, one after the other, to bring a version from `found` to `wanted`: every one in
/// between, but from any it can retire at once.
fn steps(found: u8, wanted: VersionStatus) -> Result<Vec<u8>, Failure> {
    let to = wanted.number();
    if to <= found {
        let (is, be) = (word(&VERSION, found), word(&VERSION, to));
        return Err(Failure::new(Exit::Refused, format!("the version is {is}, it cannot become {be}")));
    }
    Ok(match wanted {
        VersionStatus::Retired => vec![to],
        _ => (found.saturating_add(1)..=to).collect(),
    })
}

async fn list(suite: &Suite) -> anyhow::Result<Value> {
    let registry = &suite.model_registry;
    let count = registry.read(IModelRegistry::modelCountCall {}).await?;
    let models = registry.read_many((1..=count).map(|id| IModelRegistry::modelCall { id }), None).await?;
    Ok((1u64..).zip(&models).map(|(id, model)| described(id, model)).collect())
}

async fn show(suite: &Suite, id: u64) -> anyhow::Result<Value> {
    let registry = &suite.model_registry;
    let model = registry.read(IModelRegistry::modelCall { id }).await?;
    let calls = (1..=model.versions).map(|version| IModelRegistry::versionCall { model: id, version });
    let versions = registry.read_many(calls, None).await?;
    let mut shown = described(id, &model);
    let rows = (1u32..).zip(&versions).map(|(number, version)| version_row(number, version));
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("versions".to_owned(), rows.collect());
    }
    Ok(shown)
}

fn described(id: u64, model: &IModelRegistry::Model) -> Value {
    json!({
        "model": id,
        "name": model.name,
        "developer": model.developer,
        "version_count": model.versions,
        "created_at_block": model.createdAt,
    })
}

fn version_row(number: u32, version: &IModelRegistry::Version) -> Value {
    let base = (version.baseModel != 0).then(|| {
        json!({
            "model": version.baseModel,
            "version": version.baseVersion,
            "share_ppm": version.baseCut,
        })
    });
    json!({
        "version": number,
        "status": word(&VERSION, version.status),
        "price_floor_wei": Wei(version.priceFloor),
        "datasets_ppm": version.policy.datasets,
        "node_ppm": version.policy.node,
        "developer_ppm": version.policy.developer,
        "oracles_ppm": version.policy.oracles,
        "treasury_ppm": version.policy.treasury,
        "method": version.method,
        "base": base,
        "artifact": version.artifactHash,
        "uri": version.uri,
    })
}

#[cfg(test)]
mod tests;
