//! Another ledger takes office while an answer is pending. Oracles, nodes and auditors go along; one oracle
//! sleeps through it and goes on from the database of before.

use tributary_client::{
    abi::{IAttributionLedger, IRoyaltySplitter},
    Signer,
};
use tributary_core::Wei;
use tributary_demo::world::EPOCH_BLOCKS;
use tributary_oracle::keys::OracleKey;

use crate::{
    auditor::{Auditor, GIVEN},
    network::Network,
    parrot::Parrot,
};

/// The deployment file of who knows of the second ledger. All others go on naming the first.
const NEW: &str = "adopted.json";

impl Network {
    /// A second ledger with the same committee, which may take office now.
    async fn another_ledger(&self) -> String {
        let member = |secret| OracleKey::from_bytes(secret).unwrap().address().to_string();
        let committee: Vec<_> = self.world.oracles.iter().map(|seat| member(&seat.secret)).collect();
        let artifacts = tributary_sandbox::artifact::folder().unwrap().display().to_string();
        let (committee, suite, program) = (committee.join(","), &self.world.suite, self.program());
        let as_before = suite.attribution_ledger.read(IAttributionLedger::paramsCall {}).await.unwrap();
        let windows = format!(
            "--challenge-window {} --max-pending {} --max-report-age {} --max-voucher-life {} --dead-after {} \
             --retirement-grace {} --committee-delay {} --stage {}",
            as_before.challengeWindow,
            as_before.maxPending,
            as_before.maxReportAge,
            as_before.maxVoucherLife,
            as_before.deadAfter,
            as_before.retirementGrace,
            as_before.committeeDelay,
            as_before.stageBlocks,
        );
        let mut line = vec!["ledger", "deploy", "--committee", &committee, "--artifacts", &artifacts];
        line.extend(windows.split(' '));
        let ledger = program.json("//Bob", &line)["ledger"].as_str().unwrap().to_owned();
        let schedule = IRoyaltySplitter::scheduleLedgerCall { ledger: ledger.parse().unwrap() };
        self.decide(suite.royalty_splitter.address(), &schedule, "Another ledger").await;
        let delays = suite.royalty_splitter.read(IRoyaltySplitter::paramsCall {}).await.unwrap();
        self.mine(delays.exitDelay + delays.escapeAfter).await;
        ledger
    }

    /// The newest pending epoch on the first ledger, if anything was spent in it.
    async fn pending(&self) -> Option<IAttributionLedger::Pending> {
        let suite = &self.world.suite;
        let pending = suite.attribution_ledger.read(IAttributionLedger::pendingCall {}).await.unwrap();
        let root = suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await.unwrap();
        pending.last().filter(|last| last.payoutSum > root.payoutSum).cloned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_pending_when_another_ledger_took_office_is_settled_by_that_one() {
    let mut network = Network::by_hand().await;
    let next = network.another_ledger().await;
    network.wait_nodes().await;
    let before = network.ask(0, "What did Captain Ahab swear about the white whale?").await.unwrap();
    network.settle(before.signed.report.fee).await;
    network.wait_settled(3, &before).await;
    let asleep = network.stop("oracle-3").await;

    network.wait_nodes().await;
    let pending = network.ask(1, "How is the sperm whale hunted?").await.unwrap();
    network.mine(EPOCH_BLOCKS).await;
    network.mine_until("the answer is pending", async || network.pending().await.is_some()).await;
    let on_the_first = network.pending().await.unwrap();
    network.wait_announced(0, &pending).await;
    let parrot = Parrot::of(&network, 0, &pending).await;
    let then = Auditor::new(&network, GIVEN, &parrot.url);
    assert_eq!(then.holds(&pending, "pending"), on_the_first.epoch);

    let owner = Signer::dev("Bob").unwrap();
    let splitter = network.world.suite.royalty_splitter.clone();
    splitter.write(&owner, IRoyaltySplitter::activateLedgerCall {}).await.unwrap();
    let first = network.world.suite.attribution_ledger.clone();
    assert!(first.read(IAttributionLedger::finalEpochCall {}).await.unwrap() < on_the_first.epoch);
    // Who has the old file is told; who looks again finds what was settled before, and that the rest is void.
    then.verify(&before).fails(2, "ledger");
    let folder = network.program().folder.to_owned();
    std::fs::copy(folder.join(GIVEN), folder.join(NEW)).unwrap();
    network.program().json("//Ferdie", &["--deployment", NEW, "ledger", "adopt"]);
    let oracles: Vec<_> = (0..4).map(|oracle| network.oracle_url(oracle)).collect();
    Auditor::new(&network, NEW, &oracles[0]).holds(&before, "final");
    Auditor::new(&network, NEW, &parrot.url).verify(&pending).fails(5, "was voided");

    network.resume(asleep).await;
    network.wait_nodes().await;
    let after = network.ask(2, "What of the Pequod and her crew?").await.unwrap();
    let fees = Wei::total([&before, &pending, &after].map(|answer| answer.signed.report.fee)).unwrap();
    network.settle(fees).await;
    network.world.deployment.attribution_ledger = next.parse().unwrap();
    let deployment = network.world.deployment.clone();
    network.world.suite = deployment.connect(&network.world.client).await.unwrap();
    let second = &network.world.suite.attribution_ledger;
    assert!(second.read(IAttributionLedger::finalEpochCall {}).await.unwrap() >= on_the_first.epoch);

    // One that was there all the time, and the one that slept.
    for oracle in [0, 3] {
        let url = &oracles[oracle];
        network.wait_settled(oracle, &after).await;
        let auditor = Auditor::new(&network, NEW, url);
        for answer in [&before, &after] {
            auditor.holds(answer, "final");
        }
        let epoch = auditor.holds(&pending, "final");
        let (_, epoch) = network.get(url, &format!("v1/epochs/{epoch}")).await;
        assert_ne!(epoch["hash"], on_the_first.hash.to_string(), "it is another one");
    }
    Auditor::new(&network, NEW, &parrot.url).verify(&pending).fails(5, "was voided");
    // By the proofs of the one that slept.
    network.settle_up(3, fees).await;
}
