//! ERC-721, as a caller of it sees it.

use alloc::vec::Vec;

use tributary_core::Address;

use crate::{
    call::{Call, CallError, Selector},
    word::{self, push_bytes, ToWord, Word},
};

/// Selector of `ownerOf(uint256)`.
pub const OWNER_OF: Selector = [0x63, 0x52, 0x21, 0x1e];
/// Selector of `onERC721Received(address,address,uint256,bytes)`; also what it must answer.
pub const ON_ERC721_RECEIVED: Selector = [0x15, 0x0b, 0x7a, 0x02];

/// Who owns `token` of the ERC-721 `contract`.
///
/// # Errors
/// [`CallError::Reverted`] where the token does not exist; others as the call goes wrong.
pub fn erc721_owner_of(contract: Address, token: impl ToWord) -> Result<Address, CallError> {
    Call::view(contract, OWNER_OF).arg(token).read(word::to_address)
}

/// Asks the contract `receiver` to accept `token`. The receiver may call the caller again, as
/// receivers do to pass a token on, so the transfer must be stored before. Returns whether it accepted.
///
/// # Errors
/// [`CallError`] where the receiver failed or has no such function.
pub fn on_erc721_received(
    receiver: Address,
    operator: &Address,
    from: &Address,
    token: &Word,
    data: &[u8],
) -> Result<bool, CallError> {
    let input = received_input(operator, from, token, data);
    let answer = Call::reentrant(receiver, ON_ERC721_RECEIVED).word_with(&input)?;
    Ok(answer.first_chunk() == Some(&ON_ERC721_RECEIVED))
}

/// `onERC721Received(operator, from, token, data)`, encoded.
pub(crate) fn received_input(operator: &Address, from: &Address, token: &Word, data: &[u8]) -> Vec<u8> {
    const OFFSET_OF_DATA: u8 = 128;
    let head = [operator.to_word(), from.to_word(), *token, OFFSET_OF_DATA.to_word()];
    let mut input = Vec::with_capacity(data.len().saturating_add(196));
    input.extend_from_slice(&ON_ERC721_RECEIVED);
    input.extend_from_slice(head.as_flattened());
    push_bytes(&mut input, data);
    input
}
