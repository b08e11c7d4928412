//! What creators do with datasets.

mod change;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    datasets::{self, Description},
    exit::Failure,
    share,
};
use tributary_client::{
    abi::{IDatasetNft, IERC721},
    U256,
};
use tributary_core::Ppm;

use super::{
    connection::{Connected, Connection},
    owner::Owned,
    recipients::RecipientsCommand,
    steps::Steps,
    who::Who,
    words,
};

#[derive(Subcommand)]
pub(super) enum Dataset {
    /// Register a file as a dataset NFT of the signing account: commit to its content, and reveal it ten
    /// blocks later. A run that was stopped in between goes on where it was, if it is repeated.
    Register(Register),
    /// Show a dataset.
    Show {
        /// Its id.
        id: u64,
    },
    /// Who shares a dataset's royalties: show, set, apply, end.
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

fn parent(text: &str) -> Result<(u64, Ppm), String> {
    share::parse_of(text, |id| id.parse().map_err(|error| format!("{id:?} is no dataset's id: {error}")))
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
        let steps = Steps::default();
        steps.begin("committing to the content");
        let committed = datasets::commit(&connected.suite, &signer, description).await?;
        let (at, resumed, from) = (committed.committed_at, committed.resumed, committed.reveal_from);
        if resumed {
            steps.begin(&format!("going on with the commitment of an earlier run, of block {at}"));
        }
        steps.begin(&format!("waiting for block {from}, so that nobody who sees the content is first"));
        committed.ripen(&connected.client, |blocks| steps.left(blocks)).await?;
        steps.begin("registering");
        let id = committed.reveal(&connected.suite, &signer).await?;
        steps.end();
        Ok(json!({
            "dataset": id,
            "owner": signer.address(),
            "content_root": content_root,
            "bytes": byte_size,
            "committed_at_block": at,
            "resumed": resumed,
        }))
    }
}

async fn show(connected: &Connected, id: u64) -> anyhow::Result<Value> {
    let nft = &connected.suite.dataset_nft;
    let dataset = nft.read(IDatasetNft::datasetCall { id }).await?;
    let token = U256::from(id);
    let owner = nft.read(IERC721::ownerOfCall { tokenId: token }).await?;
    let approved = nft.read(IERC721::getApprovedCall { tokenId: token }).await?;
    let parents: Vec<_> = dataset
        .parents
        .iter()
        .zip(&dataset.parentShares)
        .map(|(parent, share)| json!({ "dataset": parent, "share_ppm": share }))
        .collect();
    Ok(json!({
        "dataset": id,
        "owner": owner,
        "approved": (!approved.is_zero()).then_some(approved),
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
