#![allow(clippy::arithmetic_side_effects)]

use std::borrow::Cow;

use alloy_primitives::{keccak256, Bytes};
use alloy_sol_types::{sol, Eip712Domain, SolStruct};

use super::*;

mod types {
    #![allow(missing_docs, clippy::arithmetic_side_effects)]
    use super::sol;

    sol! {
        struct Ballot {
            uint256 proposalId;
            uint8 support;
            address voter;
            uint256 nonce;
        }

        struct ExtendedBallot {
            uint256 proposalId;
            uint8 support;
            address voter;
            uint256 nonce;
            string reason;
            bytes params;
        }
    }
}

const CHAIN_ID: u64 = 420_420_421;

fn domain() -> BallotDomain {
    BallotDomain { chain_id: CHAIN_ID, contract: Address::repeat_byte(0xda) }
}

fn key() -> OracleKey {
    OracleKey::from_bytes(&keccak256("a voter's key").0).unwrap()
}

fn voter() -> Address {
    Address::new(key().address().0)
}

fn ballot(reason: Option<&str>) -> Ballot {
    Ballot {
        proposal: U256::from_be_bytes(keccak256("a proposal").0),
        support: Support::For,
        voter: voter(),
        nonce: 3,
        reason: reason.map(str::to_owned),
    }
}

/// The digest by alloy's encoding of OpenZeppelin's types.
#[allow(non_snake_case)]
fn by_alloy(ballot: &Ballot) -> B256 {
    let domain = Eip712Domain::new(
        Some(Cow::Borrowed("Tributary")),
        Some(Cow::Borrowed("1")),
        Some(U256::from(CHAIN_ID)),
        Some(domain().contract),
        None,
    );
    let (proposalId, support, voter) = (ballot.proposal, ballot.support as u8, ballot.voter);
    let nonce = U256::from(ballot.nonce);
    match &ballot.reason {
        None => types::Ballot { proposalId, support, voter, nonce }.eip712_signing_hash(&domain),
        Some(reason) => {
            let (reason, params) = (reason.clone(), Bytes::new());
            types::ExtendedBallot { proposalId, support, voter, nonce, reason, params }
                .eip712_signing_hash(&domain)
        }
    }
}

#[test]
fn the_digest_is_that_of_standard_tools() {
    for reason in [None, Some(""), Some("fair prices, für alle")] {
        let ballot = ballot(reason);
        assert_eq!(ballot.digest(&domain()), by_alloy(&ballot), "{reason:?}");
    }
}

#[test]
fn the_typed_data_lists_the_fields_of_the_types_that_are_hashed() {
    for (reason, expected) in [
        (None, types::Ballot::eip712_encode_type()),
        (Some("because"), types::ExtendedBallot::eip712_encode_type()),
    ] {
        let typed = ballot(reason).typed_data(&domain());
        let kind = typed["primaryType"].as_str().unwrap();
        let fields: Vec<_> = typed["types"][kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| format!("{} {}", field["type"].as_str().unwrap(), field["name"].as_str().unwrap()))
            .collect();
        assert_eq!(format!("{kind}({})", fields.join(",")), expected);
        assert_eq!(typed["message"].as_object().unwrap().len(), fields.len());
    }
}

#[test]
fn a_signed_ballot_survives_its_document() {
    for reason in [None, Some("because")] {
        let signed = ballot(reason).sign(domain(), &key()).unwrap();
        let read = SignedBallot::read(&signed.document()).unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.check(), Ok(()));
    }
}

#[test]
fn a_recovery_byte_of_0_or_1_is_read_as_wallets_mean_it() {
    let signed = ballot(None).sign(domain(), &key()).unwrap();
    let mut bytes = signed.signature;
    bytes[64] -= 27;
    let mut document = signed.document();
    document["signature"] = json!(hex::encode(bytes));
    assert_eq!(SignedBallot::read(&document), Ok(signed));
}

#[test]
fn whoever_changes_a_ballot_breaks_its_signature() {
    let signed = ballot(None).sign(domain(), &key()).unwrap();
    for (field, other) in [("support", json!(0)), ("nonce", json!("4")), ("proposalId", json!("1"))] {
        let mut document = signed.document();
        document["typed_data"]["message"][field] = other;
        let fault = SignedBallot::read(&document).unwrap().check().unwrap_err();
        assert!(matches!(fault, BallotFault::OtherSigner { .. } | BallotFault::Unrecoverable), "{fault}");
    }
    let mut document = signed.document();
    document["typed_data"]["domain"]["chainId"] = json!(1);
    assert!(SignedBallot::read(&document).unwrap().check().is_err(), "on another chain");
    let mut high = signed.clone();
    high.signature[32] = 0xff;
    assert_eq!(high.check(), Err(BallotFault::Unrecoverable));
}

#[test]
fn what_is_no_ballot_is_named() {
    let signed = ballot(Some("because")).sign(domain(), &key()).unwrap();
    let refused = |change: fn(&mut Value)| {
        let mut document = signed.document();
        change(&mut document);
        SignedBallot::read(&document).unwrap_err().to_string()
    };
    let words = refused(|document| document["typed_data"]["message"]["support"] = json!(3));
    assert_eq!(words, "typed_data.message.support is 3, expected 0 (against), 1 (for) or 2 (abstain)");
    let words = refused(|document| document["typed_data"]["domain"]["name"] = json!("Other"));
    assert_eq!(words, "typed_data.domain.name is \"Other\", expected Tributary");
    let words = refused(|document| document["signature"] = json!("0x00"));
    assert!(words.starts_with("signature is \"0x00\""), "{words}");
    let words = refused(|document| document["typed_data"]["message"]["params"] = json!("0x01"));
    assert!(words.contains("params 0x01"), "{words}");
    let words = refused(|document| document["typed_data"]["message"]["proposalId"] = json!(1.5));
    assert!(words.contains("as a string beyond 2^53"), "{words}");
    let words = refused(|document| *document = json!({}));
    assert!(words.contains("not there"), "{words}");
}
