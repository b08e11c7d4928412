//! ERC-1271: contracts that say which signatures are theirs.

use alloc::vec::Vec;

use tributary_core::{ids::Hash, Address};

use crate::{
    call::{Call, Selector},
    word::{left_aligned, push_bytes, ToWord, Word},
};

/// Selector of `isValidSignature(bytes32,bytes)`; also what it must answer.
pub const IS_VALID_SIGNATURE: Selector = [0x16, 0x26, 0xba, 0x7e];

/// Whether the contract `wallet` says that `signature` is its own under `digest`. A wallet that fails, answers
/// anything else or has no such function says no.
pub fn is_valid_signature(wallet: Address, digest: &Hash, signature: &[u8]) -> bool {
    let input = input(digest, signature);
    let answer: Result<Word, _> = Call::view(wallet, IS_VALID_SIGNATURE).word_with(&input);
    answer == Ok(left_aligned(&IS_VALID_SIGNATURE))
}

/// `isValidSignature(digest, signature)`, encoded.
pub(crate) fn input(digest: &Hash, signature: &[u8]) -> Vec<u8> {
    const OFFSET: u8 = 64;
    let mut input = Vec::with_capacity(signature.len().saturating_add(132));
    input.extend_from_slice(&IS_VALID_SIGNATURE);
    input.extend_from_slice([*digest, OFFSET.to_word()].as_flattened());
    push_bytes(&mut input, signature);
    input
}
