//! What creators do with datasets.

mod change;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    datasets::{self, Description},
    exit::Failure,
    http,
    oracle_http::{self, TotalProof},
    recipients::{self, Recipients, Waiting},
    share,
};
use tributary_client::{
    abi::{IDatasetNft, IRoyaltySplitter, IERC721},
    Address, U256,
};
use tributary_core::{Account, DatasetId, Ppm};

use super::{
    connection::{Connected, Connection},
    who::Who,
    words,
};

#[derive(Subcommand)]
pub(super) enum Dataset {
    /// Register a file as a dataset NFT of the signing account.
    Register(Register),
    /// Show a dataset.
    Show {
        /// Its id.
        id: u64,
    },
    /// Who shares a dataset's royalties: show, set, apply.
    #[command(subcommand)]
    Recipients(RecipientsCommand),
    #[command(flatten)]
    Change(change::Change),
}

#[derive(Args)]
pub(super) struct Register {
    /// The file.
    file: PathBuf,
    /// Its media type.
    #[arg(long, default_value = "text/plain")]
    media_type: String,
    /// Its licence: an SPDX id, or 0x and the SHA-256 of the licence's text.
    #[arg(long)]
    licence: String,
    /// Where the file or its description is.
    #[arg(long)]
    uri: String,
    /// A parent and what it gets of this dataset's royalties, as ID=SHARE, such as 3=10%. May be repeated.
    #[arg(long = "parent", value_name = "ID=SHARE", value_parser = parent)]
    parents: Vec<(u64, Ppm)>,
    /// Royalty on resale.
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = share::parse)]
    resale_royalty: Ppm,
}

#[derive(Subcommand)]
pub(super) enum RecipientsCommand {
    /// Show who shares a dataset's royalties, and a pending change with when it can take effect.
    Show {
        /// The dataset.
        id: u64,
    },
    /// Propose who shares them, in place of any pending change. It takes effect by `apply`, after a delay in
    /// which a buyer can see it.
    Set {
        /// The dataset.
        id: u64,
        /// Who gets what, as WHO=SHARE: an address or a key's name, and percent or ppm, together all of it.
        /// The first bears the rounding. Such as: alice=60% 0x…=400000ppm.
        #[arg(required = true, value_name = "WHO=SHARE", value_parser = recipient)]
        recipients: Vec<(Who, Ppm)>,
    },
    /// Put a pending change in place, as far as it is due. What was earned before goes to the recipients of
    /// before.
    Apply {
        /// The dataset.
        id: u64,
        /// An oracle's URL, for the proof of what was earned before; a registered one if absent.
        #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
        oracle: Option<String>,
    },
    /// End the recipients of before a dataset was reassigned: what is claimed from then on is its owner's.
    /// Anyone may.
    End {
        /// The dataset.
        id: u64,
        /// An oracle's URL, for the proof of what was earned before; a registered one if absent.
        #[arg(long, value_name = "URL", env = "TRIBUTARY_ORACLE")]
        oracle: Option<String>,
    },
}

fn parent(text: &str) -> Result<(u64, Ppm), String> {
    share::parse_of(text, |id| id.parse().map_err(|error| format!("{id:?} is no dataset's id: {error}")))
}

fn recipient(text: &str) -> Result<(Who, Ppm), String> {
    share::parse_of(text, str::parse)
}

impl Dataset {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Register(register) => register.run(connection).await,
            Self::Show { id } => show(&connection.connect().await?, id).await,
            Self::Recipients(command) => command.run(connection).await,
            Self::Change(change) => change.run(connection).await,
        }
    }
}

impl Register {
    async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let content = std::fs::read(&self.file)
            .map_err(|error| Failure::usage(format!("{}: {error}", self.file.display())))?;
        let (connected, signer) = connection.connect_signing().await?;
        let description = Description {
            media_type: self.media_type,
            parents: self.parents.into_iter().map(|(id, share)| (id, share.0)).collect(),
            resale_royalty_ppm: self.resale_royalty.0,
            ..Description::of_text(&content, &self.licence, &self.uri)
        };
        let (content_root, byte_size) = (description.content_root, description.byte_size);
        let taken = connected
            .suite
            .dataset_nft
            .read(IDatasetNft::datasetByContentRootCall { contentRoot: content_root })
            .await?;
        if taken != 0 {
            let file = self.file.display();
            let words = format!("the content of {file} is dataset {taken} already (SHA-256 {content_root})");
            return Err(Failure::new(tributary_cli::exit::Exit::Refused, words).into());
        }
        let id = datasets::register(&connected.client, &connected.suite, &signer, description).await?;
        Ok(json!({
            "dataset": id,
            "owner": signer.address(),
            "content_root": content_root,
            "bytes": byte_size,
        }))
    }
}

