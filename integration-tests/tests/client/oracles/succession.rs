//! Another ledger takes office while oracles run.

use tokio::net::TcpListener;
use tributary_client::{
    abi::{constructors::AttributionLedgerArguments, IAttributionLedger, IRoyaltySplitter},
    Address, Code, Instantiation,
};
use tributary_core::{BlockNumber, EpochId, Wei};

use super::{member, Scene};
use crate::suite::{decide, ledger_params, CHALLENGE_WINDOW, SUCCESSION};

/// Blocks between epochs; one without reports comes after ten times as many.
const SHORT: BlockNumber = 2;

impl Scene {
    /// Makes another ledger with the same committee.
    async fn another_ledger(&self) -> Address {
        let arguments = AttributionLedgerArguments {
            owner: self.deployment.governance,
            guardian: self.alice.address(),
            splitter: self.deployment.royalty_splitter,
            genesis_hash: self.deployment.genesis_hash,
            committee: (0..4).map(member).collect(),
            params: ledger_params(),
        };
        let instantiation = Instantiation {
            code: Code::Upload(tributary_sandbox::artifact::code("attribution-ledger").unwrap()),
            arguments: arguments.encode(),
            value: Wei::ZERO,
            salt: Some([7; 32]),
        };
        self.client.instantiate(&self.alice, instantiation).await.unwrap().0
    }

    /// Puts a ledger in office.
    async fn succeed(&self, ledger: Address) {
        let splitter = &self.suite.royalty_splitter;
        let call = IRoyaltySplitter::scheduleLedgerCall { ledger };
        decide(&self.node, &self.suite, splitter.address(), &call, "Another ledger").await;
        self.node.mine(SUCCESSION).await.unwrap();
        splitter.write(&self.alice, IRoyaltySplitter::activateLedgerCall {}).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn oracles_go_along_with_a_succession_and_newcomers_follow_both_ledgers() {
    let scene = Scene::new().await;
    let mut oracles = scene.run_all(SHORT).await;
    scene.settle_after(EpochId(0)).await;
    let next = scene.another_ledger().await;
    scene.succeed(next).await;
    let root = scene.suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await.unwrap();
    let before = EpochId(root.epoch);
    let after = scene.settle_after(before).await;
    let at = scene.client.finalized_block().await.unwrap().hash;
    let ledger = scene.suite.ledger_at(at).await.unwrap();
    assert_eq!(ledger.address(), next);
    assert!(ledger.read(IAttributionLedger::finalEpochCall {}).await.unwrap() > before.0, "on the new one");
    for oracle in &oracles {
        oracle.follows(&scene).await;
    }

    // One loses all it had; its deployment file still names the first ledger.
    let lost = oracles.remove(1);
    let address = lost.oracle.member().config.listen;
    lost.end().await;
    let seat = TcpListener::bind(address).await.unwrap();
    oracles.push(scene.run(1, seat, SHORT).await);
    let newcomer = oracles.last().unwrap();
    newcomer.follows(&scene).await;
    let recorded = newcomer.member().store.epochs_above(EpochId(0)).await.unwrap();
    let epochs: Vec<_> = recorded.iter().map(|commitment| commitment.epoch.0).collect();
    let last = u64::try_from(epochs.len()).unwrap();
    assert_eq!(epochs, (1..=last).collect::<Vec<_>>(), "of both ledgers");
    assert!(last >= after.0);

    // It takes part: with two of the others it makes the next one.
    oracles.remove(0).end().await;
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    scene.settle_after(after).await;
    for oracle in oracles {
        oracle.follows(&scene).await;
        oracle.end().await;
    }
}
