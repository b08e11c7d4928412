//! Who gets what of fees: as a policy says, and as the books have it.

use serde::Serialize;
use tributary_core::{Account, FeePolicy, MoneyError, Report, Wei};

use super::Totals;

#[cfg(test)]
mod tests;

/// What each group gets, in wei.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// All datasets.
    pub datasets: Wei,
    /// All nodes.
    pub node: Wei,
    /// The model's developer.
    pub developer: Wei,
    /// All oracles.
    pub oracles: Wei,
    /// The treasury.
    pub treasury: Wei,
}

impl Parts {
    /// The groups' names, in order.
    pub const NAMES: [&str; 5] = ["datasets", "node", "developer", "oracles", "treasury"];

    /// Everybody's, in order.
    pub const fn list(&self) -> [Wei; 5] {
        [self.datasets, self.node, self.developer, self.oracles, self.treasury]
    }

    /// What `policy` makes of the fees of `reports`, with a committee of `oracles`.
    ///
    /// What no dataset has a share in is the developer's, and what the committee cannot divide equally is the
    /// treasury's. Parents are datasets, too, and no version of the demo has a base, so that neither matters
    /// here.
    ///
    /// # Errors
    /// [`MoneyError`] if the cuts are more than the whole.
    pub fn by_policy<'a>(
        policy: &FeePolicy,
        reports: impl IntoIterator<Item = &'a Report>,
        oracles: u128,
    ) -> Result<Self, MoneyError> {
        reports.into_iter().try_fold(Self::default(), |sum, report| {
            let cuts = policy.divide(report.fee)?;
            let datasets = credited(report, cuts.datasets)?;
            let each = Wei(cuts.oracles.0.checked_div(oracles).unwrap_or(0));
            let committee = Wei(each.0.saturating_mul(oracles));
            sum.plus(&Self {
                datasets,
                node: cuts.node,
                developer: cuts.developer.try_add(cuts.datasets.try_sub(datasets)?)?,
                oracles: committee,
                treasury: cuts.treasury.try_add(cuts.oracles.try_sub(committee)?)?,
            })
        })
    }

    /// The part of the datasets' cuts of the fees of `reports` in which no dataset has a share: the developer's.
    ///
    /// # Errors
    /// [`MoneyError`] if the cuts or the shares are more than the whole.
    pub fn unshared<'a>(
        policy: &FeePolicy,
        reports: impl IntoIterator<Item = &'a Report>,
    ) -> Result<Wei, MoneyError> {
        reports.into_iter().try_fold(Wei::ZERO, |sum, report| {
            let cut = policy.divide(report.fee)?.datasets;
            sum.try_add(cut.try_sub(credited(report, cut)?)?)
        })
    }

    /// What the totals grew by from `before` to `after`.
    ///
    /// # Errors
    /// [`MoneyError::Negative`] if one shrank.
    pub fn paid(before: &Totals, after: &Totals) -> Result<Self, MoneyError> {
        let mut paid = Self::default();
        for (account, total) in &after.earned {
            let part = match account {
                Account::Dataset(_) => &mut paid.datasets,
                Account::Node(_) => &mut paid.node,
                Account::Developer(_) => &mut paid.developer,
                Account::Oracle(_) => &mut paid.oracles,
                Account::Treasury => &mut paid.treasury,
                Account::Payer(_) => continue,
            };
            *part = part.try_add(total.try_sub(before.of(account))?)?;
        }
        Ok(paid)
    }

    fn plus(&self, other: &Self) -> Result<Self, MoneyError> {
        Ok(Self {
            datasets: self.datasets.try_add(other.datasets)?,
            node: self.node.try_add(other.node)?,
            developer: self.developer.try_add(other.developer)?,
            oracles: self.oracles.try_add(other.oracles)?,
            treasury: self.treasury.try_add(other.treasury)?,
        })
    }
}

/// What the datasets get of their `cut` of a report's fee.
fn credited(report: &Report, cut: Wei) -> Result<Wei, MoneyError> {
    Wei::total(report.shares.iter().map(|(_, share)| share.of(cut)))
}
