//! An oracle.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    money::Wei,
    nodes::{Bond, BondError, Endpoint, EndpointError},
};

/// An oracle, named by the secp256k1 address that signs its commitments. Being registered makes nobody
/// a member of the committee.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Oracle {
    /// Its operator and stake.
    pub bond: Bond,
    /// Where it answers.
    pub endpoint: Endpoint,
}

/// What an oracle is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OracleError {
    /// By its bond.
    #[error(transparent)]
    Bond(#[from] BondError),
    /// An oracle has or had this signer.
    #[error("an oracle is or was registered under {signer}")]
    SignerTaken {
        /// The signer.
        signer: Address,
    },
    /// The signer is the zero address.
    #[error("the zero address cannot sign")]
    SignerZero,
    /// The endpoint is none.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

impl Oracle {
    /// Registers an oracle, active from block `now` on; `known` is who was registered under this signer
    /// before.
    ///
    /// # Errors
    /// [`OracleError`] for a stake below `least`, a signer that is zero or taken, and no endpoint.
    pub fn register(
        signer: Address,
        known: Option<&Self>,
        (operator, stake): (Address, Wei),
        endpoint: String,
        least: Wei,
        now: BlockNumber,
    ) -> Result<Self, OracleError> {
        let bond = Bond::new(operator, stake, least, now)?;
        if signer == Address::default() {
            return Err(OracleError::SignerZero);
        }
        if known.is_some() {
            return Err(OracleError::SignerTaken { signer });
        }
        Ok(Self { bond, endpoint: Endpoint::new(endpoint)? })
    }

    /// Answers elsewhere, until it has left.
    ///
    /// # Errors
    /// [`OracleError`] for anyone but the operator, once left, and for no endpoint.
    pub fn set_endpoint(self, caller: Address, endpoint: String) -> Result<Self, OracleError> {
        self.bond.ensure_staying_or_leaving(caller)?;
        Ok(Self { endpoint: Endpoint::new(endpoint)?, ..self })
    }

    /// As [`Bond::leave`].
    ///
    /// # Errors
    /// As [`Bond::leave`].
    pub fn leave(self, caller: Address, unbonding: BlockNumber, now: BlockNumber) -> Result<Self, BondError> {
        Ok(Self { bond: self.bond.leave(caller, unbonding, now)?, ..self })
    }

    /// As [`Bond::withdraw`].
    ///
    /// # Errors
    /// As [`Bond::withdraw`].
    pub fn withdraw(self, caller: Address, now: BlockNumber) -> Result<(Self, Wei), BondError> {
        let (bond, stake) = self.bond.withdraw(caller, now)?;
        Ok((Self { bond, ..self }, stake))
    }
}
