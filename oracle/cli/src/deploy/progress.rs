//! What a run leaves behind for the next one, beside the deployment file.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use tributary_client::{Address, B256};

use super::Layout;
use crate::exit::{Exit, Failure};

/// What a deployment's addresses follow from, and the addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    genesis_hash: B256,
    deployer: Address,
    pub(super) salt: B256,
    /// In the order of deployment: later ones follow from earlier ones.
    contracts: Vec<(String, Address)>,
}

/// `<file>.progress`.
pub(super) fn kept_at(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".progress");
    PathBuf::from(name)
}

impl Progress {
    pub(super) fn of(genesis_hash: B256, deployer: Address, salt: B256, layout: &Layout) -> Self {
        let contracts = layout.parts().map(|part| (part.contract.to_owned(), part.address)).into();
        Self { genesis_hash, deployer, salt, contracts }
    }

    /// What an earlier run left, if there was one.
    pub(super) fn load(kept: &Path) -> anyhow::Result<Option<Self>> {
        let shown = kept.display();
        match std::fs::read(kept) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::usage(format!("{shown}: {error}")).into()),
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
                Failure::usage(format!("{shown} is not what a deployment leaves: {error}")).into()
            }),
        }
    }

    /// Refuses to go on with another chain, account, code or options than those of the run that left this.
    pub(super) fn check_same(&self, now: &Self, kept: &Path) -> anyhow::Result<()> {
        let shown = kept.display();
        let advice = format!(
            "repeat that run's command to finish it, or remove {shown} to start anew (what it put on the \
             chain stays there, unused)"
        );
        let refuse = |exit, what: String| Err(Failure::new(exit, format!("{what}: {advice}")).into());
        if self.genesis_hash != now.genesis_hash {
            let (was, is) = (self.genesis_hash, now.genesis_hash);
            return refuse(Exit::WrongChain, format!("{shown} is of the chain {was}, this one is {is}"));
        }
        if self.deployer != now.deployer {
            let (was, is) = (self.deployer, now.deployer);
            return refuse(Exit::Usage, format!("{shown} is of the account {was}, this one is {is}"));
        }
        match self.contracts.iter().find(|contract| !now.contracts.contains(contract)) {
            None => Ok(()),
            Some((name, _)) => refuse(
                Exit::Usage,
                format!("the code or the options of {name} are not those of the run that left {shown}"),
            ),
        }
    }

    /// Keeps this, whole or not at all, and on the disk when it returns.
    pub(super) fn save(&self, kept: &Path) -> anyhow::Result<()> {
        let write = || -> std::io::Result<()> {
            let folder = match kept.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let mut beside = tempfile::NamedTempFile::new_in(folder)?;
            beside.write_all(&serde_json::to_vec_pretty(self)?)?;
            beside.as_file().sync_all()?;
            beside.persist(kept).map_err(|error| error.error)?;
            std::fs::File::open(folder)?.sync_all()
        };
        write().with_context(|| kept.display().to_string())
    }
}
