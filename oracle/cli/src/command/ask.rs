//! Asking paid questions.

use std::{fs::File, io::Write, path::PathBuf};

use anyhow::Context;
use clap::Args;
use ed25519_dalek::SigningKey;
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_cli::{
    amount,
    ask::{Answer, Question, Session},
    exit::{Exit, Failure},
    http::{self, under},
    models,
};
use tributary_client::abi::{IAttributionLedger, INodeRegistry};
use tributary_core::{Address, ModelId, NodeId, Voucher, Wei};

use super::{
    connection::{Connected, Connection},
    named_key::NamedKey,
};

/// How long a voucher lives unless told otherwise, in blocks.
const VOUCHER_LIFE: u32 = 50;

#[derive(Args)]
pub(super) struct Ask {
    /// The node.
    #[arg(long)]
    node: u64,
    /// The model's id.
    #[arg(long, default_value_t = 1)]
    model: u64,
    /// Its version; the newest that is live if absent.
    #[arg(long, value_name = "NUMBER")]
    model_version: Option<u32>,
    /// Its name at the node; the node is asked if absent.
    #[arg(long)]
    name: Option<String>,
    /// The most it may cost.
    #[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
    max_fee: Wei,
    /// The most tokens of the answer.
    #[arg(long, default_value_t = 256)]
    max_tokens: u32,
    /// Blocks that the voucher lives; 50, or the most that the ledger takes if that is less.
    #[arg(long, value_name = "BLOCKS")]
    life: Option<u32>,
    /// Do not let the node show the answer to the committee, should it be picked for checking.
    #[arg(long)]
    no_audit: bool,
    /// The session key, by name or path.
    #[arg(long, value_name = "KEY", env = "TRIBUTARY_SESSION")]
    session: Option<String>,
    /// Keep the answer and its report in this new file, for `verify`.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// The question.
    question: String,
}

/// An answer that was paid for, and what it is checked with.
struct Asked {
    connected: Connected,
    session: Session,
    answer: Answer,
    voucher: Voucher,
}

/// What a node says of itself.
#[derive(Deserialize)]
struct NodeDescription {
    models: Vec<NodeModel>,
}

#[derive(Deserialize)]
struct NodeModel {
    name: String,
    model: u64,
    version: u32,
}

/// What a payer used up at a node.
#[derive(Deserialize)]
struct Used {
    last_nonce: u64,
}

impl Ask {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let payer = Address(connection.account_address()?.into_array());
        let secret = NamedKey::session(self.session.as_deref()).secret(&connection.keys()?)?;
        let key = SigningKey::from_bytes(&*secret.bytes()?);
        drop(secret);
        // Before anything is paid: an answer that cannot be kept would be lost.
        let file = self.keep.as_ref().map(create).transpose()?;
        let asked = self.ask(connection, payer, key).await;
        if let (Err(_), Some(path)) = (&asked, &self.keep) {
            drop(std::fs::remove_file(path));
        }
        let Asked { connected, session, answer, voucher } = asked?;
        // It is paid for: it is kept whatever the checks say, as proof of what the node did.
        if let (Some(mut file), Some(path)) = (file, &self.keep) {
            let text = serde_json::to_vec_pretty(&answer)?;
            let kept = file.write_all(&text).and_then(|()| file.sync_all());
            kept.with_context(|| path.display().to_string())?;
        }
        if let Err(error) = session.check(&connected.suite, &answer, &voucher).await {
            return Err(self.paid_for(&answer, error));
        }
        let report = &answer.signed.report;
        let shares: Vec<_> =
            report.shares.iter().map(|(id, ppm)| json!({ "dataset": id, "share_ppm": ppm })).collect();
        Ok(json!({
            "answer": answer.text,
            "fee_wei": report.fee,
            "node": report.node,
            "sequence": report.sequence,
            "kept_in": self.keep,
            "shares": shares,
        }))
    }

    /// What is wrong with an answer that was paid for, or why that is not known, and where the answer is.
    fn paid_for(&self, answer: &Answer, error: anyhow::Error) -> anyhow::Error {
        eprintln!("the node answered, and was paid: {}", answer.text);
        let kept = match &self.keep {
            Some(path) => format!("its answer is kept in {}", path.display()),
            None => "with --keep its answer would have been kept".to_owned(),
        };
        let exit = match Exit::of(&error) {
            Exit::NotVerified => Exit::NotVerified,
            _ => Exit::Undetermined,
        };
        Failure::new(exit, format!("{error:#}; {kept}")).into()
    }

    async fn ask(&self, connection: &Connection, payer: Address, key: SigningKey) -> anyhow::Result<Asked> {
        let connected = connection.connect().await?;
        let params = connected.suite.attribution_ledger.read(IAttributionLedger::paramsCall {}).await?;
        let most = params.maxVoucherLife;
        let life = self.life.unwrap_or(most.min(VOUCHER_LIFE));
        if life > most {
            return Err(Failure::usage(format!("--life {life} is above the ledger's {most} blocks")).into());
        }
        let node = connected.suite.node_registry.read(INodeRegistry::nodeCall { id: self.node }).await?;
        let model_version = match self.model_version {
            Some(version) => version,
            None => {
                // A version counts by the final block that the node's answer is anchored to.
                let block = connected.client.finalized_block().await?;
                models::newest_live(&connected.suite, self.model, block.hash).await?
            }
        };
        let http = http::client()?;
        let name = match &self.name {
            Some(name) => name.clone(),
            None => self.name_at(&http, &node.endpoint, model_version).await?,
        };
        let url = under(&node.endpoint, &format!("tributary/v1/payers/{payer}"));
        let used: Used = http::find(&http, &url)
            .await?
            .ok_or_else(|| Failure::not_found(format!("{url}: no node of this suite serves there")))?;
        let block = connected.client.finalized_block().await?.number;
        let session = Session { payer, key, domain: connected.deployment.domain() };
        let question = Question {
            node: NodeId(self.node),
            endpoint: &node.endpoint,
            model_name: &name,
            model: ModelId(self.model),
            model_version,
            text: &self.question,
            max_tokens: self.max_tokens,
            max_fee: self.max_fee,
            nonce: used.last_nonce.saturating_add(1),
            expires_at_block: block.saturating_add(life),
            audit_consent: !self.no_audit,
        };
        let (answer, voucher) = session.exchange(&http, &question).await?;
        Ok(Asked { connected, session, answer, voucher })
    }

    /// The name under which the node serves this version of the model.
    async fn name_at(&self, http: &reqwest::Client, endpoint: &str, version: u32) -> anyhow::Result<String> {
        let described: Option<NodeDescription> =
            http::find(http, &under(endpoint, "tributary/v1/node")).await?;
        let served = described.map(|node| node.models).unwrap_or_default();
        let found = served.iter().find(|served| (served.model, served.version) == (self.model, version));
        if let Some(found) = found {
            return Ok(found.name.clone());
        }
        let (node, model) = (self.node, self.model);
        let has: Vec<_> = served.iter().map(|at| format!("{} of model {}", at.version, at.model)).collect();
        let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
        let words =
            format!("node {node} does not serve version {version} of model {model}; it serves: {has}");
        Err(Failure::not_found(words).into())
    }
}

/// A new file: an answer that was paid for is not overwritten.
fn create(path: &PathBuf) -> Result<File, Failure> {
    File::create_new(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
