#![allow(clippy::arithmetic_side_effects)]

use scale::Encode;

use super::*;
use crate::{
    committee::Committee,
    domain::Domain,
    epoch::Commitment,
    hashing::HostHashing,
    ids::{Address, EpochId, Hash, NodeId},
    ledger::{verify_quorum, SignatureError},
    secp256k1::signing::{address, key, recover, sign},
};

const HERE: Domain = Domain { genesis_hash: [1; 32], splitter: Address([2; 20]) };

/// Another chain, and another deployment on this one.
const ELSEWHERE: [Domain; 2] =
    [Domain { genesis_hash: [3; 32], ..HERE }, Domain { splitter: Address([3; 20]), ..HERE }];

fn range(node: u64) -> Range {
    Range { node: NodeId(node), from: 1, until: 3 }
}

fn commitment() -> Commitment {
    Commitment { epoch: EpochId(1), ..Commitment::GENESIS }
}

fn proposal() -> Proposal {
    let ranges = vec![range(1), range(2)];
    Proposal { stage: 7, config_digest: [5; 32], ranges, commitment: commitment() }
}

fn request() -> ReportsRequest {
    ReportsRequest { to: Address([4; 20]), at: 500, range: range(1) }
}

/// Who would have signed it.
fn signer(digest: Hash, signature: &[u8; 65]) -> Option<Address> {
    recover(&digest, signature)
}

#[test]
fn messages_have_the_lengths_that_the_protocol_gives() {
    let bytes = proposal().encode();
    assert_eq!(bytes.len(), 36 + 1 + 2 * 24 + 452);
    assert_eq!((&bytes[..4], &bytes[4..36], bytes[36]), ([7, 0, 0, 0].as_slice(), [5; 32].as_slice(), 8));
    assert_eq!(&bytes[85..], commitment().encode());
    let signed = SignedProposal { proposal: proposal(), signature: [9; 65] };
    assert_eq!(signed.encode(), [bytes.as_slice(), &[9; 65]].concat());
    assert_eq!(SignedRequest { request: request(), signature: [9; 65] }.encode().len(), 113);
    let endorsement = Endorsement { index: 2, signature: [9; 65] };
    assert_eq!(endorsement.encode(), endorsement.to_bytes());
    let quorum =
        Quorum { commitment: commitment(), config_digest: [5; 32], endorsements: vec![endorsement; 3] };
    let bytes = quorum.encode();
    assert_eq!((bytes.len(), bytes[484]), (485 + 3 * 66, 12));
    assert_eq!(&bytes[485..], quorum.signatures());
}

#[test]
fn a_signed_message_is_good_for_what_it_says_and_on_one_chain() {
    let oracle = key(1);
    let own = Some(address(oracle.verifying_key()));
    let proposed = sign(&oracle, &proposal().digest::<HostHashing>(&HERE));
    let asked = sign(&oracle, &request().digest::<HostHashing>(&HERE));
    assert_eq!(signer(proposal().digest::<HostHashing>(&HERE), &proposed), own);
    assert_eq!(signer(request().digest::<HostHashing>(&HERE), &asked), own);
    for elsewhere in ELSEWHERE {
        assert_ne!(signer(proposal().digest::<HostHashing>(&elsewhere), &proposed), own);
        assert_ne!(signer(request().digest::<HostHashing>(&elsewhere), &asked), own);
    }
    for other in [
        Proposal { stage: 8, ..proposal() },
        Proposal { config_digest: [6; 32], ..proposal() },
        Proposal { ranges: vec![range(1)], ..proposal() },
        Proposal { commitment: Commitment { report_count: 1, ..commitment() }, ..proposal() },
    ] {
        assert_ne!(signer(other.digest::<HostHashing>(&HERE), &proposed), own);
    }
    for other in [
        ReportsRequest { to: Address([5; 20]), ..request() },
        ReportsRequest { at: 501, ..request() },
        ReportsRequest { range: range(2), ..request() },
    ] {
        assert_ne!(signer(other.digest::<HostHashing>(&HERE), &asked), own);
    }
}

#[test]
fn a_quorum_is_what_the_ledger_takes() {
    let members: Vec<_> = (0..4).map(|member| address(key(member).verifying_key())).collect();
    let committee = Committee::new(1, members.clone()).unwrap();
    let config_digest = committee.config_digest::<HostHashing>(&Address([8; 20]));
    let digest = commitment().digest::<HostHashing>(&HERE, &config_digest);
    let endorse = |index| Endorsement { index, signature: sign(&key(index), &digest) };
    let quorum =
        Quorum { commitment: commitment(), config_digest, endorsements: [0, 2, 3].map(endorse).to_vec() };
    let verified = |quorum: &Quorum, domain| {
        verify_quorum(&members, &quorum.digest::<HostHashing>(&domain), &quorum.signatures(), recover)
    };
    assert_eq!(verified(&quorum, HERE), Ok(()));
    let foreign = Err(SignatureError::Invalid { index: 0 });
    for elsewhere in ELSEWHERE {
        assert_eq!(verified(&quorum, elsewhere), foreign);
    }
    assert_eq!(verified(&Quorum { config_digest: [6; 32], ..quorum }, HERE), foreign);
}
