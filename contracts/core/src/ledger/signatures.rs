//! The committee's signatures under an epoch, as they are transmitted: per signer 66 bytes,
//! `index ‖ r ‖ s ‖ v`.

use crate::{
    committee::quorum,
    ids::{Address, Hash},
    secp256k1::{is_low_s, is_recovery},
};

#[cfg(test)]
mod tests;

/// One signer's part.
pub const SIGNATURE_BYTES: usize = 66;

/// What makes signatures no quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not whole signatures.
    #[error("{length} bytes are no whole number of signatures of {SIGNATURE_BYTES} bytes")]
    Malformed {
        /// How many bytes there are.
        length: u32,
    },
    /// An index beyond the committee.
    #[error("signer {index} is none of {members} members")]
    SignerUnknown {
        /// The index.
        index: u8,
        /// The committee's size.
        members: u8,
    },
    /// Indices do not ascend strictly.
    #[error("signer {after} comes after signer {before}")]
    SignersUnordered {
        /// An index.
        before: u8,
        /// The index after it.
        after: u8,
    },
    /// Too few signers.
    #[error("{found} signed, {needed} have to")]
    QuorumMissed {
        /// How many signed.
        found: u8,
        /// How many have to.
        needed: u8,
    },
    /// A signature that is not this member's under this digest, or not in the form of low `s`.
    #[error("the signature of signer {index} is not its own")]
    Invalid {
        /// The signer's index.
        index: u8,
    },
}

/// Checks that at least 2f + 1 of `members` signed `digest`, each given signature being valid.
///
/// `recover` gives the address whose key made the signature `r ‖ s ‖ v` (`v` 27 or 28), if any; it is
/// only asked once everything cheap is in order.
///
/// # Errors
/// [`SignatureError`] naming the first rule broken.
pub fn verify_quorum(
    members: &[Address],
    digest: &Hash,
    signatures: &[u8],
    recover: impl Fn(&Hash, &[u8; 65]) -> Option<Address>,
) -> Result<(), SignatureError> {
    let (signatures, rest) = signatures.as_chunks::<SIGNATURE_BYTES>();
    if !rest.is_empty() {
        let length = signatures.len().saturating_mul(SIGNATURE_BYTES).saturating_add(rest.len());
        return Err(SignatureError::Malformed { length: u32::try_from(length).unwrap_or(u32::MAX) });
    }
    check_signers(members.len(), signatures)?;
    for [index, signature @ ..] in signatures {
        let member = members.get(usize::from(*index));
        let signer = if is_canonical(signature) { recover(digest, signature) } else { None };
        if signer.is_none() || signer.as_ref() != member {
            return Err(SignatureError::Invalid { index: *index });
        }
    }
    Ok(())
}

/// Known signers in strictly ascending order, as many as needed.
fn check_signers(members: usize, signatures: &[[u8; SIGNATURE_BYTES]]) -> Result<(), SignatureError> {
    let mut last = None;
    for [index, ..] in signatures {
        if usize::from(*index) >= members {
            return Err(SignatureError::SignerUnknown { index: *index, members: small(members) });
        }
        if let Some(before) = last.filter(|before| before >= index) {
            return Err(SignatureError::SignersUnordered { before, after: *index });
        }
        last = Some(*index);
    }
    let (found, needed) = (small(signatures.len()), small(quorum(members)));
    if found < needed {
        return Err(SignatureError::QuorumMissed { found, needed });
    }
    Ok(())
}

/// `v` is 27 or 28 and `s` is low.
fn is_canonical(signature: &[u8; 65]) -> bool {
    let [rs @ .., v] = signature;
    let low = rs.last_chunk::<32>().is_some_and(is_low_s);
    low && is_recovery(*v)
}

/// Counts of signers fit `u8`: indices are `u8` and strictly ascending.
fn small(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}
