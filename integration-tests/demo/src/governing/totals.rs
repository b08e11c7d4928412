//! What everybody earned in all, as the chain's final root proves it.

use std::collections::BTreeMap;

use anyhow::Context;
use tributary_cli::{
    final_root::{under_final_root, StaleProof},
    oracle_http::{total_proof, Oracle},
};
use tributary_client::abi::IRoyaltySplitter;
use tributary_core::{
    hashing::HostHashing,
    merkle::{verify_membership, Leaf, LeafFields, Node},
    Account, Address, Wei,
};

use super::Stage;
use crate::world::World;

/// Cumulative totals under one final root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The epoch of the root; 0 before any.
    pub epoch: u64,
    /// What each account earned.
    pub earned: BTreeMap<Account, Wei>,
    /// What the consumer spent.
    pub spent: Wei,
}

impl Totals {
    /// Reads them from the oracle and checks each against the root that the splitter has.
    ///
    /// # Errors
    /// If one is not under the root, they do not add up to it, or nobody answers.
    pub async fn read(stage: &Stage<'_>) -> anyhow::Result<Self> {
        under_final_root(async || read(stage).await).await
    }

    /// What an account earned.
    pub fn of(&self, account: &Account) -> Wei {
        self.earned.get(account).copied().unwrap_or_default()
    }
}

async fn read(stage: &Stage<'_>) -> anyhow::Result<Totals> {
    let root = stage.world.suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await?;
    let payouts = Node { hash: root.payoutHash.0, sum: Wei(root.payoutSum) };
    let spends = Node { hash: root.spendHash.0, sum: Wei(root.spendSum) };
    let mut earned = BTreeMap::new();
    for account in accounts(stage.world)? {
        let amount = proven(stage, root.epoch, &payouts, account).await?;
        earned.insert(account, amount);
    }
    let all = Wei::total(earned.values().copied())?;
    anyhow::ensure!(
        all == payouts.sum,
        "everybody earned {all} wei in all, and the root of epoch {} has {}",
        root.epoch,
        payouts.sum
    );
    let payer = Account::Payer(Address(stage.world.consumer.address().into_array()));
    let spent = proven(stage, root.epoch, &spends, payer).await?;
    Ok(Totals { epoch: root.epoch, earned, spent })
}

/// An account's total under `root`, which is that of epoch `last`; nothing if the oracle has none.
async fn proven(stage: &Stage<'_>, last: u64, root: &Node, account: Account) -> anyhow::Result<Wei> {
    let oracle = Oracle { http: stage.http, url: stage.oracle };
    let Some(found) = total_proof(oracle, &account).await? else { return Ok(Wei::ZERO) };
    if found.epoch != last {
        return Err(StaleProof { proven: found.epoch, last }.into());
    }
    let leaf = Leaf { fields: LeafFields::Total(account), amount: found.cumulative_wei };
    verify_membership::<HostHashing>(root, &leaf, &found.proof)
        .with_context(|| format!("the total of {account:?} in epoch {last}"))?;
    Ok(found.cumulative_wei)
}

/// Everybody who can earn.
fn accounts(world: &World) -> anyhow::Result<Vec<Account>> {
    let datasets = world.datasets.iter().copied().map(Account::Dataset);
    let nodes = world.nodes.iter().map(|seat| Account::Node(seat.id));
    let mut accounts: Vec<_> = datasets.chain(nodes).collect();
    accounts.push(Account::Developer(world.model));
    for seat in &world.oracles {
        let key = tributary_oracle::keys::OracleKey::from_bytes(&seat.secret)?;
        accounts.push(Account::Oracle(key.address()));
    }
    accounts.push(Account::Treasury);
    Ok(accounts)
}
