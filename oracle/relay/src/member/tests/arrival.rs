//! However reports arrive, and whoever is restarted meanwhile, the same ones make the same epoch.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scale::Decode;
use tributary_core::{epoch::Worthless, hashing::HostHashing, Wei};

use super::{leading::Network, *};
use crate::{
    agreement::{check_endorsement, SignedProposal},
    scene::{domain, judged, node_key, registry, report, sign, ANCHOR, BLOCK, MAX_REPORTS},
};

/// The nodes of the scene: 3 has the oldest reports and a gap, then come those of 1, 2 and 4.
const NODES: u64 = 4;

/// Twice as many reports as an epoch has room for; none is so old that a gap before it is dead.
fn reports() -> Vec<SignedReport> {
    let of = |node, sequences: &[u64], anchor| {
        sequences.iter().map(|sequence| report(node, *sequence, anchor)).collect::<Vec<_>>()
    };
    let reports = [
        of(1, &[1, 2, 3, 4, 5, 6], ANCHOR - 10),
        of(2, &[1, 2, 3, 4, 5, 6], ANCHOR - 1),
        of(3, &[1, 3, 4, 5, 6, 7, 8], ANCHOR - 11),
        of(4, &[1, 2], ANCHOR),
    ]
    .concat();
    assert!(reports.len() > 2 * MAX_REPORTS as usize);
    reports
}

/// What an epoch takes of them. Of its room each node has two, and node 3 the other two as its reports are the
/// oldest; of its four the gap leaves three, which go to 1 and 2, and the odd one to 1, whose are older.
const TAKEN: [(u64, u64); 10] =
    [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3), (3, 1), (4, 1), (4, 2)];

/// Second reports of sequences that are taken, as well signed; they charge too much, so they are worthless.
fn twins() -> Vec<SignedReport> {
    [(1, 2, ANCHOR - 10), (2, 3, ANCHOR - 1), (3, 1, ANCHOR - 11)]
        .map(|(node, sequence, anchor)| {
            let mut report = report(node, sequence, anchor).report;
            report.fee = Wei(report.fee.0 + 1);
            sign(report, &node_key(node, 0))
        })
        .to_vec()
}

/// How reports come to one member.
#[derive(Clone, Debug)]
struct Arrival {
    /// Places in [`reports`] and then [`twins`]; some come twice.
    order: Vec<usize>,
    /// How many come at once.
    page: usize,
}

fn arrival() -> impl Strategy<Value = Arrival> {
    let all = reports().len() + twins().len();
    let order = Just((0..all).chain(0..4).collect::<Vec<_>>()).prop_shuffle();
    (order, 1usize..12).prop_map(|(order, page)| Arrival { order, page })
}

impl Arrival {
    fn deliveries(&self, all: &[SignedReport]) -> Vec<Vec<SignedReport>> {
        self.order
            .chunks(self.page)
            .map(|page| page.iter().map(|place| all[*place].clone()).collect())
            .collect()
    }

    /// Of each sequence that is taken the report that came first.
    fn expected(&self, all: &[SignedReport]) -> Vec<SignedReport> {
        let mut first = BTreeMap::new();
        for place in &self.order {
            let report = &all[*place].report;
            first.entry((report.node.0, report.sequence)).or_insert_with(|| all[*place].clone());
        }
        TAKEN.iter().map(|taken| first[taken].clone()).collect()
    }
}

/// Brings reports to a member as they arrive; it is restarted after so many deliveries, if it is.
async fn deliver(
    network: &mut Network,
    index: usize,
    deliveries: &[Vec<SignedReport>],
    restart: Option<usize>,
) {
    for (count, delivery) in deliveries.iter().enumerate() {
        if restart.is_some_and(|after| after % deliveries.len() == count) {
            network.restart(index).await;
        }
        let digested: Vec<_> = delivery
            .iter()
            .map(|signed| (signed.report.digest::<HostHashing>(&domain()), signed.clone()))
            .collect();
        network.members[index].store.add_reports(&digested).await.unwrap();
    }
}

/// What the leader proposes after these arrivals, which everybody endorses.
async fn agreed(arrivals: &[Arrival; 4], restarts: &BTreeMap<usize, usize>) -> Inputs {
    let registry = registry(NODES);
    let mut network = Network::new(&registry, [vec![], vec![], vec![], vec![]]).await;
    let all = [reports(), twins()].concat();
    for (index, arrival) in arrivals.iter().enumerate() {
        deliver(&mut network, index, &arrival.deliveries(&all), restarts.get(&index).copied()).await;
    }
    let body = network.propose(BLOCK).await.unwrap();
    let (leader, sight) = (leader_at(BLOCK), network.sight());
    let commitment = SignedProposal::decode(&mut body.as_slice()).unwrap().proposal.commitment;
    for (index, member) in network.members.iter().enumerate().filter(|(index, _)| *index != leader) {
        let endorsement = judged(member, &body, &sight).await.unwrap();
        let members = &sight.ledger.committee;
        assert_eq!(check_endorsement(&endorsement, &commitment, &CONFIG_DIGEST, &domain(), members), Ok(()));
        assert_eq!(usize::from(endorsement.index), index);
    }
    network.restart(leader).await;
    assert_eq!(network.propose(BLOCK).await.unwrap(), body, "the same after one more restart");
    let data = network.members[leader].objects.get(&commitment.data_hash).await.unwrap().unwrap();
    Inputs::decode(&mut data.as_slice()).unwrap()
}

#[test]
fn a_twin_comes_to_nothing() {
    let (epoch, _) = scene::epoch(&genesis(), BLOCK, &registry(NODES), twins()[2..].to_vec());
    assert!(matches!(epoch.judged[0].outcome, Err(Worthless::WrongFee { .. })), "{:?}", epoch.judged);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The reports that an epoch takes depend on what there is, not on when it came; only of two reports of one
    /// sequence the leader takes the one that it got first, and all others sign that even if they got another.
    #[test]
    fn the_order_of_arrival_never_changes_the_epoch(
        arrivals in [arrival(), arrival(), arrival(), arrival()],
        restarted in proptest::sample::subsequence(vec![0usize, 1, 2, 3], 2),
        after in prop::array::uniform2(any::<usize>()),
    ) {
        let restarts = restarted.into_iter().zip(after).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(agreed(&arrivals, &restarts));
        let expected = arrivals[leader_at(BLOCK)].expected(&[reports(), twins()].concat());
        prop_assert_eq!(found.reports, expected);
    }
}
