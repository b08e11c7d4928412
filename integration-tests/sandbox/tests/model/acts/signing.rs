//! Epochs are signed and submitted, most of them as they should be.

use alloy_primitives::{keccak256, Bytes, U256};
use scale::Encode;
use tributary_core::epoch::Commitment;
use tributary_sandbox::{abi::IAttributionLedger::submitCall, Committee};

use crate::{
    oracles::After,
    plain::ledger::{Signed, Submission},
    world::World,
};

/// The order of secp256k1.
const ORDER: U256 = U256::from_be_bytes(alloy_primitives::hex!(
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
));

/// Bytes of a signature.
const SIGNATURE: usize = 66;

impl World {
    /// Submits an epoch under the committee's signatures, some with a flaw. If the ledger takes it,
    /// `after` is what the next one builds on.
    pub fn submit(&mut self, kind: &'static str, commitment: &Commitment, after: After) {
        let flaw = if self.dice.chance(14) { self.dice.below(9) } else { 99 };
        let committee = self.committees[&self.model.ledger.version].clone();
        let digest = committee.digest(commitment);
        let mut signers = self.signers(&committee);
        match flaw {
            0 => {
                signers.pop();
            }
            1 => signers.reverse(),
            2 => signers.push(signers[signers.len() - 1]),
            _ => {}
        }
        let mut bytes = Vec::new();
        let mut signatures = Vec::new();
        let former = self.committees.get(&(self.model.ledger.version.wrapping_sub(1))).cloned();
        for index in signers {
            let (by, signed) = match (&former, flaw) {
                // Signed by the committee of before, for its own digest.
                (Some(former), 3) => (former, former.digest(commitment)),
                (_, 4) => (&committee, self.dice.word()),
                _ => (&committee, digest),
            };
            let key = usize::from(index) % by.members().len();
            let mut signature = by.keys().sign(u8::try_from(key).unwrap(), &signed);
            signature[0] = index;
            let made = Signed { index, signer: by.members()[key], digest: signed, canonical: true };
            signatures.push(made);
            bytes.extend(signature);
        }
        match flaw {
            5 => {
                make_high(&mut bytes[1..SIGNATURE]);
                signatures[0].canonical = false;
            }
            6 => {
                bytes.pop();
            }
            7 => {
                let index = u8::try_from(committee.members().len()).unwrap();
                let last = bytes.len() - SIGNATURE;
                bytes[last] = index;
                signatures.last_mut().unwrap().index = index;
            }
            _ => {}
        }
        let mut encoded = commitment.encode();
        if flaw == 8 {
            encoded.push(0);
        }
        let submission = Submission {
            commitment: *commitment,
            hash: keccak256(&encoded),
            length: encoded.len(),
            signatures,
            signature_bytes: bytes.len(),
            digest,
        };
        let who = self.anyone();
        let call = submitCall { commitment: encoded.into(), signatures: Bytes::from(bytes) };
        let done = self.ledger(kind, &who, call, |model| model.submit(&submission));
        self.oracles.signed.push((*commitment, after.clone()));
        if done.is_some() {
            self.oracles.chain.push(after);
        }
    }

    /// A quorum or more, in order.
    fn signers(&mut self, committee: &Committee) -> Vec<u8> {
        let members = u8::try_from(committee.members().len()).unwrap();
        let mut indices: Vec<_> = (0..members).collect();
        self.dice.shuffle(&mut indices);
        let least = u32::from(committee.quorum());
        let count = self.dice.between(least, u32::from(members));
        indices.truncate(usize::try_from(count).unwrap());
        indices.sort_unstable();
        indices
    }
}

/// Makes the other signature that verifies out of a signature `r ‖ s ‖ v`: `s` negated, `v` flipped.
pub fn make_high(signature: &mut [u8]) {
    let s = U256::from_be_slice(&signature[32..64]);
    signature[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
    signature[64] = 27 + 28 - signature[64];
}
