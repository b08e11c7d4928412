//! Storage cells other than the contract's root.
//!
//! Read and written by the environment's own functions: ink!'s mappings want every stored type to
//! describe itself to ink!, which the core's types do not know.

use ink::{env, storage::traits::Storable};
use scale::Encode;
use tributary_core::ModelId;

/// A cell's key: its kind, then what it is about. The root cell's key is four zero bytes, which no other
/// cell has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub enum Key {
    /// A model.
    #[codec(index = 1)]
    Model(ModelId),
    /// A version of a model.
    #[codec(index = 2)]
    Version(ModelId, u32),
}

/// What a cell holds; `None` if it was never stored.
pub fn load<T: Storable>(key: &Key) -> Option<T> {
    // Anything else than what was stored there must stop the call, not read as nothing.
    env::get_contract_storage(key).unwrap_or_else(|_| unreachable!("a cell holds what was stored"))
}

/// Stores a cell.
pub fn store<T: Storable>(key: &Key, value: &T) {
    env::set_contract_storage(key, value);
}
