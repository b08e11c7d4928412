//! Re-deriving an answer from public data: its attribution, its signatures, its place on chain.

use std::{collections::BTreeMap, path::Path};

use anyhow::{ensure, Context};
use futures::TryStreamExt;
use scale::Decode;
use tributary_attribution::{Corpus, DatasetText, Span};
use tributary_client::{abi::IAttributionLedger, Client, Deployment};
use tributary_core::{
    ed25519::Zip215,
    epoch::{Commitment, Inputs, Signatures},
    hashing::HostHashing,
    voucher::response_hash,
    DatasetId, Domain, EpochId, Hash, Hashing, Ppm, SignedReport,
};

/// What an audit found to hold.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The shares, re-derived and equal to the report's.
    pub shares: Vec<(DatasetId, Ppm)>,
    /// The passages behind them.
    pub spans: Vec<Span>,
    /// The epoch whose data holds the report.
    pub epoch: u64,
}

/// Checks an answer against its report and the epoch that consumed it.
///
/// `data` is the epoch's data and `data_hash` what the commitment on chain names; `files` is a folder
/// with the datasets' files.
///
/// # Errors
/// Naming the first thing that does not hold.
pub fn audit(
    text: &str,
    salt: &[u8; 32],
    signed: &SignedReport,
    domain: &Domain,
    (epoch, data_hash, data): (u64, Hash, &[u8]),
    files: &Path,
) -> anyhow::Result<Audit> {
    ensure!(HostHashing::sha256(data) == data_hash, "the data is not what epoch {epoch} committed to");
    let inputs = Inputs::decode(&mut &*data).context("the epoch's data")?;
    ensure!(inputs.reports.contains(signed), "the report is not in epoch {epoch}");
    let report = &signed.report;
    let node = inputs.registry.nodes.get(&report.node).context("the node is not registered")?;
    let key = node.keys.at(report.anchor_block).context("the node had no key at the anchor")?;
    let digest = report.digest::<HostHashing>(domain);
    ensure!(Zip215.verify(key, &digest, &signed.signature), "the report is not signed by its node");
    let hash = response_hash::<HostHashing>(salt, text.as_bytes());
    ensure!(report.response_hash == hash, "the report is of another answer");
    let wanted: BTreeMap<_, _> = inputs
        .registry
        .corpus_at(report.anchor_block)
        .map(|(id, record)| (record.content_root, id))
        .collect();
    let corpus = corpus(&wanted, files)?;
    let attribution = corpus.attribute(text);
    let shares: Vec<_> = attribution.shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect();
    ensure!(shares == report.shares, "re-derived shares {shares:?} are not the report's {:?}", report.shares);
    Ok(Audit { shares, spans: attribution.spans, epoch })
}

fn corpus(wanted: &BTreeMap<Hash, DatasetId>, files: &Path) -> anyhow::Result<Corpus> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(files).with_context(|| files.display().to_string())? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
        if let Some(id) = wanted.get(&HostHashing::sha256(&text)) {
            texts.push(DatasetText { id: id.0, text });
        }
    }
    ensure!(
        texts.len() == wanted.len(),
        "{} holds the content of {} of {} datasets",
        files.display(),
        texts.len(),
        wanted.len()
    );
    Ok(Corpus::build(texts)?)
}

/// The commitment of an epoch as the ledger announced it in a final block; the newest one, if the epoch
/// was announced again after a void.
///
/// # Errors
/// If the chain does not answer, or never announced it.
pub async fn commitment_on_chain(
    client: &Client,
    deployment: &Deployment,
    epoch: EpochId,
) -> anyhow::Result<Commitment> {
    let until = client.finalized_block().await?.number;
    let ledger = deployment.attribution_ledger;
    let blocks: Vec<_> = client.events(vec![ledger], deployment.deployed_at, until).try_collect().await?;
    let announced = blocks
        .iter()
        .flat_map(|block| &block.events)
        .filter_map(|record| record.event.decode::<IAttributionLedger::EpochSubmitted>())
        .filter(|event| event.epoch == epoch.0)
        .last()
        .with_context(|| format!("the ledger never announced epoch {epoch}"))?;
    Ok(Commitment::decode(&mut announced.commitment.as_ref())?)
}
