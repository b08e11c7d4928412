#![allow(clippy::arithmetic_side_effects)]

use tributary_core::{
    epoch::Commitment, registry::Standing, Address, Domain, EpochId, ModelId, NodeId, Report, SignedReport,
    Voucher, Wei,
};

use super::*;
use crate::{keys::OracleKey, scene};

fn domain() -> Domain {
    Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) }
}

fn keys() -> Vec<OracleKey> {
    (1..=4).map(|seed| OracleKey::from_bytes(&[seed; 32]).unwrap()).collect()
}

fn signed(sequence: u64, anchor_block: u32) -> SignedReport {
    let voucher = Voucher {
        payer: Address([3; 20]),
        node: NodeId(1),
        nonce: sequence,
        model: ModelId(1),
        model_version: 1,
        max_fee: Wei(1),
        request_hash: [0; 32],
        expires_at_block: anchor_block,
        audit_consent: false,
    };
    let report = Report {
        node: NodeId(1),
        sequence,
        voucher,
        voucher_signature: [0; 64],
        response_hash: [0; 32],
        prompt_tokens: 1,
        completion_tokens: 1,
        fee: Wei(1),
        anchor_block,
        method: 1,
        corpus_root: [0; 32],
        shares: vec![],
    };
    SignedReport { report, signature: [0; 64] }
}

fn selected(reports: &[(u64, u32)], due: u64, cut: u32) -> Vec<u64> {
    let reports = reports.iter().map(|(sequence, anchor)| signed(*sequence, *anchor)).collect();
    select(reports, due, cut, 20).iter().map(|signed| signed.report.sequence).collect()
}

#[test]
fn each_stage_passes_the_lead_on_by_one() {
    for epoch in 1..=8 {
        let leaders: Vec<_> = (0..4)
            .map(|stage| (0..4).filter(|index| leads(EpochId(epoch), stage, *index, 4)).collect::<Vec<_>>())
            .collect();
        assert!(leaders.iter().all(|leaders| leaders.len() == 1), "one leader a stage");
        let mut seen: Vec<_> = leaders.concat();
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3], "everyone leads within four stages");
    }
    assert!(!leads(EpochId(1), 0, 0, 0), "nobody leads an empty committee");
}

#[test]
fn stages_begin_when_the_epoch_is_due() {
    assert_eq!(stage(99, 100, 10), None);
    assert_eq!(stage(100, 100, 10), Some(0));
    assert_eq!(stage(109, 100, 10), Some(0));
    assert_eq!(stage(110, 100, 10), Some(1));
    assert_eq!(stage(500, 100, 0), Some(0), "without stages the first leader keeps the lead");
}

#[test]
fn an_epoch_takes_what_is_gap_free_from_what_is_due() {
    assert_eq!(selected(&[(1, 90), (2, 90), (3, 90)], 2, 100), [2, 3]);
    assert_eq!(selected(&[(1, 90), (3, 90)], 1, 100), [1]);
    assert_eq!(selected(&[(2, 90)], 1, 100), [] as [u64; 0]);
}

#[test]
fn a_gap_is_passed_once_what_follows_is_old_enough() {
    assert_eq!(selected(&[(1, 70), (3, 80)], 1, 100), [1], "20 blocks are not more than 20");
    assert_eq!(selected(&[(1, 70), (3, 79), (4, 90)], 1, 100), [1, 3, 4]);
}

#[test]
fn what_is_anchored_after_the_cut_waits() {
    assert_eq!(selected(&[(1, 100), (2, 101), (3, 100)], 1, 100), [1]);
}

#[test]
fn the_lead_comes_round_to_each_member_in_turn() {
    let turns =
        |epoch, stage| (0..4).map(|index| distance(EpochId(epoch), stage, index, 4)).collect::<Vec<_>>();
    assert_eq!(turns(1, 0), [Some(3), Some(0), Some(1), Some(2)]);
    assert_eq!(turns(1, 2), [Some(1), Some(2), Some(3), Some(0)]);
    assert_eq!(distance(EpochId(1), 0, 4, 4), None, "nobody's place");
    assert_eq!(distance(EpochId(u64::MAX), u32::MAX, 1, 1), None);
    assert_eq!(distance(EpochId(u64::MAX), u32::MAX, 0, 1), Some(0));
}

fn allotted(room: u32, waiting: &[(u64, u32, u32)]) -> Vec<(u64, u32)> {
    let waiting: Vec<_> = waiting
        .iter()
        .map(|(node, count, oldest)| Waiting { node: NodeId(*node), count: *count, oldest: *oldest })
        .collect();
    allot(room, &waiting).into_iter().map(|(node, count)| (node.0, count)).collect()
}

#[test]
fn room_is_shared_alike_and_the_rest_goes_to_the_oldest() {
    assert_eq!(allotted(10, &[(1, 100, 5), (2, 2, 9), (3, 9, 7)]), [(1, 5), (2, 2), (3, 3)]);
    assert_eq!(allotted(10, &[(1, 100, 7), (2, 2, 9), (3, 9, 5)]), [(1, 3), (2, 2), (3, 5)]);
    assert_eq!(allotted(100, &[(1, 10, 5), (2, 20, 5)]), [(1, 10), (2, 20)], "room for all");
    assert_eq!(allotted(10, &[(1, 0, 5), (2, 20, 5)]), [(2, 10)]);
    assert_eq!(allotted(2, &[(1, 50, 9), (2, 50, 5), (3, 50, 7)]), [(2, 1), (3, 1)], "one each");
    assert_eq!(allotted(0, &[(1, 5, 5)]), []);
    assert_eq!(allotted(5, &[]), []);
}

