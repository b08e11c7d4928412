use alloc::{vec, vec::Vec};

use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl, ReturnErrorCode, ReturnFlags, StorageFlags};
use tributary_core::{ids::Hash, Address};

use super::{Failure, Freedom};
use crate::word::Word;

/// Limits that leave a callee whatever the caller still has.
const NO_WEIGHT_LIMIT: u64 = u64::MAX;
const NO_DEPOSIT_LIMIT: [u8; 32] = [u8::MAX; 32];

pub(super) fn call(
    freedom: Freedom,
    callee: &Address,
    value: u128,
    input: &[u8],
    output: &mut [u8],
) -> (Result<(), Failure>, usize) {
    let flags = match freedom {
        Freedom::ReadOnly => CallFlags::READ_ONLY,
        Freedom::NoReentry => CallFlags::empty(),
        Freedom::Reentry => CallFlags::ALLOW_REENTRY,
    };
    let mut value_bytes = [0u8; 32];
    if let Some(low) = value_bytes.first_chunk_mut::<16>() {
        *low = value.to_le_bytes();
    }
    let mut written = output;
    let ended = HostFnImpl::call(
        flags,
        &callee.0,
        NO_WEIGHT_LIMIT,
        NO_WEIGHT_LIMIT,
        &NO_DEPOSIT_LIMIT,
        &value_bytes,
        input,
        Some(&mut written),
    );
    match ended {
        Ok(()) => (Ok(()), written.len()),
        Err(ReturnErrorCode::CalleeReverted) => (Err(Failure::Reverted), written.len()),
        // Only the two above write the output; for others its length is not meaningful.
        Err(ReturnErrorCode::CalleeTrapped) => (Err(Failure::Trapped), 0),
        Err(ReturnErrorCode::TransferFailed) => (Err(Failure::Transfer), 0),
        Err(ReturnErrorCode::OutOfResources) => (Err(Failure::OutOfResources), 0),
        Err(_) => (Err(Failure::Other), 0),
    }
}

pub(super) fn keccak256(data: &[u8]) -> Hash {
    let mut hash = [0; 32];
    HostFnImpl::hash_keccak_256(data, &mut hash);
    hash
}

pub(super) fn deposit_event(topics: &[Word], data: &[u8]) {
    HostFnImpl::deposit_event(topics, data);
}

pub(super) fn code_hash(account: &Address) -> Hash {
    let mut hash = [0; 32];
    HostFnImpl::code_hash(&account.0, &mut hash);
    hash
}

pub(super) fn chain_id() -> u64 {
    let mut id = [0; 32];
    HostFnImpl::chain_id(&mut id);
    // Little-endian; the chain's own constant has 64 bits.
    id.first_chunk().map(|low| u64::from_le_bytes(*low)).unwrap_or_default()
}

pub(super) fn load(key: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = vec![0; most];
    let mut read = bytes.as_mut_slice();
    let length = match HostFnImpl::get_storage(StorageFlags::empty(), key, &mut read) {
        Ok(()) => read.len(),
        Err(ReturnErrorCode::KeyNotFound) => 0,
        Err(_) => unreachable!("reading storage fails for keys alone that are not there"),
    };
    bytes.truncate(length);
    bytes
}

pub(super) fn store(key: &[u8], bytes: &[u8]) {
    HostFnImpl::set_storage(StorageFlags::empty(), key, bytes);
}

pub(super) fn load_word(key: &Word) -> Word {
    let mut value = [0; 32];
    HostFnImpl::get_storage_or_zero(StorageFlags::empty(), key, &mut value);
    value
}

pub(super) fn store_word(key: &Word, value: &Word) {
    HostFnImpl::set_storage_or_clear(StorageFlags::empty(), key, value);
}

pub(super) fn timestamp() -> u64 {
    let mut now = [0; 32];
    HostFnImpl::now(&mut now);
    // Little-endian.
    now.first_chunk().map(|low| u64::from_le_bytes(*low)).unwrap_or_default()
}

pub(super) fn call_data_size() -> u64 {
    HostFnImpl::call_data_size()
}

pub(super) fn call_data(from: u32) -> Vec<u8> {
    let size = call_data_size().saturating_sub(u64::from(from));
    let mut data = vec![0; usize::try_from(size).unwrap_or(usize::MAX)];
    HostFnImpl::call_data_copy(&mut data, from);
    data
}

pub(super) fn return_data(most: usize) -> Vec<u8> {
    let size = usize::try_from(HostFnImpl::return_data_size()).unwrap_or(usize::MAX);
    let mut data = vec![0; size.min(most)];
    let mut copied = data.as_mut_slice();
    HostFnImpl::return_data_copy(&mut copied, 0);
    data
}

pub(super) fn answer(output: &[u8]) -> ! {
    HostFnImpl::return_value(ReturnFlags::empty(), output)
}

pub(super) fn revert(reason: &[u8]) -> ! {
    HostFnImpl::return_value(ReturnFlags::REVERT, reason)
}
