//! Asking a node a paid question.

use anyhow::{bail, Context};
use ed25519_dalek::{Signer, SigningKey};
use scale::{Decode, Encode};
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_core::{
    hashing::HostHashing,
    voucher::{request_hash, response_hash},
    Address, BlockNumber, Domain, ModelId, NodeId, SignedReport, Voucher, Wei,
};

/// A consumer's session: who pays, with which key, on which deployment.
pub struct Session {
    /// Whose deposit pays.
    pub payer: Address,
    /// The session key.
    pub key: SigningKey,
    /// What signatures are bound to.
    pub domain: Domain,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("payer", &self.payer).finish_non_exhaustive()
    }
}

/// What is asked of whom, and for how much.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The node.
    pub node: NodeId,
    /// Where it serves.
    pub endpoint: &'a str,
    /// The model's name there.
    pub model_name: &'a str,
    /// The model.
    pub model: ModelId,
    /// Its version.
    pub model_version: u32,
    /// The text.
    pub text: &'a str,
    /// The most tokens wanted.
    pub max_tokens: u32,
    /// The most it may cost.
    pub max_fee: Wei,
    /// Strictly increasing per node.
    pub nonce: u64,
    /// The last block at which the node may use the voucher.
    pub expires_at_block: BlockNumber,
}

/// An answer and what proves it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The text.
    pub text: String,
    /// The node's report.
    pub signed: SignedReport,
    /// The salt of both hashes.
    pub salt: [u8; 32],
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    tributary: Receipt,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

#[derive(Deserialize)]
struct Receipt {
    report: String,
}

impl Session {
    /// Signs a voucher for a request body.
    pub fn voucher(&self, question: &Question<'_>, body: &[u8], salt: &[u8; 32]) -> (Voucher, [u8; 64]) {
        let voucher = Voucher {
            payer: self.payer,
            node: question.node,
            nonce: question.nonce,
            model: question.model,
            model_version: question.model_version,
            max_fee: question.max_fee,
            request_hash: request_hash::<HostHashing>(salt, body),
            expires_at_block: question.expires_at_block,
            audit_consent: true,
        };
        let signature = self.key.sign(&voucher.digest::<HostHashing>(&self.domain)).to_bytes();
        (voucher, signature)
    }

    /// Asks, pays with a fresh voucher, and checks that the report is of this answer.
    ///
    /// # Errors
    /// If the node refuses (nothing is charged then) or reports something else than it answered.
    pub async fn ask(&self, http: &reqwest::Client, question: &Question<'_>) -> anyhow::Result<Answer> {
        let body = json!({
            "model": question.model_name,
            "max_tokens": question.max_tokens,
            "messages": [{ "role": "user", "content": question.text }],
        })
        .to_string();
        let salt: [u8; 32] = rand::random();
        let (voucher, signature) = self.voucher(question, body.as_bytes(), &salt);
        let response = http
            .post(format!("{}/v1/chat/completions", question.endpoint.trim_end_matches('/')))
            .header("Content-Type", "application/json")
            .header("Tributary-Voucher", hex::encode(voucher.encode()))
            .header("Tributary-Signature", hex::encode(signature))
            .header("Tributary-Salt", hex::encode(salt))
            .body(body)
            .send()
            .await?;
        let status = response.status();
        let answer: Value = response.json().await.with_context(|| format!("{status} without JSON"))?;
        if !status.is_success() {
            let message =
                answer.pointer("/error/message").and_then(Value::as_str).unwrap_or("no reason given");
            bail!("node {} refused with {status}: {message}", question.node);
        }
        let completion: Completion = serde_json::from_value(answer).context("the answer's form")?;
        let text = completion.choices.into_iter().next().context("no choice in the answer")?.message.content;
        let report = hex::decode(completion.tributary.report.trim_start_matches("0x"))?;
        let signed = SignedReport::decode(&mut report.as_slice()).context("the report")?;
        let answer = Answer { text, signed, salt };
        answer.check(&voucher)?;
        Ok(answer)
    }
}

impl Answer {
    /// Checks that the report is of this voucher and this text.
    ///
    /// # Errors
    /// Naming what differs.
    pub fn check(&self, voucher: &Voucher) -> anyhow::Result<()> {
        let report = &self.signed.report;
        anyhow::ensure!(report.voucher == *voucher, "the report is of another voucher");
        let hash = response_hash::<HostHashing>(&self.salt, self.text.as_bytes());
        anyhow::ensure!(report.response_hash == hash, "the report is of another answer");
        Ok(())
    }
}
