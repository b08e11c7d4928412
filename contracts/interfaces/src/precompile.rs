//! Precompiled contracts at fixed addresses.

use tributary_core::{ids::Hash, Address};

use crate::{
    host::{self, Freedom},
    word::{self, ToWord},
};

const ECRECOVER: Address = at(1);
const SHA256: Address = at(2);

/// Half of secp256k1's group order, big-endian: the largest `s` of a canonical signature (EIP-2).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d,
    0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

const fn at(number: u8) -> Address {
    let mut address = [0; 20];
    if let Some(last) = address.last_mut() {
        *last = number;
    }
    Address(address)
}

/// Whether `s` is in the lower half of the group order. Of each signature's two forms only that one is
/// accepted, so a valid signature cannot be altered into another.
pub fn is_low_s(s: &[u8; 32]) -> bool {
    *s <= HALF_ORDER
}

/// The address whose key signed `digest`, by precompile 0x01. `v` is 27 or 28. `None` for any other
/// `v`, for a high `s`, and where nothing is recovered. Never the zero address.
pub fn ecrecover(digest: &Hash, v: u8, r: &[u8; 32], s: &[u8; 32]) -> Option<Address> {
    if !matches!(v, 27 | 28) || !is_low_s(s) {
        return None;
    }
    let input = [*digest, v.to_word(), *r, *s];
    let mut output = [0; 32];
    let (ended, written) = host::call(Freedom::ReadOnly, &ECRECOVER, 0, input.as_flattened(), &mut output);
    if ended.is_err() || written != output.len() {
        return None;
    }
    word::to_address(&output).filter(|signer| *signer != Address::default())
}

/// SHA-256 by precompile 0x02.
///
/// # Panics
/// If the precompile does not answer, which is to say that the chain has none: the call traps then.
pub fn sha256(data: &[u8]) -> Hash {
    let mut output = [0; 32];
    let (ended, written) = host::call(Freedom::ReadOnly, &SHA256, 0, data, &mut output);
    assert!(ended.is_ok() && written == output.len(), "precompile 0x02 did not answer");
    output
}

#[cfg(test)]
mod tests;