async fn show(connected: &Connected, id: u64) -> anyhow::Result<Value> {
    let nft = &connected.suite.dataset_nft;
    let dataset = nft.read(IDatasetNft::datasetCall { id }).await?;
    let owner = nft.read(IERC721::ownerOfCall { tokenId: U256::from(id) }).await?;
    let parents: Vec<_> = dataset
        .parents
        .iter()
        .zip(&dataset.parentShares)
        .map(|(parent, share)| json!({ "dataset": parent, "share_ppm": share }))
        .collect();
    Ok(json!({
        "dataset": id,
        "owner": owner,
        "status": words::word(&words::DATASET, dataset.status),
        "content_root": dataset.contentRoot,
        "bytes": dataset.byteSize,
        "media_type": dataset.mediaType,
        "licence": dataset.licence,
        "uri": dataset.uri,
        "created_at_block": dataset.createdAt,
        "parents": parents,
    }))
}

impl RecipientsCommand {
    async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        match self {
            Self::Show { id } => standing(&connection.connect().await?, id).await,
            Self::Set { id, recipients: wanted } => {
                let keys = connection.keys()?;
                let table = wanted
                    .iter()
                    .map(|(who, share)| Ok((who.address(&keys)?, *share)))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                recipients::check(&table)?;
                let (connected, signer) = connection.connect_signing().await?;
                let account = Account::Dataset(DatasetId(id));
                recipients::propose(&connected.suite, &signer, &account, &table).await?;
                standing(&connected, id).await
            }
            Self::Apply { id, oracle } => {
                let (connected, signer) = connection.connect_signing().await?;
                let account = Account::Dataset(DatasetId(id));
                let found = Recipients::read(&connected.suite, &account).await?;
                // An account's first table needs no proof.
                let proof = match found.table.is_empty() {
                    true => None,
                    false => settling(&connected, oracle.as_ref(), &account).await?,
                };
                recipients::apply(&connected.suite, &signer, &account, proof.as_ref()).await?;
                standing(&connected, id).await
            }
            Self::End { id, oracle } => {
                let (connected, signer) = connection.connect_signing().await?;
                let account = Account::Dataset(DatasetId(id));
                let proof = settling(&connected, oracle.as_ref(), &account).await?;
                recipients::end(&connected.suite, &signer, &account, proof.as_ref()).await?;
                standing(&connected, id).await
            }
        }
    }
}

/// What settles the account before its recipients change; nothing while no epoch is final.
async fn settling(
    connected: &Connected,
    oracle: Option<&String>,
    account: &Account,
) -> anyhow::Result<Option<TotalProof>> {
    let http = http::client()?;
    let oracle = connected.oracle(&http, oracle).await?;
    oracle_http::settling_proof(&http, &oracle, account).await
}

async fn standing(connected: &Connected, id: u64) -> anyhow::Result<Value> {
    let (client, suite) = (&connected.client, &connected.suite);
    let found = Recipients::read(suite, &Account::Dataset(DatasetId(id))).await?;
    let now = client.finalized_block().await?.number;
    let cut = suite.royalty_splitter.read(IRoyaltySplitter::rootCall {}).await?.cutBlock;
    Ok(described(id, &found, now, cut))
}

/// The recipients as people see them: without a table everything is the owner's.
fn described(id: u64, found: &Recipients, now: u32, final_cut: u32) -> Value {
    let rows = |table: &[(Address, Ppm)]| -> Vec<Value> {
        table.iter().map(|(address, share)| json!({ "address": address, "share_ppm": share })).collect()
    };
    let own = [(found.payee, Ppm::WHOLE)];
    let current = if found.table.is_empty() { own.as_slice() } else { found.table.as_slice() };
    let waiting = found.waiting(now, final_cut);
    let takes_effect = waiting.map(|waiting| match waiting {
        Waiting::Nothing => format!("now: by `dataset recipients apply {id}`"),
        Waiting::Delay { blocks } => {
            format!("in {blocks} blocks at the earliest, then by `dataset recipients apply {id}`")
        }
        Waiting::Epoch { cut } => {
            format!("once an epoch cut at block {cut} or later is final, by `dataset recipients apply {id}`")
        }
    });
    json!({
        "dataset": id,
        "owner": found.payee,
        "at_block": now,
        "pending_takes_effect": takes_effect,
        "pending_due_at_block": found.pending.as_ref().map(|pending| pending.due_at),
        "pending_can_be_applied": waiting.map(|waiting| waiting == Waiting::Nothing),
        "recipients": rows(current),
        "pending": found.pending.as_ref().map(|pending| rows(&pending.table)),
    })
}

#[cfg(test)]
mod tests;
