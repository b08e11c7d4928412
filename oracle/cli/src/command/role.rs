//! Who holds which role, and passing roles on.

use clap::{Subcommand, ValueEnum};
use serde_json::{json, Value};
use tributary_client::{
    abi::{IOwned, IPausable, IRoyaltySplitter},
    Address, Deployment,
};
use tributary_core::Wei;

use super::{
    connection::{Connected, Connection},
    pause::Pausable,
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum Role {
    /// Show every contract's owner, and the guardians and the treasury.
    Show,
    /// Pass a contract's ownership on, for good. For its owner.
    Owner {
        /// The contract.
        contract: Owned,
        /// To whom: an address or a key's name.
        to: Who,
    },
    /// Name another guardian. For the contract's owner.
    Guardian {
        /// The contract.
        contract: Pausable,
        /// Whom: an address or a key's name.
        guardian: Who,
    },
    /// Name where the treasury's cut goes. For the splitter's owner.
    Treasury {
        /// Where: an address or a key's name.
        treasury: Who,
    },
}

/// A contract of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Owned {
    Datasets,
    Splitter,
    Ledger,
    Nodes,
    Models,
}

impl Owned {
    const fn address(self, deployment: &Deployment) -> Address {
        match self {
            Self::Datasets => deployment.dataset_nft,
            Self::Splitter => deployment.royalty_splitter,
            Self::Ledger => deployment.attribution_ledger,
            Self::Nodes => deployment.node_registry,
            Self::Models => deployment.model_registry,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Datasets => "datasets",
            Self::Splitter => "splitter",
            Self::Ledger => "ledger",
            Self::Nodes => "nodes",
            Self::Models => "models",
        }
    }
}

impl Role {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Show => return show(&connection.connect().await?).await,
            Self::Owner { contract, to } => {
                let new_owner = to.address(&connection.keys()?)?;
                let (Connected { client, deployment, .. }, signer) = connection.connect_signing().await?;
                let call = IOwned::transferOwnershipCall { newOwner: new_owner };
                client.write(&signer, contract.address(&deployment), call, Wei::ZERO).await?;
            }
            Self::Guardian { contract, guardian } => {
                let call = IPausable::setGuardianCall { newGuardian: guardian.address(&connection.keys()?)? };
                contract.send(connection, call).await?;
            }
            Self::Treasury { treasury } => {
                let treasury = treasury.address(&connection.keys()?)?;
                let call = IRoyaltySplitter::setTreasuryCall { newTreasury: treasury };
                connection.send(|suite| &suite.royalty_splitter, call).await?;
            }
        }
        show(&connection.connect().await?).await
    }
}

async fn show(connected: &Connected) -> anyhow::Result<Value> {
    let Connected { client, suite, deployment } = connected;
    let mut owners = Vec::new();
    for contract in Owned::value_variants() {
        let address = contract.address(deployment);
        let owner = client.read(address, IOwned::ownerCall {}, None).await?;
        owners.push(json!({ "contract": contract.word(), "address": address, "owner": owner }));
    }
    let splitter = &suite.royalty_splitter;
    Ok(json!({
        "splitter_guardian": splitter.read(IPausable::guardianCall {}).await?,
        "ledger_guardian": suite.attribution_ledger.read(IPausable::guardianCall {}).await?,
        "treasury": splitter.read(IRoyaltySplitter::treasuryCall {}).await?,
        "owners": owners,
    }))
}
