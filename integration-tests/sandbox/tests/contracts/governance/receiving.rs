//! Money that reaches the treasury.

use alloy_primitives::{Bytes, U256};
use tributary_sandbox::{Dao, Revert, TOKEN};

#[test]
fn money_without_calldata_arrives() {
    let dao = Dao::builder().build();
    let giver = dao.sandbox().actor("giver");
    dao.sandbox().call(&giver, dao.address(), Vec::new(), U256::from(3 * TOKEN)).ok();
    assert_eq!(dao.contract().balance(), 3 * TOKEN);
}

/// Four zero bytes are ink!'s way to read empty calldata, and no function of anybody's.
#[test]
fn calldata_that_names_no_function_is_refused_with_money_and_without() {
    let dao = Dao::builder().build();
    let giver = dao.sandbox().actor("giver");
    for calldata in [vec![0; 4], vec![0; 36], vec![0; 3], vec![1, 2, 3, 4], vec![0, 0, 0, 1]] {
        for wei in [0, TOKEN] {
            let outcome = dao.sandbox().call(&giver, dao.address(), calldata.clone(), U256::from(wei));
            let Err(Revert::Undeclared(reason)) = outcome.result else {
                panic!("{calldata:?} with {wei} wei was not refused");
            };
            assert_ne!(reason, Bytes::new());
        }
    }
    assert_eq!(dao.contract().balance(), 0);
}
