//! What the chain says of a node and its model, and whether a report keeps to it.

use tributary_client::Suite;
use tributary_core::{
    ed25519::Zip215,
    epoch::{fee, Signatures},
    hashing::HostHashing,
    registry::{NodeRecord, VersionRecord},
    report::MAX_SHARES,
    BlockNumber, Domain, Hash, History, Ppm, Report, SignedReport, Voucher,
};

use crate::exit::Failure;

/// How far a node may be ahead of what this client sees as final.
const AHEAD: BlockNumber = 16;

/// A node, with its price for one model, and the version of that model. Histories, because all is judged as
/// of a report's anchor.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The node.
    pub node: NodeRecord,
    /// The version.
    pub version: VersionRecord,
}

impl Terms {
    /// Reads those of the parties to `voucher` in the newest final state; waits until that includes `anchor`.
    ///
    /// # Errors
    /// If the chain does not answer, does not know the parties, or is nowhere near `anchor`.
    pub async fn read(suite: &Suite, voucher: &Voucher, anchor: BlockNumber) -> anyhow::Result<Self> {
        let client = suite.node_registry.client();
        let mut at = client.finalized_block().await?;
        if anchor > at.number.saturating_add(AHEAD) {
            let final_block = at.number;
            let words = format!("the report is of block {anchor}, and the newest final one is {final_block}");
            return Err(Failure::not_verified(words).into());
        }
        if anchor > at.number {
            at = client.wait_for_block(anchor).await?;
        }
        Ok(Self {
            node: suite.node_at(voucher.node, voucher.model, at.hash).await?,
            version: suite.version_at(voucher.model, voucher.model_version, at.hash).await?,
        })
    }

    /// Checks that the node signed the report with its key, was registered, and took what its price and the
    /// version's floor say.
    ///
    /// # Errors
    /// [`crate::exit::Exit::NotVerified`], naming the first thing that does not hold.
    pub fn check(&self, signed: &SignedReport, domain: &Domain) -> anyhow::Result<()> {
        let report = &signed.report;
        let (node, anchor) = (report.node, report.anchor_block);
        check_signature(&self.node.keys, signed, domain)?;
        if self.node.active.at(anchor) != Some(&true) {
            return Err(differs(format!("node {node} was not active at block {anchor}")));
        }
        if report.method != self.version.method {
            let (found, expected) = (report.method, self.version.method);
            return Err(differs(format!("the report is by method {found}, the model's is {expected}")));
        }
        let price = self.node.prices.get(&report.voucher.model).and_then(|prices| prices.at(anchor));
        let model = report.voucher.model;
        let price = *price.ok_or_else(|| {
            differs(format!("node {node} had no price for model {model} at block {anchor}"))
        })?;
        let price = price.max(self.version.price_floor);
        let (prompt, completion) = (report.prompt_tokens, report.completion_tokens);
        let expected = fee(price, prompt, completion, report.voucher.max_fee);
        if report.fee != expected {
            let found = report.fee;
            return Err(differs(format!(
                "the fee is {found} wei, but {prompt} and {completion} tokens at {price} wei cost {expected}"
            )));
        }
        Ok(())
    }
}

/// Checks that the node signed the report with the key it had at the report's anchor.
///
/// # Errors
/// [`crate::exit::Exit::NotVerified`] if it did not, or had none.
pub fn check_signature(
    node_keys: &History<Hash>,
    signed: &SignedReport,
    domain: &Domain,
) -> anyhow::Result<()> {
    let (node, anchor) = (signed.report.node, signed.report.anchor_block);
    let key = node_keys.at(anchor);
    let key = key.ok_or_else(|| differs(format!("node {node} had no key at block {anchor}")))?;
    if !Zip215.verify(key, &signed.report.digest::<HostHashing>(domain), &signed.signature) {
        return Err(differs(format!("the report is not signed by node {node}")));
    }
    Ok(())
}

/// Checks a report against the voucher it was made for, without the chain: it is this one, the node is the
/// one named, no more is taken than was offered, in time, and the shares are shares.
///
/// # Errors
/// [`crate::exit::Exit::NotVerified`], naming the first thing that does not hold.
pub fn check_report(report: &Report, voucher: &Voucher) -> anyhow::Result<()> {
    if report.voucher != *voucher {
        return Err(differs("the report is of another voucher".to_owned()));
    }
    if report.node != voucher.node {
        return Err(differs(format!("the report is of node {}, not {}", report.node, voucher.node)));
    }
    if report.fee > voucher.max_fee {
        let (found, most) = (report.fee, voucher.max_fee);
        return Err(differs(format!("the fee is {found} wei, above the {most} that were offered")));
    }
    let (anchor, expiry) = (report.anchor_block, voucher.expires_at_block);
    if anchor > expiry {
        return Err(differs(format!("the report is of block {anchor}, the voucher expired at {expiry}")));
    }
    if report.shares.len() > MAX_SHARES {
        return Err(differs(format!("the report has {} shares, {MAX_SHARES} at most", report.shares.len())));
    }
    if report.shares.iter().any(|(_, share)| *share == Ppm::ZERO) {
        return Err(differs("the report has a share of nothing".to_owned()));
    }
    let sorted =
        report.shares.iter().zip(report.shares.iter().skip(1)).all(|((one, _), (next, _))| one < next);
    if !sorted {
        return Err(differs("the report's shares are not in order of datasets".to_owned()));
    }
    if Ppm::total(report.shares.iter().map(|(_, share)| *share)).is_none() {
        return Err(differs("the report's shares are more than the whole".to_owned()));
    }
    Ok(())
}

fn differs(words: String) -> anyhow::Error {
    Failure::not_verified(words).into()
}
