//! Taking datasets out of attribution and back, and passing them on.

use clap::Subcommand;
use serde_json::Value;
use tributary_client::{
    abi::{IDatasetNft, IERC721},
    SolCall, U256,
};

use super::{show, Connection, Who};

#[derive(Subcommand)]
pub(in crate::command) enum Change {
    /// Take a dataset of the signing account out of attribution. What it earned stays claimable.
    Delist {
        /// The dataset.
        id: u64,
    },
    /// Put a delisted dataset back.
    Relist {
        /// The dataset.
        id: u64,
    },
    /// Pass a dataset on, with everything that is not released yet.
    Transfer {
        /// The dataset.
        id: u64,
        /// To whom: an address or a key's name.
        to: Who,
    },
    /// Take a dataset out of attribution against its owner's will. For the owner of the contract.
    Quarantine {
        /// The dataset.
        id: u64,
    },
    /// End a quarantine. For the owner of the contract.
    LiftQuarantine {
        /// The dataset.
        id: u64,
    },
    /// Move a dataset to its true author. For the owner of the contract.
    Reassign {
        /// The dataset.
        id: u64,
        /// To whom: an address or a key's name.
        to: Who,
    },
}

impl Change {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Delist { id } => send(connection, id, IDatasetNft::delistCall { id }).await,
            Self::Relist { id } => send(connection, id, IDatasetNft::relistCall { id }).await,
            Self::Quarantine { id } => send(connection, id, IDatasetNft::quarantineCall { id }).await,
            Self::LiftQuarantine { id } => send(connection, id, IDatasetNft::liftQuarantineCall { id }).await,
            Self::Reassign { id, to } => {
                let to = to.address(&connection.keys()?)?;
                send(connection, id, IDatasetNft::reassignCall { id, to }).await
            }
            Self::Transfer { id, to } => {
                let to = to.address(&connection.keys()?)?;
                let from = connection.account_address()?;
                let call = IERC721::safeTransferFrom_1Call { from, to, tokenId: U256::from(id) };
                send(connection, id, call).await
            }
        }
    }
}

/// Sends a call that changes a dataset, and shows the dataset.
async fn send(connection: &Connection, id: u64, call: impl SolCall) -> anyhow::Result<Value> {
    let sent = connection.send(|suite| &suite.dataset_nft, call).await?;
    Ok(sent.with(show(&sent.connected, id).await?))
}
