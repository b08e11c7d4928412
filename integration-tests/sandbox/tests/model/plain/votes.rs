//! Votes that work earns, where a DAO lets it.

use std::collections::BTreeMap;

use tributary_core::{governance::Earning, Account, NodeId, Wei};
use tributary_sandbox::TOKEN;

/// How votes are earned in every run: one and a half for a wei of the treasury's cut, as long as few are asked.
pub const EARNING: Earning = Earning { rate: 1_500_000, cap: TOKEN / 500 };

/// What of the treasury's part of one fee the work of each dataset, and of its node, brought in.
pub fn merits(earned: &BTreeMap<Account, u128>, node: NodeId) -> Vec<(Account, u128)> {
    let node = Account::Node(node);
    let works = |account: &Account| matches!(account, Account::Dataset(_)) || *account == node;
    let paid: u128 = earned.iter().filter(|(account, _)| works(account)).map(|(_, amount)| amount).sum();
    let cut = earned.get(&Account::Treasury).copied().unwrap_or_default();
    if paid == 0 {
        return Vec::new();
    }
    let datasets = earned.iter().filter(|(account, _)| works(account) && **account != node);
    let mut merits: Vec<_> = datasets.map(|(account, amount)| (*account, cut * amount / paid)).collect();
    let given: u128 = merits.iter().map(|(_, merit)| merit).sum();
    merits.push((node, cut - given));
    merits
}

/// Adds an epoch's votes to those of before.
pub fn earn(votes: &mut BTreeMap<Account, Wei>, merits: BTreeMap<Account, u128>) {
    let Earning { rate, cap } = EARNING;
    let all: u128 = merits.values().sum();
    let wanted = all * u128::from(rate) / 1_000_000;
    for (account, merit) in merits {
        let more = if wanted > cap { merit * cap / all } else { merit * u128::from(rate) / 1_000_000 };
        if more > 0 {
            votes.entry(account).or_default().0 += more;
        }
    }
}
