//! What creators do.

use std::path::PathBuf;

use anyhow::{bail, Context};
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use tributary_cli::{
    claim,
    datasets::{self, Description},
    oracle_http,
};
use tributary_client::{
    abi::{IDatasetNft, IERC721},
    Address, U256,
};
use tributary_core::{Account, DatasetId, ModelId, NodeId};

use crate::command::{chain::signer, Connection};

#[derive(Subcommand)]
pub(super) enum Dataset {
    /// Register a file as a dataset NFT of the signing account.
    Register(Register),
    /// Show a dataset.
    Show {
        /// Its id.
        id: u64,
    },
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
    /// A parent as ID=PPM: what it gets of this dataset's royalties. May be repeated.
    #[arg(long = "parent", value_parser = parent)]
    parents: Vec<(u64, u32)>,
    /// Royalty on resale, in ppm.
    #[arg(long, default_value_t = 0)]
    resale_royalty_ppm: u32,
}

fn parent(text: &str) -> Result<(u64, u32), String> {
    let (id, share) = text.split_once('=').ok_or("not of the form ID=PPM")?;
    let id = id.parse().map_err(|error| format!("{id}: {error}"))?;
    let share = share.parse().map_err(|error| format!("{share}: {error}"))?;
    Ok((id, share))
}

#[derive(Args)]
pub(super) struct Claim {
    /// Whose earnings: dataset, node, developer, oracle or treasury.
    kind: String,
    /// Its id or address; 0 for the treasury.
    id: String,
    /// An oracle's URL, for the proof.
    #[arg(long, env = "TRIBUTARY_ORACLE")]
    oracle: String,
    /// Who is paid; the signing account if absent.
    #[arg(long)]
    recipient: Option<Address>,
}

impl Dataset {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let connected = connection.connect().await?;
        match self {
            Self::Register(register) => {
                let signer = signer()?;
                let content =
                    std::fs::read(&register.file).with_context(|| register.file.display().to_string())?;
                let description = Description {
                    media_type: register.media_type,
                    parents: register.parents,
                    resale_royalty_ppm: register.resale_royalty_ppm,
                    ..Description::of_text(&content, &register.licence, &register.uri)
                };
                let content_root = description.content_root;
                let id =
                    datasets::register(&connected.client, &connected.suite, &signer, description).await?;
                Ok(json!({ "dataset": id, "owner": signer.address(), "content_root": content_root }))
            }
            Self::Show { id } => {
                let nft = &connected.suite.dataset_nft;
                let dataset = nft.read(IDatasetNft::datasetCall { id }).await?;
                let owner = nft.read(IERC721::ownerOfCall { tokenId: U256::from(id) }).await?;
                let status = match dataset.status {
                    1 => "active",
                    2 => "delisted",
                    3 => "quarantined",
                    _ => "unknown",
                };
                let parents: Vec<_> = dataset.parents.iter().zip(&dataset.parentShares).collect();
                Ok(json!({
                    "dataset": id,
                    "owner": owner,
                    "status": status,
                    "content_root": dataset.contentRoot,
                    "bytes": dataset.byteSize,
                    "media_type": dataset.mediaType,
                    "licence": dataset.licence,
                    "uri": dataset.uri,
                    "parents": parents,
                    "created_at_block": dataset.createdAt,
                }))
            }
        }
    }
}

impl Claim {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let account = account(&self.kind, &self.id)?;
        let connected = connection.connect().await?;
        let signer = signer()?;
        let recipient = self.recipient.unwrap_or_else(|| signer.address());
        let http = reqwest::Client::new();
        let Some(proof) = oracle_http::total_proof(&http, &self.oracle, &account).await? else {
            bail!("{} {} has earned nothing in the final epochs", self.kind, self.id)
        };
        let released = claim::claim_and_release(&connected.suite, &signer, &proof, recipient).await?;
        Ok(json!({
            "epoch": proof.epoch,
            "earned_wei": proof.cumulative_wei,
            "released_wei": released,
            "recipient": recipient,
        }))
    }
}

fn account(kind: &str, id: &str) -> anyhow::Result<Account> {
    let number = || id.parse::<u64>().with_context(|| id.to_owned());
    Ok(match kind {
        "dataset" => Account::Dataset(DatasetId(number()?)),
        "node" => Account::Node(NodeId(number()?)),
        "developer" => Account::Developer(ModelId(number()?)),
        "oracle" => {
            let address: Address = id.parse().with_context(|| id.to_owned())?;
            Account::Oracle(tributary_core::Address(address.into_array()))
        }
        "treasury" => Account::Treasury,
        _ => bail!("{kind} is none of dataset, node, developer, oracle, treasury"),
    })
}
