//! The registries, as the splitter sees them.

use tributary_core::{dataset::Reassignment, Address, DatasetId, ModelId, NodeId};

use crate::{
    call::{Call, CallError, Selector},
    word,
};

/// Selector of `INodeRegistry.payoutOf(uint64)`.
pub const PAYOUT_OF: Selector = [0x9c, 0x63, 0x66, 0x06];
/// Selector of `INodeRegistry.oraclePayoutOf(address)`.
pub const ORACLE_PAYOUT_OF: Selector = [0xdf, 0x60, 0x3b, 0x73];
/// Selector of `IModelRegistry.developerOf(uint64)`.
pub const DEVELOPER_OF: Selector = [0xa7, 0x5d, 0x72, 0xf6];

/// Selector of `IDatasetNft.reassignment(uint64)`.
pub const REASSIGNMENT: Selector = [0x6d, 0x2c, 0x1f, 0x3e];

/// Where `node` wants its money.
///
/// # Errors
/// [`CallError::Reverted`] for an unknown node; others as the call goes wrong.
pub fn node_payout_of(registry: Address, node: NodeId) -> Result<Address, CallError> {
    Call::view(registry, PAYOUT_OF).arg(node).read(word::to_address)
}

/// Who gets what the oracle of `signer` earns.
///
/// # Errors
/// As the call goes wrong. A caller that took that for "nobody" could be made to by who lets the call run
/// out of weight.
pub fn oracle_payout_of(registry: Address, signer: Address) -> Result<Address, CallError> {
    Call::view(registry, ORACLE_PAYOUT_OF).arg(signer).read(word::to_address)
}

/// Who develops `model`.
///
/// # Errors
/// [`CallError::Reverted`] for an unknown model; others as the call goes wrong.
pub fn model_developer_of(registry: Address, model: ModelId) -> Result<Address, CallError> {
    Call::view(registry, DEVELOPER_OF).arg(model).read(word::to_address)
}

/// The newest reassignment of `dataset`; `None` if there was none.
///
/// # Errors
/// [`CallError::Reverted`] for an unknown dataset; others as the call goes wrong.
pub fn dataset_reassignment(
    registry: Address,
    dataset: DatasetId,
) -> Result<Option<Reassignment>, CallError> {
    let [at, earned_until] = Call::view(registry, REASSIGNMENT).arg(dataset).words::<2>()?;
    let words = word::to_u32(&at).zip(word::to_u32(&earned_until));
    let (at, earned_until) = words.ok_or(CallError::Malformed { written: 64 })?;
    Ok((at != 0).then_some(Reassignment { at, earned_until }))
}
