//! Calldata that the contract cannot read.

use alloy_primitives::{Bytes, U256};
use tributary_sandbox::{Actor, Dao, Revert};

/// What ink! answers to input that it cannot read, and the contract to lists that it cannot: SCALE's
/// `Err(LangError::CouldNotReadInput)`.
const UNREADABLE: [u8; 2] = [1, 1];

/// The call has to end as unreadable, and to change nothing.
#[track_caller]
pub fn is_unreadable(dao: &Dao, actor: &Actor, calldata: Vec<u8>) {
    let before = dao.sandbox().state_root();
    let outcome = dao.sandbox().call(actor, dao.address(), calldata.clone(), U256::ZERO);
    assert_eq!(outcome.result, Err(Revert::Undeclared(Bytes::from(UNREADABLE))), "{calldata:02x?}");
    assert_eq!(dao.sandbox().state_root(), before, "an unreadable call changed the state");
}

/// The same calldata with another word at `place`, counted from behind the selector.
pub fn with_word(calldata: &[u8], place: usize, word: U256) -> Vec<u8> {
    let mut calldata = calldata.to_vec();
    calldata[4 + 32 * place..][..32].copy_from_slice(&word.to_be_bytes::<32>());
    calldata
}

/// Offsets and lengths beyond any calldata.
pub const BEYOND: [U256; 4] = [
    U256::from_limbs([1 << 20, 0, 0, 0]),
    U256::from_limbs([0xffff_ffff, 0, 0, 0]),
    U256::from_limbs([u64::MAX, 0, 0, 0]),
    U256::MAX,
];
