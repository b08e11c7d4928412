//! The expected numbers were computed from the text of EIP-712 by a program apart from this one, which also
//! reproduces the numbers of the example ("Ether Mail") that is published with the EIP.
#![allow(clippy::arithmetic_side_effects)]

use super::*;
use crate::hashing::HostHashing;

/// Chain id and contract that the numbers below are made with.
const CHAIN: u64 = 420_420_421;
const CONTRACT: Address = Address([
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x01,
    0x23, 0x45, 0x67,
]);
const SEPARATOR: &str = "967ccdc827e6a5c3c828aca53f968d5b8a17690dbc687bd5951b7d02a02d1fe2";

const MEMBER: Address = Address([
    0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
    0x99, 0xaa, 0xbb,
]);
const OTHER: Address = Address([
    0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10, 0xfe,
    0xdc, 0xba, 0x98,
]);
/// Eight bytes that differ.
const NONCE: u64 = 0x0102_0304_0506_0708;
const MAX: [u8; 32] = [0xff; 32];

/// c0, c1, c2 and so on.
fn proposal() -> ProposalId {
    core::array::from_fn(|i| 0xc0 + u8::try_from(i).unwrap())
}

/// f0, ef, ee and so on: a number of 256 bits.
fn large() -> [u8; 32] {
    core::array::from_fn(|i| 0xf0 - u8::try_from(i).unwrap())
}

fn ballot() -> Ballot {
    Ballot { proposal: proposal(), support: 2, voter: MEMBER, nonce: NONCE }
}

fn extended() -> ExtendedBallot<'static> {
    ExtendedBallot { ballot: ballot(), reason: "Gründe, 理由".as_bytes(), params: &[0x00, 0x01, 0xff] }
}

fn permit() -> Permit {
    Permit { owner: MEMBER, spender: OTHER, value: large(), nonce: NONCE, deadline: MAX }
}

fn delegation() -> Delegation {
    Delegation { delegatee: OTHER, nonce: large(), expiry: MAX }
}

fn separator() -> Hash {
    domain_separator::<HostHashing>(CHAIN, &CONTRACT)
}

fn hash(text: &str) -> Hash {
    HostHashing::keccak256(text.as_bytes())
}

#[test]
fn hashes_are_those_of_the_texts() {
    assert_eq!(NAME_HASH, hash(NAME));
    assert_eq!(VERSION_HASH, hash(VERSION));
    assert_eq!(
        DOMAIN_TYPEHASH,
        hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    );
    assert_eq!(BALLOT_TYPEHASH, hash("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"));
    assert_eq!(
        EXTENDED_BALLOT_TYPEHASH,
        hash(
            "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,\
             string reason,bytes params)"
        )
    );
    assert_eq!(
        PERMIT_TYPEHASH,
        hash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
    );
    assert_eq!(DELEGATION_TYPEHASH, hash("Delegation(address delegatee,uint256 nonce,uint256 expiry)"));
}

#[test]
fn digests_are_those_of_the_standard() {
    let separator = separator();
    assert_eq!(hex::encode(separator), SEPARATOR);
    let empty = ExtendedBallot { reason: &[], params: &[], ..extended() };
    let expected = [
        (
            ballot().digest::<HostHashing>(&separator),
            "5cc976d81e7cbf085e753201535c0a9bb876baf5eb074ecc209995b4ce073441",
        ),
        (
            extended().digest::<HostHashing>(&separator),
            "3006b28cc821be3a87f0d8e441838ea638ca2737f48b9bad25ff89ff10d7b965",
        ),
        (
            empty.digest::<HostHashing>(&separator),
            "fc5908869b470134de08bcbb76bc63887d3d556ebae4242dcb3ece31bbcd27c0",
        ),
        (
            permit().digest::<HostHashing>(&separator),
            "50f3ffa1a17141a636b78856857563316bef03f6daf5ad329afe8c1b88ea7066",
        ),
        (
            delegation().digest::<HostHashing>(&separator),
            "0c5a567d6759470f589682b1c2ea75ab83665331a1e06b142c254ba81d29bf7b",
        ),
    ];
    for (digest, golden) in expected {
        assert_eq!(hex::encode(digest), golden);
    }
}

/// No two of these are one.
#[track_caller]
fn all_differ(mut digests: Vec<Hash>) {
    let count = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

#[test]
fn a_domain_is_one_contract_on_one_chain() {
    let separators = [
        separator(),
        domain_separator::<HostHashing>(CHAIN + 1, &CONTRACT),
        domain_separator::<HostHashing>(CHAIN + 0x1_0000_0000, &CONTRACT),
        domain_separator::<HostHashing>(CHAIN, &OTHER),
    ];
    all_differ(separators.iter().map(|separator| ballot().digest::<HostHashing>(separator)).collect());
    all_differ(separators.iter().map(|separator| permit().digest::<HostHashing>(separator)).collect());
}

#[test]
fn every_field_is_signed() {
    let ballots = [
        ballot(),
        Ballot { proposal: large(), ..ballot() },
        Ballot { support: 1, ..ballot() },
        Ballot { voter: OTHER, ..ballot() },
        Ballot { nonce: NONCE + 1, ..ballot() },
    ];
    let texts = [
        extended(),
        ExtendedBallot { reason: b"other", ..extended() },
        ExtendedBallot { params: b"other", ..extended() },
        // What is between the two is no part of either.
        ExtendedBallot { reason: b"ab", params: b"c", ..extended() },
        ExtendedBallot { reason: b"a", params: b"bc", ..extended() },
    ];
    let permits = [
        permit(),
        Permit { owner: CONTRACT, ..permit() },
        Permit { spender: CONTRACT, ..permit() },
        Permit { value: MAX, ..permit() },
        Permit { nonce: NONCE + 1, ..permit() },
        Permit { deadline: large(), ..permit() },
    ];
    let delegations = [
        delegation(),
        Delegation { delegatee: MEMBER, ..delegation() },
        Delegation { nonce: MAX, ..delegation() },
        Delegation { expiry: large(), ..delegation() },
    ];
    let separator = separator();
    let changed = ballots.iter().skip(1).map(|ballot| ExtendedBallot { ballot: *ballot, ..extended() });
    let extended_ballots = texts.into_iter().chain(changed);
    // Also between the kinds: a signature of one is never one of another.
    all_differ(
        ballots
            .iter()
            .map(|ballot| ballot.digest::<HostHashing>(&separator))
            .chain(extended_ballots.map(|ballot| ballot.digest::<HostHashing>(&separator)))
            .chain(permits.iter().map(|permit| permit.digest::<HostHashing>(&separator)))
            .chain(delegations.iter().map(|delegation| delegation.digest::<HostHashing>(&separator)))
            .collect(),
    );
}
