//! What the DAO and the guardian of a ledger do while oracles run.

use tokio::time::sleep;
use tributary_client::abi::{IAttributionLedger, IPausable};
use tributary_core::{BlockNumber, EpochId};

use super::{
    member,
    running::{wait, Running, ROUNDS},
    Scene,
};
use crate::suite::{decide, CHALLENGE_WINDOW, COMMITTEE_DELAY};

/// Blocks between epochs; one without reports comes after ten times as many.
const SHORT: BlockNumber = 2;

fn proposals(oracles: &[Running]) -> u64 {
    let outcomes = ["Passed", "Refused"];
    let names = outcomes.map(|outcome| format!("proposals_total{{outcome=\"{outcome}\"}}"));
    oracles.iter().flat_map(|oracle| names.iter().map(|name| oracle.metric(name))).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_submissions_are_paused_nobody_proposes_and_then_all_go_on() {
    let scene = Scene::new().await;
    let oracles = scene.run_all(SHORT).await;
    scene.first_epoch(&oracles).await;
    scene.node.mine(CHALLENGE_WINDOW).await.unwrap();
    for oracle in &oracles {
        wait("it is final", async || oracle.member().final_epoch().await == EpochId(1)).await;
    }
    wait("the DAO has read it", async || scene.read_epoch().await == EpochId(1)).await;
    // The next one is due within the pause.
    let due = oracles[0].member().books.read().await.head().cut_block + 10 * SHORT;
    scene.node.mine(due - 2 - scene.block().await).await.unwrap();
    let ledger = &scene.suite.attribution_ledger;
    ledger.write(&scene.alice, IPausable::pauseCall {}).await.unwrap();
    let until = ledger.read(IPausable::pausedUntilCall {}).await.unwrap();
    assert!(until > due + 1, "paused until {until}, due at {due}");
    let proposed = proposals(&oracles);
    assert!(proposed > 0);
    while scene.block().await < until - 1 {
        scene.node.mine(1).await.unwrap();
        sleep(ROUNDS / 4).await;
    }
    sleep(ROUNDS).await;
    assert_eq!(scene.head().await.0, EpochId(1));
    assert_eq!(proposals(&oracles), proposed, "it would be for nothing");
    for oracle in &oracles {
        assert_eq!(oracle.metric("submissions_total{outcome=\"Refused\"}"), 0);
    }

    scene.settle_after(EpochId(1)).await;
    for oracle in oracles {
        oracle.follows(&scene).await;
        oracle.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_committee_takes_over_with_a_member_who_was_not_there_before() {
    let scene = Scene::new().await;
    let mut oracles = scene.run_all(SHORT).await;
    scene.settle_after(EpochId(0)).await;

    // The first member goes, a fifth one comes, and the others change places.
    let seat = scene.seat(4).await;
    let ledger = &scene.suite.attribution_ledger;
    let members = [3, 4, 1, 2].map(member).to_vec();
    let schedule = IAttributionLedger::scheduleCommitteeCall { members: members.clone() };
    decide(&scene.node, &scene.suite, ledger.address(), &schedule, "A new committee").await;
    scene.node.mine(COMMITTEE_DELAY).await.unwrap();
    ledger.write(&scene.alice, IAttributionLedger::activateCommitteeCall {}).await.unwrap();
    assert_eq!(ledger.read(IAttributionLedger::committeeCall {}).await.unwrap(), members);
    oracles.push(scene.run(4, seat, SHORT).await);

    // What comes after the head of now the new committee signs.
    let before = scene.head().await.0;
    scene.settle_after(before).await;
    for oracle in &oracles {
        oracle.follows(&scene).await;
    }
    // Without one of those who stayed, the one who came makes up the quorum, and who went does not.
    oracles.remove(1).end().await;
    // One epoch may have had its quorum before.
    let after = EpochId(scene.head().await.0 .0 + 1);
    scene.settle_after(after).await;
    for oracle in oracles {
        oracle.follows(&scene).await;
        oracle.end().await;
    }
}
