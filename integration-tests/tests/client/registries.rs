//! A registry that is kept up to date by events is the one that is read in full.

use std::sync::Arc;

use tributary_cli::{
    consumer,
    nodes::{self, NewNode},
};
use tributary_client::{
    abi::{IModelRegistry, IRoyaltySplitter},
    version_hash, Address as ContractAddress, Client, Deployment, RegistryReader, Signer, Suite, B256,
};
use tributary_core::{
    governance::Earning,
    registry::{Registry, VersionStatus},
    Address, ModelId, NodeId, Wei,
};
use tributary_demo::members::EARNING;

use crate::{
    devnode,
    suite::{decide, deployed, ESCAPE_AFTER},
    TOKEN,
};

struct Scene {
    client: Client,
    suite: Suite,
    alice: Signer,
    reader: RegistryReader,
}

impl Scene {
    /// The registry of the newest block, which has to be the same either way.
    async fn registry(&mut self) -> Arc<Registry> {
        let block = self.client.finalized_block().await.unwrap();
        let followed = self.reader.at(block).await.unwrap();
        let full = self.suite.registry_at(block.hash).await.unwrap();
        assert_eq!(*followed, full, "block {}", block.number);
        followed
    }

    /// A node with a price for this model.
    async fn node(&self, seed: u8, model: u64) -> NodeId {
        let node = NewNode {
            key: B256::repeat_byte(seed),
            endpoint: format!("http://127.0.0.1:{seed}"),
            payout: self.alice.address(),
            stake: Wei(TOKEN),
            model,
            price_per_token: Wei(u128::from(seed)),
        };
        nodes::register(&self.suite, &self.alice, node).await.unwrap()
    }

    async fn model(&self) -> ModelId {
        let call =
            IModelRegistry::registerModelCall { name: "model".to_owned(), developer: self.alice.address() };
        let receipt = self.suite.model_registry.write(&self.alice, call).await.unwrap();
        let event = receipt.event::<IModelRegistry::ModelRegistered>(self.suite.model_registry.address());
        ModelId(event.unwrap().model)
    }

    async fn reserve(&self, payer: &Signer, node: u64) {
        consumer::reserve(&self.suite, payer, NodeId(node), Wei(1)).await.unwrap();
    }

    async fn price(&self, node: NodeId, model: u64, price: u128) {
        nodes::set_price(&self.suite, &self.alice, node, model, Wei(price)).await.unwrap();
    }
}

fn reserved(registry: &Registry, payer: &Signer) -> Vec<u64> {
    let payer = Address(payer.address().into_array());
    registry.payers[&payer].reserves.keys().map(|node| node.0).collect()
}

fn priced(registry: &Registry, node: NodeId) -> Vec<u64> {
    registry.nodes[&node].prices.keys().map(|model| model.0).collect()
}

#[tokio::test]
async fn what_comes_before_its_node_or_model_is_read_once_that_comes() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let reader = RegistryReader::new(suite.clone());
    let mut scene = Scene { client, suite, alice: alice.clone(), reader };
    let bob = Signer::dev("Bob").unwrap();
    assert!(scene.registry().await.payers.is_empty());

    // For a node that never comes, one that comes next, and one that comes later.
    for payer in [&alice, &bob] {
        consumer::deposit(&scene.suite, payer, Wei(10 * TOKEN)).await.unwrap();
        for node in [999_999, 1, 3] {
            scene.reserve(payer, node).await;
        }
    }
    let registry = scene.registry().await;
    assert!(reserved(&registry, &alice).is_empty() && reserved(&registry, &bob).is_empty());

    let first = scene.node(11, 1).await;
    let registry = scene.registry().await;
    assert_eq!((reserved(&registry, &alice), reserved(&registry, &bob)), (vec![1], vec![1]));
    assert!(priced(&registry, first).is_empty());

    // Beside the model that comes next, which the node registered with, one that comes later, and never.
    for model in [2, 999_999] {
        scene.price(first, model, u128::from(model)).await;
    }
    assert!(priced(&*scene.registry().await, first).is_empty());
    assert_eq!(scene.model().await, ModelId(1));
    assert_eq!(priced(&*scene.registry().await, first), [1]);

    // Both at once, in the blocks between two readings.
    let second = scene.node(12, 2).await;
    let third = scene.node(13, 999_999).await;
    scene.price(third, 1, 7).await;
    assert_eq!(scene.model().await, ModelId(2));
    let registry = scene.registry().await;
    assert_eq!((priced(&registry, first), priced(&registry, second)), (vec![1, 2], vec![2]));
    assert_eq!(priced(&registry, third), [1]);
    assert_eq!((third, reserved(&registry, &bob)), (NodeId(3), vec![1, 3]));

    // An exit ends reserves, and the next generation makes others.
    scene.suite.royalty_splitter.write(&bob, IRoyaltySplitter::requestExitCall {}).await.unwrap();
    scene.registry().await;
    chain.mine(ESCAPE_AFTER).await.unwrap();
    let call = IRoyaltySplitter::exitCall { spent: 0, proof: Vec::new().into() };
    scene.suite.royalty_splitter.write(&bob, call).await.unwrap();
    consumer::deposit(&scene.suite, &bob, Wei(TOKEN)).await.unwrap();
    for node in [2, 4] {
        scene.reserve(&bob, node).await;
    }
    let registry = scene.registry().await;
    assert_eq!(reserved(&registry, &alice), [1, 3]);
    assert!(reserved(&registry, &bob).contains(&2) && !reserved(&registry, &bob).contains(&4));
    scene.node(14, 2).await;
    assert!(reserved(&*scene.registry().await, &bob).contains(&4));
}

