//! Whose signatures count, and in which form.

use alloy_primitives::{Address, Bytes, B256, U256};
use tributary_core::{epoch::Commitment, Domain};
use tributary_sandbox::{
    abi::IAttributionLedger::{
        self, QuorumMissed, SignatureInvalid, SignaturesMalformed, SignerUnknown, SignersUnordered,
    },
    Committee, OracleKeys, Suite,
};

use super::Epochs;
use crate::scene::Scene;

/// The order of secp256k1.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
    0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

/// Where a signature's parts stand in its 66 bytes.
const INDEX: usize = 0;
const R: usize = 1;
const S: usize = 33;
const V: usize = 65;

/// A scene and its next commitment with three signatures.
fn signed() -> (Epochs, Commitment, Vec<u8>) {
    let mut epochs = Epochs::new();
    let commitment = epochs.next();
    let signatures = epochs.scene.suite.committee().sign(&commitment).to_vec();
    assert_eq!(signatures.len(), 3 * 66);
    (epochs, commitment, signatures)
}

#[test]
fn any_quorum_in_order_will_do() {
    for signers in [vec![0, 1, 2], vec![1, 2, 3], vec![0, 2, 3], vec![0, 1, 2, 3]] {
        let (epochs, commitment, _) = signed();
        let suite = &epochs.scene.suite;
        let signatures = suite.committee().sign_by(signers, &commitment);
        suite.submit_signed(&commitment, signatures).ok();
    }
}

#[test]
fn fewer_than_a_quorum_will_not() {
    let (epochs, commitment, _) = signed();
    for signers in [vec![], vec![0], vec![3], vec![0, 1], vec![2, 3]] {
        let found = u8::try_from(signers.len()).unwrap();
        let signatures = epochs.scene.suite.committee().sign_by(signers, &commitment);
        epochs.refuses_signed(&commitment, signatures, QuorumMissed { found, needed: 3 });
    }
}

#[test]
fn nobody_counts_twice_and_order_is_kept() {
    let (epochs, commitment, _) = signed();
    let cases = [
        (vec![0, 0, 1], (0, 0)),
        (vec![0, 1, 1], (1, 1)),
        (vec![0, 1, 2, 2], (2, 2)),
        (vec![1, 0, 2], (1, 0)),
        (vec![0, 2, 1], (2, 1)),
        (vec![3, 2, 1, 0], (3, 2)),
        (vec![0, 1, 2, 0], (2, 0)),
    ];
    for (signers, (before, after)) in cases {
        let signatures = epochs.scene.suite.committee().sign_by(signers, &commitment);
        epochs.refuses_signed(&commitment, signatures, SignersUnordered { before, after_: after });
    }
}

#[test]
fn an_index_beyond_the_committee_is_nobodys() {
    let (epochs, commitment, signatures) = signed();
    for index in [4, 5, 255] {
        let mut other = signatures.clone();
        other[2 * 66 + INDEX] = index;
        epochs.refuses_signed(&commitment, other.into(), SignerUnknown { index, members: 4 });
    }
}

#[test]
fn signatures_are_whole() {
    let (epochs, commitment, signatures) = signed();
    for length in [1, 65, 67, 3 * 66 - 1] {
        let refusal = SignaturesMalformed { length: u32::try_from(length).unwrap() };
        epochs.refuses_signed(&commitment, Bytes::copy_from_slice(&signatures[..length]), refusal);
    }
    let longer = [signatures.as_slice(), &[0]].concat();
    epochs.refuses_signed(&commitment, longer.into(), SignaturesMalformed { length: 3 * 66 + 1 });
}

#[test]
fn the_second_form_of_a_signature_is_refused() {
    let (epochs, commitment, signatures) = signed();
    for place in 0..3_u8 {
        let mut other = signatures.clone();
        let one = &mut other[usize::from(place) * 66..][..66];
        let s = U256::from_be_slice(&one[S..V]);
        let high = U256::from_be_bytes(ORDER) - s;
        one[S..V].copy_from_slice(&high.to_be_bytes::<32>());
        one[V] = if one[V] == 27 { 28 } else { 27 };
        epochs.refuses_signed(&commitment, other.into(), SignatureInvalid { index: place });
    }
}

#[test]
fn v_is_27_or_28_and_the_right_one() {
    let (epochs, commitment, signatures) = signed();
    let right = signatures[V];
    for v in [0, 1, 26, 29, 27 + 35, 255, 27 + 28 - right] {
        let mut other = signatures.clone();
        other[V] = v;
        epochs.refuses_signed(&commitment, other.into(), SignatureInvalid { index: 0 });
    }
}

#[test]
fn values_out_of_the_curves_order_are_refused() {
    let (epochs, commitment, signatures) = signed();
    let half = U256::from_be_bytes(ORDER) >> 1;
    for (part, value) in [
        (R, U256::ZERO),
        (R, U256::from_be_bytes(ORDER)),
        (R, U256::MAX),
        (S, U256::ZERO),
        (S, half + U256::from(1)),
        (S, U256::from_be_bytes(ORDER)),
        (S, U256::MAX),
    ] {
        let mut other = signatures.clone();
        other[66 + part..66 + part + 32].copy_from_slice(&value.to_be_bytes::<32>());
        epochs.refuses_signed(&commitment, other.into(), SignatureInvalid { index: 1 });
    }
}

