//! What the configuration files of nodes and oracles have in common.

use std::path::Path;

use serde::de::DeserializeOwned;
use url::Url;

/// Why a configuration file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFileError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is no such configuration.
    #[error("{path}: {source}")]
    Parse {
        /// Which file.
        path: String,
        /// Why.
        source: Box<toml::de::Error>,
    },
    /// A URL has another scheme.
    #[error("{field} has scheme {found}, must be {}", expected.join(" or "))]
    Scheme {
        /// Which field.
        field: &'static str,
        /// The scheme.
        found: String,
        /// What it may be.
        expected: &'static [&'static str],
    },
}

/// Reads a TOML file.
///
/// # Errors
/// [`ConfigFileError`] naming the file.
pub fn read_config<T: DeserializeOwned>(path: &Path) -> Result<T, ConfigFileError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigFileError::Read { path: shown.clone(), source })?;
    toml::from_str(&text).map_err(|source| ConfigFileError::Parse { path: shown, source: Box::new(source) })
}

/// Checks that the URL in `field` has one of the schemes `expected`.
///
/// # Errors
/// [`ConfigFileError::Scheme`].
pub fn check_scheme(
    field: &'static str,
    url: &Url,
    expected: &'static [&'static str],
) -> Result<(), ConfigFileError> {
    if expected.contains(&url.scheme()) {
        return Ok(());
    }
    Err(ConfigFileError::Scheme { field, found: url.scheme().to_owned(), expected })
}

#[cfg(test)]
mod tests;