#[test]
fn no_more_is_allotted_than_there_is_room() {
    for room in 0..30 {
        for nodes in 1..8u64 {
            let waiting: Vec<_> =
                (1..=nodes).map(|node| (node, u32::try_from(node * 3).unwrap(), 50)).collect();
            let given = allotted(room, &waiting);
            let sum: u32 = given.iter().map(|(_, count)| count).sum();
            let wanted: u32 = waiting.iter().map(|(_, count, _)| count).sum();
            assert_eq!(sum, room.min(wanted), "{room} for {nodes}");
            let fair = room / u32::try_from(nodes).unwrap();
            for (node, count, _) in waiting {
                let got = given.iter().find(|(of, _)| *of == node).map_or(0, |(_, count)| *count);
                assert!(got >= fair.min(count), "node {node} of {nodes} has {got} of {room}");
            }
        }
    }
}

#[test]
fn requests_are_for_one_oracle_at_about_one_time_by_a_member() {
    let keys = keys();
    let members: Vec<_> = keys.iter().map(OracleKey::address).collect();
    let range = Range { node: NodeId(1), from: 1, until: 3 };
    let request = ReportsRequest { to: members[0], at: 500, range };
    let signed = sign_request(request, &domain(), &keys[1]).unwrap();
    let check = |signed: &SignedRequest, to, block| check_request(signed, &domain(), to, block, &members);
    for block in [400, 500, 600] {
        assert_eq!(check(&signed, members[0], block), Ok(members[1]));
    }
    for block in [0, 399, 601, u32::MAX] {
        assert_eq!(check(&signed, members[0], block), Err(RequestError::Stale { found: 500, block }));
    }
    assert_eq!(check(&signed, members[2], 500), Err(RequestError::Misaddressed(members[0])));
    let stranger = OracleKey::from_bytes(&[9; 32]).unwrap();
    let foreign = sign_request(request, &domain(), &stranger).unwrap();
    assert_eq!(check(&foreign, members[0], 500), Err(RequestError::NotMember(stranger.address())));
    let mut changed = signed;
    changed.request.range.until = 4;
    assert!(matches!(
        check(&changed, members[0], 500),
        Err(RequestError::NotMember(_) | RequestError::Unsigned)
    ));
    let unsigned = SignedRequest { signature: [0; 65], ..signed };
    assert_eq!(check(&unsigned, members[0], 500), Err(RequestError::Unsigned));
}

#[test]
fn proposals_name_their_signer_and_bind_their_content() {
    let keys = keys();
    let range = Range { node: NodeId(1), from: 1, until: 3 };
    let proposal =
        Proposal { stage: 0, config_digest: [5; 32], ranges: vec![range], commitment: Commitment::GENESIS };
    let mut signed = sign_proposal(proposal, &domain(), &keys[1]).unwrap();
    assert_eq!(proposer(&signed, &domain()), Ok(keys[1].address()));
    let elsewhere = Domain { genesis_hash: [9; 32], ..domain() };
    assert_ne!(proposer(&signed, &elsewhere), Ok(keys[1].address()));
    signed.proposal.stage = 1;
    assert_ne!(proposer(&signed, &domain()), Ok(keys[1].address()));
}

#[test]
fn endorsements_are_checked_against_the_committee() {
    let keys = keys();
    let members: Vec<_> = keys.iter().map(OracleKey::address).collect();
    let commitment = Commitment { epoch: EpochId(1), ..Commitment::GENESIS };
    let endorse =
        |index: u8, key: &OracleKey| sign_commitment(index, &commitment, &[5; 32], &domain(), key).unwrap();
    let check = |endorsement: &Endorsement, config_digest| {
        check_endorsement(endorsement, &commitment, config_digest, &domain(), &members)
    };
    let good = endorse(2, &keys[2]);
    assert_eq!(check(&good, &[5; 32]), Ok(()));
    let imposed = check(&endorse(1, &keys[2]), &[5; 32]);
    let (expected, found) = (members[1], members[2]);
    assert_eq!(imposed, Err(MessageError::WrongSigner { index: 1, expected, found }));
    let absent = check(&endorse(4, &keys[2]), &[5; 32]);
    assert_eq!(absent, Err(MessageError::NoMember(4)));
    let old_committee = check(&good, &[6; 32]);
    assert!(matches!(old_committee, Err(MessageError::WrongSigner { .. } | MessageError::Unsigned)));
}

#[test]
fn an_empty_epoch_comes_for_a_leaver_once_and_not_for_one_that_is_gone() {
    let mut registry = scene::registry(1);
    let payer = registry.payers.get_mut(&Address([1; 20])).unwrap();
    payer.standing.change(70, Standing { generation: 0, open: false }).unwrap();
    let due = |registry: &_, head_cut, cut| is_due_empty(registry, head_cut, cut, heartbeat(50, 3), 30);
    for (head_cut, cut, expected) in [
        (60, 99, false),
        (60, 100, true),
        (99, 100, true),
        (100, 101, false),
        (110, 150, false),
        (100, 599, false),
        (100, 600, true),
    ] {
        assert_eq!(due(&registry, head_cut, cut), expected, "from {head_cut} to {cut}");
    }
    // A ledger with few places sets a slower pace.
    assert!(!is_due_empty(&registry, 100, 600, heartbeat(50, 501), 30));
    assert!(is_due_empty(&registry, 100, 601, heartbeat(50, 501), 30));
    // It left and came back: what it asked for before is done.
    registry.payers.get_mut(&Address([1; 20])).unwrap().generation = 1;
    assert!(!due(&registry, 60, 100));
}
