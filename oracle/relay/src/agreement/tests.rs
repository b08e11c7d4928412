#![allow(clippy::arithmetic_side_effects)]

use scale::{Decode, Encode};
use tributary_core::{
    epoch::Commitment, Address, Domain, EpochId, ModelId, NodeId, Report, SignedReport, Voucher, Wei,
};

use super::*;
use crate::keys::OracleKey;

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
fn proposals_name_their_signer_and_bind_their_content() {
    let keys = keys();
    let range = Range { node: NodeId(1), from: 1, until: 3 };
    let proposal =
        Proposal { stage: 0, config_digest: [5; 32], ranges: vec![range], commitment: Commitment::GENESIS };
    let mut signed = SignedProposal::sign(proposal, &domain(), &keys[1]).unwrap();
    let bytes = signed.encode();
    assert_eq!(SignedProposal::decode(&mut bytes.as_slice()).unwrap(), signed);
    assert_eq!(signed.signer(&domain()), Ok(keys[1].address()));
    let elsewhere = Domain { genesis_hash: [9; 32], ..domain() };
    assert_ne!(signed.signer(&elsewhere), Ok(keys[1].address()));
    signed.proposal.stage = 1;
    assert_ne!(signed.signer(&domain()), Ok(keys[1].address()));
}

#[test]
fn endorsements_are_checked_against_the_committee() {
    let keys = keys();
    let members: Vec<_> = keys.iter().map(OracleKey::address).collect();
    let commitment = Commitment { epoch: EpochId(1), ..Commitment::GENESIS };
    let endorse =
        |index: u8, key: &OracleKey| Endorsement::sign(index, &commitment, &[5; 32], &domain(), key).unwrap();
    let good = endorse(2, &keys[2]);
    assert_eq!(good.check(&commitment, &[5; 32], &domain(), &members), Ok(()));
    assert_eq!(good.to_bytes()[0], 2);
    assert_eq!(good.to_bytes()[1..], good.signature);
    let imposed = endorse(1, &keys[2]).check(&commitment, &[5; 32], &domain(), &members);
    let (expected, found) = (members[1], members[2]);
    assert_eq!(imposed, Err(MessageError::WrongSigner { index: 1, expected, found }));
    let absent = endorse(4, &keys[2]).check(&commitment, &[5; 32], &domain(), &members);
    assert_eq!(absent, Err(MessageError::NoMember(4)));
    let old_committee = good.check(&commitment, &[6; 32], &domain(), &members);
    assert!(matches!(old_committee, Err(MessageError::WrongSigner { .. } | MessageError::Unsigned)));
}
