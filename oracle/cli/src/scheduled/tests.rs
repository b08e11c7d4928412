#![allow(clippy::arithmetic_side_effects)]

use serde_json::json;

use super::*;

const DELAYS: IRoyaltySplitter::Params =
    IRoyaltySplitter::Params { exitDelay: 20, escapeAfter: 70, recipientDelay: 2 };

fn waiting(from_block: BlockNumber, until_block: BlockNumber) -> Waiting {
    Waiting { who: vec![Address::repeat_byte(7)], term: Term { from_block, until_block } }
}

#[test]
fn answers_of_contracts_that_schedule_nobody_are_nobody() {
    let none = IRoyaltySplitter::scheduledLedgerReturn { ledger: Address::ZERO, fromBlock: 0, untilBlock: 0 };
    assert_eq!(Waiting::of_splitter(&none), None);
    let ledger = Address::repeat_byte(7);
    let found = IRoyaltySplitter::scheduledLedgerReturn { ledger, fromBlock: 90, untilBlock: 180 };
    assert_eq!(Waiting::of_splitter(&found), Some(waiting(90, 180)));

    assert_eq!(Waiting::of_ledger(&IAttributionLedger::ScheduledCommittee::default()), None);
    let members = vec![Address::repeat_byte(1), Address::repeat_byte(2)];
    let found = IAttributionLedger::ScheduledCommittee {
        members: members.clone(),
        version: 2,
        fromBlock: 90,
        untilBlock: 180,
    };
    let expected = Waiting { who: members, term: Term { from_block: 90, until_block: 180 } };
    assert_eq!(Waiting::of_ledger(&found), Some(expected));
}

#[test]
fn who_waits_is_shown_with_its_term_until_no_block_of_it_is_left() {
    let (who, waiting) = (Address::repeat_byte(7), waiting(90, 180));
    // A transaction sent in block 179 can be in block 180.
    for at in [0, 89, 90, 179] {
        assert_eq!(waiting.words(at), format!("{who} from block 90 until block 180"), "{at}");
    }
    for at in [180, 181, BlockNumber::MAX] {
        assert_eq!(waiting.words(at), format!("{who}, which lapsed at block 180"), "{at}");
    }
}

#[test]
fn who_deposits_is_warned_of_what_may_take_office_before_it_could_have_left() {
    let warned = |at, term: (BlockNumber, BlockNumber)| {
        Warning::of("ledger", waiting(term.0, term.1), &DELAYS, at).map(|found| found.notice_ends_at_block)
    };
    // Deposited in block 100 at the earliest, with 90 blocks to see it and leave.
    assert_eq!(warned(99, (189, 279)), Some(190));
    assert_eq!(warned(99, (190, 280)), None);
    assert_eq!(warned(99, (u32::MAX, u32::MAX)), None);
    // Its time has come, for one more block or for many.
    assert_eq!(warned(99, (50, 140)), Some(190));
    assert_eq!(warned(99, (10, 100)), Some(190));
    // It is over.
    assert_eq!(warned(99, (9, 99)), None);
}

#[test]
fn a_warning_names_who_and_the_blocks() {
    let warning = Warning::of("committee", waiting(150, 240), &DELAYS, 99).unwrap();
    let said = warning.to_string();
    let who = Address::repeat_byte(7).to_string();
    for part in ["another committee", &who, "from 150 to 240", "out by block 190"] {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
    assert!(!said.contains('\n'), "{said}");
    let shown = json!(warning);
    assert_eq!((&shown["office"], &shown["from_block"]), (&json!("committee"), &json!(150)));
    assert_eq!((&shown["until_block"], &shown["notice_ends_at_block"]), (&json!(240), &json!(190)));
}

#[test]
fn a_warning_of_a_ledger_says_who_decides_on_it() {
    let warning = Warning::of("ledger", waiting(150, 240), &DELAYS, 99).unwrap();
    assert!(warning.to_string().contains(", with a committee that it does not name. "), "{warning}");
    let members = vec![Address::repeat_byte(1), Address::repeat_byte(2)];
    let written = format!(", with the committee {}, {}. ", members[0], members[1]);
    let warning = Warning { committee: Some(members.clone()), ..warning };
    assert!(warning.to_string().contains(&written), "{warning}");
    assert_eq!(json!(warning)["committee"], json!(members));
    let waits = Warning::of("committee of the scheduled ledger", waiting(150, 240), &DELAYS, 99).unwrap();
    let said = waits.to_string();
    assert!(said.starts_with("another committee of the scheduled ledger ("), "{said}");
    assert!(!said.contains(", with "), "{said}");
}

#[test]
fn an_address_that_cannot_answer_says_nothing_and_a_node_that_cannot_is_an_error() {
    assert_eq!(answered(Ok(1)).unwrap(), Some(1));
    let nobody = ClientError::NoContract { address: Address::ZERO };
    assert_eq!(answered::<u8>(Err(nobody)).unwrap(), None);
    let path = "deployment.json".to_owned();
    assert!(answered::<u8>(Err(ClientError::Deployment { path, reason: String::new() })).is_err());
}
