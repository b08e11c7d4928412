//! Taking datasets out of attribution and back, passing them on, and letting others do so.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_client::{
    abi::{IDatasetNft, IERC721},
    Address, SolCall, U256,
};

use super::{show, Connection, Owned, Who};

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
        /// Whose it is, if they let the signing account pass it on; the signing account if absent.
        #[arg(long, value_name = "OWNER")]
        from: Option<Who>,
    },
    /// Let somebody pass a dataset on, until it changes hands. One at a time.
    Approve {
        /// The dataset.
        id: u64,
        /// Whom: an address or a key's name.
        to: Who,
    },
    /// Let nobody pass a dataset on any more that was let by `approve`.
    Disapprove {
        /// The dataset.
        id: u64,
    },
    /// Let an operator pass on all datasets of the signing account, those to come too.
    ApproveAll {
        /// Whom: an address or a key's name.
        operator: Who,
    },
    /// Let an operator that was let by `approve-all` do so no more.
    DisapproveAll {
        /// Whom: an address or a key's name.
        operator: Who,
    },
    /// Take a dataset out of attribution against its owner's will. For the owner of the contract; where that
    /// is the DAO, this and the following say how to propose it.
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
            Self::Quarantine { id } => {
                send_as_owner(connection, id, IDatasetNft::quarantineCall { id }).await
            }
            Self::LiftQuarantine { id } => {
                send_as_owner(connection, id, IDatasetNft::liftQuarantineCall { id }).await
            }
            Self::Reassign { id, to } => {
                let to = to.address(&connection.keys()?)?;
                send_as_owner(connection, id, IDatasetNft::reassignCall { id, to }).await
            }
            Self::Approve { id, to } => {
                let to = to.address(&connection.keys()?)?;
                send(connection, id, IERC721::approveCall { to, tokenId: U256::from(id) }).await
            }
            Self::Disapprove { id } => {
                let call = IERC721::approveCall { to: Address::ZERO, tokenId: U256::from(id) };
                send(connection, id, call).await
            }
            Self::ApproveAll { operator } => approve_all(connection, &operator, true).await,
            Self::DisapproveAll { operator } => approve_all(connection, &operator, false).await,
            Self::Transfer { id, to, from } => {
                let keys = connection.keys()?;
                let to = to.address(&keys)?;
                let from = match from {
                    Some(owner) => owner.address(&keys)?,
                    None => connection.account_address()?,
                };
                let call = IERC721::safeTransferFrom_1Call { from, to, tokenId: U256::from(id) };
                send(connection, id, call).await
            }
        }
    }
}

/// Sends a call that changes a dataset, and shows the dataset.
async fn send(connection: &Connection, id: u64, call: impl SolCall) -> anyhow::Result<Value> {
    let sent = connection.send(|suite| &suite.dataset_nft, call).await?;
    show(&sent.connected, id).await
}

/// The same with a call that the registry's owner alone may make.
async fn send_as_owner(connection: &Connection, id: u64, call: impl SolCall) -> anyhow::Result<Value> {
    let sent = connection.send_as_owner(Owned::Datasets, call).await?;
    show(&sent.connected, id).await
}

/// Lets an operator pass on all datasets of the signing account, or no longer.
async fn approve_all(connection: &Connection, operator: &Who, approved: bool) -> anyhow::Result<Value> {
    let operator = operator.address(&connection.keys()?)?;
    let call = IERC721::setApprovalForAllCall { operator, approved };
    let sent = connection.send(|suite| &suite.dataset_nft, call).await?;
    let owner = sent.signer.address();
    let call = IERC721::isApprovedForAllCall { owner, operator };
    let approved = sent.connected.suite.dataset_nft.read(call).await?;
    Ok(json!({ "owner": owner, "operator": operator, "approved_for_all": approved }))
}
