//! An oracle.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    ids::{Address, BlockNumber},
    money::Wei,
    nodes::{payable, Bond, BondError, Consent, Endpoint, EndpointError},
};

/// An oracle, named by the secp256k1 address that signs its commitments. Being registered makes nobody
/// a member of the committee.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Oracle {
    /// Its operator and stake.
    pub bond: Bond,
    /// Where it wants what it earns.
    pub payout: Address,
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
    /// The endpoint is none.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The payout address is zero.
    #[error("the zero address cannot be paid")]
    PayoutZero,
}

impl Oracle {
    /// Registers an oracle under the key whose holder consented, active from block `now` on and paid at
    /// its operator's address; `known` is who was registered under this signer before.
    ///
    /// # Errors
    /// [`OracleError`] for a stake below `least`, a signer that is taken, and no endpoint.
    pub fn register(
        consent: Consent,
        known: Option<&Self>,
        stake: Wei,
        endpoint: String,
        least: Wei,
        now: BlockNumber,
    ) -> Result<Self, OracleError> {
        let operator = consent.operator();
        let bond = Bond::new(operator, stake, least, now)?;
        if known.is_some() {
            return Err(OracleError::SignerTaken { signer: consent.signer() });
        }
        Ok(Self { bond, payout: operator, endpoint: Endpoint::new(endpoint)? })
    }

    /// Who gets what `signer` earns: itself as long as no oracle was ever registered under it (`known`),
    /// so that nothing it earned before lies where nobody can take it.
    pub fn payout_of(signer: Address, known: Option<&Self>) -> Address {
        known.map_or(signer, |oracle| oracle.payout)
    }

    /// Wants its earnings elsewhere. Always possible: earnings outlast the oracle.
    ///
    /// # Errors
    /// [`OracleError`] for anyone but the operator, and for the zero address.
    pub fn set_payout(self, caller: Address, payout: Address) -> Result<Self, OracleError> {
        self.bond.ensure_operator(caller)?;
        Ok(Self { payout: payable(payout).ok_or(OracleError::PayoutZero)?, ..self })
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
