//! A node that reports under a version which was retired: nobody pays for that.

use std::time::Duration;

use anyhow::{bail, Context};
use serde_json::{json, Value};
use tributary_cli::{
    ask::Answer,
    verify::{self, Standing},
};
use tributary_client::abi::IAttributionLedger;
use tributary_core::{epoch::Worthless, hashing::HostHashing, voucher::response_hash, NodeId, Report, Wei};
use tributary_node::{
    keys::NodeKey,
    store::{Store, Transcript},
};

use super::{serving::OLD, Stage};
use crate::{
    answers,
    processes::Process,
    services::node_data,
    world::{NodeSeat, World},
};

/// How long a node may take to see the chain as it is.
const PATIENCE: Duration = Duration::from_secs(30);

/// A report under a retired version, before an epoch has judged it.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The node that made it.
    pub node: NodeId,
    /// What it said when it was asked: its program does not answer.
    pub said: String,
    /// The answer that its operator reported all the same.
    pub answer: Answer,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The attempt.
    pub attempt: Attempt,
    /// The epoch that consumed the report.
    pub epoch: u64,
    /// What it counts for there, as proven.
    pub counted: Wei,
    /// Why, in the oracle's words.
    pub reason: String,
    /// What the consumer had spent before and after.
    pub spent: (Wei, Wei),
}

impl Attempt {
    /// Once the grace of the version retired at block `retired_at` is over, its node is asked under it, and
    /// refuses. Then its operator takes the answer to the same question that is `like` it, signs a report of
    /// it under that version and puts it in the node's database, from where oracles fetch it. The consumer has
    /// signed for it, too: nothing is wrong with it but the version.
    ///
    /// # Errors
    /// If the node answers, or is not there.
    pub async fn make(
        stage: &Stage<'_>,
        nodes: &mut Vec<Process>,
        retired_at: u32,
        like: &Answer,
        nonce: u64,
    ) -> anyhow::Result<Self> {
        let World { suite, client, nodes: seats, .. } = stage.world;
        let seat = seats.last().context("no node")?;
        let params = suite.attribution_ledger.read(IAttributionLedger::paramsCall {}).await?;
        let over = retired_at.saturating_add(params.retirementGrace);
        client.wait_for_block(over).await?;
        let endpoint = answers::endpoint(seat);
        tokio::time::timeout(PATIENCE, sees(stage, &endpoint, over))
            .await
            .with_context(|| format!("node {} does not see block {over}", seat.id))??;
        let said = ask(stage, seat, &endpoint, &question_of(like)?, nonce).await?;
        let process = nodes.pop().context("no node runs")?;
        let command = process.command().clone();
        process.stop().await?;
        let answer = record(stage, seat, like, nonce).await?;
        nodes.push(Process::start(command).await?);
        Ok(Self { node: seat.id, said, answer })
    }

    /// The rule that the report breaks, in the words of the protocol.
    pub fn due(&self) -> String {
        let Report { voucher, anchor_block, .. } = &self.answer.signed.report;
        let (model, version, anchor) = (voucher.model, voucher.model_version, *anchor_block);
        Worthless::VersionNotLive { model, version, anchor }.to_string()
    }

    /// Re-derives the reported answer from public data and finds out what it counts for in its final epoch.
    ///
    /// # Errors
    /// If anything but the version is wrong with it, or it is in no final epoch.
    pub async fn judged(self, stage: &Stage<'_>, spent: (Wei, Wei)) -> anyhow::Result<Refused> {
        let Stage { world, http, oracle, corpora, .. } = *stage;
        let found =
            verify::verify(&world.client, &world.deployment, http, oracle, &self.answer, corpora).await?;
        anyhow::ensure!(found.standing == Standing::Final, "its epoch is {}", found.standing.word());
        let reason = found.reason.unwrap_or_default();
        Ok(Refused { attempt: self, epoch: found.epoch, counted: found.counted, reason, spent })
    }
}

