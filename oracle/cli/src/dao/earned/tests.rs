#![allow(clippy::arithmetic_side_effects)]

use tributary_client::B256;
use tributary_core::{merkle::Tree, DatasetId, ModelId, NodeId};

use super::*;
use crate::exit::Exit;

const VOTE: u128 = COIN;
const DATASET: Account = Account::Dataset(DatasetId(3));
const NODE: Account = Account::Node(NodeId(1));

/// The epoch that is final.
const LAST: u64 = 7;

/// A tree in which the dataset has 5 votes and the node 2.
fn tree() -> Tree {
    let leaf = |(account, votes): (Account, u128)| Leaf {
        fields: LeafFields::Total(account),
        amount: Wei(votes * VOTE),
    };
    Tree::build::<HostHashing>([(DATASET, 5), (NODE, 2)].map(leaf).to_vec()).unwrap()
}

fn root() -> IRoyaltySplitter::Root {
    let votes = tree().root();
    IRoyaltySplitter::Root {
        epoch: LAST,
        commitment: B256::ZERO,
        cutBlock: 0,
        finalizedAt: 0,
        payoutHash: B256::ZERO,
        payoutSum: 0,
        spendHash: B256::ZERO,
        spendSum: 0,
        votesHash: votes.hash.into(),
        votesSum: votes.sum.0,
    }
}

/// What an honest oracle says.
fn served(account: Account) -> VotesProof {
    let (leaf, proof) = tree().find(&LeafFields::Total(account)).unwrap();
    VotesProof {
        epoch: LAST,
        account: account.to_word().into(),
        cumulative_votes: leaf.amount,
        proof: proof.to_bytes().into(),
    }
}

/// How it ends if an oracle says this of the dataset.
fn refused(found: VotesProof) -> (Exit, String) {
    let error = checked(&root(), LAST, Some(found), &DATASET).unwrap_err();
    (Exit::of(&error), format!("{error:#}"))
}

#[test]
fn a_proof_under_the_final_root_holds() {
    for account in [DATASET, NODE] {
        let found = checked(&root(), LAST, Some(served(account)), &account).unwrap();
        assert_eq!(found, Some(served(account)));
        // What the oracle was at before is of no account once it has a proof.
        assert_eq!(checked(&root(), 0, found.clone(), &account).unwrap(), found);
    }
}

#[test]
fn a_proof_that_does_not_hold_is_told_from_one_that_is_late() {
    let more = VotesProof { cumulative_votes: Wei(6 * VOTE), ..served(DATASET) };
    let (exit, words) = refused(more);
    assert_eq!(exit, Exit::NotVerified);
    assert!(words.contains("dataset 3 earned 6 votes under epoch 7"), "{words}");
    let cut = VotesProof { proof: vec![0; 48].into(), ..served(DATASET) };
    assert_eq!(refused(cut).0, Exit::NotVerified);
    let (exit, words) = refused(served(NODE));
    assert_eq!(exit, Exit::NotVerified);
    assert!(words.contains("of another account than dataset 3"), "{words}");
    // A node's votes under a dataset's name.
    let renamed = VotesProof { account: DATASET.to_word().into(), ..served(NODE) };
    assert_eq!(refused(renamed).0, Exit::NotVerified);
    for epoch in [LAST - 1, LAST + 1] {
        let error = checked(&root(), LAST, Some(VotesProof { epoch, ..served(DATASET) }), &DATASET);
        let stale = error.unwrap_err().downcast::<StaleProof>().unwrap();
        assert_eq!(stale, StaleProof { proven: epoch, last: LAST });
    }
}

#[test]
fn an_oracle_that_is_behind_does_not_say_that_nothing_was_earned() {
    let other = Account::Dataset(DatasetId(9));
    assert_eq!(checked(&root(), LAST, None, &other).unwrap(), None);
    let stale = checked(&root(), LAST - 1, None, &other).unwrap_err().downcast::<StaleProof>().unwrap();
    assert_eq!(stale, StaleProof { proven: LAST - 1, last: LAST });
    // Nothing is final yet, and the oracle says so.
    let root = IRoyaltySplitter::Root { epoch: 0, ..root() };
    assert_eq!(checked(&root, 0, None, &other).unwrap(), None);
}

