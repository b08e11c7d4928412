//! What oracles send each other.

use scale::Encode;
use serde_json::{json, Value};

use super::{check, elsewhere, first_epoch, hex_of, LEDGER};
use crate::{
    agreement::{Endorsement, Proposal, Quorum, Range, ReportsRequest, SignedProposal, SignedRequest},
    committee::Committee,
    domain::{Domain, Kind},
    epoch::tests::scene::domain,
    hashing::HostHashing,
    ids::{Address, Hash, NodeId},
    secp256k1::signing::{address, key, recover, sign},
};

/// The committee's keys: `[0x61; 32]` to `[0x64; 32]`.
const SEEDS: [u8; 4] = [0x60, 0x61, 0x62, 0x63];

fn member(seed: u8) -> Address {
    address(key(seed).verifying_key())
}

/// A message with its signature by member 0, and that by member 1.
fn signed(kind: Kind, payload: &impl Encode, digest: Hash, whole: impl Fn([u8; 65]) -> Vec<u8>) -> Value {
    let [signature, another] = [0, 1].map(|index| sign(&key(SEEDS[index]), &digest));
    let [signer, other] = [signature, another].map(|signature| recover(&digest, &signature).unwrap());
    assert_eq!((signer, other), (member(SEEDS[0]), member(SEEDS[1])));
    json!({
        "scale": hex_of(&payload.encode()),
        "preimage": hex_of(&domain().preimage(kind, payload)),
        "digest": hex_of(&digest),
        "signed": hex_of(&whole(signature)),
        "signed_by_another": hex_of(&whole(another)),
    })
}

#[test]
fn messages_between_oracles() {
    let members: Vec<_> = SEEDS.map(member).to_vec();
    let committee = Committee::new(3, members.clone()).unwrap();
    let config_digest = committee.config_digest::<HostHashing>(&LEDGER);
    let commitment = first_epoch().commitment;
    let range = |node, from, until| Range { node: NodeId(node), from, until };
    let proposal =
        Proposal { stage: 7, config_digest, ranges: vec![range(1, 1, 3), range(2, 1, 2)], commitment };
    let request = ReportsRequest { to: members[1], at: 100, range: range(258, 3, 1 << 40) };
    let agreed = commitment.digest::<HostHashing>(&domain(), &config_digest);
    let endorsements: Vec<_> = [0u8, 2, 3]
        .map(|index| Endorsement { index, signature: sign(&key(SEEDS[usize::from(index)]), &agreed) })
        .to_vec();
    let quorum = Quorum { commitment, config_digest, endorsements };
    let digests = |domain: Domain| {
        let found = [
            proposal.digest::<HostHashing>(&domain),
            request.digest::<HostHashing>(&domain),
            quorum.digest::<HostHashing>(&domain),
        ];
        json!({
            "genesis_hash": hex_of(&domain.genesis_hash),
            "splitter": domain.splitter,
            "proposal": hex_of(&found[0]),
            "reports_request": hex_of(&found[1]),
            "commitment": hex_of(&found[2]),
        })
    };
    check(
        "agreement.json",
        &json!({
            "ledger": LEDGER,
            "members": members,
            "config_digest": hex_of(&config_digest),
            "proposal": signed(Kind::Peer, &proposal, proposal.digest::<HostHashing>(&domain()), |signature| {
                SignedProposal { proposal: proposal.clone(), signature }.encode()
            }),
            "reports_request": signed(
                Kind::PeerRequest,
                &request,
                request.digest::<HostHashing>(&domain()),
                |signature| SignedRequest { request, signature }.encode(),
            ),
            "quorum": {
                "scale": hex_of(&quorum.encode()),
                "digest": hex_of(&agreed),
                "signatures": hex_of(&quorum.signatures()),
            },
            "elsewhere": elsewhere().map(digests),
        }),
    );
}
