//! What registering takes, fixed when the registry is created.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{ids::BlockNumber, money::Wei};

/// The longest [`Params::unbonding`]: twelve weeks of six-second blocks.
pub const MAX_UNBONDING: BlockNumber = 1_209_600;

/// Stakes and delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Params {
    /// The least stake of a node, at least 1 wei.
    pub min_node_stake: Wei,
    /// The least stake of an oracle, at least 1 wei.
    pub min_oracle_stake: Wei,
    /// Blocks between leaving and the stake's withdrawal, 1 to [`MAX_UNBONDING`]. To keep a stake within
    /// reach of a proof, longer than everything after which what it did is final.
    pub unbonding: BlockNumber,
}

/// A parameter outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("parameter {param} is {found}, not {least} to {most}")]
pub struct ParamError {
    /// Which parameter, counting from 0 in the order of [`Params`].
    pub param: u8,
    /// The value found.
    pub found: u128,
    /// The least allowed.
    pub least: u128,
    /// The most allowed.
    pub most: u128,
}

impl Params {
    /// Checks the bounds.
    ///
    /// # Errors
    /// [`ParamError`] for the first parameter out of its bounds.
    pub fn validate(&self) -> Result<(), ParamError> {
        let bounds = [
            (self.min_node_stake.0, 1, u128::MAX),
            (self.min_oracle_stake.0, 1, u128::MAX),
            (u128::from(self.unbonding), 1, u128::from(MAX_UNBONDING)),
        ];
        for (param, (found, least, most)) in (0u8..).zip(bounds) {
            if found < least || found > most {
                return Err(ParamError { param, found, least, most });
            }
        }
        Ok(())
    }
}
