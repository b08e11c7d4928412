//! What a leader chooses, proposes and collects.

use std::sync::Mutex;

use tributary_core::{Address, NodeId};

use super::*;
use crate::{
    agreement::{check_quorum, Range, SignedProposal},
    ledger::Peer,
    scene::{hold, node_key, registry, report, see, sight, signed, World, ANCHOR, BLOCK, MAX_REPORTS},
    store::Ballot,
};

/// Four members that serve each other, each with reports of its own.
pub(super) struct Network {
    pub members: Vec<Arc<Member>>,
    pub world: World,
    folders: Vec<TempDir>,
}

impl Network {
    pub async fn new(registry: &Registry, held: [Vec<SignedReport>; 4]) -> Self {
        let world = Arc::new(Mutex::new(sight(BLOCK, registry, &[])));
        let (mut members, mut folders, mut peers) = (Vec::new(), Vec::new(), Vec::new());
        for (index, reports) in held.into_iter().enumerate() {
            let (member, folder) = holder(index, registry, &reports).await;
            peers.push(scene::oracle(&member, &world).await);
            members.push(member);
            folders.push(folder);
        }
        world.lock().unwrap().peers = peers;
        Self { members, world, folders }
    }

    pub fn sight(&self) -> Sight {
        self.world.lock().unwrap().clone()
    }

    /// What everybody sees from now on.
    pub async fn at(&self, block: BlockNumber) -> Sight {
        let sight = {
            let mut world = self.world.lock().unwrap();
            world.block = block;
            world.clone()
        };
        for member in &self.members {
            see(member, block, &sight.ledger, &sight.registry).await;
        }
        sight
    }

    /// The proposal of whoever leads at a block.
    pub async fn propose(&self, block: BlockNumber) -> Option<Vec<u8>> {
        let sight = self.at(block).await;
        let leader = &self.members[leader_at(block)];
        let tip = leader.books.read().await.tip();
        leader.prepare(tip, turn_at(block), &sight).await.unwrap()
    }

    /// Ends a member and starts it again on its folder.
    pub async fn restart(&mut self, index: usize) {
        self.members[index].store.close().await;
        let member = scene::member_in(index, &self.folders[index]).await;
        let sight = self.sight();
        see(&member, sight.block, &sight.ledger, &sight.registry).await;
        let peer = scene::oracle(&member, &self.world).await;
        self.world.lock().unwrap().peers[index] = peer;
        self.members[index] = member;
    }
}

pub(super) fn turn_at(block: BlockNumber) -> u32 {
    stage(block, EPOCH_BLOCKS, STAGE_BLOCKS).unwrap()
}

pub(super) fn read(body: &[u8]) -> Proposal {
    <SignedProposal as scale::Decode>::decode(&mut &*body).unwrap().proposal
}

fn consumed(inputs: &Inputs) -> Vec<(u64, u64)> {
    inputs.reports.iter().map(|signed| (signed.report.node.0, signed.report.sequence)).collect()
}

#[tokio::test]
async fn a_quorum_comes_together_whoever_holds_the_reports() {
    let registry = registry(2);
    let all = vec![report(1, 1, ANCHOR), report(2, 1, ANCHOR)];
    let held = [vec![], vec![report(1, 1, ANCHOR)], all.clone(), all];
    let network = Network::new(&registry, held).await;
    let body = network.propose(BLOCK).await.unwrap();
    let quorum = network.members[3].collect(body, &network.sight()).await.unwrap();
    assert!(quorum.endorsements.len() >= 3);
    assert_eq!(check_quorum(&quorum, &domain(), &ledger().committee), Ok(()));
    assert_eq!(quorum.commitment.report_count, 2);
    let data = network.members[3].objects.get(&quorum.commitment.data_hash).await.unwrap();
    assert!(data.is_some(), "the leader has what it proposes");
    let outgoing = network.members[3].store.outgoing().await.unwrap();
    assert_eq!(outgoing.len(), 1, "durable before it is sent");
    assert_eq!(outgoing[0].signatures, quorum.signatures());
}

