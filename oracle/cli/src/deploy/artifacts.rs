//! Where contract code is found.

use std::path::PathBuf;

use tributary_client::{Code, B256};

use crate::exit::Failure;

/// The folder that contract builds write to.
#[derive(Clone, Debug)]
pub struct Artifacts(PathBuf);

impl Artifacts {
    /// The folder with one folder per contract.
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The PolkaVM blob of a contract such as `dataset-nft`.
    ///
    /// # Errors
    /// If it is not there; the error says how to build it.
    pub fn code(&self, contract: &str) -> anyhow::Result<Vec<u8>> {
        let name = contract.replace('-', "_");
        let path = self.0.join(&name).join(format!("{name}.polkavm"));
        std::fs::read(&path).map_err(|error| {
            let path = path.display();
            let advice = "build the contracts with scripts/build-contracts.sh, or name their folder with \
                          --artifacts";
            Failure::usage(format!("the code of {contract}, {path}: {error}: {advice}")).into()
        })
    }

    /// The hash of a contract's code, as a chain keeps it.
    ///
    /// # Errors
    /// As [`Artifacts::code`].
    pub fn code_hash(&self, contract: &str) -> anyhow::Result<B256> {
        Ok(Code::Upload(self.code(contract)?).hash())
    }
}
