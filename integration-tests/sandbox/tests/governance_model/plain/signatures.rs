//! Permits and delegations by signature. Digests are alloy's, signers are found by k256.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolStruct;
use tributary_sandbox::{
    abi::IGovernance::{
        delegateBySigCall, permitCall, ECDSAInvalidSignature, ECDSAInvalidSignatureS,
        ERC2612ExpiredSignature, ERC2612InvalidSigner, InvalidAccountNonce, VotesExpiredSignature,
    },
    signer,
    typed_data::{domain, Delegation, Permit},
};

use super::{rules::Rule, Plain};
use crate::verdict::{refused, silent, Refusal, Verdict};

/// Half the order of secp256k1, the largest `s` that counts.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

impl Plain {
    pub fn permit(&mut self, call: &permitCall) -> Verdict {
        let permitCall { owner, spender, value, deadline, v, r, s } = *call;
        self.attempt(|plain| {
            if U256::from(plain.time()) > deadline && !plain.forgets(Rule::Expiry) {
                return Err(refused(ERC2612ExpiredSignature { deadline }));
            }
            let nonce = plain.state.nonce(owner);
            let permit = Permit { owner, spender, value, nonce: U256::from(nonce), deadline };
            let signer = plain.signer(&permit, v, r, s)?;
            if signer != owner {
                return Err(refused(ERC2612InvalidSigner { signer, owner }));
            }
            if !plain.forgets(Rule::PermitNonce) {
                plain.state.nonces.insert(owner, nonce + 1);
            }
            plain.allow(owner, spender, value).map(silent)
        })
    }

    pub fn delegate_by_sig(&mut self, call: &delegateBySigCall) -> Verdict {
        let delegateBySigCall { delegatee, nonce, expiry, v, r, s } = *call;
        self.attempt(|plain| {
            if U256::from(plain.time()) > expiry && !plain.forgets(Rule::Expiry) {
                return Err(refused(VotesExpiredSignature { expiry }));
            }
            let account = plain.signer(&Delegation { delegatee, nonce, expiry }, v, r, s)?;
            let current = plain.state.nonce(account);
            if U256::from(current) != nonce && !plain.forgets(Rule::DelegationNonce) {
                return Err(refused(InvalidAccountNonce { account, currentNonce: U256::from(current) }));
            }
            plain.state.nonces.insert(account, current + 1);
            Ok(silent(plain.choose(account, delegatee)))
        })
    }

    /// Who signed.
    fn signer(&self, data: &impl SolStruct, v: u8, r: B256, s: B256) -> Result<Address, Refusal> {
        if U256::from_be_bytes(s.0) > HALF_ORDER && !self.forgets(Rule::LowS) {
            return Err(refused(ECDSAInvalidSignatureS { s }));
        }
        let mut signature = [v; 65];
        signature[..32].copy_from_slice(r.as_slice());
        signature[32..64].copy_from_slice(s.as_slice());
        let digest = data.eip712_signing_hash(&domain(self.contract));
        signer(digest, &signature).ok_or_else(|| refused(ECDSAInvalidSignature {}))
    }
}
