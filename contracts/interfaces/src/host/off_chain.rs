use alloc::vec::Vec;

use tributary_core::{ids::Hash, Address};

use super::{Failure, Freedom};
use crate::word::Word;

const ONLY_ON_CHAIN: &str = "host functions exist on the chain only";

pub(super) fn call(_: Freedom, _: &Address, _: u128, _: &[u8], _: &mut [u8]) -> (Result<(), Failure>, usize) {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn keccak256(_: &[u8]) -> Hash {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn deposit_event(_: &[Word], _: &[u8]) {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn code_hash(_: &Address) -> Hash {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn chain_id() -> u64 {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn load(_: &[u8], _: usize) -> Vec<u8> {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn store(_: &[u8], _: &[u8]) {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn load_word(_: &Word) -> Word {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn store_word(_: &Word, _: &Word) {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn timestamp() -> u64 {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn call_data_size() -> u64 {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn call_data(_: u32) -> Vec<u8> {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn return_data(_: usize) -> Vec<u8> {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn answer(_: &[u8]) -> ! {
    unreachable!("{ONLY_ON_CHAIN}")
}

pub(super) fn revert(_: &[u8]) -> ! {
    unreachable!("{ONLY_ON_CHAIN}")
}
