//! The node's configuration: one TOML file, checked at start.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tributary_client::{check_scheme, read_config, ConfigFileError};
use url::Url;

/// Everything a provider sets; see `node.sample.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The chain's WebSocket URL.
    pub chain_url: Url,
    /// The deployment file that `tributary deploy` wrote.
    pub deployment: PathBuf,
    /// This node's id, as registered.
    pub node: u64,
    /// Where to serve.
    pub listen: SocketAddr,
    /// The folder of the database.
    pub data: PathBuf,
    /// The folder with the datasets' files, under any names: they are known by content.
    pub datasets: PathBuf,
    /// The file with the node key: encrypted, as `tributary keys` writes it, or plain, 32 bytes in hex.
    /// `TRIBUTARY_NODE_KEY` takes its place.
    pub node_key: Option<PathBuf>,
    /// The file with the key that takes its place as soon as the chain says so.
    /// `TRIBUTARY_NEXT_NODE_KEY` takes its place.
    pub next_node_key: Option<PathBuf>,
    /// Datasets to go without while no file holds them.
    #[serde(default)]
    pub without: Vec<u64>,
    /// The most tokens of one answer.
    #[serde(default = "default_max_tokens")]
    pub max_tokens: u32,
    /// Milliseconds between looks at the chain.
    #[serde(default = "default_refresh_ms")]
    pub refresh_ms: u64,
    /// Milliseconds after which the last look at the chain is too old to answer by.
    #[serde(default = "default_stale_ms")]
    pub stale_ms: u64,
    /// Milliseconds after which a consumer that reads nothing of its answer has hung up.
    #[serde(default = "default_stall_ms")]
    pub stall_ms: u64,
    /// Milliseconds after which an answer ends with what it has.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds that open connections have when the node is told to end.
    #[serde(default = "default_shutdown_ms")]
    pub shutdown_ms: u64,
    /// Hours for which answers are kept, to be given again and revealed to auditors.
    #[serde(default = "default_keep_answers_hours")]
    pub keep_answers_hours: u64,
    /// Whether reports are brought to the oracles, for those that cannot fetch them here.
    #[serde(default)]
    pub push: bool,
    /// Milliseconds until the model server is given up.
    #[serde(default = "default_upstream_timeout_ms")]
    pub upstream_timeout_ms: u64,
    /// The models served.
    pub models: Vec<ServedModel>,
}

/// A model version and where its answers come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServedModel {
    /// The name that requests use.
    pub name: String,
    /// The model's id on chain.
    pub model: u64,
    /// Its version on chain.
    pub version: u32,
    /// An OpenAI-compatible server's base URL (before `/v1`); without it the embedded model answers.
    pub upstream: Option<Url>,
    /// The server's own name of the model; `name` if absent.
    pub upstream_model: Option<String>,
    /// The file with the server's API key, sent as a bearer token.
    pub upstream_key: Option<PathBuf>,
}

const fn default_max_tokens() -> u32 {
    1_024
}
const fn default_refresh_ms() -> u64 {
    1_000
}
const fn default_stale_ms() -> u64 {
    60_000
}
const fn default_stall_ms() -> u64 {
    30_000
}
const fn default_answer_ms() -> u64 {
    600_000
}
const fn default_shutdown_ms() -> u64 {
    30_000
}
const fn default_keep_answers_hours() -> u64 {
    7 * 24
}
const fn default_upstream_timeout_ms() -> u64 {
    120_000
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is no configuration.
    #[error(transparent)]
    File(#[from] ConfigFileError),
    /// A number that must be positive is not.
    #[error("{field} is 0, must be at least 1")]
    Zero {
        /// Which field.
        field: &'static str,
    },
    /// A number that must be above another one is not.
    #[error("{field} is {found}, must be above {above}, which is {least}")]
    TooSmall {
        /// Which field.
        field: &'static str,
        /// Its value.
        found: u64,
        /// The other field.
        above: &'static str,
        /// The other's value.
        least: u64,
    },
    /// Two models have one name, or one model version is served twice.
    #[error("model {name} is listed twice")]
    DuplicateModel {
        /// Its name.
        name: String,
    },
    /// No model is served.
    #[error("no model is listed")]
    NoModel,
    /// Something of a server that is not there.
    #[error("model {name} has {field} but no upstream")]
    WithoutUpstream {
        /// The model.
        name: String,
        /// The field.
        field: &'static str,
    },
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file or field.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let config: Self = read_config(path)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        check_scheme("chain_url", &self.chain_url, &["ws", "wss"])?;
        let positive = [
            ("node", self.node),
            ("max_tokens", u64::from(self.max_tokens)),
            ("refresh_ms", self.refresh_ms),
            ("stall_ms", self.stall_ms),
            ("answer_ms", self.answer_ms),
            ("keep_answers_hours", self.keep_answers_hours),
            ("upstream_timeout_ms", self.upstream_timeout_ms),
        ];
        if let Some((field, _)) = positive.into_iter().find(|(_, value)| *value == 0) {
            return Err(ConfigError::Zero { field });
        }
        if self.stale_ms <= self.refresh_ms {
            let (found, least) = (self.stale_ms, self.refresh_ms);
            return Err(ConfigError::TooSmall { field: "stale_ms", found, above: "refresh_ms", least });
        }
        if self.models.is_empty() {
            return Err(ConfigError::NoModel);
        }
        let (mut names, mut versions) = (BTreeSet::new(), BTreeSet::new());
        for model in &self.models {
            let name = model.name.clone();
            if !names.insert(&model.name) || !versions.insert((model.model, model.version)) {
                return Err(ConfigError::DuplicateModel { name });
            }
            match &model.upstream {
                Some(upstream) => check_scheme("upstream", upstream, &["http", "https"])?,
                None if model.upstream_model.is_some() => {
                    return Err(ConfigError::WithoutUpstream { name, field: "upstream_model" })
                }
                None if model.upstream_key.is_some() => {
                    return Err(ConfigError::WithoutUpstream { name, field: "upstream_key" })
                }
                None => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
