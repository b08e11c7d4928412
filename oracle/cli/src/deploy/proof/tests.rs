use tributary_client::U256;
use tributary_core::schedule::Term;

use super::*;
use crate::exit::Exit;

fn finding(what: &str, expected: Option<&str>, found: &str) -> Finding {
    let holds = expected.is_none_or(|expected| expected == found);
    Finding { what: what.to_owned(), expected: expected.map(str::to_owned), found: found.to_owned(), holds }
}

#[test]
fn everything_that_differs_is_named_with_what_it_is_and_should_be() {
    let good = vec![finding("owner of dataset-nft", Some("0x01"), "0x01"), finding("quorum", None, "4 %")];
    Proof { findings: good.clone() }.ensure().unwrap();
    let wrong = [
        finding("owner of model-registry", Some("0x01"), "0x02"),
        finding("ledger of the splitter", Some("0x03"), "0x04"),
    ];
    let proof = Proof { findings: good.into_iter().chain(wrong).collect() };
    assert!(!proof.holds());
    let error = proof.ensure().unwrap_err();
    assert_eq!(Exit::of(&error), Exit::NotVerified);
    let said = error.to_string();
    assert!(said.contains("owner of model-registry is 0x02, not 0x01"), "{said}");
    assert!(said.contains("ledger of the splitter is 0x04, not 0x03"), "{said}");
    assert!(!said.contains("dataset-nft") && !said.contains("quorum"), "{said}");
}

#[test]
fn what_cannot_be_read_does_not_hold_even_where_anything_would_do() {
    let unreadable = Finding { holds: false, ..finding("quorum", None, "unreadable (there is no contract)") };
    let error = Proof { findings: vec![unreadable] }.ensure().unwrap_err();
    assert!(error.to_string().contains("quorum is unreadable"), "{error}");
}

#[test]
fn words_of_the_plan_and_of_the_chain_are_the_same_for_the_same_numbers() {
    assert_eq!(votes(&1_500_000_000_000_000_000u128), votes(&U256::from(1_500_000_000_000_000_000u64)));
    assert_eq!(votes(&1_500_000_000_000_000_000u128), "1.5");
    assert_eq!((share(&40_000u32), share(&U256::from(40_000))), ("4 %".to_owned(), "4 %".to_owned()));
    assert_eq!((blocks(&7u32), seconds(&U256::from(9))), ("7 blocks".to_owned(), "9 seconds".to_owned()));
    assert_eq!((blocks(&1u64), seconds(&U256::from(1))), ("1 block".to_owned(), "1 second".to_owned()));
    assert_eq!((blocks(&0u32), blocks(&11u32)), ("0 blocks".to_owned(), "11 blocks".to_owned()));
    // More than either has room for is shown as it is.
    assert!(votes(&U256::MAX).ends_with(" units") && share(&U256::MAX).ends_with(" ppm"));
}

#[test]
fn who_waits_is_shown_with_its_term_and_nobody_as_none() {
    assert_eq!(waiting(None, 0), NOBODY);
    let ledger = Address::repeat_byte(7);
    let found = Waiting { who: vec![ledger], term: Term { from_block: 90, until_block: 180 } };
    assert_eq!(waiting(Some(found.clone()), 10), format!("{ledger} from block 90 until block 180"));
    assert_eq!(waiting(Some(found), 180), format!("{ledger}, which lapsed at block 180"));
}
