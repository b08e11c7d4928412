//! Re-deriving an answer from public data: its signatures, its attribution, its place on chain.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use futures::{pin_mut, TryStreamExt};
use scale::Decode;
use tributary_attribution::{Corpus, DatasetText, Span};
use tributary_client::{
    abi::{IAttributionLedger, INodeRegistry, IRoyaltySplitter},
    Address, Client, ClientError, ContractEvent, Deployment, Seen, Suite, B256,
};
use tributary_core::{
    ed25519::Zip215,
    epoch::{Commitment, Inputs, Signatures},
    hashing::HostHashing,
    merkle::{verify_membership, Leaf, LeafFields},
    registry::{corpus_root, DatasetRecord},
    BlockNumber, DatasetId, Domain, Hash, Hashing, History, Ppm, Report, SignedReport, Wei,
};

use crate::{
    ask::Answer,
    exit::Failure,
    http,
    oracle_http::{epoch_place, report_place, ReportPlace},
    terms::check_signature,
};

/// What an audit found to hold.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The shares, re-derived and equal to the report's.
    pub shares: Vec<(DatasetId, Ppm)>,
    /// The passages behind them.
    pub spans: Vec<Span>,
    /// The epoch that consumed the report.
    pub epoch: u64,
    /// What the report asks for.
    pub fee: Wei,
    /// What it counts for in the epoch, as proven: the same, or nothing if it broke a rule.
    pub counted: Wei,
    /// The rule that it broke in the oracle's words, which nothing proves and nothing goes by.
    pub reason: Option<String>,
    /// Where the epoch stands.
    pub standing: Standing,
}

impl Audit {
    /// Checks that the report of the answer pays, now or once its epoch is final.
    ///
    /// # Errors
    /// [`crate::exit::Exit::NotVerified`], saying why it pays nothing.
    pub fn check_pays(&self) -> anyhow::Result<()> {
        let Self { epoch, fee, counted, .. } = self;
        if counted != fee {
            let reason = self.reason.as_deref().unwrap_or("the oracle does not say why");
            return Err(differs(format!(
                "the answer is attributed rightly, but its report counts {counted} of {fee} wei in epoch \
                 {epoch}: {reason}"
            )));
        }
        if self.standing == Standing::Voided {
            return Err(differs(format!(
                "the answer is attributed rightly, but epoch {epoch}, which its report counted in, was \
                 voided: it pays nothing unless a later epoch takes it"
            )));
        }
        Ok(())
    }
}

/// Where an epoch stands on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Announced; it may become final from this block on.
    Pending {
        /// The end of its challenge window.
        until: BlockNumber,
    },
    /// Final and settled.
    Final,
    /// Announced and voided: it pays nothing.
    Voided,
}

impl Standing {
    /// The word for it in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Final => "final",
            Self::Voided => "voided",
        }
    }

    /// The end of a pending epoch's window.
    pub const fn until(self) -> Option<BlockNumber> {
        match self {
            Self::Pending { until } => Some(until),
            Self::Final | Self::Voided => None,
        }
    }
}

/// An answer's attribution, derived anew.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The shares, by dataset.
    pub shares: Vec<(DatasetId, Ppm)>,
    /// The passages behind them.
    pub spans: Vec<Span>,
}

/// What the chain says of the parties to a report. Histories, so that all is judged as of its anchor.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The node's ed25519 keys.
    pub node_keys: History<Hash>,
    /// The payer's session keys.
    pub session_keys: History<Hash>,
    /// Every dataset.
    pub datasets: BTreeMap<DatasetId, DatasetRecord>,
}

