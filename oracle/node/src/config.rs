//! The node's configuration: one TOML file, checked at start.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;
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
    /// The file with the node key: 32 bytes in hex. `TRIBUTARY_NODE_KEY` takes its place.
    pub node_key: Option<PathBuf>,
    /// The most tokens of one answer.
    #[serde(default = "default_max_tokens")]
    pub max_tokens: u32,
    /// Milliseconds between looks at the chain.
    #[serde(default = "default_refresh_ms")]
    pub refresh_ms: u64,
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
const fn default_upstream_timeout_ms() -> u64 {
    120_000
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no configuration.
    #[error("{path}: {source}")]
    Parse {
        /// Which file.
        path: String,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// A number that must be positive is not.
    #[error("{field} is 0, must be at least 1")]
    Zero {
        /// Which field.
        field: &'static str,
    },
    /// A URL has another scheme.
    #[error("{field} has scheme {found}, must be {expected}")]
    Scheme {
        /// Which field.
        field: &'static str,
        /// The scheme.
        found: String,
        /// What it may be.
        expected: &'static str,
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
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: shown.clone(), source })?;
        let config: Self = toml::from_str(&text)
            .map_err(|source| ConfigError::Parse { path: shown, source: Box::new(source) })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        scheme("chain_url", &self.chain_url, &["ws", "wss"], "ws or wss")?;
        let positive = [
            ("node", self.node),
            ("max_tokens", u64::from(self.max_tokens)),
            ("refresh_ms", self.refresh_ms),
            ("upstream_timeout_ms", self.upstream_timeout_ms),
        ];
        if let Some((field, _)) = positive.into_iter().find(|(_, value)| *value == 0) {
            return Err(ConfigError::Zero { field });
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
                Some(upstream) => scheme("upstream", upstream, &["http", "https"], "http or https")?,
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

fn scheme(
    field: &'static str,
    url: &Url,
    allowed: &[&str],
    expected: &'static str,
) -> Result<(), ConfigError> {
    if allowed.contains(&url.scheme()) {
        return Ok(());
    }
    Err(ConfigError::Scheme { field, found: url.scheme().to_owned(), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../node.sample.toml");

    fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn the_sample_is_valid() {
        let config = parse(SAMPLE).unwrap();
        assert_eq!(config.max_tokens, default_max_tokens());
        assert_eq!(config.refresh_ms, default_refresh_ms());
        assert_eq!(config.upstream_timeout_ms, default_upstream_timeout_ms());
        assert_eq!(config.models.len(), 2);
    }

    #[test]
    fn contradictions_are_refused_by_name() {
        let refused = |from: &str, to: &str| {
            assert!(SAMPLE.contains(from), "{from}");
            parse(&SAMPLE.replace(from, to)).unwrap_err()
        };
        assert!(refused("max_tokens", "max_token").contains("max_token"));
        assert!(refused("refresh_ms = 1000", "refresh_ms = 0").contains("refresh_ms is 0"));
        assert!(refused("ws://", "http://").contains("scheme http"));
        assert!(refused("upstream = \"http://", "upstream = \"ftp://").contains("scheme ftp"));
        assert!(refused("version = 2", "version = 1").contains("listed twice"));
        assert!(refused("upstream = \"http://127.0.0.1:8000\"\n", "").contains("no upstream"));
    }
}
