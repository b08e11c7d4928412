//! Asking a node a paid question.

use std::time::Duration;

use anyhow::Context;
use ed25519_dalek::{Signer, SigningKey};
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tributary_client::Suite;
use tributary_core::{
    hashing::HostHashing,
    voucher::{request_hash, response_hash},
    Address, BlockNumber, Domain, ModelId, NodeId, SignedReport, Voucher, Wei,
};

use crate::{
    exit::{Exit, Failure},
    http,
    terms::{check_report, Terms},
};

/// How often an answer that got lost is asked for in all.
const ATTEMPTS: u32 = 3;
/// How long to wait before.
const PAUSE: Duration = Duration::from_secs(1);

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
    /// Whether the node may show the answer to the committee, should it be picked for checking.
    pub audit_consent: bool,
}

/// An answer and what proves it. In JSON: the request's body and the answer as text, salt and report
/// (SCALE) in hex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Answer {
    /// The request's exact body.
    pub request: String,
    /// The text.
    pub text: String,
    /// The node's report.
    pub signed: SignedReport,
    /// The salt of both hashes.
    pub salt: [u8; 32],
}

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    request: String,
    text: String,
    salt: String,
    report: String,
}

impl From<Answer> for Kept {
    fn from(answer: Answer) -> Self {
        Self {
            request: answer.request,
            text: answer.text,
            salt: hex::encode(answer.salt),
            report: hex::encode(answer.signed.encode()),
        }
    }
}

impl TryFrom<Kept> for Answer {
    type Error = String;

    fn try_from(kept: Kept) -> Result<Self, String> {
        let mut salt = [0; 32];
        hex::decode_to_slice(&kept.salt, &mut salt).map_err(|error| format!("salt: {error}"))?;
        let signed = read_report(&kept.report).map_err(|error| format!("report: {error}"))?;
        Ok(Self { request: kept.request, text: kept.text, salt, signed })
    }
}

/// Reads a report in hex, with or without `0x`.
fn read_report(text: &str) -> Result<SignedReport, String> {
    let bytes = hex::decode(text.trim_start_matches("0x")).map_err(|error| error.to_string())?;
    let mut rest = bytes.as_slice();
    let signed = SignedReport::decode(&mut rest).map_err(|error| error.to_string())?;
    match rest.len() {
        0 => Ok(signed),
        left => Err(format!("{left} bytes too many")),
    }
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
            audit_consent: question.audit_consent,
        };
        let signature = self.key.sign(&voucher.digest::<HostHashing>(&self.domain)).to_bytes();
        (voucher, signature)
    }

    /// Asks, pays with a fresh voucher, and checks the report against this answer and the chain.
    ///
    /// # Errors
    /// As [`Session::exchange`] and [`Session::check`].
    pub async fn ask(
        &self,
        http: &reqwest::Client,
        suite: &Suite,
        question: &Question<'_>,
    ) -> anyhow::Result<Answer> {
        let (answer, voucher) = self.exchange(http, question).await?;
        self.check(suite, &answer, &voucher).await?;
        Ok(answer)
    }

    /// Checks a node's answer to a voucher, which it was paid for, against the chain.
    ///
    /// # Errors
    /// As [`Answer::check`]; if the chain does not answer.
    pub async fn check(&self, suite: &Suite, answer: &Answer, voucher: &Voucher) -> anyhow::Result<()> {
        // Before anything that it names is looked up.
        answer.check_exchange(voucher)?;
        let terms = Terms::read(suite, voucher, answer.signed.report.anchor_block).await?;
        answer.check(voucher, &terms, &self.domain)
    }

    /// Sends the question with a fresh voucher and takes what the node answers, unchecked.
    ///
    /// # Errors
    /// If the node refuses: nothing is charged then. [`crate::exit::Exit::Undetermined`] if its answer does
    /// not come, or in another form: it may charge the voucher.
    pub async fn exchange(
        &self,
        http: &reqwest::Client,
        question: &Question<'_>,
    ) -> anyhow::Result<(Answer, Voucher)> {
        let body = json!({
            "model": question.model_name,
            "max_tokens": question.max_tokens,
            "messages": [{ "role": "user", "content": question.text }],
        })
        .to_string();
        let salt: [u8; 32] = rand::random();
        let (voucher, signature) = self.voucher(question, body.as_bytes(), &salt);
        let request = http
            .post(http::under(question.endpoint, "v1/chat/completions"))
            .header("Content-Type", "application/json")
            .header("Tributary-Voucher", hex::encode(voucher.encode()))
            .header("Tributary-Signature", hex::encode(signature))
            .header("Tributary-Salt", hex::encode(salt))
            .body(body.clone());
        let node = format!("node {}", question.node);
        let bytes = send(request, &node).await?;
        let (text, signed) = read_completion(&bytes).map_err(|error| {
            Failure::new(Exit::Undetermined, format!("{node} answered in another form: {error}"))
        })?;
        Ok((Answer { request: body, text, signed, salt }, voucher))
    }
}

