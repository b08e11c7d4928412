#![allow(clippy::arithmetic_side_effects)]

use tributary_client::{abi::constructors, Making, Origin, U256};
use tributary_core::{governance::State, schedule::Term};

use super::{
    origins::{of_ledger, of_nodes, of_owned, of_splitter, otherwise, Claim, LedgerMade, DAO_FIRST},
    words::{number, pause, seconds, share, under_way, votes},
    *,
};
use crate::{
    deploy::{
        layout::Layout,
        tests::{artifacts, plan},
    },
    exit::Exit,
};

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
    assert!(said.ends_with("1 of 3 findings are as they should be, 1 more are only shown"), "{said}");
}

#[test]
fn what_cannot_be_read_does_not_hold_even_where_anything_would_do() {
    let unreadable = Finding { holds: false, ..finding("quorum", None, "unreadable (there is no contract)") };
    let error = Proof { findings: vec![unreadable] }.ensure().unwrap_err();
    assert!(error.to_string().contains("quorum is unreadable"), "{error}");
    assert!(
        error.to_string().ends_with("0 of 1 findings are as they should be, 0 more are only shown"),
        "{error}"
    );
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
    assert_eq!(waiting(None, 0), NONE);
    let ledger = Address::repeat_byte(7);
    let found = Waiting { who: vec![ledger], term: Term { from_block: 90, until_block: 180 } };
    assert_eq!(waiting(Some(found.clone()), 10), format!("{ledger} from block 90 until block 180"));
    assert_eq!(waiting(Some(found), 180), format!("{ledger}, which lapsed at block 180"));
}

const DEPLOYER: Address = Address::repeat_byte(9);
const SALT: B256 = B256::repeat_byte(0xBB);

/// The dataset registry of the code `one`, by a derivation in another language: made for the DAO, and for somebody
/// else.
const DAO: Address = alloy_primitives::address!("9d60d248e51ee9750e026c92afa482edfea970e7");
const FOR_THE_DAO: Address = alloy_primitives::address!("e9c757a4ff13d3dbeafa8de9dd127295d710d448");
const FOR_EVE: Address = alloy_primitives::address!("777c8d0349c06f739217e1ba3391d8aba040a7a4");

fn made_for(owner: Address) -> Making {
    Making { deployer: DEPLOYER, salt: SALT, arguments: constructors::dataset_nft(owner).into() }
}

fn claim(made: Making, otherwise: &[&str]) -> Claim {
    let otherwise = otherwise.iter().map(|words| (*words).to_owned()).collect();
    Claim { what: "first owner of dataset-nft".to_owned(), says: DAO_FIRST, made, otherwise }
}

#[test]
fn an_address_shows_how_a_contract_was_made_and_another_one_that_it_was_made_otherwise() {
    assert_eq!(made_for(Address::repeat_byte(0xEE)).address(b"one"), FOR_EVE);
    let shown = claim(made_for(DAO), &[]).finding(FOR_THE_DAO, b"one");
    assert_eq!(shown, finding("first owner of dataset-nft", Some(DAO_FIRST), DAO_FIRST));
    let other_salt = Making { salt: B256::ZERO, ..made_for(DAO) };
    let other_deployer = Making { deployer: DAO, ..made_for(DAO) };
    for (address, made, code) in [
        (FOR_EVE, made_for(DAO), b"one"),
        (FOR_THE_DAO, other_salt, b"one"),
        (FOR_THE_DAO, other_deployer, b"one"),
        (FOR_THE_DAO, made_for(Address::repeat_byte(0xEE)), b"one"),
        (FOR_THE_DAO, made_for(DAO), b"two"),
    ] {
        let found = claim(made, &[]).finding(address, code);
        assert_eq!((found.holds, found.expected.as_deref()), (false, Some(DAO_FIRST)), "{found}");
        assert!(found.to_string().contains(" is unproven (made by 0x"), "{found}");
    }
    let found = claim(made_for(DAO), &[]).finding(FOR_EVE, b"one").to_string();
    assert!(found.contains(&FOR_THE_DAO.to_string()) && found.contains(&DEPLOYER.to_string()), "{found}");
}

#[test]
fn a_file_that_says_truly_that_it_was_made_otherwise_is_believed() {
    let eve = made_for(Address::repeat_byte(0xEE));
    let found = claim(eve, &["owner 0xEE, not 0x9d", "guardian 0x01, not 0x02"]).finding(FOR_EVE, b"one");
    assert_eq!((found.holds, found.expected.as_deref()), (false, Some(DAO_FIRST)));
    assert_eq!(found.found, "made otherwise (owner 0xEE, not 0x9d, guardian 0x01, not 0x02)");
}

