//! What developers do with models, the owner and a steward with their versions, and anybody with features.

mod features;
mod propose;
mod rights;

use clap::{Subcommand, ValueEnum};
use serde_json::{json, Value};
use tributary_cli::exit::{Exit, Failure};
use tributary_client::{abi::IModelRegistry, version_hash, Address, Receipt, Suite, B256};
use tributary_core::{registry::VersionStatus, Wei};

use super::{
    connection::Connection,
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
    /// Propose a feature of a model. Anybody may.
    Feature(features::Feature),
    /// Give up a feature that is no more than proposed. For its proposer, or the owner of the contract.
    WithdrawFeature {
        /// The model.
        model: u64,
        /// The feature.
        feature: u32,
    },
    /// Name what was trained, once, of a version that is approved or in training. For the model's steward, or
    /// the owner of the contract.
    Artifact {
        /// The model.
        model: u64,
        /// The version.
        version: u32,
        /// SHA-256 of the artifact, in hex.
        #[arg(value_name = "HASH")]
        artifact: B256,
    },
    /// Give a model a steward, who has its approved versions trained and evaluated. For the owner of the
    /// contract.
    Steward {
        /// The model.
        model: u64,
        /// Whom: an address or a key's name.
        #[arg(required_unless_present = "nobody", conflicts_with = "nobody")]
        steward: Option<Who>,
        /// End the role.
        #[arg(long)]
        nobody: bool,
    },
    /// Bring a version to a status, step by step. For the owner of the contract; where that is the DAO, it
    /// says how to propose it. The model's steward brings what is approved to training and evaluated, its
    /// developer retires what is no more than proposed.
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
    /// Show a model, its versions and its features.
    #[command(visible_alias = "status")]
    Show {
        /// The model.
        model: u64,
        /// How many features to show, the newest; anybody may propose some.
        #[arg(long, value_name = "NUMBER", default_value_t = SHOWN_FEATURES)]
        features: u32,
    },
}

/// How many features are shown unless told otherwise.
const SHOWN_FEATURES: u32 = 100;

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
            Self::Feature(feature) => feature.run(connection).await,
            Self::WithdrawFeature { model, feature } => {
                let call = IModelRegistry::withdrawFeatureCall { model, feature };
                let connected = connection.connect().await?;
                let proposer = rights::proposer(&connected.suite, model, feature).await?;
                rights::send(connection, connected, model, Some(proposer), call).await
            }
            Self::Artifact { model, version, artifact } => {
                let call = IModelRegistry::setArtifactCall { model, version, artifactHash: artifact };
                let connected = connection.connect().await?;
                let steward = rights::steward(&connected.suite, model).await?;
                rights::send(connection, connected, model, Some(steward), call).await
            }
            Self::Steward { model, steward, nobody: _ } => {
                let steward = match steward {
                    Some(who) => who.address(&connection.keys()?)?,
                    None => Address::ZERO,
                };
                let call = IModelRegistry::setStewardCall { model, steward };
                rights::send(connection, connection.connect().await?, model, None, call).await
            }
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
            Self::Show { model, features } => {
                show_with(&connection.connect().await?.suite, model, features).await
            }
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
    let found = registry.read(IModelRegistry::versionCall { model, version }).await?;
    let steps = steps(found.status, wanted)?;
    if found.artifactHash.is_zero() && steps.contains(&VersionStatus::Evaluated.number()) {
        let words = format!("version {version} has no artifact yet: `model artifact` names what was trained");
        return Err(Failure::new(Exit::Refused, words).into());
    }
    let role = rights::moving(&connected.suite, model, found.status, &steps).await?;
    // What was read is what is meant: if the version has become another one, no step is taken.
    let hash = version_hash(model, version, &found);
    let step = |status| IModelRegistry::setStatusCall { model, version, status, versionHash: hash };
    let calls: Vec<_> = steps.into_iter().map(step).collect();
    let signer = rights::signer(connection, &connected, role, &calls).await?;
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
    show_with(suite, id, SHOWN_FEATURES).await
}

/// A model with all its versions and `most` of its features, the newest.
async fn show_with(suite: &Suite, id: u64, most: u32) -> anyhow::Result<Value> {
    let registry = &suite.model_registry;
    let model = registry.read(IModelRegistry::modelCall { id }).await?;
    let steward = registry.read(IModelRegistry::stewardOfCall { model: id }).await?;
    let calls = (1..=model.versions).map(|version| IModelRegistry::versionCall { model: id, version });
    let versions = registry.read_many(calls, None).await?;
    let mut shown = described(id, &model);
    let (count, features) = features::newest(suite, id, most).await?;
    let rows = (1u32..).zip(&versions).map(|(number, version)| version_row(id, number, version));
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("steward".to_owned(), json!((!steward.is_zero()).then_some(steward)));
        fields.insert("feature_count".to_owned(), count.into());
        fields.insert("versions".to_owned(), rows.collect());
        fields.insert("features".to_owned(), features);
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

fn version_row(model: u64, number: u32, version: &IModelRegistry::Version) -> Value {
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
        "features": version.features,
        "artifact": (!version.artifactHash.is_zero()).then_some(version.artifactHash),
        "uri": version.uri,
        "version_hash": version_hash(model, number, version),
    })
}

#[cfg(test)]
mod tests;
