//! Precompiled contracts at fixed addresses.

use tributary_core::{
    ids::Hash,
    secp256k1::{is_low_s, is_recovery},
    Address,
};

use crate::{
    host::{self, Freedom},
    word::{self, ToWord},
};

const ECRECOVER: Address = at(1);
const SHA256: Address = at(2);

const fn at(number: u8) -> Address {
    let mut address = [0; 20];
    if let Some(last) = address.last_mut() {
        *last = number;
    }
    Address(address)
}

/// The address whose key signed `digest`, by precompile 0x01. `v` is 27 or 28. `None` for any other
/// `v`, for a high `s`, and where nothing is recovered. Never the zero address.
pub fn ecrecover(digest: &Hash, v: u8, r: &[u8; 32], s: &[u8; 32]) -> Option<Address> {
    if !is_recovery(v) || !is_low_s(s) {
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
