//! Waiting for epochs, claiming, and counting every wei.

use std::time::Duration;

use anyhow::{bail, Context};
use serde::Serialize;
use tributary_cli::{
    claim::{self, Released},
    oracle_http::Oracle,
};
use tributary_client::{abi::IRoyaltySplitter, Address, Signer};
use tributary_core::{Account, Wei};

use crate::world::{World, PARTNERS, WORKS};

/// How long epochs may take to become final.
const PATIENCE: Duration = Duration::from_secs(180);

/// A dataset's row.
#[derive(Debug, Serialize)]
pub struct DatasetRow {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: &'static str,
    /// Its owner's address.
    pub owner: String,
    /// Its creator's name.
    #[serde(skip)]
    pub creator: &'static str,
    /// Answers that credit it.
    pub answers: usize,
    /// Its mean share over all answers.
    pub share_ppm: u64,
    /// What the final epochs credit it.
    pub earned_wei: Wei,
    /// What was claimed and released to its recipients.
    pub claimed_wei: Wei,
    /// What each of its recipients was paid, the owner first.
    #[serde(skip)]
    pub paid: Vec<(&'static str, Wei)>,
    /// What the owner's claim cost in the fee and in storage deposits, by the transaction's own events.
    #[serde(skip)]
    pub claim_cost: Wei,
    /// The owner's balance before and after claiming.
    #[serde(skip)]
    pub balance: (Wei, Wei),
}

/// What somebody beside the datasets was paid.
#[derive(Clone, Debug)]
pub struct Paid {
    /// Who earned it.
    pub name: String,
    /// Where it went.
    pub payee: Address,
    /// How much it was.
    pub released: Wei,
    /// The balance there before and after.
    pub balance: (Wei, Wei),
}

/// The chain's own counters.
#[derive(Clone, Copy, Debug)]
pub struct Counters {
    /// Everything ever deposited.
    pub deposited: Wei,
    /// Everything spent by final epochs.
    pub spent: Wei,
    /// Everything credited by final epochs.
    pub paid: Wei,
    /// Everything paid out to recipients.
    pub released: Wei,
    /// Everything paid back to payers.
    pub withdrawn: Wei,
    /// What the splitter holds.
    pub balance: Wei,
}

/// Waits until the final epochs have consumed `reports` reports; returns the number of epochs.
pub async fn wait_final(http: &reqwest::Client, oracle: &str, reports: u64) -> anyhow::Result<u64> {
    let waiting = async {
        loop {
            let status: serde_json::Value =
                http.get(format!("{oracle}/v1/status")).send().await?.json().await?;
            let last =
                status.get("final_epoch").and_then(serde_json::Value::as_u64).context("final_epoch")?;
            let mut consumed = 0u64;
            for epoch in 1..=last {
                let url = format!("{oracle}/v1/epochs/{epoch}");
                let epoch: serde_json::Value = http.get(url).send().await?.error_for_status()?.json().await?;
                let count = epoch.get("report_count").and_then(serde_json::Value::as_u64);
                consumed = consumed.saturating_add(count.context("report_count")?);
            }
            if consumed >= reports {
                return Ok(last);
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(epochs) => epochs,
        Err(_) => bail!("{reports} reports were not final within {} s", PATIENCE.as_secs()),
    }
}

/// Every creator claims; partners of the shared work release their parts.
pub async fn claim_all(
    world: &World,
    http: &reqwest::Client,
    oracle: &str,
) -> anyhow::Result<Vec<DatasetRow>> {
    let mut rows = Vec::new();
    for ((work, dataset), creator) in WORKS.iter().zip(&world.datasets).zip(&world.creators) {
        let account = Account::Dataset(*dataset);
        let before = world.client.balance(creator.address(), None).await?;
        let asked = Oracle { http, url: oracle };
        let collected = claim::collect(&world.suite, creator, asked, &account, creator.address()).await?;
        let (mut earned, mut paid, mut claim_cost) = (Wei::ZERO, Vec::new(), Wei::ZERO);
        if let Some(collected) = collected {
            earned = collected.proof.cumulative_wei;
            paid.push((work.creator, collected.amount()));
            if let Some(Released { receipt, .. }) = collected.released {
                let cost = receipt.fee.try_add(receipt.deposit)?.try_sub(receipt.refund);
                claim_cost = cost.context("a claim gave back more storage than it cost")?;
            }
            if work.shared {
                for (name, partner) in PARTNERS.into_iter().zip(&world.partners) {
                    let released = claim::release(&world.suite, partner, &account, partner.address()).await?;
                    paid.push((name, released.amount));
                }
            }
        }
        let after = world.client.balance(creator.address(), None).await?;
        rows.push(DatasetRow {
            id: dataset.0,
            name: work.name,
            owner: creator.address().to_string(),
            creator: work.creator,
            answers: 0,
            share_ppm: 0,
            earned_wei: earned,
            claimed_wei: Wei::total(paid.iter().map(|(_, wei)| *wei))?,
            paid,
            claim_cost,
            balance: (before, after),
        });
    }
    Ok(rows)
}

/// Everybody else who earned is paid by a stranger's claim: nodes and oracles where their operators said,
/// which has to show in the balance there, to the wei.
pub async fn claim_others(world: &World, http: &reqwest::Client, oracle: &str) -> anyhow::Result<Vec<Paid>> {
    let anyone: &Signer = &world.consumer;
    let mut accounts: Vec<(String, Account)> =
        world.nodes.iter().map(|seat| (format!("node {}", seat.id), Account::Node(seat.id))).collect();
    accounts.push(("model developer".to_owned(), Account::Developer(world.model)));
    for (index, seat) in world.oracles.iter().enumerate() {
        let key = tributary_oracle::keys::OracleKey::from_bytes(&seat.secret)?;
        accounts.push((format!("oracle {index}"), Account::Oracle(key.address())));
    }
    accounts.push(("treasury".to_owned(), Account::Treasury));
    let mut paid = Vec::new();
    for (name, account) in accounts {
        let payee = world
            .suite
            .royalty_splitter
            .read(IRoyaltySplitter::payeeOfCall { account: account.to_word().into() })
            .await?;
        let before = world.client.balance(payee, None).await?;
        let asked = Oracle { http, url: oracle };
        let collected = claim::collect(&world.suite, anyone, asked, &account, payee).await?;
        let Some(collected) = collected else { continue };
        let (earned, released) = (collected.proof.cumulative_wei, collected.amount());
        anyhow::ensure!(released == earned, "{name} earned {earned} and got {released}");
        let after = world.client.balance(payee, None).await?;
        anyhow::ensure!(
            before.try_add(released)? == after,
            "{name} is paid {released} at {payee}, whose balance went from {before} to {after}"
        );
        paid.push(Paid { name, payee, released, balance: (before, after) });
    }
    for (index, seat) in world.oracles.iter().enumerate() {
        let (name, operator) = (format!("oracle {index}"), seat.operator.address());
        anyhow::ensure!(
            paid.iter().all(|paid| paid.name != name || paid.payee == operator),
            "{name} is not paid at its operator's {operator}"
        );
    }
    Ok(paid)
}

/// Reads the splitter's counters.
pub async fn counters(world: &World) -> anyhow::Result<Counters> {
    let totals = world.suite.royalty_splitter.read(IRoyaltySplitter::totalsCall {}).await?;
    Ok(Counters {
        deposited: Wei(totals.deposited),
        spent: Wei(totals.spendSum),
        paid: Wei(totals.payoutSum),
        released: Wei(totals.released),
        withdrawn: Wei(totals.withdrawn),
        balance: world.client.balance(world.suite.royalty_splitter.address(), None).await?,
    })
}

impl Counters {
    /// Every way in which the books do not add up to the wei, once everybody who earned was paid.
    pub fn faults(&self, deposited: Wei, fees: Wei, rows: &[DatasetRow], others: &[Paid]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut expect = |what: &str, expected: Wei, found: Wei| {
            if expected != found {
                faults.push(format!("{what}: {found} wei, not {expected}"));
            }
        };
        expect("deposited", deposited, self.deposited);
        expect("spent", fees, self.spent);
        expect("credited", self.spent, self.paid);
        let left = self.deposited.0.saturating_sub(self.withdrawn.0).saturating_sub(self.released.0);
        expect("held by the splitter", Wei(left), self.balance);
        let sum = |amounts: &mut dyn Iterator<Item = Wei>| {
            amounts.fold(0u128, |sum, wei| sum.saturating_add(wei.0))
        };
        let by_others = sum(&mut others.iter().map(|paid| paid.released));
        let earned = sum(&mut rows.iter().map(|row| row.earned_wei)).saturating_add(by_others);
        expect("earned by everybody", self.spent, Wei(earned));
        let paid = sum(&mut rows.iter().map(|row| row.claimed_wei)).saturating_add(by_others);
        expect("paid to everybody", self.released, Wei(paid));
        for row in rows {
            expect(&format!("claimed by {}", row.creator), row.earned_wei, row.claimed_wei);
            let (before, after) = row.balance;
            let paid = row.paid.first().map_or(Wei::ZERO, |(_, paid)| *paid);
            let left = before.0.saturating_add(paid.0).saturating_sub(row.claim_cost.0);
            expect(&format!("balance of {}", row.creator), Wei(left), after);
        }
        faults
    }
}

#[cfg(test)]
mod tests;
