//! Storage cells other than the contract's root.

use scale::Encode;
use tributary_core::ModelId;
pub use tributary_interfaces::cells::{load, store};

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
    /// A feature of a model.
    #[codec(index = 3)]
    Feature(ModelId, u32),
}
