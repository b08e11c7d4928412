//! What `scripts/build-contracts.sh` leaves: code and ABI of every contract.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use alloy_json_abi::JsonAbi;

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A contract's file that is not there or not readable.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// No such file in any target directory.
    #[error("{file} is in none of {}; build it with: scripts/build-contracts.sh {contract}", list(.tried))]
    Missing {
        /// The contract.
        contract: String,
        /// The file looked for.
        file: String,
        /// Where.
        tried: Vec<PathBuf>,
    },
    /// The file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is no ABI.
    #[error("{} is no ABI: {error}", path.display())]
    NoAbi {
        /// The file.
        path: PathBuf,
        /// Why.
        error: serde_json::Error,
    },
}

/// The PolkaVM code of the contract called `contract`, such as `dataset-nft`.
///
/// # Errors
/// If it was not built, or cannot be read.
pub fn code(contract: &str) -> Result<Vec<u8>, ArtifactError> {
    let path = find(contract, "polkavm")?;
    fs::read(&path).map_err(|error| ArtifactError::Unreadable { path, error })
}

/// The ABI that cargo-contract wrote for the contract called `contract`.
///
/// # Errors
/// If it was not built, or cannot be read.
pub fn abi(contract: &str) -> Result<JsonAbi, ArtifactError> {
    let path = find(contract, "abi")?;
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => return Err(ArtifactError::Unreadable { path, error }),
    };
    serde_json::from_str(&text).map_err(|error| ArtifactError::NoAbi { path, error })
}

/// The folder with every contract's, such as `target/ink`.
///
/// # Errors
/// If the contracts were not built.
pub fn folder() -> Result<PathBuf, ArtifactError> {
    let code = find("dataset-nft", "polkavm")?;
    Ok(code.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default())
}

/// The folder where `scripts/peers.sh` left the contracts that ours are measured beside, if it did.
pub fn peers() -> Option<PathBuf> {
    let mut folders = target_directories().into_iter().map(|target| target.join("peers"));
    folders.find(|folder| folder.join("peers.json").is_file())
}

/// cargo-contract names files after the crate: dashes become underscores.
fn find(contract: &str, extension: &str) -> Result<PathBuf, ArtifactError> {
    let name = contract.replace('-', "_");
    let file = format!("ink/{name}/{name}.{extension}");
    let tried = target_directories();
    match tried.iter().map(|target| target.join(&file)).find(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => Err(ArtifactError::Missing { contract: contract.to_owned(), file, tried }),
    }
}

/// Where cargo builds: what the environment says, else the directory this program was built into, else
/// the default.
fn target_directories() -> Vec<PathBuf> {
    let workspace = Path::new(WORKSPACE);
    // A relative path is relative to where cargo was called, most likely the workspace.
    let named = env::var_os("CARGO_TARGET_DIR").map(|path| workspace.join(path));
    let own = env::current_exe().ok().and_then(|program| {
        program.ancestors().find(|directory| directory.join("CACHEDIR.TAG").is_file()).map(Path::to_path_buf)
    });
    named.into_iter().chain(own).chain([workspace.join("target")]).collect()
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
