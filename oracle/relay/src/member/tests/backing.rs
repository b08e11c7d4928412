//! What a leader proposes where the splitter cannot pay all reports.

use tributary_core::{NodeId, Wei};

use super::{leading::Network, *};
use crate::{
    agreement::Range,
    ledger::LedgerView,
    scene::{judged, node_key, registry, report, sight, sign, ANCHOR, BLOCK},
    store::Outgoing,
};

/// What a report of the scene costs its payer.
const FEE: u128 = 7_000;

/// A ledger whose splitter holds `backed` wei of payers.
fn backed(sight: &Sight, backed: u128) -> Sight {
    let ledger = LedgerView { backed: Wei(backed), ..(*sight.ledger).clone() };
    Sight { ledger: Arc::new(ledger), ..sight.clone() }
}

fn range(node: u64, until: u64) -> Range {
    Range { node: NodeId(node), from: 1, until }
}

async fn trouble(member: &Member) -> Option<String> {
    member.standing.read().await.trouble()
}

fn left_out(member: &Member) -> String {
    let text = member.metrics.text().unwrap();
    let line = text.lines().find(|line| line.starts_with("tributary_oracle_reports_unbacked ")).unwrap();
    line.rsplit(' ').next().unwrap().to_owned()
}

/// Of node 1 three reports, the first of them old; of node 2 one between them; of node 3 the newest.
fn reports() -> Vec<SignedReport> {
    let anchored = [(1, 1, 80), (1, 2, 90), (1, 3, 90), (2, 1, 85), (3, 1, 95)];
    anchored.map(|(node, sequence, anchor)| report(node, sequence, anchor)).to_vec()
}

#[tokio::test]
async fn a_leader_takes_what_payers_left_pays_for_and_the_committee_endorses_it() {
    let registry = registry(3);
    let network = Network::new(&registry, [reports(), reports(), reports(), reports()]).await;
    let leader = &network.members[leader_at(BLOCK)];
    let all = network.at(BLOCK).await;
    assert_eq!(all.ledger.backed.0 / FEE, 10u128.pow(18) / FEE, "the scene's splitter pays for everything");

    let scarce = backed(&all, 4 * FEE - 1);
    let body = leader.prepare(genesis(), leading::turn_at(BLOCK), &scarce).await.unwrap().unwrap();
    let proposal = leading::read(&body);
    assert_eq!(
        proposal.ranges,
        [range(1, 2), range(2, 2), range(3, 2)],
        "one each, though node 1's are older"
    );
    assert_eq!(proposal.commitment.spend.sum, Wei(3 * FEE));
    assert_eq!(left_out(leader), "2");
    let said = trouble(leader).await.unwrap();
    assert_eq!(said, "left out: 2 reports that the splitter, with 27999 wei of payers, cannot pay");
    let quorum = leader.collect(body, &scarce).await.unwrap();
    assert_eq!(quorum.commitment, proposal.commitment, "nobody insists on what cannot be paid");

    // A deposit later, which is seen at once, at the leader's next turn.
    let block = BLOCK + 4 * STAGE_BLOCKS;
    let rich = backed(&network.at(block).await, 5 * FEE);
    scene::see(leader, block, &rich.ledger, &registry).await;
    assert_eq!((left_out(leader).as_str(), trouble(leader).await), ("0", None));
    let body = leader.prepare(genesis(), leading::turn_at(block), &rich).await.unwrap().unwrap();
    assert_eq!(leading::read(&body).ranges, [range(1, 4), range(2, 2), range(3, 2)]);
    assert_eq!((left_out(leader).as_str(), trouble(leader).await), ("0", None));
}

