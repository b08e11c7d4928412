//! What oracles see of a chain, and what they do there.

mod governing;
mod reading;
mod rounds;
mod running;
mod succession;
mod transactions;
mod views;

use tributary_client::{Address, Client, Deployment, Signer, Suite};
use tributary_core::{epoch::Commitment, BlockNumber, Domain};
use tributary_devnode::Devnode;
use tributary_oracle::{agreement::sign_commitment, chain::Chain, keys::OracleKey};
use url::Url;

use crate::{devnode, suite::deployed_for};

/// The suite on a chain of its own, with a committee whose keys are here.
struct Scene {
    node: Devnode,
    client: Client,
    alice: Signer,
    deployment: Deployment,
    suite: Suite,
}

/// The key of the committee's member `index`.
fn key(index: u8) -> OracleKey {
    OracleKey::from_bytes(&[index + 1; 32]).unwrap()
}

fn member(index: u8) -> Address {
    Address::from(key(index).address().0)
}

impl Scene {
    async fn new() -> Self {
        let node = devnode();
        let (client, alice, deployment) = deployed_for(&node, (0..4).map(member).collect()).await;
        let suite = deployment.connect(&client).await.unwrap();
        Self { node, client, alice, deployment, suite }
    }

    fn domain(&self) -> Domain {
        self.deployment.domain()
    }

    fn url(&self) -> Url {
        Url::parse(&self.node.url()).unwrap()
    }

    /// As an oracle sees it whose transactions `payer` pays for.
    async fn chain(&self, payer: &str) -> Chain {
        let payer = Signer::dev(payer).unwrap();
        Chain::connect(&self.url(), self.deployment.clone(), payer).await.unwrap()
    }

    /// The first ledger.
    fn ledger(&self) -> tributary_core::Address {
        tributary_core::Address(self.deployment.attribution_ledger.into_array())
    }

    async fn block(&self) -> BlockNumber {
        self.client.finalized_block().await.unwrap().number
    }

    /// The signatures of the first `signers` members.
    async fn signed(&self, chain: &Chain, commitment: &Commitment, signers: u8) -> Vec<u8> {
        let digest = chain.ledger(self.block().await).await.unwrap().config_digest;
        let sign = |index| {
            let domain = self.domain();
            sign_commitment(index, commitment, &digest, &domain, &key(index)).unwrap().to_bytes()
        };
        (0..signers).flat_map(sign).collect()
    }
}