#[tokio::test]
async fn a_version_that_is_adopted_is_read_again() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let reader = RegistryReader::new(suite.clone());
    let mut scene = Scene { client, suite: suite.clone(), alice: alice.clone(), reader };
    let models = &suite.model_registry;
    let ModelId(model) = scene.model().await;
    let title = "Footnotes".to_owned();
    let call = IModelRegistry::proposeFeatureCall { model, title, uri: String::new() };
    models.write(&alice, call).await.unwrap();
    let untrained = IModelRegistry::proposeVersionCall {
        model,
        artifactHash: B256::ZERO,
        baseModel: 0,
        baseVersion: 0,
        baseCut: 0,
        priceFloor: 7,
        method: 1,
        policy: IModelRegistry::FeePolicy {
            datasets: 600_000,
            node: 250_000,
            developer: 80_000,
            oracles: 50_000,
            treasury: 20_000,
        },
        uri: String::new(),
        features: vec![1],
    };
    models.write(&alice, untrained).await.unwrap();
    let status = |registry: &Registry| {
        let changes = registry.versions[&(ModelId(model), 1)].status.changes().to_vec();
        changes.into_iter().map(|(_, status)| status).collect::<Vec<_>>()
    };
    assert_eq!(status(&*scene.registry().await), [VersionStatus::Proposed]);

    let hash = models.read(IModelRegistry::versionHashCall { model, version: 1 }).await.unwrap();
    let call = IModelRegistry::adoptCall { model, feature: 1, version: 1, versionHash: hash };
    decide(&chain, &suite, models.address(), &call, "Footnotes").await;
    let approved = [VersionStatus::Proposed, VersionStatus::Approved];
    assert_eq!(status(&*scene.registry().await), approved);
    // What is trained changes nothing that reports are judged by.
    let before = scene.registry().await;
    let artifact = B256::repeat_byte(1);
    let call = IModelRegistry::setArtifactCall { model, version: 1, artifactHash: artifact };
    decide(&chain, &suite, models.address(), &call, "What was trained").await;
    assert_eq!(scene.registry().await.versions, before.versions);
    // It is another version to who decides on it. Its hash is of what the registry says, and of nothing else.
    let trained = models.read(IModelRegistry::versionHashCall { model, version: 1 }).await.unwrap();
    assert_ne!(trained, hash);
    let found = models.read(IModelRegistry::versionCall { model, version: 1 }).await.unwrap();
    assert_eq!((version_hash(model, 1, &found), found.artifactHash), (trained, artifact));
}

#[tokio::test]
async fn work_earns_votes_while_the_treasury_is_the_daos() {
    let chain = devnode();
    let (client, alice, deployment) = deployed(&chain).await;
    let suite = deployment.connect(&client).await.unwrap();
    let reader = RegistryReader::new(suite.clone());
    let mut scene = Scene { client, suite: suite.clone(), alice: alice.clone(), reader };
    assert_eq!(scene.registry().await.earning, Earning::NONE, "Alice is the treasury");
    let elsewhere = scene.client.finalized_block().await.unwrap();

    let name = |treasury| IRoyaltySplitter::setTreasuryCall { newTreasury: treasury };
    let (dao, splitter) = (suite.governance.address(), suite.royalty_splitter.address());
    decide(&chain, &suite, splitter, &name(dao), "The DAO's money is the DAO's").await;
    assert_eq!(scene.registry().await.earning, EARNING);
    let own = scene.client.finalized_block().await.unwrap();

    decide(&chain, &suite, splitter, &name(alice.address()), "Alice is the treasury again").await;
    assert_eq!(scene.registry().await.earning, Earning::NONE);
    for (block, earning) in [(elsewhere, Earning::NONE), (own, EARNING)] {
        assert_eq!(suite.earning_at(block.hash).await.unwrap(), earning, "as of block {}", block.number);
    }
    let without = Deployment { governance: ContractAddress::ZERO, ..deployment };
    let suite = without.connect(&scene.client).await.unwrap();
    assert_eq!(suite.earning_at(own.hash).await.unwrap(), Earning::NONE, "there is no DAO");
}