#[tokio::test]
async fn room_is_shared_in_wei_and_the_oldest_come_first_within_equal_parts() {
    let registry = registry(3);
    let mut dear = report(1, 1, 70).report;
    (dear.completion_tokens, dear.fee) = (11, Wei(2 * FEE));
    let mut held = vec![sign(dear, &node_key(1, 0)), report(1, 2, 70)];
    held.extend([(2, 1, 80), (2, 2, 80), (3, 1, 85), (3, 2, 85)].map(|(n, s, anchor)| report(n, s, anchor)));
    for (room, ranges) in [
        (2, vec![range(1, 2)]),
        (4, vec![range(1, 2), range(2, 2), range(3, 2)]),
        (5, vec![range(1, 2), range(2, 3), range(3, 2)]),
        (6, vec![range(1, 2), range(2, 3), range(3, 3)]),
    ] {
        let (member, _folder) = holder(3, &registry, &held).await;
        let sight = backed(&sight(BLOCK, &registry, &[]), room * FEE);
        let body = member.prepare(genesis(), 2, &sight).await.unwrap().unwrap();
        assert_eq!(leading::read(&body).ranges, ranges, "room for {room}");
    }
}

#[tokio::test]
async fn more_than_payers_left_is_neither_endorsed_nor_sent() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR), report(1, 2, ANCHOR)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let proposal = proposal(BLOCK, &registry, reports);
    let (body, sight) = (body(3, &proposal), sight(BLOCK, &registry, &[]));
    let short = backed(&sight, 2 * FEE - 1);
    let refused = judged(&member, &body, &short).await;
    let as_refused = |refusal: &Refusal| {
        matches!(refusal, Refusal::Unbacked { needed: Wei(14_000), backed: Wei(13_999) })
            && !refusal.is_retryable()
    };
    assert!(refused.as_ref().is_err_and(as_refused), "{refused:?}");
    judged(&member, &body, &backed(&sight, 2 * FEE)).await.unwrap();

    let outgoing = Outgoing {
        commitment: proposal.commitment,
        config_digest: CONFIG_DIGEST,
        signatures: Vec::new(),
        received_at: BLOCK,
        attempts: 0,
    };
    let turn = async |sight: &Sight| member.turn(&outgoing, &sight.ledger, BLOCK).await.unwrap();
    assert_eq!(turn(&short).await, Turn::Never("the splitter cannot pay it"));
    assert_ne!(turn(&sight).await, Turn::Never("the splitter cannot pay it"));
}

#[tokio::test]
async fn what_does_not_fit_holds_up_its_own_node_only() {
    let registry = registry(2);
    let mut dear = report(1, 1, 70).report;
    (dear.completion_tokens, dear.fee) = (11, Wei(2 * FEE));
    let held = [sign(dear, &node_key(1, 0)), report(1, 2, 70), report(2, 1, 90)];
    let (member, _folder) = holder(3, &registry, &held).await;
    let sight = backed(&sight(BLOCK, &registry, &[]), FEE);
    let body = member.prepare(genesis(), 2, &sight).await.unwrap().unwrap();
    assert_eq!(leading::read(&body).ranges, [range(2, 2)]);
    assert_eq!(left_out(&member), "2");
}

#[tokio::test]
async fn worthless_reports_cost_nothing_whatever_they_claim() {
    let registry = registry(2);
    let mut greedy = report(1, 1, 70).report;
    greedy.fee = Wei(10u128.pow(30));
    let held = [sign(greedy, &node_key(1, 0)), report(1, 2, 70), report(2, 1, 90)];
    let (member, _folder) = holder(3, &registry, &held).await;
    let sight = backed(&sight(BLOCK, &registry, &[]), FEE);
    let body = member.prepare(genesis(), 2, &sight).await.unwrap().unwrap();
    assert_eq!(leading::read(&body).ranges, [range(1, 3)], "the next oldest is the one that is paid");
}

#[tokio::test]
async fn nothing_is_proposed_where_nothing_is_backed() {
    let registry = registry(1);
    let (member, _folder) = holder(3, &registry, &[report(1, 1, 90), report(1, 2, 91)]).await;
    let sight = sight(BLOCK, &registry, &[]);
    assert_eq!(member.prepare(genesis(), 2, &backed(&sight, FEE - 1)).await.unwrap(), None);
    assert_eq!(left_out(&member), "2");
    // Nor on top of what is pending and spends more than there is.
    let (epoch, _) = scene::epoch(&genesis(), 60, &registry, vec![report(1, 1, 59)]);
    let tip = Tip::Pending(Arc::new(epoch));
    assert_eq!(member.prepare(tip, 0, &backed(&Sight { block: 110, ..sight }, FEE - 1)).await.unwrap(), None);
    assert_eq!(left_out(&member), "1");
}
