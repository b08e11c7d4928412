//! The running call.

use ink::env::{self, DefaultEnvironment};
use tributary_core::{Address, BlockNumber};

use crate::abi::from_abi;

/// Who calls.
pub fn caller() -> Address {
    from_abi(env::caller())
}

/// This contract.
pub fn this() -> Address {
    from_abi(env::address())
}

/// The present block.
pub fn now() -> BlockNumber {
    env::block_number::<DefaultEnvironment>()
}
