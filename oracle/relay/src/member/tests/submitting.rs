//! Who brings a quorum to the ledger, and when.

use super::{leading::Network, *};
use crate::{
    agreement::Quorum,
    ledger::{Announced, LedgerView},
    scene::{registry, report, see, ANCHOR, BLOCK},
    store::Outgoing,
};

async fn network() -> (Network, Quorum) {
    let one = vec![report(1, 1, ANCHOR)];
    let network = Network::new(&registry(1), [one.clone(), one.clone(), one.clone(), one]).await;
    let body = network.propose(BLOCK).await.unwrap();
    let quorum = network.members[3].collect(body, &network.sight()).await.unwrap();
    (network, quorum)
}

async fn waiting(member: &Member) -> Outgoing {
    member.store.outgoing().await.unwrap().remove(0)
}

#[tokio::test]
async fn a_quorum_is_brought_to_everybody_and_each_has_its_turn() {
    let (mut network, quorum) = network().await;
    let sight = network.sight();
    network.members[3].share(&sight.peers, scale::Encode::encode(&quorum)).await;
    network.restart(0).await;
    // Member 3 led; 0, 1 and 2 come after it.
    for (index, after) in [(3, 0), (0, 1), (1, 2), (2, 3)] {
        let member = &network.members[index];
        let outgoing = waiting(member).await;
        assert_eq!(outgoing.signatures.len(), 66 * quorum.endorsements.len());
        assert_eq!((outgoing.commitment, outgoing.received_at), (quorum.commitment, BLOCK));
        let from = BLOCK + after * STAGE_BLOCKS;
        assert_eq!(member.turn(&outgoing, &ledger(), from).await.unwrap(), Turn::Now);
        if after > 0 {
            assert_eq!(member.turn(&outgoing, &ledger(), from - 1).await.unwrap(), Turn::Wait);
        }
    }
}

#[tokio::test]
async fn an_epoch_waits_while_the_ledger_takes_none_and_goes_when_it_never_will() {
    let (network, _) = network().await;
    let member = &network.members[3];
    let outgoing = waiting(member).await;
    let turn = |ledger: LedgerView, block| {
        let outgoing = outgoing.clone();
        async move { member.turn(&outgoing, &ledger, block).await.unwrap() }
    };
    assert_eq!(turn(ledger(), BLOCK).await, Turn::Now);
    assert_eq!(turn(LedgerView { pending_count: 4, ..ledger() }, BLOCK).await, Turn::Wait);
    assert_eq!(turn(LedgerView { paused_until: BLOCK + 1, ..ledger() }, BLOCK).await, Turn::Wait);
    assert_eq!(turn(LedgerView { paused_until: BLOCK, ..ledger() }, BLOCK).await, Turn::Now);
    let unseated = LedgerView { committee: vec![], ..ledger() };
    assert_eq!(turn(unseated, BLOCK).await, Turn::Wait);
    for gone in [
        LedgerView { head_epoch: EpochId(1), ..ledger() },
        LedgerView { head_hash: [1; 32], ..ledger() },
        LedgerView { config_digest: [6; 32], ..ledger() },
    ] {
        assert!(matches!(turn(gone, BLOCK).await, Turn::Never(_)));
    }
    let voided = Announced { epochs: Vec::new(), voided_at: Some(BLOCK + 1) };
    member.store.record_epochs(&voided, BLOCK + 2).await.unwrap();
    assert!(matches!(turn(ledger(), BLOCK + 2).await, Turn::Never(_)));
}

#[tokio::test]
async fn what_nobody_gets_on_chain_makes_room_but_not_untried() {
    let (network, _) = network().await;
    let member = &network.members[3];
    let much_later = BLOCK + 2 * 4 * STAGE_BLOCKS + 1;
    let untried = waiting(member).await;
    assert_eq!(member.turn(&untried, &ledger(), much_later).await.unwrap(), Turn::Now, "after a long stop");
    member.store.count_attempt(EpochId(1)).await.unwrap();
    let tried = waiting(member).await;
    assert_eq!(member.turn(&tried, &ledger(), much_later - 1).await.unwrap(), Turn::Now);
    assert!(matches!(member.turn(&tried, &ledger(), much_later).await.unwrap(), Turn::Never(_)));
}

