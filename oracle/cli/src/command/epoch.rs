//! Epochs, as the chain knows them.

use clap::Subcommand;
use serde_json::{json, Value};
use tributary_cli::{
    http, oracle_http,
    verify::{self, OnChain},
};
use tributary_client::{
    abi::{IAttributionLedger, IPausable, IRoyaltySplitter},
    Block, Suite,
};
use tributary_core::Wei;

use super::connection::{Connected, Connection};

#[derive(Subcommand)]
pub(super) enum Epoch {
    /// List the epochs that are pending, and the newest final one.
    List,
    /// Show an epoch's commitment, as the ledger announced it, and where it stands.
    Show {
        /// Its number.
        epoch: u64,
        /// An oracle's URL, to say where on the chain to look; a registered one if absent.
        #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
        oracle: Option<String>,
    },
    /// Make the oldest pending epoch final, now that its window has passed. Anyone may.
    Finalize,
    /// Void the pending epochs, if the splitter cannot pay the oldest. Anyone may.
    VoidInsolvent,
}

impl Epoch {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::List => list(&connection.connect().await?).await,
            Self::Show { epoch, oracle } => show(&connection.connect().await?, epoch, oracle.as_ref()).await,
            Self::Finalize => {
                let call = IAttributionLedger::finalizeEpochCall {};
                let sent = connection.send(|suite| &suite.attribution_ledger, call).await?;
                let ledger = sent.connected.suite.attribution_ledger.address();
                let event = sent.receipt.event::<IAttributionLedger::EpochFinalized>(ledger)?;
                Ok(json!({
                    "epoch": event.epoch,
                    "commitment": event.commitmentHash,
                    "paid_wei": Wei(event.payoutSum),
                    "spent_wei": Wei(event.spendSum),
                }))
            }
            Self::VoidInsolvent => {
                let call = IAttributionLedger::voidInsolventCall {};
                let sent = connection.send(|suite| &suite.attribution_ledger, call).await?;
                let ledger = sent.connected.suite.attribution_ledger.address();
                let voided = sent.receipt.events_of::<IAttributionLedger::EpochVoided>(ledger);
                let rows: Value = voided
                    .map(|event| json!({ "epoch": event.epoch, "commitment": event.commitmentHash }))
                    .collect();
                Ok(json!({ "voided": rows }))
            }
        }
    }
}

/// The pending epochs, oldest first, each with the end of its window.
pub(super) async fn pending(suite: &Suite, at: Block) -> anyhow::Result<Vec<Value>> {
    let ledger = &suite.attribution_ledger;
    let pending = ledger.read_at(IAttributionLedger::pendingCall {}, at.hash).await?;
    let window = ledger.read_at(IAttributionLedger::paramsCall {}, at.hash).await?.challengeWindow;
    let rows = pending.iter().map(|epoch| {
        json!({
            "epoch": epoch.epoch,
            "commitment": epoch.hash,
            "cut_block": epoch.cutBlock,
            "submitted_at_block": epoch.submittedAt,
            "window_ends_at_block": epoch.submittedAt.saturating_add(window),
            "payout_wei": Wei(epoch.payoutSum),
            "spend_wei": Wei(epoch.spendSum),
        })
    });
    Ok(rows.collect())
}

async fn list(connected: &Connected) -> anyhow::Result<Value> {
    let suite = &connected.suite;
    let at = connected.client.finalized_block().await?;
    let ledger = &suite.attribution_ledger;
    let root = suite.royalty_splitter.read_at(IRoyaltySplitter::rootCall {}, at.hash).await?;
    let until = ledger.read_at(IPausable::pausedUntilCall {}, at.hash).await?;
    Ok(json!({
        "at_block": at.number,
        "paused": until > at.number,
        "head_epoch": ledger.read_at(IAttributionLedger::headEpochCall {}, at.hash).await?,
        "final_epoch": root.epoch,
        "final_commitment": root.commitment,
        "final_cut_block": root.cutBlock,
        "finalized_at_block": root.finalizedAt,
        "final_payout_wei": Wei(root.payoutSum),
        "final_spend_wei": Wei(root.spendSum),
        "final_votes": Wei(root.votesSum),
        "pending_epochs": pending(suite, at).await?,
    }))
}

async fn show(connected: &Connected, number: u64, oracle: Option<&String>) -> anyhow::Result<Value> {
    let Connected { client, deployment, suite } = connected;
    let http = http::client()?;
    let oracle = connected.oracle(&http, oracle).await?;
    let place = oracle_http::epoch_place(&http, &oracle, number).await?;
    let connected = (client, deployment, suite);
    let OnChain { commitment: found, announced_at, standing } =
        verify::on_chain(connected, number, place.hash, place.cut_block).await?;
    let hash = |hash: [u8; 32]| json!(tributary_client::B256::from(hash));
    Ok(json!({
        "epoch": number,
        "epoch_is": standing.word(),
        "epoch_pending_until_block": standing.until(),
        "commitment": place.hash,
        "previous": hash(found.prev),
        "cut_block": found.cut_block,
        "announced_at_block": announced_at,
        "report_count": found.report_count,
        "corpus_root": hash(found.corpus_root),
        "data_hash": hash(found.data_hash),
        "credits_wei": found.credits.sum,
        "debits_wei": found.debits.sum,
        "payout_wei": found.payout.sum,
        "spend_wei": found.spend.sum,
        "votes": found.votes.sum,
    }))
}
