//! How a fee divides.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    money::{MoneyError, Wei},
    ppm::Ppm,
};

/// Set per model version; the five cuts make the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct FeePolicy {
    /// To the datasets that shaped the answer.
    pub datasets: Ppm,
    /// To the node that answered.
    pub node: Ppm,
    /// To the model's developer, who also gets what the datasets' shares leave.
    pub developer: Ppm,
    /// To the committee, in equal parts.
    pub oracles: Ppm,
    /// To the treasury, which also gets every rounding remainder.
    pub treasury: Ppm,
}

/// Cuts that do not make the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policy's cuts add up to {found} ppm, not 1000000")]
pub struct UnbalancedPolicy {
    /// What they add up to.
    pub found: u64,
}

/// A fee divided; the five parts add up to it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DividedFee {
    /// To the datasets.
    pub datasets: Wei,
    /// To the node.
    pub node: Wei,
    /// To the developer.
    pub developer: Wei,
    /// To the committee.
    pub oracles: Wei,
    /// To the treasury, rounding included.
    pub treasury: Wei,
}

impl FeePolicy {
    /// Checks that the cuts make the whole.
    ///
    /// # Errors
    /// [`UnbalancedPolicy`] with the sum found.
    pub fn validate(&self) -> Result<(), UnbalancedPolicy> {
        let found = [self.datasets, self.node, self.developer, self.oracles, self.treasury]
            .iter()
            .fold(0u64, |sum, cut| sum.saturating_add(u64::from(cut.0)));
        if found == u64::from(Ppm::WHOLE.0) {
            Ok(())
        } else {
            Err(UnbalancedPolicy { found })
        }
    }

    /// Divides `fee`: every cut rounded down, the remainder to the treasury.
    ///
    /// # Errors
    /// [`MoneyError`] if the cuts exceed the whole (an unvalidated policy).
    pub fn divide(&self, fee: Wei) -> Result<DividedFee, MoneyError> {
        let (datasets, node) = (self.datasets.of(fee), self.node.of(fee));
        let (developer, oracles) = (self.developer.of(fee), self.oracles.of(fee));
        let treasury = fee.try_sub(datasets)?.try_sub(node)?.try_sub(developer)?.try_sub(oracles)?;
        Ok(DividedFee { datasets, node, developer, oracles, treasury })
    }
}