/// As it would be deployed by the plan.
fn deployed() -> (tempfile::TempDir, Deployment, Plan) {
    let folder = tempfile::tempdir().unwrap();
    let (artifacts, plan) = (artifacts(folder.path(), b"five"), plan());
    let layout = Layout::of(B256::repeat_byte(0xAA), DEPLOYER, SALT, &artifacts, &plan).unwrap();
    (folder, layout.deployment(B256::repeat_byte(0xAA), 7), plan)
}

#[test]
fn what_constructors_took_is_held_against_the_file_and_against_the_plan() {
    let (_folder, made, plan) = deployed();
    let eve = Address::repeat_byte(0xEE);
    let wrong = |deployment: &Deployment, plan: Option<&Plan>| {
        let arguments = &made.origin.arguments;
        let all = [
            of_owned(&arguments.dataset_nft, deployment),
            of_nodes(&arguments.node_registry, deployment, plan),
            of_splitter(&arguments.royalty_splitter, deployment, plan),
            of_ledger(&arguments.attribution_ledger, deployment, plan),
        ];
        all.map(|told| {
            let named = |words: &String| words.split(" 0x").next().unwrap().to_owned();
            otherwise(told).iter().map(named).collect::<Vec<String>>()
        })
    };
    let none: [Vec<String>; 4] = [vec![], vec![], vec![], vec![]];
    assert_eq!(wrong(&made, Some(&plan)), none);
    assert_eq!(wrong(&made, None), none);
    let owner = vec!["owner".to_owned()];
    let others = Deployment { governance: eve, ..made.clone() };
    assert_eq!(wrong(&others, None), [owner.clone(), owner.clone(), owner.clone(), owner]);
    let only = |number: usize, what: &str| {
        let mut expected = none.clone();
        expected[number] = vec![what.to_owned()];
        expected
    };
    assert_eq!(wrong(&Deployment { dataset_nft: eve, ..made.clone() }, None), only(2, "datasets"));
    assert_eq!(wrong(&Deployment { node_registry: eve, ..made.clone() }, None), only(2, "nodes"));
    assert_eq!(wrong(&Deployment { model_registry: eve, ..made.clone() }, None), only(2, "models"));
    assert_eq!(wrong(&Deployment { royalty_splitter: eve, ..made.clone() }, None), only(3, "splitter"));
    assert_eq!(wrong(&Deployment { genesis_hash: SALT, ..made.clone() }, None), only(3, "genesis hash"));
    let planned = |alter: fn(&mut Plan)| {
        let mut plan = plan.clone();
        alter(&mut plan);
        wrong(&made, Some(&plan))
    };
    assert_eq!(planned(|plan| plan.treasury = None), only(2, "treasury"));
    assert_eq!(planned(|plan| plan.splitter.exitDelay += 1)[2].len(), 1);
    assert_eq!(planned(|plan| plan.committee.reverse()), only(3, "committee"));
    assert_eq!(planned(|plan| plan.ledger.deadAfter += 1)[3].len(), 1);
    assert_eq!(planned(|plan| plan.min_node_stake += 1)[1].len(), 1);
    assert_eq!(planned(|plan| plan.min_oracle_stake += 1)[1].len(), 1);
    assert_eq!(planned(|plan| plan.unbonding_blocks += 1)[1].len(), 1);
    let guardian = planned(|plan| plan.guardian = Address::repeat_byte(0xEE));
    assert_eq!((&guardian[2], &guardian[3]), (&vec!["guardian".to_owned()], &vec!["guardian".to_owned()]));
    assert_eq!(otherwise(of_owned(&[], &made)), ["nothing that the constructor takes"]);
}

#[test]
fn the_ledger_in_the_file_is_the_first_one_a_later_one_or_none_that_is_known() {
    let later = |number: u8| Making {
        deployer: Address::repeat_byte(number),
        salt: SALT,
        arguments: vec![number].into(),
    };
    let origin = Origin {
        deployer: DEPLOYER,
        salt: SALT,
        later_ledgers: vec![later(1), later(2)],
        ..Origin::default()
    };
    let first = origin.making(&origin.arguments.attribution_ledger);
    let named = |attribution_ledger| {
        let (_folder, deployment, _) = deployed();
        let deployment = Deployment { attribution_ledger, origin: origin.clone(), ..deployment };
        let LedgerMade { made, later } = LedgerMade::of(&deployment, b"five");
        (made, later)
    };
    assert_eq!(named(first.address(b"five")), (first.clone(), false));
    assert_eq!(named(later(2).address(b"five")), (later(2), true));
    // Of other code, it is none of them.
    assert_eq!(named(later(2).address(b"six")), (first.clone(), false));
    assert_eq!(named(DAO), (first, false));
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
