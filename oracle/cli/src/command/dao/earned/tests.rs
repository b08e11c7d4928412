use serde_json::Map;
use tributary_cli::{exit::Exit, oracle_http::VotesProof};
use tributary_client::{Address, B256};
use tributary_core::{Account, DatasetId, NodeId};

use super::*;

fn read(words: &[&str]) -> anyhow::Result<Worker> {
    let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    named(&words, &KeyFolder::at("/nonexistent".into()))
}

#[test]
fn an_account_is_named_by_one_word_or_two() {
    for words in [&["dataset", "3"][..], &["dataset:3"], &["3"]] {
        assert_eq!(*read(words).unwrap().account(), Account::Dataset(DatasetId(3)), "{words:?}");
    }
    assert_eq!(*read(&["node", "2"]).unwrap().account(), Account::Node(NodeId(2)));
    for words in
        [&["dataset"][..], &["dataset", "x"], &["1", "2"], &["treasury"], &["developer:1"], &["whale"]]
    {
        assert_eq!(Exit::of(&read(words).unwrap_err()), Exit::Usage, "{words:?}");
    }
}

#[test]
fn it_is_said_what_is_open_and_how_it_is_claimed() {
    let worker = Worker::of(Account::Node(NodeId(2))).unwrap();
    let said = |earned: Option<u128>, claimed: u128| {
        let proof = earned.map(|votes| VotesProof {
            epoch: 1,
            account: B256::ZERO,
            cumulative_votes: Wei(votes),
            proof: Vec::new().into(),
        });
        let standing = WorkerStanding { proof, claimed: Wei(claimed), to: Address::repeat_byte(1) };
        of_account(&worker, &standing).into_iter().collect::<Map<_, _>>()
    };
    let open = said(Some(7), 3);
    assert_eq!((&open["account"], &open["goes_to"]), (&json!("node:2"), &json!(Address::repeat_byte(1))));
    assert_eq!(
        (&open["account_earned_votes"], &open["account_claimed_votes"], &open["account_open_votes"]),
        (&json!("7"), &json!("3"), &json!("4"))
    );
    assert!(open["next"].as_str().unwrap().contains("`tributary dao claim-votes node:2`"), "{open:?}");
    let none = said(None, 0);
    assert_eq!(none["account_open_votes"], "0");
    assert!(none["next"].as_str().unwrap().contains("earned no votes"), "{none:?}");
    assert!(said(Some(7), 7)["next"].as_str().unwrap().contains("nothing is open"));
}
