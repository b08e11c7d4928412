//! The host functions in use. On the chain they are calls into `pallet-revive`; elsewhere this crate
//! only compiles, so that its pure parts can be tested.

#[cfg(target_arch = "riscv64")]
mod on_chain;
#[cfg(target_arch = "riscv64")]
use on_chain as target;

#[cfg(not(target_arch = "riscv64"))]
mod off_chain;
#[cfg(not(target_arch = "riscv64"))]
use off_chain as target;

use alloc::vec::Vec;

use tributary_core::{ids::Hash, Address};

use crate::word::Word;

/// How a host call ended when it did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Off chain nothing constructs these.
#[cfg_attr(not(target_arch = "riscv64"), allow(dead_code))]
pub(crate) enum Failure {
    Reverted,
    Trapped,
    Transfer,
    OutOfResources,
    Other,
}

/// How a callee may behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freedom {
    /// It changes nothing.
    ReadOnly,
    /// It changes state, but cannot come back into the caller.
    NoReentry,
    /// It may call the caller again.
    Reentry,
}

/// Calls `callee` with all remaining weight. Returns how the call ended and how many bytes of `output`
/// were written; longer outputs are cut off.
pub(crate) fn call(
    freedom: Freedom,
    callee: &Address,
    value: u128,
    input: &[u8],
    output: &mut [u8],
) -> (Result<(), Failure>, usize) {
    target::call(freedom, callee, value, input, output)
}

pub(crate) fn keccak256(data: &[u8]) -> Hash {
    target::keccak256(data)
}

pub(crate) fn deposit_event(topics: &[Word], data: &[u8]) {
    target::deposit_event(topics, data);
}

/// The code hash of an account that exists without any: Keccak-256 of nothing.
const NO_CODE: Hash = [
    0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5,
    0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70,
];

/// Whether code lives at `account`. False for a contract whose constructor is still running.
///
/// Asks for the code's hash: its size would take another storage read.
pub fn is_contract(account: &Address) -> bool {
    let hash = target::code_hash(account);
    hash != Hash::default() && hash != NO_CODE
}

/// The chain's EIP-155 id.
pub fn chain_id() -> u64 {
    target::chain_id()
}

/// Reads the bytes under a key of up to 128 bytes, at most `most`; none if nothing was stored.
pub(crate) fn load(key: &[u8], most: usize) -> Vec<u8> {
    target::load(key, most)
}

/// Stores bytes under a key of up to 128 bytes.
pub(crate) fn store(key: &[u8], bytes: &[u8]) {
    target::store(key, bytes);
}

/// Reads the 32 bytes under a 32-byte key; zero if nothing was stored.
pub(crate) fn load_word(key: &Word) -> Word {
    target::load_word(key)
}

/// Stores 32 bytes under a 32-byte key; zero clears it.
pub(crate) fn store_word(key: &Word, value: &Word) {
    target::store_word(key, value);
}

/// Seconds since 1970, as the block says.
pub fn timestamp() -> u64 {
    target::timestamp()
}

/// Bytes of calldata of the running call, the selector included.
pub fn call_data_size() -> u64 {
    target::call_data_size()
}

/// The running call's calldata from this byte on.
pub fn call_data(from: u32) -> Vec<u8> {
    target::call_data(from)
}

/// What the last call to another contract returned or reverted with, its first `most` bytes.
pub(crate) fn return_data(most: usize) -> Vec<u8> {
    target::return_data(most)
}

/// Ends the message well and at once, with this answer.
pub(crate) fn answer(output: &[u8]) -> ! {
    target::answer(output)
}

/// Undoes what the message did and ends it, with this reason.
pub(crate) fn revert(reason: &[u8]) -> ! {
    target::revert(reason)
}

#[cfg(test)]
mod tests;
