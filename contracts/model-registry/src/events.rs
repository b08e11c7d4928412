//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, prelude::string::String};
use tributary_core::{
    ids::Hash,
    models::{Feature, Model},
    registry::VersionStatus,
    Address, ModelId,
};
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

/// What was trained was named.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct ArtifactSet {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub version: u32,
    pub artifactHash: Bytes32,
}

/// A model got another steward, or none.
#[ink::event]
#[allow(missing_docs)]
pub struct StewardSet {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub steward: ink::Address,
}

/// A feature was proposed.
#[ink::event]
#[allow(missing_docs)]
pub struct FeatureProposed {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub feature: u32,
    #[ink(topic)]
    pub proposer: ink::Address,
    pub title: String,
    pub uri: String,
}

/// A feature was given up.
#[ink::event]
#[allow(missing_docs)]
pub struct FeatureWithdrawn {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub feature: u32,
}

/// A feature was pinned to a version.
#[ink::event]
#[allow(missing_docs)]
pub struct FeatureAdopted {
    #[ink(topic)]
    pub model: u64,
    #[ink(topic)]
    pub feature: u32,
    pub version: u32,
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

/// Emits [`ArtifactSet`].
pub fn artifact_set(model: ModelId, version: u32, artifact_hash: Hash) {
    let topics = [signature::<ArtifactSet>(), model.to_word(), version.to_word()];
    event::emit_words(&topics, &[artifact_hash]);
}

/// Emits [`StewardSet`].
pub fn steward_set(model: ModelId, steward: Address) {
    event::emit_words(&[signature::<StewardSet>(), model.to_word(), steward.to_word()], &[]);
}

/// Emits [`FeatureProposed`].
pub fn feature_proposed(model: ModelId, number: u32, feature: &Feature) {
    let event = FeatureProposed {
        model: model.0,
        feature: number,
        proposer: to_abi(feature.proposer),
        title: feature.title.clone(),
        uri: feature.uri.clone(),
    };
    let topics =
        [signature::<FeatureProposed>(), model.to_word(), number.to_word(), feature.proposer.to_word()];
    event::emit(&topics, &Event::<Sol>::encode_data(&event));
}

/// Emits [`FeatureWithdrawn`].
pub fn feature_withdrawn(model: ModelId, feature: u32) {
    event::emit_words(&[signature::<FeatureWithdrawn>(), model.to_word(), feature.to_word()], &[]);
}

/// Emits [`FeatureAdopted`].
pub fn feature_adopted(model: ModelId, feature: u32, version: u32) {
    let topics = [signature::<FeatureAdopted>(), model.to_word(), feature.to_word()];
    event::emit_words(&topics, &[version.to_word()]);
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: Address, new: Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}
