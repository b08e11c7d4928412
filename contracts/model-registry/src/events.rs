//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, prelude::string::String};
use tributary_core::{ids::Hash, models::Model, registry::VersionStatus, Address, ModelId};
use tributary_interfaces::{event, ToWord, Word};

use crate::abi::{to_abi, Bytes32};

/// A model registered.
#[ink::event]
#[allow(missing_docs)]
pub struct ModelRegistered {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub developer: ink::Address,
    pub name: String,
}

/// A model was handed over.
#[ink::event]
#[allow(missing_docs)]
pub struct ModelDeveloperChanged {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub developer: ink::Address,
}

/// A version was proposed.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct VersionProposed {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub version: u32,
    pub artifactHash: Bytes32,
}

/// A version came further.
#[ink::event]
#[allow(missing_docs)]
pub struct VersionStatusChanged {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub version: u32,
    pub status: u8,
}

/// The owner role moved.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OwnershipTransferred {
    #[ink(topic)]
    pub previousOwner: ink::Address,
    #[ink(topic)]
    pub newOwner: ink::Address,
}

fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits [`ModelRegistered`].
pub fn model_registered(id: ModelId, model: &Model) {
    let event = ModelRegistered { model: id.0, developer: to_abi(model.developer), name: model.name.clone() };
    let topics = [signature::<ModelRegistered>(), id.to_word(), model.developer.to_word()];
    event::emit(&topics, &Event::<Sol>::encode_data(&event));
}

/// Emits [`ModelDeveloperChanged`].
pub fn model_developer_changed(model: ModelId, developer: Address) {
    event::emit_words(&[signature::<ModelDeveloperChanged>(), model.to_word(), developer.to_word()], &[]);
}

/// Emits [`VersionProposed`].
pub fn version_proposed(model: ModelId, version: u32, artifact_hash: Hash) {
    let topics = [signature::<VersionProposed>(), model.to_word(), version.to_word()];
    event::emit_words(&topics, &[artifact_hash]);
}

/// Emits [`VersionStatusChanged`].
pub fn version_status_changed(model: ModelId, version: u32, status: VersionStatus) {
    let topics = [signature::<VersionStatusChanged>(), model.to_word(), version.to_word()];
    event::emit_words(&topics, &[status.number().to_word()]);
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: Address, new: Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}