impl Refused {
    /// Every way in which the report was not refused as it has to be.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.counted.is_zero() {
            faults.push(format!("a report under a retired version counts {} wei", self.counted));
        }
        let Report { voucher, .. } = &self.attempt.answer.signed.report;
        let rule = format!("version {} of model {} was not live", voucher.model_version, voucher.model);
        if !self.attempt.said.contains(&rule) {
            faults.push(format!("node {} did not say that {rule}: {}", self.attempt.node, self.attempt.said));
        }
        let due = self.attempt.due();
        if self.reason != due {
            faults.push(format!("a report is refused because {:?}, not {due:?}", self.reason));
        }
        let (before, after) = self.spent;
        if before != after {
            faults.push(format!("spent while nothing counted: from {before} to {after} wei"));
        }
        faults
    }
}

/// Waits until a node answers by `block` or a later one.
async fn sees(stage: &Stage<'_>, endpoint: &str, block: u32) -> anyhow::Result<()> {
    loop {
        let url = format!("{endpoint}/tributary/v1/node");
        let node: Value = stage.http.get(url).send().await?.json().await?;
        if node.get("block").and_then(Value::as_u64) >= Some(u64::from(block)) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Asks a node under the old version; returns why it does not answer.
async fn ask(
    stage: &Stage<'_>,
    seat: &NodeSeat,
    endpoint: &str,
    text: &str,
    nonce: u64,
) -> anyhow::Result<String> {
    let question = answers::question(stage.world, (seat, endpoint), OLD, text, nonce).await?;
    match answers::session(stage.world).exchange(stage.http, &question).await {
        Ok(_) => bail!("node {} answered under version {}, which is retired", seat.id, OLD.version),
        Err(error) => Ok(format!("{error:#}")),
    }
}

/// What was asked in the exchange of an answer.
fn question_of(answer: &Answer) -> anyhow::Result<String> {
    let body: Value = serde_json::from_str(&answer.request).context("a request's body")?;
    let text = body.pointer("/messages/0/content").and_then(Value::as_str);
    Ok(text.context("a request without a question")?.to_owned())
}

/// Puts a report under the old version, of the same text as `like`, into a node's database.
async fn record(stage: &Stage<'_>, seat: &NodeSeat, like: &Answer, nonce: u64) -> anyhow::Result<Answer> {
    let world = stage.world;
    let (session, endpoint, text) = (answers::session(world), answers::endpoint(seat), question_of(like)?);
    let question = answers::question(world, (seat, &endpoint), OLD, &text, nonce).await?;
    let request = json!({
        "model": question.model_name,
        "max_tokens": question.max_tokens,
        "messages": [{ "role": "user", "content": question.text }],
    })
    .to_string();
    let salt: [u8; 32] = rand::random();
    let (voucher, voucher_signature) = session.voucher(&question, request.as_bytes(), &salt);
    let digest = voucher.digest::<HostHashing>(&session.domain);
    let payer = voucher.payer;
    let report = Report {
        voucher,
        voucher_signature,
        response_hash: response_hash::<HostHashing>(&salt, like.text.as_bytes()),
        anchor_block: world.client.finalized_block().await?.number,
        ..like.signed.report.clone()
    };
    let store = Store::open(&node_data(stage.folder, seat.id).join("node.sqlite")).await?;
    let books = store.books_of(payer, seat.id).await?;
    let generation = books.cursors.get(&(payer, seat.id)).map_or(0, |cursor| cursor.generation);
    let transcript = Transcript { salt, text: like.text.clone(), passages: Vec::new(), cut_short: false };
    let (key, domain) = (NodeKey::from_bytes(&seat.key.to_bytes()), session.domain);
    let sign = move |report: Report| key.sign(report, &domain);
    let signed = store.record(report, generation, &digest, &transcript, sign).await?;
    store.close().await;
    Ok(Answer { request, text: like.text.clone(), signed, salt })
}
