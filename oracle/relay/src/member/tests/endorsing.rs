//! What members sign, and what they do not.

use tributary_core::{
    epoch::Commitment, hashing::HostHashing, registry::Standing as PayerStanding, Address, Domain, NodeId,
};

use super::*;
use crate::{
    agreement::{check_endorsement, Endorsement, Range, ShapeError},
    ledger::{Announced, LedgerView},
    scene::{hold, judged, registry, report, see, sight, twin, ANCHOR, BLOCK, MAX_REPORTS},
    store::{Ballot, Cast},
};

fn three() -> Vec<SignedReport> {
    vec![report(1, 1, ANCHOR), report(1, 2, ANCHOR), report(2, 1, ANCHOR)]
}

fn hash(proposal: &Proposal) -> Hash {
    proposal.commitment.hash::<HostHashing>()
}

fn checked(endorsement: &Endorsement, index: u8, commitment: &Commitment) {
    assert_eq!(endorsement.index, index);
    let members = ledger().committee;
    let good = check_endorsement(endorsement, commitment, &CONFIG_DIGEST, &domain(), &members);
    assert_eq!(good, Ok(()));
}

#[tokio::test]
async fn what_a_member_derives_itself_is_signed_after_vote_and_data_are_durable() {
    let registry = registry(2);
    let (member, folder) = holder(0, &registry, &three()).await;
    let proposal = proposal(BLOCK, &registry, three());
    let endorsement = judged(&member, &body(3, &proposal), &sight(BLOCK, &registry, &[])).await.unwrap();
    checked(&endorsement, 0, &proposal.commitment);
    let voted = member.store.voted(&Ballot::of(&proposal), &hash(&proposal)).await.unwrap();
    assert_eq!(voted, Some(Cast::Again));
    let data = folder.path().join("objects").join(hex::encode(proposal.commitment.data_hash));
    assert!(data.exists(), "whoever signs keeps the data");
}

#[tokio::test]
async fn the_same_proposal_again_is_signed_again_without_being_derived() {
    let registry = registry(2);
    let (member, folder) = holder(0, &registry, &three()).await;
    let body = body(3, &proposal(BLOCK, &registry, three()));
    let sight = sight(BLOCK, &registry, &[]);
    let first = judged(&member, &body, &sight).await.unwrap();
    assert_eq!(derived(&member), 1);
    assert!(matches!(member.screen(&body).await.unwrap(), Screened::Endorsed(again) if again == first));
    assert_eq!(judged(&member, &body, &sight).await.unwrap(), first);
    assert_eq!(derived(&member), 1);
    member.store.close().await;
    let again = scene::member_in(0, &folder).await;
    see(&again, BLOCK, &ledger(), &registry).await;
    assert_eq!(judged(&again, &body, &sight).await.unwrap(), first, "after a restart too");
    assert_eq!(derived(&again), 0);
}

