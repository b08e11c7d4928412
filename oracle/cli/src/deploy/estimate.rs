//! What a deployment costs, before anything is sent.

use anyhow::Context;
use serde::Serialize;
use tributary_client::{
    abi::{IGovernance, IRoyaltySplitter},
    Address, Client, Estimate, Signer, SolCall,
};
use tributary_core::Wei;

use super::{layout::Part, Deploying};
use crate::exit::{Exit, Failure};

/// Bytes of the record that maps an account: its native id, and its key.
const MAPPING_BYTES: u128 = 52;

/// One step's part of the cost.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// What is done: a contract's name, or what is done to it.
    pub step: String,
    /// Bytes of its code.
    pub code_bytes: usize,
    /// What its transaction costs.
    pub fee_wei: Wei,
    /// What is set aside for the storage it takes.
    pub deposit_wei: Wei,
    /// Whether a dry run of exactly this said so; else it is reckoned from one of something like it.
    pub exact: bool,
}

/// What is left to be paid for.
#[derive(Clone, Debug, Serialize)]
pub struct Estimates {
    /// Step by step.
    pub items: Vec<Item>,
    /// All fees and deposits.
    pub total_wei: Wei,
    /// What the deployer can spend.
    pub balance_wei: Wei,
}

impl Estimates {
    /// Refuses a deployer who cannot pay.
    ///
    /// # Errors
    /// [`Exit::Funds`] with both amounts.
    pub fn check_funds(&self, signer: &Signer) -> anyhow::Result<()> {
        let (total, balance) = (self.total_wei, self.balance_wei);
        if total <= balance {
            return Ok(());
        }
        let account = format!("{} ({})", signer.address(), signer.ss58());
        let words = format!("deploying costs about {total} wei, account {account} can spend {balance} wei");
        Err(Failure::new(Exit::Funds, words).into())
    }
}

impl Deploying<'_> {
    /// What is left to be paid for; nothing is sent.
    ///
    /// The ledger's constructor reads the splitter. As long as that is not there, the ledger is reckoned
    /// as its own code's upload and what the splitter costs beyond its code's upload.
    ///
    /// # Errors
    /// If the chain refuses a dry run.
    pub async fn estimate(&self) -> anyhow::Result<Estimates> {
        let (client, signer) = (self.client, self.signer);
        let mut items = Vec::new();
        items.extend(mapping(client, signer).await?);
        let splitter_exists = self.exists(self.layout.royalty_splitter()).await?;
        for part in self.layout.parts() {
            if self.exists(part.address).await? {
                continue;
            }
            let exact = part.contract != "attribution-ledger" || splitter_exists;
            let estimate = if exact { self.dry_run(part).await } else { self.reckon(part).await };
            let estimate = estimate.with_context(|| format!("dry run of {}", part.contract))?;
            items.push(item(part.contract, part.code.len(), &estimate, exact));
        }
        items.extend(self.wiring(splitter_exists).await?);
        let costs = items.iter().flat_map(|item| [item.fee_wei, item.deposit_wei]);
        let total_wei = Wei::total(costs)?;
        let balance_wei = client.spendable(signer).await?;
        Ok(Estimates { items, total_wei, balance_wei })
    }

    /// What is left of the wiring. Of contracts that are not there yet only the transactions are reckoned.
    async fn wiring(&self, splitter_exists: bool) -> anyhow::Result<Vec<Item>> {
        let (dao, splitter) = (self.layout.governance(), self.layout.royalty_splitter());
        let ledger = self.layout.attribution_ledger();
        let (mut settled, mut known) = (false, false);
        if splitter_exists {
            settled = !self.client.read(splitter, IRoyaltySplitter::ledgerCall {}, None).await?.is_zero();
            known = !self.client.read(dao, IGovernance::earnedCall {}, None).await?.splitter.is_zero();
        }
        let mut items = Vec::new();
        if !settled {
            let estimate = self.wire(splitter, IRoyaltySplitter::wireCall { ledger }).await?;
            items.push(item("wiring the splitter", 0, &estimate, splitter_exists));
        }
        if !known {
            // The DAO would ask a splitter that is not there.
            let called = if splitter_exists { dao } else { splitter };
            let estimate = self.wire(called, IGovernance::wireCall { splitter }).await?;
            items.push(item("wiring the DAO", 0, &estimate, splitter_exists));
        }
        Ok(items)
    }

    async fn wire(&self, contract: Address, call: impl SolCall) -> anyhow::Result<Estimate> {
        let estimate = self.client.estimate(self.signer, contract, call, Wei::ZERO).await;
        estimate.context("dry run of wire")
    }

    async fn dry_run(&self, part: &Part) -> anyhow::Result<Estimate> {
        let (address, estimate) = self.client.estimate_instantiate(self.signer, part.instantiation()).await?;
        let planned = part.address;
        anyhow::ensure!(address == planned, "the chain would put it at {address}, not at {planned}");
        Ok(estimate)
    }

    async fn reckon(&self, ledger: &Part) -> anyhow::Result<Estimate> {
        let [.., splitter, _] = self.layout.parts();
        let whole = self.dry_run(splitter).await?;
        let code = self.client.estimate_upload(self.signer, splitter.code.clone()).await?;
        let own = self.client.estimate_upload(self.signer, ledger.code.clone()).await?;
        let beyond = |whole: Wei, code: Wei, own: Wei| own.try_add(Wei(whole.0.saturating_sub(code.0)));
        Ok(Estimate {
            fee: beyond(whole.fee, code.fee, own.fee)?,
            deposit: beyond(whole.deposit, code.deposit, own.deposit)?,
            ..whole
        })
    }
}

fn item(step: &str, code_bytes: usize, estimate: &Estimate, exact: bool) -> Item {
    Item { step: step.to_owned(), code_bytes, fee_wei: estimate.fee, deposit_wei: estimate.deposit, exact }
}

/// What mapping the account costs, where the chain does not do it by itself.
async fn mapping(client: &Client, signer: &Signer) -> anyhow::Result<Option<Item>> {
    let properties = client.properties().await?;
    if properties.auto_map || client.is_mapped(signer).await? {
        return Ok(None);
    }
    let bytes = properties.deposit_per_byte.0.saturating_mul(MAPPING_BYTES);
    let deposit = properties.deposit_per_item.try_add(Wei(bytes))?;
    let estimate = Estimate { deposit, ..Estimate::default() };
    Ok(Some(item("mapping the account", 0, &estimate, false)))
}
