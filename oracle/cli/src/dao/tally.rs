//! How a vote stands, in parts of what counts.

use tributary_client::{abi::IGovernance, U256};

#[cfg(test)]
mod tests;

/// Parts per million of a whole.
const MILLION: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

/// How far a vote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Votes against.
    pub against: u128,
    /// Votes for.
    pub in_favour: u128,
    /// Votes that count to the quorum only.
    pub abstain: u128,
    /// The votes for and abstaining that it takes; `None` until the snapshot is past.
    pub quorum: Option<u128>,
}

impl From<&IGovernance::Proposal> for Tally {
    fn from(kept: &IGovernance::Proposal) -> Self {
        Self {
            against: kept.againstVotes,
            in_favour: kept.forVotes,
            abstain: kept.abstainVotes,
            quorum: (kept.quorum > 0).then_some(kept.quorum),
        }
    }
}

impl Tally {
    /// Votes that count to the quorum: for, and abstaining.
    pub fn counted(&self) -> u128 {
        self.in_favour.saturating_add(self.abstain)
    }

    /// How much of the quorum there is, in ppm: more than a million beyond it.
    pub fn quorum_ppm(&self) -> Option<u32> {
        self.quorum.map(|quorum| ppm(self.counted(), quorum))
    }

    /// The votes that the quorum still lacks; 0 once it is reached, or before it is known.
    pub fn lacking(&self) -> u128 {
        self.quorum.unwrap_or_default().saturating_sub(self.counted())
    }

    /// Who voted, in ppm of the supply at the snapshot.
    pub fn turnout_ppm(&self, supply: u128) -> u32 {
        ppm(self.counted().saturating_add(self.against), supply)
    }
}

/// `part` of `whole` in ppm, rounded down; 0 of nothing.
fn ppm(part: u128, whole: u128) -> u32 {
    let parts = U256::from(part).saturating_mul(MILLION).checked_div(U256::from(whole)).unwrap_or_default();
    u32::try_from(parts).unwrap_or(u32::MAX)
}