#[tokio::test]
async fn epochs_are_no_nearer_than_the_pending_places_last() {
    let registry = registry(1);
    let reports = vec![report(1, 1, 40)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let body = body(leader_at(BLOCK), &proposal(BLOCK, &registry, reports.clone()));
    let mut sight = sight(BLOCK, &registry, &[]);
    for spacing in [BLOCK + 1, EPOCH_BLOCKS] {
        sight.ledger = Arc::new(LedgerView { spacing, ..ledger() });
        see(&member, BLOCK, &sight.ledger, &registry).await;
        let found = judged(&member, &body, &sight).await;
        if spacing > EPOCH_BLOCKS {
            assert!(matches!(found, Err(Refusal::NotDue { due, .. }) if due == BLOCK + 1), "{found:?}");
        } else {
            found.unwrap();
        }
    }
}

#[tokio::test]
async fn a_cut_before_the_epoch_is_due_is_refused() {
    let registry = registry(1);
    let reports = vec![report(1, 1, 40)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let early = proposal(EPOCH_BLOCKS - 1, &registry, reports.clone());
    let refused = judged(&member, &body(1, &early), &sight(BLOCK, &registry, &[])).await;
    assert!(matches!(refused, Err(Refusal::NotDue { due: EPOCH_BLOCKS, cut: 49, .. })), "{refused:?}");
    let (other, _folder) = holder(0, &registry, &reports).await;
    let in_time = proposal(EPOCH_BLOCKS, &registry, reports);
    assert!(judged(&other, &body(1, &in_time), &sight(BLOCK, &registry, &[])).await.is_ok());
}

#[tokio::test]
async fn reports_anchored_after_the_cut_have_to_wait() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR), report(1, 2, BLOCK)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    // Everybody derives the same from it: the second report comes to nothing, and its sequence is used up.
    let cut = BLOCK - 1;
    let body = body(3, &proposal(cut, &registry, reports));
    match judged(&member, &body, &sight(BLOCK, &registry, &[])).await {
        Err(Refusal::Selection(error)) => {
            assert_eq!((error.sequence, error.anchor, error.cut), (2, BLOCK, cut))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_cut_beyond_what_is_final_here_may_pass_later() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let body = body(3, &proposal(BLOCK + 1, &registry, reports));
    let early = judged(&member, &body, &sight(BLOCK, &registry, &[])).await;
    assert!(early.as_ref().is_err_and(Refusal::is_retryable), "{early:?}");
    assert!(judged(&member, &body, &sight(BLOCK + 1, &registry, &[])).await.is_ok());
}

#[tokio::test]
async fn sequences_are_not_skipped_that_a_member_holds() {
    let registry = registry(1);
    let (first, second) = (report(1, 1, 70), report(1, 2, 70));
    let skipping = body(3, &proposal(BLOCK, &registry, vec![second.clone()]));
    let sight = sight(BLOCK, &registry, &[]);
    let (without, _folder) = holder(0, &registry, std::slice::from_ref(&second)).await;
    assert!(judged(&without, &skipping, &sight).await.is_ok(), "the gap is dead");
    let (with, _folder) = holder(1, &registry, &[first, second]).await;
    let refused = judged(&with, &skipping, &sight).await.unwrap_err();
    assert_eq!(refused.withheld(), Some(Withheld { node: NodeId(1), sequence: 1 }));
    assert!(!refused.is_retryable());
}

#[tokio::test]
async fn a_vote_binds_to_one_proposal_a_stage_and_never_goes_back() {
    let registry = registry(1);
    let reports = vec![report(1, 1, 60)];
    let (member, folder) = holder(1, &registry, &reports).await;
    let at = |cut| proposal(cut, &registry, reports.clone());
    let later = sight(130, &registry, &[]);
    let first = at(BLOCK);
    judged(&member, &body(3, &first), &later).await.unwrap();
    member.store.close().await;
    let member = scene::member_in(1, &folder).await;
    see(&member, 130, &ledger(), &registry).await;
    let other = judged(&member, &body(3, &at(BLOCK + 1)), &later).await;
    match other {
        Err(Refusal::Signed { stage: 2, hash, .. }) => assert_eq!(hash, self::hash(&first)),
        other => panic!("{other:?}"),
    }
    let earlier = judged(&member, &body(2, &at(80)), &later).await;
    assert!(matches!(earlier, Err(Refusal::Over { stage: 1, later: 2 })), "{earlier:?}");
    assert!(judged(&member, &body(0, &at(115)), &later).await.is_ok(), "a later stage is open");
    let back = judged(&member, &body(3, &first), &later).await;
    assert!(matches!(back, Err(Refusal::Over { stage: 2, later: 3 })), "{back:?}");
}

#[tokio::test]
async fn only_the_leader_of_the_stage_in_which_it_cut_is_heard() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let good = proposal(BLOCK, &registry, reports);
    let sight = sight(BLOCK, &registry, &[]);
    let elsewhere = Domain { splitter: Address([8; 20]), ..domain() };
    let foreign = sign_proposal(good.clone(), &elsewhere, &oracle_key(3)).unwrap();
    for (what, body) in [
        ("a stranger", body(9, &good)),
        ("another member", body(2, &good)),
        ("a signature for another deployment", scale::Encode::encode(&foreign)),
        ("another stage than the cut's", body(3, &Proposal { stage: 6, ..good.clone() })),
        ("another stage, in which its signer leads", body(2, &Proposal { stage: 1, ..good.clone() })),
        ("another committee", body(3, &Proposal { config_digest: [6; 32], ..good.clone() })),
    ] {
        let refused = judged(&member, &body, &sight).await;
        assert!(matches!(refused, Err(Refusal::NotYourTurn(_))), "{what}: {refused:?}");
    }
    let stranger = member.screen(&body(9, &good)).await;
    assert!(matches!(stranger, Err(Refusal::NotYourTurn(_))), "before the chain is read: {stranger:?}");
    assert_eq!(derived(&member), 0, "none of them cost anything");
    assert!(judged(&member, &body(3, &good), &sight).await.is_ok());
    let (outsider, _folder) = scene::member(5).await;
    see(&outsider, BLOCK, &ledger(), &registry).await;
    let refused = judged(&outsider, &body(3, &good), &sight).await;
    assert!(matches!(refused, Err(Refusal::NotYourTurn(_))), "{refused:?}");
}

#[tokio::test]
async fn bytes_that_no_honest_leader_sends_are_refused_by_themselves() {
    let registry = registry(2);
    let (member, _folder) = holder(0, &registry, &three()).await;
    let good = proposal(BLOCK, &registry, three());
    let range = |node, from, until| Range { node: NodeId(node), from, until };
    let end = i64::MAX.unsigned_abs();
    let with = |ranges: Vec<Range>| Proposal { ranges, ..good.clone() };
    let count = |report_count| Proposal {
        commitment: Commitment { report_count, ..good.commitment },
        ..good.clone()
    };
    let sight = sight(BLOCK, &registry, &[]);
    for (what, bad, expected) in [
        ("unsorted", with(vec![range(2, 1, 2), range(1, 1, 3)]), ShapeError::Order { node: NodeId(1) }),
        ("twice", with(vec![range(1, 1, 3), range(1, 3, 4)]), ShapeError::Order { node: NodeId(1) }),
        ("overlapping", with(vec![range(1, 1, 3), range(1, 2, 4)]), ShapeError::Order { node: NodeId(1) }),
        ("empty", with(vec![range(1, 5, 5)]), width(1, 5, 5)),
        ("backwards", with(vec![range(1, 5, 4)]), width(1, 5, 4)),
        ("wide", with(vec![range(1, 1, 12)]), width(1, 1, 12)),
        ("of everything", with(vec![range(1, 0, u64::MAX)]), width(1, 0, u64::MAX)),
        (
            "at the end of numbers",
            with(vec![range(1, u64::MAX - 1, u64::MAX)]),
            width(1, u64::MAX - 1, u64::MAX),
        ),
        ("beyond the database", with(vec![range(1, end, end + 1)]), width(1, end, end + 1)),
        ("no ranges", with(Vec::new()), ShapeError::Count { ranges: 0, reports: 3 }),
        ("too few reports", count(1), ShapeError::Count { ranges: 2, reports: 1 }),
        ("too many", count(11), ShapeError::TooMany { found: 11, most: MAX_REPORTS }),
        ("far too many", count(u64::MAX), ShapeError::TooMany { found: u64::MAX, most: MAX_REPORTS }),
    ] {
        match judged(&member, &body(3, &bad), &sight).await {
            Err(Refusal::Shape(found)) => assert_eq!(found, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
    let whole = body(3, &good);
    for bytes in [&[] as &[u8], &whole[..whole.len() - 1], &[&whole[..], &[0]].concat()] {
        assert!(matches!(judged(&member, bytes, &sight).await, Err(Refusal::Undecodable)));
    }
    assert_eq!(derived(&member), 0);
}

fn width(node: u64, from: u64, until: u64) -> ShapeError {
    ShapeError::Width { node: NodeId(node), from, until, most: MAX_REPORTS }
}

#[tokio::test]
async fn reports_that_are_not_here_come_from_the_leader() {
    let registry = registry(2);
    let (leader, _folder) = holder(3, &registry, &three()).await;
    let peers = [scene::peer(&leader).await];
    let good = proposal(BLOCK, &registry, three());
    let (member, _folder) = holder(0, &registry, &[report(1, 1, ANCHOR)]).await;
    let endorsement = judged(&member, &body(3, &good), &sight(BLOCK, &registry, &peers)).await.unwrap();
    checked(&endorsement, 0, &good.commitment);
    let data = member.objects.get(&good.commitment.data_hash).await.unwrap();
    assert!(data.is_some(), "with what the leader gave");
}

#[tokio::test]
async fn of_a_contradiction_the_leaders_report_passes_too() {
    let registry = registry(1);
    let (leader, _folder) = holder(3, &registry, &[twin(1, 1, ANCHOR)]).await;
    let peers = [scene::peer(&leader).await];
    let theirs = proposal(BLOCK, &registry, vec![twin(1, 1, ANCHOR)]);
    let (member, _folder) = holder(0, &registry, &[report(1, 1, ANCHOR)]).await;
    judged(&member, &body(3, &theirs), &sight(BLOCK, &registry, &peers)).await.unwrap();
    assert_eq!(derived(&member), 2, "the own one first, then the leader's");
}

#[tokio::test]
async fn another_commitment_than_the_reports_lead_to_is_refused_and_soon_not_looked_at() {
    let registry = registry(2);
    let (leader, _folder) = holder(3, &registry, &three()).await;
    let sight = sight(BLOCK, &registry, &[scene::peer(&leader).await]);
    let (member, _folder) = holder(0, &registry, &three()).await;
    let mut bad = proposal(BLOCK, &registry, three());
    bad.commitment.payout.sum.0 += 1;
    let bytes = body(3, &bad);
    for _ in 0..4 {
        let refused = judged(&member, &bytes, &sight).await;
        assert!(matches!(refused, Err(Refusal::OtherCommitment)), "{refused:?}");
    }
    let before = derived(&member);
    assert!(matches!(judged(&member, &bytes, &sight).await, Err(Refusal::TooOften(4))));
    let other = judged(&member, &body(3, &proposal(BLOCK - 1, &registry, three())), &sight).await;
    assert!(matches!(other, Err(Refusal::Proposed { .. })), "one a stage, even if it is good: {other:?}");
    assert_eq!(derived(&member), before);
    let voted = member.store.voted(&Ballot::of(&bad), &hash(&bad)).await.unwrap();
    assert_eq!(voted, None, "no vote was cast");
}

#[tokio::test]
async fn votes_by_another_earning_than_the_chains_are_refused() {
    let registry = registry(2);
    let (leader, _folder) = holder(3, &registry, &three()).await;
    let sight = sight(BLOCK, &registry, &[scene::peer(&leader).await]);
    let (member, _folder) = holder(0, &registry, &three()).await;
    let mut generous = registry.clone();
    generous.earning.rate *= 2;
    let proposed = proposal(BLOCK, &generous, three());
    assert!(proposed.commitment.votes.sum > proposal(BLOCK, &registry, three()).commitment.votes.sum);
    let refused = judged(&member, &body(3, &proposed), &sight).await;
    assert!(matches!(refused, Err(Refusal::OtherCommitment)), "{refused:?}");
}

#[tokio::test]
async fn reports_that_their_node_did_not_sign_are_not_taken_from_a_leader() {
    let registry = registry(1);
    let (leader, _folder) = scene::member(3).await;
    see(&leader, BLOCK, &ledger(), &registry).await;
    let mut forged = report(1, 1, ANCHOR);
    forged.report.prompt_tokens += 1;
    let digest = forged.report.digest::<HostHashing>(&domain());
    leader.store.add_reports(&[(digest, forged)]).await.unwrap();
    let peers = [scene::peer(&leader).await];
    let named = proposal(BLOCK, &registry, vec![report(1, 1, ANCHOR)]);
    let (member, _folder) = holder(0, &registry, &[]).await;
    let refused = judged(&member, &body(3, &named), &sight(BLOCK, &registry, &peers)).await;
    assert!(matches!(refused, Err(Refusal::OtherCommitment)), "{refused:?}");
    assert_eq!(derived(&member), 0);
}

#[tokio::test]
async fn epochs_without_reports_are_signed_only_when_one_is_due() {
    let registry = registry(1);
    let (member, _folder) = holder(0, &registry, &[]).await;
    let empty = |cut, registry: &Registry| proposal(cut, registry, Vec::new());
    let refused = judged(&member, &body(3, &empty(BLOCK, &registry)), &sight(BLOCK, &registry, &[])).await;
    assert!(matches!(refused, Err(Refusal::Empty(EpochId(1)))), "{refused:?}");
    let heartbeat = EPOCH_BLOCKS * 10;
    let body_of = |cut| body(leader_at(cut), &empty(cut, &registry));
    let early = judged(&member, &body_of(heartbeat - 1), &sight(heartbeat, &registry, &[])).await;
    assert!(matches!(early, Err(Refusal::Empty(_))), "{early:?}");
    let (fresh, _folder) = holder(0, &registry, &[]).await;
    assert!(judged(&fresh, &body_of(heartbeat), &sight(heartbeat, &registry, &[])).await.is_ok());

    let mut leaving = registry.clone();
    let payer = leaving.payers.get_mut(&Address([1; 20])).unwrap();
    payer.standing.change(BLOCK - 30, PayerStanding { generation: 0, open: false }).unwrap();
    let (fresh, _folder) = holder(0, &registry, &[]).await;
    let before = empty(BLOCK - 1, &leaving);
    let refused = judged(&fresh, &body(3, &before), &sight(BLOCK, &leaving, &[])).await;
    assert!(matches!(refused, Err(Refusal::Empty(_))), "it could not leave yet: {refused:?}");
    let (fresh, _folder) = holder(0, &registry, &[]).await;
    let covering = empty(BLOCK, &leaving);
    assert!(judged(&fresh, &body(3, &covering), &sight(BLOCK, &leaving, &[])).await.is_ok());
}

#[tokio::test]
async fn nothing_is_signed_that_was_cut_before_a_void() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR)];
    let (member, _folder) = holder(0, &registry, &reports).await;
    let voided = Announced { epochs: Vec::new(), voided_at: Some(BLOCK + 1) };
    member.store.record_epochs(&voided, BLOCK + 2).await.unwrap();
    let sight = sight(BLOCK + 2, &registry, &[]);
    let old = judged(&member, &body(3, &proposal(BLOCK, &registry, reports.clone())), &sight).await;
    assert!(matches!(old, Err(Refusal::Voided { cut: BLOCK, voided_at: 101 })), "{old:?}");
    assert!(judged(&member, &body(3, &proposal(BLOCK + 1, &registry, reports)), &sight).await.is_ok());
}

#[tokio::test]
async fn nobody_signs_before_it_saw_the_chain() {
    let registry = registry(1);
    let (member, _folder) = scene::member(0).await;
    let body = body(3, &proposal(BLOCK, &registry, vec![report(1, 1, ANCHOR)]));
    let refused = judged(&member, &body, &sight(BLOCK, &registry, &[])).await;
    assert!(refused.is_err_and(|refusal| refusal.is_retryable()));
}

#[tokio::test]
async fn what_was_endorsed_for_one_committee_is_not_for_the_next() {
    let registry = registry(1);
    let (member, _folder) = holder(0, &registry, &[report(1, 1, ANCHOR)]).await;
    let body = body(3, &proposal(BLOCK, &registry, vec![report(1, 1, ANCHOR)]));
    let mut sight = sight(BLOCK, &registry, &[]);
    judged(&member, &body, &sight).await.unwrap();
    let next = LedgerView { config_digest: [6; 32], ..ledger() };
    see(&member, BLOCK, &next, &registry).await;
    sight.ledger = Arc::new(next);
    let refused = judged(&member, &body, &sight).await;
    assert!(matches!(refused, Err(Refusal::NotYourTurn(_))), "{refused:?}");
}

#[tokio::test]
async fn a_member_that_does_not_follow_the_ledger_yet_may_sign_later() {
    let registry = registry(1);
    let (member, _folder) = holder(0, &registry, &[report(1, 1, ANCHOR)]).await;
    let body = body(3, &proposal(BLOCK, &registry, vec![report(1, 1, ANCHOR)]));
    let mut ahead = sight(BLOCK, &registry, &[]);
    ahead.ledger = Arc::new(LedgerView { head_epoch: EpochId(1), ..ledger() });
    let refused = judged(&member, &body, &ahead).await;
    assert!(matches!(refused, Err(Refusal::DoesNotFollow(_))), "{refused:?}");
    assert!(judged(&member, &body, &sight(BLOCK, &registry, &[])).await.is_ok());
}

/// A failure here must not use up what a leader may try.
#[tokio::test]
async fn a_proposal_is_tried_as_often_as_it_takes_while_its_leader_is_out_of_reach() {
    let registry = registry(1);
    let reports = vec![report(1, 1, ANCHOR)];
    let (leader, _folder) = holder(3, &registry, &reports).await;
    let (member, _folder) = holder(0, &registry, &[]).await;
    let body = body(3, &proposal(BLOCK, &registry, reports));
    for _ in 0..6 {
        let refused = judged(&member, &body, &sight(BLOCK, &registry, &[])).await;
        assert!(matches!(refused, Err(Refusal::NotReady(_))), "{refused:?}");
    }
    let reached = sight(BLOCK, &registry, &[scene::peer(&leader).await]);
    assert!(judged(&member, &body, &reached).await.is_ok());
}

#[tokio::test]
async fn a_leader_that_serves_more_than_it_proposed_costs_no_derivation() {
    let registry = registry(1);
    let all: Vec<_> = (1..=3).map(|sequence| report(1, sequence, 70)).collect();
    let (leader, _folder) = holder(3, &registry, &all).await;
    // It skips the second one in its proposal, and serves it all the same.
    let skipping = vec![all[0].clone(), all[2].clone()];
    let body = body(3, &proposal(BLOCK, &registry, skipping));
    let (member, _folder) = holder(0, &registry, &[]).await;
    let sight = sight(BLOCK, &registry, &[scene::peer(&leader).await]);
    assert!(judged(&member, &body, &sight).await.is_err());
    assert_eq!(derived(&member), 0);
}

/// The commitment is right, and says nothing of what was left out: neither for reports that are here nor
/// for those that the leader gave.
#[tokio::test]
async fn a_leaders_choice_is_checked_wherever_the_reports_come_from() {
    let registry = registry(2);
    let early = report(1, 1, BLOCK);
    let cut = BLOCK - 1;
    let body = body(3, &proposal(cut, &registry, vec![early.clone(), report(2, 1, ANCHOR)]));
    let (leader, _folder) = holder(3, &registry, &[early, report(2, 1, ANCHOR)]).await;
    let sight = sight(BLOCK, &registry, &[scene::peer(&leader).await]);
    let (without, _folder) = holder(0, &registry, &[]).await;
    let refused = judged(&without, &body, &sight).await;
    assert!(matches!(refused, Err(Refusal::Selection(_))), "{refused:?}");
    assert_eq!(hold(&without, &registry, vec![report(1, 1, BLOCK), report(2, 1, ANCHOR)]).await, 2);
    let refused = judged(&without, &body, &sight).await;
    assert!(matches!(refused, Err(Refusal::Selection(_))), "{refused:?}");
}
