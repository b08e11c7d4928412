//! What only a contract's owner may do: by a transaction of its own, or, where the owner is the DAO, by a
//! motion.

use clap::ValueEnum;
use tributary_cli::exit::{Exit, Failure};
use tributary_client::{abi::IOwned, dao::wording, Address, Deployment, Receipt, SolCall};
use tributary_core::Wei;

use super::{
    connection::{Connected, Connection},
    sent::Sent,
};

#[cfg(test)]
mod tests;

/// A contract that has an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Owned {
    /// The dataset registry.
    Datasets,
    /// Deposits and royalties.
    Splitter,
    /// Committee and epochs.
    Ledger,
    /// Nodes and oracles.
    Nodes,
    /// Models.
    Models,
}

impl Owned {
    /// Where it is.
    pub(super) const fn address(self, deployment: &Deployment) -> Address {
        match self {
            Self::Datasets => deployment.dataset_nft,
            Self::Splitter => deployment.royalty_splitter,
            Self::Ledger => deployment.attribution_ledger,
            Self::Nodes => deployment.node_registry,
            Self::Models => deployment.model_registry,
        }
    }

    /// What commands and motions call it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Datasets => "datasets",
            Self::Splitter => "splitter",
            Self::Ledger => "ledger",
            Self::Nodes => "nodes",
            Self::Models => "models",
        }
    }

    /// Passes unless the DAO owns it, without whose vote none of `calls` is done.
    ///
    /// # Errors
    /// [`Exit::Refused`] with the motion that does them.
    pub(super) async fn ensure_not_the_daos<C: SolCall>(
        self,
        connected: &Connected,
        calls: &[C],
    ) -> anyhow::Result<()> {
        let address = self.address(&connected.deployment);
        let owner = connected.client.read(address, IOwned::ownerCall {}, None).await?;
        if owner != connected.deployment.governance {
            return Ok(());
        }
        Err(Failure::new(Exit::Refused, self.by_motion(owner, calls)).into())
    }

    fn by_motion<C: SolCall>(self, dao: Address, calls: &[C]) -> String {
        let actions = calls.iter().map(|call| format!(" --action '{}'", wording(self.word(), call)));
        format!(
            "the DAO ({dao}) owns {}, and only a vote of its members does this; nothing was sent. To propose it: \
             tributary dao propose --description 'WHY'{}",
            self.word(),
            actions.collect::<String>(),
        )
    }
}

impl Connection {
    /// Sends one call that only a contract's owner may make, in a transaction.
    ///
    /// # Errors
    /// Where the DAO owns it, [`Exit::Refused`] with the motion to make instead, before any key is opened.
    pub(super) async fn send_as_owner<C: SolCall>(&self, contract: Owned, call: C) -> anyhow::Result<Sent> {
        let connected = self.connect().await?;
        let calls = [call];
        contract.ensure_not_the_daos(&connected, &calls).await?;
        let signer = self.signer_on(&connected.client).await?;
        let address = contract.address(&connected.deployment);
        let [call] = calls;
        let receipt: Receipt = connected.client.write(&signer, address, call, Wei::ZERO).await?;
        Ok(Sent { connected, signer, receipt })
    }
}