/// The text and the report of a completion.
fn read_completion(bytes: &[u8]) -> Result<(String, SignedReport), String> {
    let completion: Completion = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let choice = completion.choices.into_iter().next().ok_or("it has no choice")?;
    Ok((choice.message.content, read_report(&completion.tributary.report)?))
}

/// Sends a request and takes its answer. A node gives the answer to a voucher once more at no charge, so
/// what got lost on the way is asked for again.
async fn send(request: reqwest::RequestBuilder, node: &str) -> anyhow::Result<Vec<u8>> {
    let mut attempt = 1u32;
    loop {
        let again = request.try_clone().with_context(|| format!("{node}: the request is no plain text"))?;
        let error = match again.send().await {
            Ok(response) => match http::accepted(response, node).await?.bytes().await {
                Ok(body) => return Ok(body.into()),
                Err(error) => error,
            },
            Err(error) => error,
        };
        // Without a connection at the first attempt, nothing was sent that could be charged.
        if attempt == 1 && error.is_connect() {
            return Err(anyhow::Error::new(error).context(format!("{node} gave no answer")));
        }
        if attempt >= ATTEMPTS {
            let words = format!("{node} gave no answer and may charge the voucher: {error}");
            return Err(Failure::new(Exit::Undetermined, words).into());
        }
        tracing::warn!(%error, node, attempt, "the answer got lost, asking for it again");
        attempt = attempt.saturating_add(1);
        tokio::time::sleep(PAUSE).await;
    }
}

impl Answer {
    /// Checks that the report is of this voucher and this text, keeps to the voucher, and by what the chain
    /// says is signed by the node, for the node's price.
    ///
    /// # Errors
    /// [`crate::exit::Exit::NotVerified`], naming the first thing that does not hold.
    pub fn check(&self, voucher: &Voucher, terms: &Terms, domain: &Domain) -> anyhow::Result<()> {
        self.check_exchange(voucher)?;
        terms.check(&self.signed, domain)
    }

    /// The part of [`Answer::check`] that needs no chain.
    fn check_exchange(&self, voucher: &Voucher) -> anyhow::Result<()> {
        check_report(&self.signed.report, voucher)?;
        self.check_hashes()
    }

    /// Checks that the report is of this request and this text.
    ///
    /// # Errors
    /// Naming what differs.
    pub fn check_hashes(&self) -> anyhow::Result<()> {
        let report = &self.signed.report;
        if report.voucher.request_hash != request_hash::<HostHashing>(&self.salt, self.request.as_bytes()) {
            return Err(Failure::not_verified("the report is of another request").into());
        }
        if report.response_hash != response_hash::<HostHashing>(&self.salt, self.text.as_bytes()) {
            return Err(Failure::not_verified("the report is of another answer").into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
