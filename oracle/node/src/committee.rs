//! Where the oracles serve.

use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry},
    Client, Suite,
};

/// The committee of one deployment.
#[derive(Clone, Debug)]
pub struct Committee {
    client: Client,
    suite: Suite,
}

impl Committee {
    /// The committee of a suite.
    pub const fn new(client: Client, suite: Suite) -> Self {
        Self { client, suite }
    }

    /// Where its members serve; those that the node registry does not know are left out.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn endpoints(&self) -> anyhow::Result<Vec<String>> {
        let at = self.client.finalized_block().await?.hash;
        let ledger = &self.suite.attribution_ledger;
        let mut endpoints = Vec::new();
        for signer in ledger.read_at(IAttributionLedger::committeeCall {}, at).await? {
            match self.suite.node_registry.read_at(INodeRegistry::oracleCall { signer }, at).await {
                Ok(oracle) => endpoints.push(oracle.endpoint),
                Err(error) if error.reverted().is_some() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(endpoints)
    }
}