/// Re-derives an answer and finds it on chain. Trusts the chain alone: what the oracle and the answer's file
/// say is checked against it. `files` is a folder with the datasets' files.
///
/// # Errors
/// Naming the first thing that does not hold; [`crate::exit::Exit::NotFound`] for what is missing to tell.
pub async fn verify(
    client: &Client,
    deployment: &Deployment,
    http: &reqwest::Client,
    oracle: &str,
    answer: &Answer,
    files: &Path,
) -> anyhow::Result<Audit> {
    let (signed, domain) = (&answer.signed, deployment.domain());
    let (node, sequence) = (signed.report.node, signed.report.sequence);
    answer.check_hashes()?;
    let suite = deployment.connect(client).await?;
    let facts = Facts::read(client, &suite, &signed.report).await?;
    facts.check_signatures(signed, &domain)?;
    let place = report_place(http, oracle, node, sequence).await?;
    let epoch = epoch_place(http, oracle, place.epoch).await?;
    let connected = (client, deployment, &suite);
    let OnChain { commitment, standing, .. } =
        on_chain(connected, place.epoch, epoch.hash, epoch.cut_block).await?;
    let url = http::under(oracle, &format!("v1/data/{}", hex::encode(commitment.data_hash)));
    let data = http::bytes(http, &url).await.with_context(|| format!("data of epoch {}", place.epoch))?;
    check_inclusion(signed, &domain, &commitment, &place, &data)?;
    let Derived { shares, spans } =
        tokio::task::block_in_place(|| facts.rederive(&signed.report, &answer.text, files))?;
    let ReportPlace { epoch, fee_wei: counted, reason, .. } = place;
    Ok(Audit { shares, spans, epoch, fee: signed.report.fee, counted, reason, standing })
}

impl Facts {
    /// Reads them in the newest final state.
    ///
    /// # Errors
    /// If the chain does not answer, or the node or payer is unknown there.
    pub async fn read(client: &Client, suite: &Suite, report: &Report) -> anyhow::Result<Self> {
        let at = client.finalized_block().await?.hash;
        let call = INodeRegistry::keyChangesCall { id: report.node.0 };
        let node_keys = suite.node_registry.read_at(call, at).await?;
        let account = Address::from(report.voucher.payer.0);
        let call = IRoyaltySplitter::sessionKeyChangesCall { account };
        let session_keys = suite.royalty_splitter.read_at(call, at).await?;
        Ok(Self {
            node_keys: History::from_changes(
                node_keys.into_iter().map(|change| (change.fromBlock, change.key.0)),
            )?,
            session_keys: History::from_changes(
                session_keys.into_iter().map(|change| (change.fromBlock, change.key.0)),
            )?,
            datasets: suite.datasets_at(at).await?,
        })
    }

    /// Checks that the node signed the report, and the payer's session key the voucher in it, with the keys
    /// they had at the anchor.
    ///
    /// # Errors
    /// Naming the signature that does not hold.
    pub fn check_signatures(&self, signed: &SignedReport, domain: &Domain) -> anyhow::Result<()> {
        check_signature(&self.node_keys, signed, domain)?;
        let report = &signed.report;
        let anchor = report.anchor_block;
        let payer = report.voucher.payer;
        let key = self.session_keys.at(anchor);
        let key = key.ok_or_else(|| differs(format!("{payer} had no session key at block {anchor}")))?;
        if !Zip215.verify(key, &report.voucher.digest::<HostHashing>(domain), &report.voucher_signature) {
            return Err(differs(format!("the voucher is not signed by {payer}'s session key")));
        }
        Ok(())
    }

