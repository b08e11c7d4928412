//! What consumers and auditors do.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ed25519_dalek::SigningKey;
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use tributary_cli::{
    ask::{Question, Session},
    consumer, verify,
};
use tributary_client::abi::INodeRegistry;
use tributary_core::{Address, EpochId, ModelId, NodeId, SignedReport, Wei};
use zeroize::Zeroizing;

use crate::command::{chain::signer, Connection};

/// The environment variable with the session key: 32 secret bytes in hex.
const SESSION: &str = "TRIBUTARY_SESSION_KEY";

#[derive(Args)]
pub(super) struct Deposit {
    /// How much, in wei.
    amount: u128,
}

#[derive(Args)]
pub(super) struct Reserve {
    /// The node.
    node: u64,
    /// How much, in wei.
    amount: u128,
}

#[derive(Args)]
pub(super) struct Ask {
    /// The node.
    #[arg(long)]
    node: u64,
    /// The model's id.
    #[arg(long, default_value_t = 1)]
    model: u64,
    /// Its version.
    #[arg(long, default_value_t = 1)]
    version: u32,
    /// Its name at the node.
    #[arg(long)]
    name: String,
    /// The most it may cost, in wei.
    #[arg(long)]
    max_fee: u128,
    /// The most tokens of the answer.
    #[arg(long, default_value_t = 256)]
    max_tokens: u32,
    /// Blocks that the voucher lives.
    #[arg(long, default_value_t = 50)]
    life: u32,
    /// Keep the answer and its report in this file, for `verify`.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// The question.
    question: String,
}

#[derive(Args)]
pub(super) struct Verify {
    /// A file that `ask --keep` wrote.
    answer: PathBuf,
    /// The folder with the datasets' files.
    #[arg(long)]
    datasets: PathBuf,
    /// An oracle's URL, for the epoch's data.
    #[arg(long, env = "TRIBUTARY_ORACLE")]
    oracle: String,
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    salt: String,
    report: String,
}

impl Deposit {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let (connected, signer) = (connection.connect().await?, signer()?);
        consumer::deposit(&connected.suite, &signer, Wei(self.amount)).await?;
        let mut result = json!({ "payer": signer.address(), "deposited_wei": Wei(self.amount) });
        if std::env::var_os(SESSION).is_some() {
            let key = session_key()?.verifying_key().to_bytes();
            consumer::register_session_key(&connected.suite, &signer, key).await?;
            if let Some(fields) = result.as_object_mut() {
                fields.insert("session_key".to_owned(), json!(format!("0x{}", hex::encode(key))));
            }
        }
        Ok(result)
    }
}

impl Reserve {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let (connected, signer) = (connection.connect().await?, signer()?);
        consumer::reserve(&connected.suite, &signer, NodeId(self.node), Wei(self.amount)).await?;
        Ok(json!({ "payer": signer.address(), "node": self.node, "reserved_wei": Wei(self.amount) }))
    }
}

impl Ask {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let (connected, signer) = (connection.connect().await?, signer()?);
        let node = connected.suite.node_registry.read(INodeRegistry::nodeCall { id: self.node }).await?;
        let endpoint = node.endpoint.trim_end_matches('/').to_owned();
        let http = reqwest::Client::new();
        let payer = Address(signer.address().into_array());
        let used: Value = http
            .get(format!("{endpoint}/tributary/v1/payers/{payer}"))
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let last = used.get("last_nonce").and_then(Value::as_u64).context("last_nonce")?;
        let block = connected.client.finalized_block().await?.number;
        let session = Session { payer, key: session_key()?, domain: connected.deployment.domain() };
        let question = Question {
            node: NodeId(self.node),
            endpoint: &endpoint,
            model_name: &self.name,
            model: ModelId(self.model),
            model_version: self.version,
            text: &self.question,
            max_tokens: self.max_tokens,
            max_fee: Wei(self.max_fee),
            nonce: last.saturating_add(1),
            expires_at_block: block.saturating_add(self.life),
        };
        let answer = session.ask(&http, &question).await?;
        if let Some(path) = &self.keep {
            let kept = Kept {
                text: answer.text.clone(),
                salt: hex::encode(answer.salt),
                report: hex::encode(answer.signed.encode()),
            };
            std::fs::write(path, serde_json::to_vec_pretty(&kept)?)
                .with_context(|| path.display().to_string())?;
        }
        let report = &answer.signed.report;
        let shares: Vec<_> =
            report.shares.iter().map(|(id, ppm)| json!({ "dataset": id, "share_ppm": ppm })).collect();
        Ok(json!({
            "answer": answer.text,
            "fee_wei": report.fee,
            "sequence": report.sequence,
            "shares": shares,
        }))
    }
}

impl Verify {
    pub(super) async fn run(self, connection: &Connection) -> anyhow::Result<Value> {
        let connected = connection.connect().await?;
        let text = std::fs::read(&self.answer).with_context(|| self.answer.display().to_string())?;
        let kept: Kept = serde_json::from_slice(&text).with_context(|| self.answer.display().to_string())?;
        let mut salt = [0; 32];
        hex::decode_to_slice(&kept.salt, &mut salt).context("the salt")?;
        let signed =
            SignedReport::decode(&mut hex::decode(&kept.report)?.as_slice()).context("the report")?;
        let (node, sequence) = (signed.report.node, signed.report.sequence);
        let http = reqwest::Client::new();
        let oracle = self.oracle.trim_end_matches('/');
        let url = format!("{oracle}/v1/reports/{node}/{sequence}");
        let found: Value = http.get(url).send().await?.error_for_status()?.json().await?;
        let epoch = found.get("epoch").and_then(Value::as_u64).context("epoch")?;
        let commitment =
            verify::commitment_on_chain(&connected.client, &connected.deployment, EpochId(epoch)).await?;
        let url = format!("{oracle}/v1/data/{}", hex::encode(commitment.data_hash));
        let data = http.get(url).send().await?.error_for_status()?.bytes().await?;
        let domain = connected.deployment.domain();
        let place = (epoch, commitment.data_hash, data.as_ref());
        let audit = verify::audit(&kept.text, &salt, &signed, &domain, place, &self.datasets)?;
        let shares: Vec<_> =
            audit.shares.iter().map(|(id, ppm)| json!({ "dataset": id, "share_ppm": ppm })).collect();
        Ok(json!({
            "node": node,
            "sequence": sequence,
            "epoch": epoch,
            "fee_wei": signed.report.fee,
            "shares": shares,
            "passages": audit.spans.len(),
            "holds": true,
        }))
    }
}

fn session_key() -> anyhow::Result<SigningKey> {
    let text = Zeroizing::new(
        std::env::var(SESSION)
            .with_context(|| format!("set {SESSION} to the session key's 32 bytes in hex"))?,
    );
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim().trim_start_matches("0x"), bytes.as_mut_slice())
        .map_err(|_| anyhow::anyhow!("{SESSION} is not 32 bytes in hex"))?;
    Ok(SigningKey::from_bytes(&bytes))
}
