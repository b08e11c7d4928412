//! The end of a description that reserves the proposal for one proposer, so that nobody can make it
//! first and cancel it. The rule is that of OpenZeppelin's `Governor._isValidDescriptionForProposer`.

use crate::ids::Address;

#[cfg(test)]
mod tests;

/// What comes before the digits.
const MARKER: &[u8; 12] = b"#proposer=0x";

/// Bytes of the marker and 40 digits.
const SUFFIX_BYTES: usize = 52;

/// Who alone may propose what has this description: the address in `#proposer=0x` and 40 hexadecimal
/// digits of either case, at the very end. Whatever is not exactly of that form reserves nothing. The
/// zero address is nobody's, so that nobody may propose what is reserved for it.
pub fn restricted_to(description: &[u8]) -> Option<Address> {
    let (_, suffix) = description.split_last_chunk::<SUFFIX_BYTES>()?;
    let digits = suffix.strip_prefix(MARKER)?;
    let mut address = Address::default();
    for (byte, pair) in address.0.iter_mut().zip(digits.chunks_exact(2)) {
        let &[high, low] = pair else {
            return None;
        };
        *byte = (digit(high)? << 4) | digit(low)?;
    }
    Some(address)
}

fn digit(character: u8) -> Option<u8> {
    u8::try_from(char::from(character).to_digit(16)?).ok()
}