    /// Attributes the text to the datasets that counted at the report's anchor, and checks that the report
    /// says the same.
    ///
    /// # Errors
    /// If it does not, or a dataset's file is missing.
    pub fn rederive(&self, report: &Report, text: &str, files: &Path) -> anyhow::Result<Derived> {
        let counted = |record: &DatasetRecord| record.active.at(report.anchor_block) == Some(&true);
        let wanted: BTreeMap<_, _> = self
            .datasets
            .iter()
            .filter(|(_, record)| counted(record))
            .map(|(id, record)| (*id, record.content_root))
            .collect();
        let root = corpus_root::<HostHashing>(wanted.iter().map(|(id, root)| (*id, *root)))?;
        if root != report.corpus_root {
            let anchor = report.anchor_block;
            return Err(differs(format!(
                "the report is of another corpus than the chain's at block {anchor}"
            )));
        }
        let attribution = corpus(&wanted, files)?.attribute(text);
        let shares: Vec<_> = attribution.shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect();
        if shares != report.shares {
            let (own, reported) = (in_words(&shares), in_words(&report.shares));
            return Err(differs(format!("re-derived shares {own} are not the report's {reported}")));
        }
        Ok(Derived { shares, spans: attribution.spans })
    }
}

/// Checks that the epoch that `commitment` commits to consumed the report at the place and for the fee that
/// the oracle says, and that `data` is what it committed to.
///
/// # Errors
/// Naming the first thing that does not hold.
pub fn check_inclusion(
    signed: &SignedReport,
    domain: &Domain,
    commitment: &Commitment,
    place: &ReportPlace,
    data: &[u8],
) -> anyhow::Result<()> {
    let epoch = commitment.epoch;
    let report = &signed.report;
    let digest = report.digest::<HostHashing>(domain);
    let fields = LeafFields::Report { node: report.node, sequence: report.sequence, digest };
    let leaf = Leaf { fields, amount: place.fee_wei };
    verify_membership::<HostHashing>(&commitment.reports, &leaf, &place.proof).map_err(|error| {
        differs(format!("the report is not in epoch {epoch} at {} wei: {error}", place.fee_wei))
    })?;
    if HostHashing::sha256(data) != commitment.data_hash {
        return Err(differs(format!("the data is not what epoch {epoch} committed to")));
    }
    let inputs = Inputs::decode(&mut &*data)
        .map_err(|error| differs(format!("the data of epoch {epoch} cannot be read: {error}")))?;
    if !inputs.reports.contains(signed) {
        return Err(differs(format!("the data of epoch {epoch} does not hold the report")));
    }
    Ok(())
}

/// An epoch as the chain has it.
#[derive(Clone, Copy, Debug)]
pub struct OnChain {
    /// What was announced.
    pub commitment: Commitment,
    /// The block of that.
    pub announced_at: BlockNumber,
    /// Where it stands.
    pub standing: Standing,
}

/// Finds on chain the epoch that is said to be `epoch`, of commitment `hash` and cut at `cut_block`, whichever
/// ledger took it. None of that is believed. Reads the blocks from the cut until it was final or voided.
///
/// # Errors
/// If the chain does not answer, or no ledger in office since then announced it.
pub async fn on_chain(
    connected: (&Client, &Deployment, &Suite),
    epoch: u64,
    hash: B256,
    cut_block: BlockNumber,
) -> anyhow::Result<OnChain> {
    let (client, deployment, suite) = connected;
    let from = cut_block.max(deployment.deployed_at);
    let head = client.finalized_block().await?;
    let mut office = suite.office_before(from).await.map_err(of_archive)?;
    let mut found = None;
    let blocks = client.events(Vec::new(), from, head.number);
    pin_mut!(blocks);
    while let Some(block) = blocks.try_next().await.map_err(of_archive)? {
        for record in block.events {
            let event = &record.event;
            match (office.see(event), found) {
                (Seen::Other, _) | (Seen::Succession, None) => {}
                (Seen::Succession, Some(found)) => return Ok(standing(found, Standing::Voided)),
                (Seen::Ledger, None) => found = announced(event, epoch, hash, block.block.number)?,
                (Seen::Ledger, Some(found)) => {
                    if let Some(ended) = ended(event, hash) {
                        return Ok(standing(found, ended));
                    }
                }
            }
        }
    }
    let Some(found) = found else {
        let until = head.number;
        return Err(differs(format!(
            "no ledger announced epoch {epoch} as {hash} in blocks {from} to {until}"
        )));
    };
    let ledger = suite.ledger_at(head.hash).await?;
    let window = ledger.read_at(IAttributionLedger::paramsCall {}, head.hash).await?.challengeWindow;
    let (announced_at, _) = found;
    Ok(standing(found, Standing::Pending { until: announced_at.saturating_add(window) }))
}

