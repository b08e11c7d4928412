use tributary_client::B256;

use super::*;

fn receipt(number: u8) -> Receipt {
    Receipt {
        block_number: number.into(),
        block_hash: B256::ZERO,
        extrinsic_index: 0,
        extrinsic_hash: B256::repeat_byte(number),
        nonce: 0,
        fee: Wei(number.into()),
        deposit: Wei(10),
        refund: Wei::ZERO,
        events: Vec::new(),
    }
}

#[test]
fn a_result_names_the_transactions_that_it_took() {
    let completed = |mut result: Value, done: &[Receipt]| {
        complete(&mut result, done).unwrap();
        result
    };
    assert_eq!(completed(json!({ "node": 1 }), &[]), json!({ "node": 1 }));
    let one = completed(json!({ "node": 1 }), &[receipt(3)]);
    assert_eq!((&one["transaction"], &one["in_block"]), (&json!(B256::repeat_byte(3)), &json!(3)));
    assert_eq!((&one["transaction_fee_wei"], &one["storage_deposit_wei"]), (&json!("3"), &json!("10")));
    let two = completed(json!({}), &[receipt(3), receipt(4)]);
    assert_eq!(two["transactions"], json!([B256::repeat_byte(3), B256::repeat_byte(4)]));
    assert_eq!((&two["transaction_fees_wei"], &two["storage_deposits_wei"]), (&json!("7"), &json!("20")));
    let named = json!({ "transaction": "0x01" });
    assert_eq!(completed(named.clone(), &[receipt(3), receipt(4)]), named);
    assert_eq!(completed(json!([1]), &[receipt(3)]), json!([1]));
}

#[test]
fn what_fails_after_a_transaction_is_not_to_be_repeated_blindly() {
    let failed = || anyhow::Error::from(Failure::new(Exit::Unreachable, "no answer"));
    assert_eq!(Exit::of(&after(&[], failed())), Exit::Unreachable);
    let error = after(&[receipt(3), receipt(4)], failed());
    assert_eq!(Exit::of(&error), Exit::Undetermined);
    let words = error.to_string();
    assert!(words.starts_with("no answer"), "{words}");
    for number in [3, 4] {
        assert!(words.contains(&format!("{} in block {number}", B256::repeat_byte(number))), "{words}");
    }
}
