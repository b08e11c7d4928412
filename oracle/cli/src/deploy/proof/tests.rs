use tributary_client::{abi::constructors, Origin, U256};
use tributary_core::{governance::State, schedule::Term};

use super::{
    origins::{Arguments, Claim},
    words::{number, pause, seconds, share, under_way, votes},
    *,
};
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

const DEPLOYER: Address = Address::repeat_byte(9);
const SAYS: &str = "the DAO, by its address";
const UNLESS: &str = "votes have changed it";

fn origin() -> Origin {
    Origin { deployer: DEPLOYER, salt: B256::repeat_byte(0xBB) }
}

/// The dataset registry of the code `one`, by a derivation in another language: made for the DAO, and for somebody
/// else.
const DAO: Address = alloy_primitives::address!("9d60d248e51ee9750e026c92afa482edfea970e7");
const FOR_THE_DAO: Address = alloy_primitives::address!("e9c757a4ff13d3dbeafa8de9dd127295d710d448");
const FOR_EVE: Address = alloy_primitives::address!("777c8d0349c06f739217e1ba3391d8aba040a7a4");

fn claim(unless: Option<&'static str>) -> Claim {
    let arguments = Arguments::Known(constructors::dataset_nft(DAO));
    Claim { what: "first owner of dataset-nft".to_owned(), says: SAYS, arguments, unless }
}

#[test]
fn an_address_shows_who_the_first_owner_was_and_another_one_that_it_was_not() {
    assert_eq!(origin().address(b"one", &constructors::dataset_nft(Address::repeat_byte(0xEE))), FOR_EVE);
    let shown = claim(None).finding(FOR_THE_DAO, Some(origin()), b"one", true);
    assert_eq!(shown, finding("first owner of dataset-nft", Some(SAYS), SAYS));
    let other_salt = Origin { salt: B256::ZERO, ..origin() };
    let other_deployer = Origin { deployer: DAO, ..origin() };
    for (address, origin, code) in [
        (FOR_EVE, origin(), b"one"),
        (FOR_THE_DAO, other_salt, b"one"),
        (FOR_THE_DAO, other_deployer, b"one"),
        (FOR_THE_DAO, origin(), b"two"),
    ] {
        for just_made in [true, false] {
            let found = claim(None).finding(address, Some(origin), code, just_made);
            assert_eq!((found.holds, found.expected.as_deref()), (false, Some(SAYS)), "{found}");
            assert!(found.to_string().contains(" is unproven (made so by 0x"), "{found}");
        }
    }
    let found = claim(None).finding(FOR_EVE, Some(origin()), b"one", true).to_string();
    assert!(found.contains(&FOR_THE_DAO.to_string()) && found.contains(&DEPLOYER.to_string()), "{found}");
}

#[test]
fn what_votes_may_have_changed_is_judged_neither_way() {
    let shown = claim(Some(UNLESS)).finding(FOR_THE_DAO, Some(origin()), b"one", false);
    assert_eq!(shown, finding("first owner of dataset-nft", None, SAYS));
    let other = claim(Some(UNLESS)).finding(FOR_EVE, Some(origin()), b"one", false);
    assert_eq!(other, finding("first owner of dataset-nft", None, "not derivable: votes have changed it"));
}

#[test]
fn what_cannot_be_derived_says_why_and_never_passes_for_what_was_just_made() {
    let unnamed = |just_made| claim(None).finding(FOR_THE_DAO, None, b"one", just_made);
    for just_made in [true, false] {
        let found = unnamed(just_made);
        assert!(found.found.starts_with("not derivable: the deployment file"), "{found}");
        assert_eq!((found.holds, found.expected.is_some()), (!just_made, just_made), "{found}");
        let told = Claim { arguments: Arguments::Untold("nobody says"), ..claim(None) };
        let found = told.finding(FOR_THE_DAO, Some(origin()), b"one", just_made);
        assert_eq!((found.holds, found.found.as_str()), (!just_made, "not derivable: nobody says"));
        let unread = Claim { arguments: Arguments::Unread, ..claim(Some(UNLESS)) };
        let found = unread.finding(FOR_THE_DAO, Some(origin()), b"one", just_made);
        assert!(!found.holds && found.found.starts_with("not derivable: a contract"), "{found}");
    }
}

#[test]
fn what_happened_is_shown_with_its_number_and_nothing_as_none() {
    assert_eq!((number(&0u64), number(&U256::from(3))), ("none".to_owned(), "3".to_owned()));
    assert_eq!(pause(0, 50), "none");
    assert_eq!(pause(51, 50), "until block 51");
    assert_eq!(pause(50, 50), "over since block 50");
    let states =
        [State::Queued, State::Active, State::Executed, State::Active, State::Defeated, State::Expired];
    assert_eq!(under_way(&states, U256::from(6)), "2 active, 1 queued");
    assert_eq!(under_way(&states, U256::from(7)), "2 active, 1 queued of the newest 6");
    assert_eq!(under_way(&[State::Pending, State::Succeeded], U256::from(2)), "1 pending, 1 succeeded");
    assert_eq!(under_way(&[State::Canceled], U256::from(1)), "none");
}
