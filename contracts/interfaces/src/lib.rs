//! What Tributary's contracts see of each other and of the chain.
//!
//! ink!'s own way to call a contract costs 3,100 microseconds of weight, the host call underneath 570,
//! and its `ecdsa_recover` sends the precompile the wrong bytes; so contracts use the host functions
//! through the few typed wrappers here. Arguments and results are ABI words of fixed size: nothing that
//! our contracts ask of each other needs more. Of ink! itself only its access to storage cells is used.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod call;
pub mod cells;
pub mod ending;
pub mod erc1271;
pub mod erc721;
pub mod event;
pub mod hashing;
mod host;
pub mod precompile;
pub mod registries;
pub mod splitter;
pub mod storage;
pub mod word;

pub use call::{forward, pay, Call, CallError};
pub use hashing::HostHash;
pub use host::{call_data, call_data_size, chain_id, is_contract, timestamp};
pub use precompile::ecrecover;
pub use word::{ToWord, Word};

#[doc(hidden)]
#[cfg(target_arch = "riscv64")]
pub use polkavm_derive;

/// Gives a contract a stack of at least this many bytes; the default of 8 KiB traps in deep calls.
/// Stands once in the contract's root; does nothing off chain.
#[macro_export]
macro_rules! min_stack_size {
    ($bytes:expr) => {
        #[cfg(target_arch = "riscv64")]
        $crate::polkavm_derive::min_stack_size!($bytes);
    };
}
