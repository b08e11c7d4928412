use tributary_cli::recipients::Pending;

use tributary_core::DatasetId;

use super::*;

const DATASET: Account = Account::Dataset(DatasetId(7));

fn pending() -> Option<Pending> {
    let table = vec![(Address::repeat_byte(2), Ppm(600_000)), (Address::repeat_byte(3), Ppm(400_000))];
    Some(Pending { table, proposed_at: 100, due_at: 150 })
}

#[test]
fn without_a_table_everything_is_the_owners() {
    let owner = Address::repeat_byte(1);
    let shown = described(&DATASET, &Recipients { payee: owner, table: vec![], pending: None }, 100, 0);
    assert_eq!(shown["recipients"], json!([{ "address": owner, "share_ppm": 1_000_000 }]));
    assert_eq!(
        (&shown["kind"], &shown["id"], &shown["payee"]),
        (&json!("dataset"), &json!("7"), &json!(owner))
    );
    assert_eq!(shown["pending"], Value::Null);
    assert_eq!(shown["pending_takes_effect"], Value::Null);
}

#[test]
fn a_pending_change_says_what_it_waits_for() {
    let payee = Address::repeat_byte(1);
    let first = Recipients { payee, table: vec![], pending: pending() };
    let shown = described(&DATASET, &first, 120, 0);
    assert_eq!(shown["pending_due_at_block"], 150);
    assert_eq!(shown["pending_can_be_applied"], false);
    assert!(shown["pending_takes_effect"].as_str().unwrap().starts_with("in 30 blocks"));
    assert_eq!(shown["pending"][1]["share_ppm"], 400_000);
    let shown = described(&DATASET, &first, 150, 0);
    assert_eq!(shown["pending_can_be_applied"], true, "a first table needs no epoch");

    let later = Recipients { table: vec![(payee, Ppm::WHOLE)], ..first };
    let shown = described(&DATASET, &later, 150, 99);
    assert_eq!(shown["pending_can_be_applied"], false);
    assert!(shown["pending_takes_effect"].as_str().unwrap().contains("cut at block 100"));
    let shown = described(&DATASET, &later, 150, 100);
    assert_eq!(shown["pending_can_be_applied"], true);
    assert_eq!(shown["pending_takes_effect"], "now: by `recipients apply dataset:7`");
}
