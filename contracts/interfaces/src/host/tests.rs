use tributary_core::hashing::{Hashing, HostHashing};

use super::NO_CODE;

#[test]
fn an_account_without_code_has_the_hash_of_nothing() {
    assert_eq!(NO_CODE, HostHashing::keccak256(&[]));
}