#[tokio::test]
async fn a_leader_asks_before_it_skips() {
    let registry = registry(1);
    let (first, second) = (report(1, 1, 70), report(1, 2, 70));
    let held = [vec![], vec![first.clone()], vec![], vec![second.clone()]];
    let network = Network::new(&registry, held).await;
    let proposal = read(&network.propose(BLOCK).await.unwrap());
    assert_eq!(proposal.ranges, [Range { node: NodeId(1), from: 1, until: 3 }]);
    let alone = Network::new(&registry, [vec![], vec![], vec![], vec![second]]).await;
    let proposal = read(&alone.propose(BLOCK).await.unwrap());
    assert_eq!(proposal.ranges, [Range { node: NodeId(1), from: 2, until: 3 }], "nobody holds it");
}

#[tokio::test]
async fn a_leader_learns_what_it_withheld_and_proposes_with_it() {
    let registry = registry(1);
    let (first, second) = (report(1, 1, 70), report(1, 2, 70));
    let network = Network::new(&registry, [vec![], vec![], vec![], vec![second]]).await;
    let skipping = network.propose(BLOCK).await.unwrap();
    // The node shows it to two others only now.
    for member in &network.members[..2] {
        hold(member, &registry, vec![first.clone()]).await;
    }
    let leader = &network.members[3];
    assert!(leader.collect(skipping.clone(), &network.sight()).await.is_err(), "two refuse");
    let held = leader.store.reports(NodeId(1), 1, 9).await.unwrap();
    assert_eq!(held.len(), 2, "a refusal names the report, and it was fetched");
    assert!(leader.is_contested(NodeId(1), EpochId(1)) && !leader.is_contested(NodeId(2), EpochId(1)));
    assert_eq!(network.propose(BLOCK + 1).await.unwrap(), skipping, "but one stage has one proposal");
    let next = network.propose(BLOCK + 4 * STAGE_BLOCKS).await.unwrap();
    assert_eq!(read(&next).ranges, [Range { node: NodeId(1), from: 1, until: 3 }]);
    assert!(leader.collect(next, &network.sight()).await.is_ok());
}

#[tokio::test]
async fn contested_sequences_are_not_skipped_for_a_while() {
    let registry = Arc::new(registry(2));
    let reports = [report(1, 2, 70), report(2, 2, 70)];
    let (member, _folder) = holder(3, &registry, &reports).await;
    let chosen = member.choose(&genesis(), BLOCK, &registry).await.unwrap();
    assert_eq!(consumed(&chosen), [(1, 2), (2, 2)]);
    member.contest(NodeId(1), EpochId(1));
    let chosen = member.choose(&genesis(), BLOCK, &registry).await.unwrap();
    assert_eq!(consumed(&chosen), [(2, 2)]);
    assert!(!member.is_contested(NodeId(1), EpochId(1 + CONTESTED)), "not for ever");
}

#[tokio::test]
async fn a_proposal_stays_the_same_through_restarts_and_new_reports() {
    let registry = registry(1);
    let one = vec![report(1, 1, ANCHOR)];
    let mut network = Network::new(&registry, [one.clone(), one.clone(), one.clone(), one]).await;
    let first = network.propose(BLOCK).await.unwrap();
    network.restart(3).await;
    hold(&network.members[3], &registry, vec![report(1, 2, ANCHOR)]).await;
    assert_eq!(network.propose(BLOCK + 2).await.unwrap(), first);
    assert_eq!(derived(&network.members[3]), 0, "it is kept, not made again");
    let before = network.members[3].collect(first.clone(), &network.sight()).await.unwrap();
    for index in 0..4 {
        network.restart(index).await;
    }
    let after = network.members[3].collect(first, &network.sight()).await.unwrap();
    for again in &after.endorsements {
        let same = before.endorsements.iter().find(|before| before.index == again.index);
        assert!(same.is_none_or(|before| before == again), "each member has one signature");
    }
}

#[tokio::test]
async fn who_voted_for_another_at_this_stage_or_later_proposes_nothing() {
    let registry = registry(1);
    let (member, _folder) = holder(3, &registry, &[report(1, 1, ANCHOR)]).await;
    let ballot = |stage| Ballot { epoch: EpochId(1), prev: [0; 32], config_digest: CONFIG_DIGEST, stage };
    member.store.vote(&ballot(3), &[1; 32], None).await.unwrap();
    let sight = sight(BLOCK, &registry, &[]);
    assert_eq!(member.prepare(genesis(), 2, &sight).await.unwrap(), None);
    let later = Sight { block: BLOCK + 80, ..sight };
    assert!(member.prepare(genesis(), 6, &later).await.unwrap().is_some());
}

