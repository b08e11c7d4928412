//! Dividing one fee among everyone who earned it.

use alloc::collections::BTreeMap;

use crate::{
    account::Account,
    ids::{DatasetId, ModelId},
    money::{MoneyError, Wei},
    registry::{Registry, MAX_DEPTH},
    report::Report,
};

/// What keeps a fee from being divided; never so for a report that was judged worth its fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// No such model version.
    #[error("model {model} has no version {version}")]
    UnknownVersion {
        /// The model.
        model: ModelId,
        /// The version.
        version: u32,
    },
    /// Sums overflow.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Divides the fee of `report` by its model version's policy.
///
/// Each share of the datasets' cut passes parts on to parents, and what no dataset claims goes to the
/// developer, whose cut passes parts on to base models; the committee's cut is divided equally. All
/// parts are rounded down and every remainder goes to the treasury, except that of shares and parents,
/// which stays one level up. The result adds up to the fee exactly and holds no zero.
///
/// # Errors
/// [`DivisionError`] for an unknown version or an overflow.
pub fn divide(report: &Report, registry: &Registry) -> Result<BTreeMap<Account, Wei>, DivisionError> {
    let (model, version) = (report.voucher.model, report.voucher.model_version);
    let record =
        registry.versions.get(&(model, version)).ok_or(DivisionError::UnknownVersion { model, version })?;
    let parts = record.policy.divide(report.fee)?;
    let mut credits = BTreeMap::new();
    let mut model_own = parts.datasets;
    for (dataset, share) in &report.shares {
        let amount = share.of(parts.datasets);
        model_own = model_own.try_sub(amount)?;
        credit_dataset(&mut credits, registry, *dataset, amount, MAX_DEPTH)?;
    }
    credit(&mut credits, Account::Node(report.node), parts.node)?;
    let developer = parts.developer.try_add(model_own)?;
    credit_developer(&mut credits, registry, (model, version), developer, MAX_DEPTH)?;
    let mut treasury = parts.treasury.try_add(parts.oracles)?;
    let members = u128::try_from(registry.oracles.len()).unwrap_or(u128::MAX);
    if let Some(each) = parts.oracles.0.checked_div(members).map(Wei) {
        for oracle in &registry.oracles {
            credit(&mut credits, Account::Oracle(*oracle), each)?;
            treasury = treasury.try_sub(each)?;
        }
    }
    credit(&mut credits, Account::Treasury, treasury)?;
    Ok(credits)
}

fn credit(credits: &mut BTreeMap<Account, Wei>, account: Account, amount: Wei) -> Result<(), MoneyError> {
    if !amount.is_zero() {
        let entry = credits.entry(account).or_default();
        *entry = entry.try_add(amount)?;
    }
    Ok(())
}

fn credit_dataset(
    credits: &mut BTreeMap<Account, Wei>,
    registry: &Registry,
    dataset: DatasetId,
    amount: Wei,
    depth: u8,
) -> Result<(), MoneyError> {
    if amount.is_zero() {
        return Ok(());
    }
    let mut own = amount;
    if let (Some(record), Some(depth)) = (registry.datasets.get(&dataset), depth.checked_sub(1)) {
        for (parent, share) in &record.parents {
            let part = share.of(amount);
            own = own.try_sub(part)?;
            credit_dataset(credits, registry, *parent, part, depth)?;
        }
    }
    credit(credits, Account::Dataset(dataset), own)
}

fn credit_developer(
    credits: &mut BTreeMap<Account, Wei>,
    registry: &Registry,
    (model, version): (ModelId, u32),
    amount: Wei,
    depth: u8,
) -> Result<(), MoneyError> {
    let base = registry.versions.get(&(model, version)).and_then(|record| record.base);
    let mut own = amount;
    if let (Some((base_model, base_version, cut)), Some(depth)) = (base, depth.checked_sub(1)) {
        let part = cut.of(amount);
        own = own.try_sub(part)?;
        credit_developer(credits, registry, (base_model, base_version), part, depth)?;
    }
    credit(credits, Account::Developer(model), own)
}
