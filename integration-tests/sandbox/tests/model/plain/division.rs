//! How one fee divides.

use std::collections::BTreeMap;

use tributary_core::{Account, Address, DatasetId, ModelId, Report};

use super::{part, Model};

/// Generations of parents, and of bases, that take part.
const DEPTH: u8 = 4;

impl Model {
    /// What each account earns by a report that counts.
    pub fn divide(&self, report: &Report, oracles: &[Address]) -> BTreeMap<Account, u128> {
        let (model, number) = (report.voucher.model.0, report.voucher.model_version);
        let version = &self.versions.list[&(model, number)];
        let fee = report.fee.0;
        let policy = &version.policy;
        let datasets = part(fee, policy.datasets.0);
        let [node, developer, committee] =
            [policy.node, policy.developer, policy.oracles].map(|cut| part(fee, cut.0));
        let mut treasury = fee - datasets - node - developer - committee;
        let mut earned = BTreeMap::new();
        let mut rest = datasets;
        for (dataset, share) in &report.shares {
            let amount = part(datasets, share.0);
            rest -= amount;
            self.to_dataset(&mut earned, dataset.0, amount, DEPTH);
        }
        add(&mut earned, Account::Node(report.node), node);
        self.to_developer(&mut earned, (model, number), developer + rest, DEPTH);
        let each = committee / u128::try_from(oracles.len()).unwrap();
        for oracle in oracles {
            add(&mut earned, Account::Oracle(*oracle), each);
        }
        treasury += committee - each * u128::try_from(oracles.len()).unwrap();
        add(&mut earned, Account::Treasury, treasury);
        earned.retain(|_, amount| *amount > 0);
        earned
    }

    fn to_dataset(&self, earned: &mut BTreeMap<Account, u128>, id: u64, amount: u128, depth: u8) {
        let mut own = amount;
        if depth > 0 {
            for (parent, share) in &self.datasets.list[&id].parents {
                own -= part(amount, *share);
                self.to_dataset(earned, *parent, part(amount, *share), depth - 1);
            }
        }
        add(earned, Account::Dataset(DatasetId(id)), own);
    }

    fn to_developer(
        &self,
        earned: &mut BTreeMap<Account, u128>,
        version: (u64, u32),
        amount: u128,
        depth: u8,
    ) {
        let mut own = amount;
        let base = self.versions.list.get(&version).and_then(|version| version.base);
        if let Some((model, number, cut)) = base.filter(|_| depth > 0) {
            own -= part(amount, cut);
            self.to_developer(earned, (model, number), part(amount, cut), depth - 1);
        }
        add(earned, Account::Developer(ModelId(version.0)), own);
    }
}

fn add(earned: &mut BTreeMap<Account, u128>, account: Account, amount: u128) {
    *earned.entry(account).or_default() += amount;
}