#[tokio::test]
async fn only_a_quorum_that_the_ledger_may_take_is_taken() {
    let (network, good) = network().await;
    let (member, _folder) = scene::member(2).await;
    assert!(matches!(member.take_quorum(&good).await, Err(QuorumRefusal::NotReady)));
    see(&member, BLOCK, &ledger(), &registry(1)).await;
    let changed = |change: &dyn Fn(&mut Quorum)| {
        let mut quorum = good.clone();
        change(&mut quorum);
        quorum
    };
    for (what, bad) in [
        ("too few", changed(&|quorum| quorum.endorsements.truncate(2))),
        ("one twice", changed(&|quorum| quorum.endorsements[1] = quorum.endorsements[0])),
        ("unordered", changed(&|quorum| quorum.endorsements.reverse())),
        ("another's signature", changed(&|quorum| quorum.endorsements[0].signature[5] ^= 1)),
        ("another commitment", changed(&|quorum| quorum.commitment.payout.sum.0 += 1)),
        ("another committee", changed(&|quorum| quorum.config_digest = [6; 32])),
        ("another head", changed(&|quorum| quorum.commitment.prev = [1; 32])),
        ("a later epoch", changed(&|quorum| quorum.commitment.epoch = EpochId(2))),
    ] {
        assert!(member.take_quorum(&bad).await.is_err(), "{what}");
    }
    assert_eq!(member.store.outgoing().await.unwrap(), []);
    assert!(member.take_quorum(&good).await.unwrap());
    assert!(!member.take_quorum(&good).await.unwrap(), "not new any more");
    drop(network);
}

/// Anybody can bring a quorum that was voided again and again; it must not take the place of a new one.
#[tokio::test]
async fn a_voided_quorum_is_not_taken_again() {
    let (network, voided) = network().await;
    let member = &network.members[0];
    let void = Announced { epochs: Vec::new(), voided_at: Some(BLOCK + 1) };
    member.store.record_epochs(&void, BLOCK + 2).await.unwrap();
    let again = member.take_quorum(&voided).await;
    assert!(matches!(again, Err(QuorumRefusal::Voided { cut: BLOCK, voided_at: 101 })), "{again:?}");
    assert!(member.may_propose(&genesis(), &ledger(), BLOCK).await.unwrap());
    let leader = &network.members[3];
    leader.store.record_epochs(&void, BLOCK + 2).await.unwrap();
    let later = Sight { block: BLOCK + 2, ..network.sight() };
    let old = leader.prepare(genesis(), 2, &later).await.unwrap();
    assert_eq!(old, None, "nor is it proposed again");
}

/// The ledger takes a cut at the block of the void, or later.
#[tokio::test]
async fn what_was_cut_at_the_block_of_a_void_is_as_good_as_before() {
    let (network, quorum) = network().await;
    let void = Announced { epochs: Vec::new(), voided_at: Some(BLOCK) };
    for member in [&network.members[0], &network.members[3]] {
        member.store.record_epochs(&void, BLOCK + 1).await.unwrap();
    }
    let leader = &network.members[3];
    assert_eq!(leader.turn(&waiting(leader).await, &ledger(), BLOCK).await.unwrap(), Turn::Now);
    assert!(leader.prepare(genesis(), 2, &network.sight()).await.unwrap().is_some());
    assert!(network.members[0].take_quorum(&quorum).await.unwrap());
}

#[tokio::test]
async fn who_does_not_follow_the_ledgers_head_sends_nothing() {
    let (network, quorum) = network().await;
    let member = &network.members[0];
    let head = quorum.commitment;
    let head_hash = tributary_core::epoch::Commitment::hash::<tributary_core::hashing::HostHashing>(&head);
    let moved = LedgerView { head_epoch: EpochId(1), head_hash, pending_count: 1, ..ledger() };
    let commitment = tributary_core::epoch::Commitment { epoch: EpochId(2), prev: head_hash, ..head };
    let next = Outgoing {
        commitment,
        config_digest: CONFIG_DIGEST,
        signatures: Vec::new(),
        received_at: BLOCK,
        attempts: 0,
    };
    let everybody = BLOCK + 3 * STAGE_BLOCKS;
    assert_eq!(member.turn(&next, &moved, everybody).await.unwrap(), Turn::Wait, "its books are behind");
    let first = waiting(&network.members[3]).await;
    assert_eq!(member.turn(&first, &ledger(), everybody).await.unwrap(), Turn::Now);
}
