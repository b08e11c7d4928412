//! The events of the ABI, emitted by the bare host call.

use ink::{abi::Sol, env::Event, U256};
use tributary_core::{dataset::Status, ids::Hash, Address, DatasetId};
use tributary_interfaces::{event, ToWord, Word};

use crate::abi::Bytes32;

/// A dataset changed hands; from zero: it was registered.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct Transfer {
    #[ink(topic)]
    pub from: ink::Address,
    #[ink(topic)]
    pub to: ink::Address,
    #[ink(topic)]
    pub tokenId: U256,
}

/// Somebody may move a dataset; zero: nobody.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct Approval {
    #[ink(topic)]
    pub owner: ink::Address,
    #[ink(topic)]
    pub approved: ink::Address,
    #[ink(topic)]
    pub tokenId: U256,
}

/// Somebody may, or may no longer, move all of an owner's datasets.
#[ink::event]
#[allow(missing_docs)]
pub struct ApprovalForAll {
    #[ink(topic)]
    pub owner: ink::Address,
    #[ink(topic)]
    pub operator: ink::Address,
    pub approved: bool,
}

/// A creator committed to a dataset.
#[ink::event]
#[allow(missing_docs)]
pub struct RegistrationCommitted {
    #[ink(topic)]
    pub creator: ink::Address,
    #[ink(topic)]
    pub commitment: Bytes32,
}

/// A dataset was registered.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct DatasetRegistered {
    #[ink(topic)]
    pub dataset: u64,
    #[ink(topic)]
    pub creator: ink::Address,
    #[ink(topic)]
    pub contentRoot: Bytes32,
    pub byteSize: u64,
}

/// A dataset counts, or does not, from this block on.
#[ink::event]
#[allow(missing_docs)]
pub struct DatasetStatusChanged {
    #[ink(topic)]
    pub dataset: u64,
    pub status: u8,
}

/// The contract's owner moved a dataset to its true author.
#[ink::event]
#[allow(missing_docs)]
pub struct DatasetReassigned {
    #[ink(topic)]
    pub dataset: u64,
    #[ink(topic)]
    pub from: ink::Address,
    #[ink(topic)]
    pub to: ink::Address,
}

/// The contract's owner changed.
#[ink::event]
#[allow(non_snake_case, missing_docs)]
pub struct OwnershipTransferred {
    #[ink(topic)]
    pub previousOwner: ink::Address,
    #[ink(topic)]
    pub newOwner: ink::Address,
}

/// An event's first topic.
fn signature<E: Event<Sol>>() -> Word {
    E::SIGNATURE_TOPIC.unwrap_or_default()
}

/// Emits [`Transfer`].
pub fn transfer(from: Address, to: Address, dataset: DatasetId) {
    let topics = [signature::<Transfer>(), from.to_word(), to.to_word(), dataset.to_word()];
    event::emit_words(&topics, &[]);
}

/// Emits [`Approval`].
pub fn approval(owner: Address, approved: Address, dataset: DatasetId) {
    let topics = [signature::<Approval>(), owner.to_word(), approved.to_word(), dataset.to_word()];
    event::emit_words(&topics, &[]);
}

/// Emits [`ApprovalForAll`].
pub fn approval_for_all(owner: Address, operator: Address, approved: bool) {
    let topics = [signature::<ApprovalForAll>(), owner.to_word(), operator.to_word()];
    event::emit_words(&topics, &[approved.to_word()]);
}

/// Emits [`RegistrationCommitted`].
pub fn registration_committed(creator: Address, commitment: Hash) {
    event::emit_words(&[signature::<RegistrationCommitted>(), creator.to_word(), commitment], &[]);
}

/// Emits [`DatasetRegistered`].
pub fn dataset_registered(dataset: DatasetId, creator: Address, content_root: Hash, byte_size: u64) {
    let topics = [signature::<DatasetRegistered>(), dataset.to_word(), creator.to_word(), content_root];
    event::emit_words(&topics, &[byte_size.to_word()]);
}

/// Emits [`DatasetStatusChanged`].
pub fn dataset_status_changed(dataset: DatasetId, status: Status) {
    let topics = [signature::<DatasetStatusChanged>(), dataset.to_word()];
    event::emit_words(&topics, &[u8::from(status).to_word()]);
}

/// Emits [`DatasetReassigned`].
pub fn dataset_reassigned(dataset: DatasetId, from: Address, to: Address) {
    let topics = [signature::<DatasetReassigned>(), dataset.to_word(), from.to_word(), to.to_word()];
    event::emit_words(&topics, &[]);
}

/// Emits [`OwnershipTransferred`].
pub fn ownership_transferred(previous: Address, new: Address) {
    event::emit_words(&[signature::<OwnershipTransferred>(), previous.to_word(), new.to_word()], &[]);
}