#[test]
fn every_signature_given_is_its_signers() {
    let (epochs, commitment, signatures) = signed();
    let committee = epochs.scene.suite.committee();
    // The quorum is there, and one more that is wrong.
    let mut more = committee.sign_by(0..4, &commitment).to_vec();
    more[3 * 66 + R] ^= 1;
    epochs.refuses_signed(&commitment, more.into(), SignatureInvalid { index: 3 });
    // One member's in another's name.
    let mut swapped = signatures;
    swapped[INDEX] = 1;
    let third = committee.sign_by([3], &commitment);
    let swapped = [&swapped[..66], &committee.sign_by([2], &commitment), &third].concat();
    epochs.refuses_signed(&commitment, swapped.into(), SignatureInvalid { index: 1 });
    // Somebody else's altogether.
    let strangers = OracleKeys::from_seed("stranger", 4);
    let digest = committee.digest(&commitment);
    let of_strangers: Vec<u8> = (0..3).flat_map(|index| strangers.sign(index, &digest)).collect();
    epochs.refuses_signed(&commitment, of_strangers.into(), SignatureInvalid { index: 0 });
}

#[test]
fn a_signature_is_under_this_commitment() {
    let (epochs, commitment, signatures) = signed();
    let alterations: [fn(&mut Commitment); 6] = [
        |other| other.corpus_root[0] ^= 1,
        |other| other.reports.hash[31] ^= 1,
        |other| other.report_count += 1,
        |other| other.payout.hash[0] ^= 1,
        |other| other.cursors.sum.0 += 1,
        |other| other.data_hash[31] ^= 1,
    ];
    for alter in alterations {
        let mut other = commitment;
        alter(&mut other);
        epochs.refuses_signed(&other, signatures.clone().into(), SignatureInvalid { index: 0 });
    }
    epochs.scene.suite.submit_signed(&commitment, signatures.into()).ok();
}

#[test]
fn a_signature_is_for_this_chain_splitter_ledger_and_committee() {
    let (epochs, commitment, _) = signed();
    let suite = &epochs.scene.suite;
    let (keys, ledger, domain) = (suite.committee().keys(), suite.ledger().address(), suite.domain());
    let sign = |version, ledger: Address, domain: Domain| {
        Committee::new(keys.clone(), version, ledger, domain).unwrap().sign(&commitment)
    };
    let elsewhere = tributary_core::Address([9; 20]);
    let foreign = [
        sign(1, ledger, Domain { genesis_hash: [9; 32], ..domain }),
        sign(1, ledger, Domain { splitter: elsewhere, ..domain }),
        sign(1, Address::repeat_byte(9), domain),
        sign(0, ledger, domain),
        sign(2, ledger, domain),
    ];
    for signatures in foreign {
        epochs.refuses_signed(&commitment, signatures, SignatureInvalid { index: 0 });
    }
    suite.submit_signed(&commitment, sign(1, ledger, domain)).ok();
}

#[test]
fn a_committee_in_another_order_is_another() {
    let (epochs, commitment, _) = signed();
    let suite = &epochs.scene.suite;
    let mut members = suite.committee().members();
    members.swap(1, 2);
    let members = members.into_iter().map(|member| tributary_core::Address(member.into_array()));
    let other = tributary_core::committee::Committee::new(1, members.collect()).unwrap();
    let ledger = suite.ledger().core_address();
    let config = other.config_digest::<tributary_core::hashing::HostHashing>(&ledger);
    let digest = commitment.digest::<tributary_core::hashing::HostHashing>(&suite.domain(), &config);
    let keys = suite.committee().keys();
    let signatures: Vec<u8> = (0..3).flat_map(|index| keys.sign(index, &digest)).collect();
    epochs.refuses_signed(&commitment, signatures.into(), SignatureInvalid { index: 0 });
    let found = suite.ledger().view(IAttributionLedger::configDigestCall {});
    assert_eq!(found, B256::new(suite.committee().config_digest()));
    assert_ne!(found, B256::new(config));
}

#[test]
fn committees_of_every_size_need_two_thirds_and_one() {
    for (members, quorum) in [(1, 1), (4, 3), (7, 5), (10, 7), (13, 9), (16, 11)] {
        let mut epochs = Epochs::of(Scene::of(Suite::builder().oracles(members)));
        let commitment = epochs.next();
        let committee = epochs.scene.suite.committee();
        assert_eq!(committee.quorum(), quorum);
        let signatures = committee.sign_by(0..quorum - 1, &commitment);
        let refusal = QuorumMissed { found: quorum - 1, needed: quorum };
        epochs.refuses_signed(&commitment, signatures, refusal);
        let signatures = committee.sign_by(members - quorum..members, &commitment);
        epochs.scene.suite.submit_signed(&commitment, signatures).ok();
    }
}
