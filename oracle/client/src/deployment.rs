//! Where a suite is: the addresses, as a file.

use std::{io::Write, path::Path};

use alloy_primitives::{Address, Bytes, B256};
use serde::{Deserialize, Serialize};
use tributary_core::Domain;

use crate::{
    abi::IRoyaltySplitter,
    client::Client,
    contracts::{
        AttributionLedger, Contract, DatasetNft, Governance, Kind, ModelRegistry, NodeRegistry,
        RoyaltySplitter,
    },
    error::{ClientError, Result},
};

/// A deployed suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// Hash of the chain's block 0.
    pub genesis_hash: B256,
    /// The first block in which all contracts existed; no event of theirs that matters is older, but for the
    /// DAO's first votes.
    pub deployed_at: u32,
    /// The DAO, which owns the others.
    pub governance: Address,
    /// The dataset registry.
    pub dataset_nft: Address,
    /// Deposits and royalties.
    pub royalty_splitter: Address,
    /// Committee and epochs.
    pub attribution_ledger: Address,
    /// Nodes and oracles.
    pub node_registry: Address,
    /// Models.
    pub model_registry: Address,
    /// How they were made.
    pub origin: Origin,
}

/// How a deployment's contracts were made. None of it has to be believed: with the code of each, its address follows
/// from this, and anything else leads to another address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Who deployed them.
    pub deployer: Address,
    /// The salt of each.
    pub salt: B256,
    /// What the constructor of each took.
    pub arguments: ConstructorArguments,
    /// Ledgers that were made later, whether or not they took the first one's place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later_ledgers: Vec<Making>,
}

/// What the constructors took, each ABI-encoded ([`crate::abi::constructors`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstructorArguments {
    /// The DAO's.
    pub governance: Bytes,
    /// The dataset registry's.
    pub dataset_nft: Bytes,
    /// The splitter's.
    pub royalty_splitter: Bytes,
    /// The first ledger's.
    pub attribution_ledger: Bytes,
    /// The node registry's.
    pub node_registry: Bytes,
    /// The model registry's.
    pub model_registry: Bytes,
}

/// How one contract was made, but for its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Making {
    /// Who deployed it.
    pub deployer: Address,
    /// Its salt.
    pub salt: B256,
    /// What its constructor took, ABI-encoded.
    pub arguments: Bytes,
}

impl Origin {
    /// How the contract was made that took these arguments.
    pub fn making(&self, arguments: &Bytes) -> Making {
        Making { deployer: self.deployer, salt: self.salt, arguments: arguments.clone() }
    }

    /// How every ledger that is known was made, the first one first.
    pub fn ledgers(&self) -> impl Iterator<Item = Making> + '_ {
        let first = self.making(&self.arguments.attribution_ledger);
        std::iter::once(first).chain(self.later_ledgers.iter().cloned())
    }

    /// Keeps how ledgers were made that are not known yet.
    pub fn learn(&mut self, ledgers: impl IntoIterator<Item = Making>) {
        for ledger in ledgers {
            if self.ledgers().all(|known| known != ledger) {
                self.later_ledgers.push(ledger);
            }
        }
    }
}

impl Making {
    /// Where `pallet-revive` puts the contract of this code (the whole blob). It hashes code and arguments together
    /// (`CREATE2`), so that another address means another deployer, salt, code or argument.
    pub fn address(&self, code: &[u8]) -> Address {
        self.deployer.create2_from_code(self.salt, [code, self.arguments.as_ref()].concat())
    }
}

impl Deployment {
    /// Reads a deployment file (JSON).
    ///
    /// # Errors
    /// [`ClientError::Deployment`] if there is none or it is malformed.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| failure(path, error))?;
        serde_json::from_str(&text).map_err(|error| failure(path, error))
    }

    /// Writes a deployment file; a reader sees the old one or the new one, never a part. It is on the disk
    /// when this returns.
    ///
    /// # Errors
    /// [`ClientError::Deployment`] if the folder cannot be written to.
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| failure(path, error))?;
        text.push('\n');
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.new", std::process::id()));
        let written = std::fs::File::create(&beside).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&beside, path)?;
            // The folder holds the name.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        });
        written.map_err(|error| failure(path, error))
    }

    /// What its signatures are bound to.
    pub fn domain(&self) -> Domain {
        Domain {
            genesis_hash: self.genesis_hash.0,
            splitter: tributary_core::Address(self.royalty_splitter.into_array()),
        }
    }

    /// Every contract's address, in the order of the fields.
    pub fn addresses(&self) -> [Address; 6] {
        [
            self.governance,
            self.dataset_nft,
            self.royalty_splitter,
            self.attribution_ledger,
            self.node_registry,
            self.model_registry,
        ]
    }

    /// The ledger that settles epochs on the splitter, in the newest final state.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`] if `client` is connected to another chain; the node's.
    pub async fn ledger_in_office(&self, client: &Client) -> Result<Address> {
        client.check(self)?;
        client.read(self.royalty_splitter, IRoyaltySplitter::ledgerCall {}, None).await
    }

    /// The suite as handles, once the splitter says that the ledger named here is still in office: after a
    /// succession, epochs that go to the ledger of before are never settled.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`] if `client` is connected to another chain,
    /// [`ClientError::LedgerReplaced`] if another ledger is in office; the node's.
    pub async fn connect(&self, client: &Client) -> Result<Suite> {
        let suite = self.connect_in_office(client).await?;
        let (named, in_office) = (self.attribution_ledger, suite.attribution_ledger.address());
        if named != in_office {
            return Err(ClientError::LedgerReplaced { named, in_office });
        }
        Ok(suite)
    }

    /// The suite as handles, with the ledger in office whichever is named here: for programs that go along
    /// with successions ([`Suite::ledger_at`]).
    ///
    /// # Errors
    /// [`ClientError::WrongChain`] if `client` is connected to another chain; the node's.
    pub async fn connect_in_office(&self, client: &Client) -> Result<Suite> {
        let ledger = self.ledger_in_office(client).await?;
        Ok(Suite {
            governance: handle(client, self.governance),
            dataset_nft: handle(client, self.dataset_nft),
            royalty_splitter: handle(client, self.royalty_splitter),
            attribution_ledger: handle(client, ledger),
            node_registry: handle(client, self.node_registry),
            model_registry: handle(client, self.model_registry),
        })
    }
}

impl Suite {
    /// The ledger in office in the state of a block.
    ///
    /// # Errors
    /// As [`Client::read`].
    pub async fn ledger_at(&self, block: B256) -> Result<AttributionLedger> {
        let splitter = &self.royalty_splitter;
        let address = splitter.read_at(IRoyaltySplitter::ledgerCall {}, block).await?;
        Ok(handle(splitter.client(), address))
    }
}

fn handle<K: Kind>(client: &Client, address: Address) -> Contract<K> {
    Contract::new(client.clone(), address)
}

fn failure(path: &Path, error: impl std::fmt::Display) -> ClientError {
    ClientError::Deployment { path: path.display().to_string(), reason: error.to_string() }
}

/// A deployed suite, ready to be called.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The DAO.
    pub governance: Governance,
    /// The dataset registry.
    pub dataset_nft: DatasetNft,
    /// Deposits and royalties.
    pub royalty_splitter: RoyaltySplitter,
    /// Committee and epochs; the ledger that was in office when the suite was connected to.
    pub attribution_ledger: AttributionLedger,
    /// Nodes and oracles.
    pub node_registry: NodeRegistry,
    /// Models.
    pub model_registry: ModelRegistry,
}

#[cfg(test)]
mod tests;
