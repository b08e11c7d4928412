//! The oracle's configuration: one TOML file, checked at start.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use tributary_client::{check_scheme, read_config, ConfigFileError};
use tributary_core::ledger::longest_epoch;
use url::Url;

/// Everything an operator sets; see `oracle.sample.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The chain's WebSocket URL.
    pub chain_url: Url,
    /// The deployment file that `tributary deploy` wrote.
    pub deployment: PathBuf,
    /// Where to serve proofs, epochs, data and peers.
    pub listen: SocketAddr,
    /// The folder of the database and the object store.
    pub data: PathBuf,
    /// The file with the committee key: encrypted, as `tributary keys` writes it, or plain, 32 bytes in
    /// hex. `TRIBUTARY_ORACLE_KEY` takes its place.
    pub oracle_key: Option<PathBuf>,
    /// The file with the secret of the account that pays for transactions: encrypted, or plain, 32 bytes
    /// in hex or a mnemonic phrase. `TRIBUTARY_ACCOUNT_KEY` takes its place.
    pub account_key: Option<PathBuf>,
    /// Blocks between epochs; the same at all members of a committee. Where the ledger's window and pending
    /// places last for fewer epochs, these decide.
    #[serde(default = "default_epoch_blocks")]
    pub epoch_blocks: u32,
    /// The most reports in one epoch that this oracle proposes or endorses.
    #[serde(default = "default_max_reports")]
    pub max_reports: u32,
    /// Milliseconds between rounds of pulling, agreeing and submitting.
    #[serde(default = "default_round_ms")]
    pub round_ms: u64,
    /// Milliseconds until a peer's or node's answer is given up.
    #[serde(default = "default_timeout_ms")]
    pub timeout_ms: u64,
    /// Milliseconds until a peer's endorsement, or an epoch's data, is given up.
    #[serde(default = "default_endorse_ms")]
    pub endorse_ms: u64,
    /// Whether nodes and peers are asked at addresses that are not public: for one machine or network only.
    #[serde(default)]
    pub allow_private_endpoints: bool,
}

/// The most that `max_reports` may be: an epoch of more does not fit into memory and data objects.
const MOST_REPORTS: u32 = 200_000;

const fn default_epoch_blocks() -> u32 {
    100
}
const fn default_max_reports() -> u32 {
    20_000
}
const fn default_round_ms() -> u64 {
    1_000
}
const fn default_timeout_ms() -> u64 {
    10_000
}

const fn default_endorse_ms() -> u64 {
    60_000
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is no configuration.
    #[error(transparent)]
    File(#[from] ConfigFileError),
    /// A value is out of its bounds.
    #[error("{field} is {found}, must be {bounds}")]
    Bounds {
        /// Which field.
        field: &'static str,
        /// Its value.
        found: u64,
        /// What it may be.
        bounds: &'static str,
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
            ("epoch_blocks", u64::from(self.epoch_blocks)),
            ("max_reports", u64::from(self.max_reports)),
            ("round_ms", self.round_ms),
            ("timeout_ms", self.timeout_ms),
            ("endorse_ms", self.endorse_ms),
        ];
        if self.max_reports > MOST_REPORTS {
            let found = u64::from(self.max_reports);
            return Err(ConfigError::Bounds { field: "max_reports", found, bounds: "at most 200000" });
        }
        match positive.into_iter().find(|(_, value)| *value == 0) {
            Some((field, found)) => Err(ConfigError::Bounds { field, found, bounds: "at least 1" }),
            None => Ok(()),
        }
    }

    /// Checks that reports of a ledger that lets them count for `max_report_age` blocks live to see their
    /// epoch: nodes may anchor them half of that behind, half of the rest is left for delays.
    ///
    /// # Errors
    /// [`ConfigError::Bounds`] if `epoch_blocks` is more than a quarter of it.
    pub fn check_report_age(&self, max_report_age: u32) -> Result<(), ConfigError> {
        if self.epoch_blocks > longest_epoch(max_report_age) {
            let (field, found) = ("epoch_blocks", u64::from(self.epoch_blocks));
            return Err(ConfigError::Bounds { field, found, bounds: "at most a quarter of maxReportAge" });
        }
        Ok(())
    }

    /// Time between rounds.
    pub const fn round(&self) -> Duration {
        Duration::from_millis(self.round_ms)
    }

    /// Time until a peer or node is given up.
    pub const fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    /// Time until an endorsement is given up.
    pub const fn endorse_timeout(&self) -> Duration {
        Duration::from_millis(self.endorse_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_are_so_near_that_reports_live_to_see_them() {
        let config = Config { epoch_blocks: 100, ..parse(include_str!("../oracle.sample.toml")).unwrap() };
        assert!(config.check_report_age(400).is_ok());
        let refused = config.check_report_age(399).unwrap_err().to_string();
        assert!(refused.contains("epoch_blocks") && refused.contains("maxReportAge"), "{refused}");
    }

    fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| error.to_string())?;
        config.check().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn the_sample_is_valid_and_names_every_field() {
        let sample = include_str!("../oracle.sample.toml");
        let config = parse(sample).unwrap();
        assert_eq!(config.epoch_blocks, default_epoch_blocks());
        assert_eq!(config.max_reports, default_max_reports());
        assert_eq!(config.endorse_ms, default_endorse_ms());
        assert!(!config.allow_private_endpoints);
        // The parser knows all fields, and names them when it meets one that it does not know.
        let refusal = toml::from_str::<Config>("no_such_field = 0").unwrap_err().to_string();
        let fields: Vec<&str> = refusal.split('`').skip(3).step_by(2).collect();
        assert!(fields.len() > 10 && fields.contains(&"oracle_key"), "{refusal}");
        for field in fields {
            let named = sample.lines().any(|line| {
                line.trim_start_matches("# ").strip_prefix(field).is_some_and(|rest| rest.starts_with(" ="))
            });
            assert!(named, "{field} is not in the sample");
        }
    }

    #[test]
    fn unknown_fields_zeros_and_other_schemes_are_refused() {
        let sample = include_str!("../oracle.sample.toml");
        assert!(parse(&format!("{sample}\nepoch_block = 3")).unwrap_err().contains("epoch_block"));
        assert!(parse(&sample.replace("round_ms = 1000", "round_ms = 0"))
            .unwrap_err()
            .contains("round_ms is 0"));
        let many = sample.replace("max_reports = 20000", "max_reports = 200001");
        assert!(parse(&many).unwrap_err().contains("max_reports is 200001"));
        assert!(parse(&sample.replace("ws://", "http://")).unwrap_err().contains("scheme http"));
    }
}
