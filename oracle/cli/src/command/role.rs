//! Who holds which role, and passing roles on.

use clap::{Subcommand, ValueEnum};
use serde_json::{json, Value};
use tributary_client::abi::{IGovernance, IOwned, IPausable, IRoyaltySplitter};

use super::{
    connection::{Connected, Connection},
    owner::Owned,
    pause::Pausable,
    who::Who,
};

#[derive(Subcommand)]
pub(super) enum Role {
    /// Show every contract's owner, and the guardians and the treasury.
    Show,
    /// Pass a contract's ownership on, for good. For its owner; where that is the DAO, this and the following
    /// say how to propose it.
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
    /// Name where the treasury's cut goes. For the splitter's owner. Work earns no votes while that is not the DAO.
    Treasury {
        /// Where: an address or a key's name.
        treasury: Who,
    },
}

impl Role {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Show => return show(&connection.connect().await?).await,
            Self::Owner { contract, to } => {
                let call = IOwned::transferOwnershipCall { newOwner: to.address(&connection.keys()?)? };
                connection.send_as_owner(contract, call).await?;
            }
            Self::Guardian { contract, guardian } => {
                let call = IPausable::setGuardianCall { newGuardian: guardian.address(&connection.keys()?)? };
                connection.send_as_owner(contract.into(), call).await?;
            }
            Self::Treasury { treasury } => {
                let treasury = treasury.address(&connection.keys()?)?;
                let call = IRoyaltySplitter::setTreasuryCall { newTreasury: treasury };
                connection.send_as_owner(Owned::Splitter, call).await?;
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
        "dao": deployment.governance,
        "dao_guardian": suite.governance.read(IGovernance::proposalGuardianCall {}).await?,
        "splitter_guardian": splitter.read(IPausable::guardianCall {}).await?,
        "ledger_guardian": suite.attribution_ledger.read(IPausable::guardianCall {}).await?,
        "treasury": splitter.read(IRoyaltySplitter::treasuryCall {}).await?,
        "owners": owners,
    }))
}