#[tokio::test]
async fn without_reports_nothing_is_proposed_before_an_empty_epoch_is_due() {
    let registry = registry(1);
    let (member, _folder) = holder(3, &registry, &[]).await;
    let sight = sight(BLOCK, &registry, &[]);
    assert_eq!(member.prepare(genesis(), 2, &sight).await.unwrap(), None);
    let late = Sight { block: EPOCH_BLOCKS * 10, ..sight };
    let heartbeat = member.prepare(genesis(), 22, &late).await.unwrap().unwrap();
    assert_eq!(read(&heartbeat).commitment.report_count, 0);
}

#[tokio::test]
async fn every_node_has_its_share_of_an_epoch() {
    let registry = Arc::new(registry(3));
    let mut reports: Vec<_> = (1..=10).map(|sequence| report(1, sequence, ANCHOR - 10)).collect();
    reports.extend((1..=4).map(|sequence| report(2, sequence, ANCHOR)));
    reports.extend((1..=2).map(|sequence| report(3, sequence, ANCHOR - 1)));
    let (member, _folder) = holder(3, &registry, &reports).await;
    let chosen = consumed(&member.choose(&genesis(), BLOCK, &registry).await.unwrap());
    let of = |node| chosen.iter().filter(|(of, _)| *of == node).count();
    assert_eq!((of(1), of(2), of(3)), (5, 3, 2), "three each, and what is left to the oldest");
    assert_eq!(chosen.len(), MAX_REPORTS as usize);
}

#[tokio::test]
async fn what_a_gap_leaves_of_a_share_goes_to_others() {
    let registry = Arc::new(registry(2));
    let mut reports: Vec<_> = (1..=9).map(|sequence| report(2, sequence, ANCHOR)).collect();
    reports.extend([1, 3, 4, 5, 6, 7, 8, 9, 10].map(|sequence| report(1, sequence, ANCHOR)));
    let (member, _folder) = holder(3, &registry, &reports).await;
    let chosen = consumed(&member.choose(&genesis(), BLOCK, &registry).await.unwrap());
    let expected: Vec<_> = std::iter::once((1, 1)).chain((1..=9).map(|sequence| (2, sequence))).collect();
    assert_eq!(chosen, expected);
}

#[tokio::test]
async fn a_stored_report_that_its_node_did_not_sign_spoils_nothing() {
    let registry = Arc::new(registry(2));
    let (member, _folder) = holder(3, &registry, &[report(1, 2, 70), report(2, 1, ANCHOR)]).await;
    let forged = signed(1, 1, 70, &node_key(1, 1), 0);
    member.store.add_reports(&[([7; 32], forged)]).await.unwrap();
    let chosen = member.choose(&genesis(), BLOCK, &registry).await.unwrap();
    assert_eq!(consumed(&chosen), [(1, 2), (2, 1)]);
    let sight = sight(BLOCK, &registry, &[]);
    assert!(member.prepare(genesis(), 2, &sight).await.unwrap().is_some());
}

#[tokio::test]
async fn two_lead_at_different_stages_and_the_ledgers_head_decides() {
    let registry = registry(1);
    let one = vec![report(1, 1, 60)];
    let network = Network::new(&registry, [one.clone(), one.clone(), one.clone(), one]).await;
    // Members 1 and 2 lead at 60 and 80; both find a quorum before either is on chain.
    let early = network.propose(60).await.unwrap();
    let first = network.members[1].collect(early, &network.sight()).await.unwrap();
    let late = network.propose(80).await.unwrap();
    let second = network.members[2].collect(late, &network.sight()).await.unwrap();
    assert_ne!(first.commitment, second.commitment);
    for member in [0, 3] {
        network.members[member].take_quorum(&first).await.unwrap();
        assert!(!network.members[member].take_quorum(&second).await.unwrap(), "one is enough");
    }
    // The ledger took the second one.
    let announced = crate::ledger::Announced {
        epochs: vec![(second.commitment.hash::<tributary_core::hashing::HostHashing>(), second.commitment)],
        voided_at: None,
    };
    let mut after = (*network.sight().ledger).clone();
    (after.head_epoch, after.head_hash, after.pending_count) = (EpochId(1), announced.epochs[0].0, 1);
    let peers = network.sight().peers;
    for member in &network.members {
        for outgoing in member.store.outgoing().await.unwrap() {
            assert!(matches!(member.turn(&outgoing, &after, 85).await.unwrap(), Turn::Never(_)));
        }
        member.store.record_epochs(&announced, 86).await.unwrap();
        member.catch_up(&after, &peers).await.unwrap();
        assert_eq!(member.books.read().await.head(), second.commitment);
        assert_eq!(member.store.outgoing().await.unwrap(), []);
    }
}

