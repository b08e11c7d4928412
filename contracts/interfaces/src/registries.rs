//! The node and model registries, as the splitter sees them.

use tributary_core::{Address, ModelId, NodeId};

use crate::{
    call::{Call, CallError, Selector},
    word,
};

/// Selector of `INodeRegistry.payoutOf(uint64)`.
pub const PAYOUT_OF: Selector = [0x9c, 0x63, 0x66, 0x06];
/// Selector of `IModelRegistry.developerOf(uint64)`.
pub const DEVELOPER_OF: Selector = [0xa7, 0x5d, 0x72, 0xf6];

/// Where `node` wants its money.
///
/// # Errors
/// [`CallError::Reverted`] for an unknown node; others as the call goes wrong.
pub fn node_payout_of(registry: Address, node: NodeId) -> Result<Address, CallError> {
    Call::view(registry, PAYOUT_OF).arg(node).read(word::to_address)
}

/// Who develops `model`.
///
/// # Errors
/// [`CallError::Reverted`] for an unknown model; others as the call goes wrong.
pub fn model_developer_of(registry: Address, model: ModelId) -> Result<Address, CallError> {
    Call::view(registry, DEVELOPER_OF).arg(model).read(word::to_address)
}
