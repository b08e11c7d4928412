//! Signatures of typed data (EIP-712): who signed what, and the nonce each one uses up.

use tributary_core::{
    governance::{
        signature::{Signature, SignatureError},
        typed_data::{self, Ballot, Delegation, ExtendedBallot, Permit},
        Amount, Desk, Holder,
    },
    ids::Hash,
    Address, BlockNumber,
};
use tributary_interfaces::{chain_id, ecrecover, erc1271, is_contract, timestamp, HostHash};

use crate::{
    abi::{to_abi, Bytes32},
    cells::{self, Storage},
    errors::Error,
    token, votes,
};

/// The EIP-712 domain of this contract on this chain.
#[inline(never)]
pub fn separator(this: &Address) -> Hash {
    typed_data::domain_separator::<HostHash>(chain_id(), this)
}

/// A permit (EIP-2612) as it came.
#[derive(Clone, Copy, Debug)]
pub struct SignedPermit {
    /// Whose tokens.
    pub owner: Address,
    /// Who may spend them.
    pub spender: Address,
    /// How many.
    pub value: Amount,
    /// The last second at which it counts.
    pub deadline: Amount,
    /// The owner's signature.
    pub signature: Signature,
}

/// A delegation by signature as it came.
#[derive(Clone, Copy, Debug)]
pub struct SignedDelegation {
    /// For whom the signer's votes count.
    pub delegatee: Address,
    /// The signer's nonce.
    pub nonce: Amount,
    /// The last second at which it counts.
    pub expiry: Amount,
    /// The signature; who made it is whose votes move.
    pub signature: Signature,
}

/// Approves by the owner's signature.
pub fn permit(this: &Address, permit: &SignedPermit) -> Result<(), Error> {
    if Amount::from(timestamp()) > permit.deadline {
        return Err(Error::ERC2612ExpiredSignature { deadline: permit.deadline.into() });
    }
    let mut holder = cells::holder(&permit.owner);
    let digest = Permit {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value.to_be_bytes(),
        nonce: holder.nonce(),
        deadline: permit.deadline.to_be_bytes(),
    }
    .digest::<HostHash>(&separator(this));
    let signer = recover(&digest, &permit.signature)?;
    if signer != permit.owner {
        return Err(Error::ERC2612InvalidSigner { signer: to_abi(&signer), owner: to_abi(&permit.owner) });
    }
    use_nonce(&mut holder);
    cells::store_holder(&permit.owner, &holder);
    token::approve(&permit.owner, &permit.spender, permit.value)
}

/// Delegates by the delegator's signature.
pub fn delegate(this: &Address, delegation: &SignedDelegation, now: BlockNumber) -> Result<(), Error> {
    if Amount::from(timestamp()) > delegation.expiry {
        return Err(Error::VotesExpiredSignature { expiry: delegation.expiry.into() });
    }
    let digest = Delegation {
        delegatee: delegation.delegatee,
        nonce: delegation.nonce.to_be_bytes(),
        expiry: delegation.expiry.to_be_bytes(),
    }
    .digest::<HostHash>(&separator(this));
    let signer = recover(&digest, &delegation.signature)?;
    let mut desk = Desk::new(Storage);
    let holder = desk.change(&signer);
    let nonce = holder.nonce();
    if Amount::from(nonce) != delegation.nonce {
        let account = to_abi(&signer);
        return Err(Error::InvalidAccountNonce { account, currentNonce: u128::from(nonce).into() });
    }
    use_nonce(holder);
    votes::delegate_at(&mut desk, &signer, &delegation.delegatee, now);
    desk.close();
    Ok(())
}

/// Whether `signature` is the voter's under `digest`: of its key, or, where it is a contract, as that says
/// (ERC-1271).
#[inline(never)]
pub fn is_voters(voter: &Address, digest: &Hash, signature: &[u8]) -> bool {
    if is_contract(voter) {
        return erc1271::is_valid_signature(*voter, digest, signature);
    }
    is_keys(voter, digest, signature)
}

/// The same of a voter that is no contract.
pub fn is_keys(voter: &Address, digest: &Hash, signature: &[u8]) -> bool {
    Signature::split(signature).is_ok_and(|signature| recover(digest, &signature) == Ok(*voter))
}

/// What a voter signs.
pub fn ballot_digest(ballot: Ballot, separator: &Hash) -> Hash {
    ballot.digest::<HostHash>(separator)
}

/// What a voter signs who gives a reason.
pub fn extended_ballot_digest(ballot: Ballot, reason: &[u8], separator: &Hash) -> Hash {
    ExtendedBallot { ballot, reason, params: &[] }.digest::<HostHash>(separator)
}

/// Counts a signature that was used.
pub fn use_nonce(holder: &mut Holder) {
    // Nobody signs 2^64 times.
    holder.set_nonce(holder.nonce().saturating_add(1));
}

#[inline(never)]
fn recover(digest: &Hash, signature: &Signature) -> Result<Address, Error> {
    match signature.check() {
        Err(SignatureError::S { s }) => return Err(Error::ECDSAInvalidSignatureS { s: Bytes32::from(s) }),
        Err(_) => return Err(Error::ECDSAInvalidSignature {}),
        Ok(()) => {}
    }
    ecrecover(digest, signature.v, &signature.r, &signature.s).ok_or(Error::ECDSAInvalidSignature {})
}