#[tokio::test]
async fn whoever_waits_in_the_outbox_keeps_a_leader_from_proposing_again() {
    let registry = registry(1);
    let one = vec![report(1, 1, ANCHOR)];
    let network = Network::new(&registry, [one.clone(), one.clone(), one.clone(), one]).await;
    let leader = &network.members[3];
    assert!(leader.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
    let body = network.propose(BLOCK).await.unwrap();
    leader.collect(body, &network.sight()).await.unwrap();
    assert!(!leader.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
    let waiting = leader.store.outgoing().await.unwrap();
    leader.give_up(&waiting[0], "for the test").await.unwrap();
    assert!(leader.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
    let paused = crate::ledger::LedgerView { paused_until: BLOCK + 1, ..ledger() };
    assert!(
        !leader.may_propose(&genesis(), &paused, BLOCK).await.unwrap(),
        "it would wait for the pause's end"
    );
    assert!(leader.may_propose(&genesis(), &paused, BLOCK + 1).await.unwrap());
    let inherits = crate::ledger::LedgerView { inherits: true, ..ledger() };
    assert!(!leader.may_propose(&genesis(), &inherits, BLOCK).await.unwrap(), "its head means nothing yet");
    let full = crate::ledger::LedgerView { pending_count: 4, ..ledger() };
    assert!(!leader.may_propose(&genesis(), &full, BLOCK).await.unwrap());
    let ahead = crate::ledger::LedgerView { head_epoch: EpochId(1), ..ledger() };
    assert!(!leader.may_propose(&genesis(), &ahead, BLOCK).await.unwrap(), "it does not follow yet");
}

#[tokio::test]
async fn endorsements_that_are_not_good_do_not_count() {
    let registry = registry(1);
    let one = vec![report(1, 1, ANCHOR)];
    let network = Network::new(&registry, [one.clone(), one.clone(), one.clone(), one]).await;
    let body = network.propose(BLOCK).await.unwrap();
    // Two of three answer with somebody else's signature, or with none.
    let foreign = |index: u8| {
        let endorsement = crate::agreement::Endorsement { index, signature: [27; 65] };
        axum::Router::new().route(
            "/peer/v1/proposals",
            axum::routing::post(move || async move { scale::Encode::encode(&endorsement) }),
        )
    };
    let mut sight = network.sight();
    for index in [0u8, 1] {
        let endpoint = scene::serve(foreign(index)).await;
        let signer: Address = network.members[usize::from(index)].key.address();
        sight.peers[usize::from(index)] = Peer { signer, endpoint };
    }
    let refused = network.members[3].collect(body, &sight).await.unwrap_err();
    assert!(refused.to_string().contains("2 of 3"), "{refused}");
    assert_eq!(network.members[3].store.outgoing().await.unwrap(), []);
}

/// The key that it has to be signed by may change until its anchor: it is no gap, and may be good.
#[tokio::test]
async fn a_report_that_waits_for_its_block_is_not_skipped_because_nobody_can_check_it_yet() {
    let registry = Arc::new(registry(1));
    let (member, _folder) = holder(3, &registry, &[report(1, 1, 70), report(1, 3, 70)]).await;
    let chosen = member.choose(&genesis(), BLOCK, &registry).await.unwrap();
    assert_eq!(consumed(&chosen), [(1, 1), (1, 3)], "what nobody has is skipped");
    let rotated = signed(1, 2, BLOCK + 1, &node_key(1, 1), 0);
    member.store.add_reports(&[([7; 32], rotated)]).await.unwrap();
    let chosen = member.choose(&genesis(), BLOCK, &registry).await.unwrap();
    assert_eq!(consumed(&chosen), [(1, 1)]);
}
