use tributary_cli::recipients::Pending;

use super::*;

fn pending() -> Option<Pending> {
    let table = vec![(Address::repeat_byte(2), Ppm(600_000)), (Address::repeat_byte(3), Ppm(400_000))];
    Some(Pending { table, proposed_at: 100, due_at: 150 })
}

#[test]
fn without_a_table_everything_is_the_owners() {
    let owner = Address::repeat_byte(1);
    let shown = described(7, &Recipients { payee: owner, table: vec![], pending: None }, 100, 0);
    assert_eq!(shown["recipients"], json!([{ "address": owner, "share_ppm": 1_000_000 }]));
    assert_eq!(shown["pending"], Value::Null);
    assert_eq!(shown["pending_takes_effect"], Value::Null);
}

#[test]
fn a_pending_change_says_what_it_waits_for() {
    let payee = Address::repeat_byte(1);
    let first = Recipients { payee, table: vec![], pending: pending() };
    let shown = described(7, &first, 120, 0);
    assert_eq!(shown["pending_due_at_block"], 150);
    assert_eq!(shown["pending_can_be_applied"], false);
    assert!(shown["pending_takes_effect"].as_str().unwrap().starts_with("in 30 blocks"));
    assert_eq!(shown["pending"][1]["share_ppm"], 400_000);
    let shown = described(7, &first, 150, 0);
    assert_eq!(shown["pending_can_be_applied"], true, "a first table needs no epoch");

    let later = Recipients { table: vec![(payee, Ppm::WHOLE)], ..first };
    let shown = described(7, &later, 150, 99);
    assert_eq!(shown["pending_can_be_applied"], false);
    assert!(shown["pending_takes_effect"].as_str().unwrap().contains("cut at block 100"));
    assert_eq!(described(7, &later, 150, 100)["pending_can_be_applied"], true);
}