/// Says who has what the chain's node no longer has.
fn of_archive(error: ClientError) -> anyhow::Error {
    let pruned = error.is_pruned();
    let error = anyhow::Error::from(error);
    match pruned {
        true => error.context("events of older blocks are at archive nodes only: name one with --chain"),
        false => error,
    }
}

fn standing((announced_at, commitment): (BlockNumber, Commitment), standing: Standing) -> OnChain {
    OnChain { commitment, announced_at, standing }
}

/// The commitment of `hash`, if `event` announces it as `epoch`, and the event's block.
fn announced(
    event: &ContractEvent,
    epoch: u64,
    hash: B256,
    block: BlockNumber,
) -> anyhow::Result<Option<(BlockNumber, Commitment)>> {
    let submitted = event.decode::<IAttributionLedger::EpochSubmitted>();
    let Some(submitted) = submitted.filter(|found| found.epoch == epoch && found.commitmentHash == hash)
    else {
        return Ok(None);
    };
    let commitment = Commitment::decode(&mut submitted.commitment.as_ref())
        .with_context(|| format!("commitment of epoch {epoch}"))?;
    if commitment.hash::<HostHashing>() != hash.0 {
        return Err(differs(format!("the ledger announced epoch {epoch} under another hash")));
    }
    Ok(Some((block, commitment)))
}

/// How `event` ends the time in which the epoch of `hash` is pending, if it does.
fn ended(event: &ContractEvent, hash: B256) -> Option<Standing> {
    let finalized = event.decode::<IAttributionLedger::EpochFinalized>();
    if finalized.is_some_and(|event| event.commitmentHash == hash) {
        return Some(Standing::Final);
    }
    let voided = event.decode::<IAttributionLedger::EpochVoided>();
    voided.is_some_and(|event| event.commitmentHash == hash).then_some(Standing::Voided)
}

/// The corpus of `wanted`, from the files of a folder, known by content.
fn corpus(wanted: &BTreeMap<DatasetId, Hash>, files: &Path) -> anyhow::Result<Corpus> {
    let ids: BTreeMap<Hash, DatasetId> = wanted.iter().map(|(id, root)| (*root, *id)).collect();
    let folder = files.display();
    let unreadable = |error: std::io::Error| Failure::usage(format!("dataset folder {folder}: {error}"));
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(files).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if !path.is_file() {
            continue;
        }
        let text = std::fs::read(&path).map_err(unreadable)?;
        if let Some(id) = ids.get(&HostHashing::sha256(&text)) {
            texts.insert(*id, text);
        }
    }
    let missing: Vec<_> = wanted
        .iter()
        .filter(|(id, _)| !texts.contains_key(id))
        .map(|(id, root)| format!("{id} (SHA-256 0x{})", hex::encode(root)))
        .collect();
    if !missing.is_empty() {
        let which = missing.join(", ");
        let advice = "`tributary dataset show ID` says where to get a dataset";
        return Err(
            Failure::not_found(format!("{folder} lacks the files of datasets {which}: {advice}")).into()
        );
    }
    let texts = texts.into_iter().map(|(id, text)| DatasetText { id: id.0, text });
    Ok(Corpus::build(texts.collect())?)
}

fn in_words(shares: &[(DatasetId, Ppm)]) -> String {
    let parts: Vec<_> = shares.iter().map(|(id, ppm)| format!("{id}={}ppm", ppm.0)).collect();
    format!("[{}]", parts.join(", "))
}

fn differs(words: String) -> anyhow::Error {
    Failure::not_verified(words).into()
}

#[cfg(test)]
mod tests;
