//! Where the oracles serve.

use tributary_client::Suite;

/// The committee of one deployment.
#[derive(Clone, Debug)]
pub struct Committee {
    suite: Suite,
}

impl Committee {
    /// The committee of a suite.
    pub const fn new(suite: Suite) -> Self {
        Self { suite }
    }

    /// Where its members serve; those that the node registry does not know are left out.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub async fn endpoints(&self) -> anyhow::Result<Vec<String>> {
        let at = self.suite.royalty_splitter.client().finalized_block().await?.hash;
        let mut endpoints = Vec::new();
        for signer in self.suite.committee_at(at).await? {
            endpoints.extend(self.suite.oracle_endpoint_at(signer, at).await?);
        }
        Ok(endpoints)
    }
}