#[test]
fn what_an_oracle_serves_is_read() {
    let served = serde_json::json!({
        "epoch": 7,
        "account": B256::repeat_byte(1),
        "cumulative_votes": "5000000000000000000",
        "proof": "0x0102",
        "root": { "hash": B256::ZERO, "sum_votes": "7" },
    });
    let read: VotesProof = serde_json::from_value(served).unwrap();
    let expected = VotesProof {
        epoch: 7,
        account: B256::repeat_byte(1),
        cumulative_votes: Wei(5 * VOTE),
        proof: vec![1, 2].into(),
    };
    assert_eq!(read, expected);
}

#[test]
fn only_datasets_and_nodes_earn() {
    for account in [DATASET, NODE] {
        assert_eq!(*Worker::of(account).unwrap().account(), account);
    }
    for account in [Account::Treasury, Account::Developer(ModelId(1))] {
        let failure = Worker::of(account).unwrap_err();
        assert_eq!(failure.exit(), Exit::Usage);
        assert!(failure.to_string().contains("only datasets and nodes earn votes"), "{failure}");
    }
}

#[test]
fn a_claim_says_what_the_dao_takes() {
    let call = Worker::of(NODE).unwrap().claim(&served(NODE));
    assert_eq!((call.kind, call.id, call.cumulative), (2, 1, 2 * VOTE));
    assert_eq!(call.proof, served(NODE).proof);
    assert_eq!(Worker::of(DATASET).unwrap().claim(&served(DATASET)).kind, 1);
}

#[test]
fn what_is_open_is_what_was_earned_and_not_claimed() {
    let standing = |proof: Option<VotesProof>, claimed: u128| WorkerStanding {
        proof,
        claimed: Wei(claimed * VOTE),
        to: Address::ZERO,
    };
    let earned = standing(Some(served(DATASET)), 2);
    assert_eq!((earned.cumulative(), earned.open()), (Wei(5 * VOTE), Wei(3 * VOTE)));
    assert_eq!(standing(Some(served(DATASET)), 5).open(), Wei::ZERO);
    assert_eq!(standing(None, 0).open(), Wei::ZERO);
    // More was claimed than an older root has.
    assert_eq!(standing(Some(served(DATASET)), 6).open(), Wei::ZERO);
}

#[test]
fn claims_are_found_by_account() {
    let minted = Minted { account: NODE, to: Address::repeat_byte(1), amount: Wei(VOTE), rest: Wei(VOTE) };
    let claims = Claims {
        proofs: vec![(DATASET, served(DATASET)), (NODE, served(NODE))],
        read: Some(LAST),
        minted: vec![minted.clone()],
    };
    assert_eq!((claims.minted(&NODE), claims.minted(&DATASET)), (Some(&minted), None));
    assert_eq!((claims.epoch(), Claims::default().epoch()), (LAST, 0));
    assert_eq!(claims.earned(&DATASET), Wei(5 * VOTE));
    assert_eq!(claims.earned(&Account::Dataset(DatasetId(9))), Wei::ZERO);
}

#[test]
fn how_votes_are_earned_is_said_in_words() {
    let words = |rate, cap| earning_words(&Earning { rate, cap }, None);
    let one = words(1_000_000, VOTE);
    assert!(one.contains("each coin of the treasury's cut: 1,") && one.contains("epoch: 1 at most"), "{one}");
    let half = words(500_000, 25 * VOTE / 10);
    assert!(half.contains("cut: 0.5,") && half.contains("epoch: 2.5 at most"), "{half}");
    let most = words(1_000_000_000_000, 100 * VOTE);
    assert!(most.contains("cut: 1000000,"), "{most}");
    assert_eq!(words(0, VOTE), "work earns no votes: the rate is 0");
    assert_eq!(words(1, 0), "work earns no votes: the cap is 0");
    assert_eq!(earning_words(&Earning::NONE, None), "work earns no votes: the rate is 0");
}

#[test]
fn while_the_treasury_is_elsewhere_it_is_said_what_it_would_be() {
    let bob = Address::repeat_byte(0xb0);
    let words = |rate, cap| earning_words(&Earning { rate, cap }, Some(bob));
    let said = words(500_000, 25 * VOTE / 10);
    let elsewhere = format!("work earns no votes while the treasury's cut goes to {bob}, not to the DAO; ");
    assert!(said.starts_with(&elsewhere), "{said}");
    assert!(said.contains("would earn votes") && said.contains("cut: 0.5,") && said.contains("2.5 at most"));
    // There would be none either.
    assert_eq!(words(0, VOTE), "work earns no votes: the rate is 0");
    assert_eq!(words(1, 0), "work earns no votes: the cap is 0");
}
