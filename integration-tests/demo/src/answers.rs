//! The consumer asks both nodes in turn.

use anyhow::Context;
use tributary_cli::ask::{Answer, Question, Session};
use tributary_core::{Address, Wei};

use crate::{
    services::Offer,
    world::{NodeSeat, World, MODEL_NAME, TOKEN},
};

/// The most tokens of an answer.
const MAX_TOKENS: u32 = 120;
/// The most an answer may cost.
const MAX_FEE: Wei = Wei(TOKEN);
/// Blocks that a voucher lives.
const VOUCHER_LIFE: u32 = 60;

/// The session of who asks and pays.
pub fn session(world: &World) -> Session {
    Session {
        payer: Address(world.consumer.address().into_array()),
        key: world.session.clone(),
        domain: world.deployment.domain(),
    }
}

/// Where a node listens.
pub fn endpoint(seat: &NodeSeat) -> String {
    format!("http://127.0.0.1:{}", seat.port)
}

/// What a node is asked at its endpoint, with a voucher that is good from now on.
pub async fn question<'a>(
    world: &World,
    (seat, endpoint): (&NodeSeat, &'a str),
    offer: Offer,
    text: &'a str,
    nonce: u64,
) -> anyhow::Result<Question<'a>> {
    let block = world.client.finalized_block().await?.number;
    Ok(Question {
        node: seat.id,
        endpoint,
        model_name: offer.name,
        model: world.model,
        model_version: offer.version,
        text,
        max_tokens: MAX_TOKENS,
        max_fee: MAX_FEE,
        nonce,
        expires_at_block: block.saturating_add(VOUCHER_LIFE),
        audit_consent: true,
    })
}

/// Asks `questions` of the model's first version, numbered on from `asked`; each node takes every second one.
pub async fn ask(
    world: &World,
    http: &reqwest::Client,
    questions: &[&str],
    asked: usize,
) -> anyhow::Result<Vec<Answer>> {
    ask_version(world, http, 1, questions, asked).await
}

/// The same of another version.
pub async fn ask_version(
    world: &World,
    http: &reqwest::Client,
    version: u32,
    questions: &[&str],
    asked: usize,
) -> anyhow::Result<Vec<Answer>> {
    let session = session(world);
    let mut answers = Vec::with_capacity(questions.len());
    for (index, text) in (asked..).zip(questions) {
        let seat = world.nodes.get(index.checked_rem(world.nodes.len()).unwrap_or(0)).context("no node")?;
        let endpoint = endpoint(seat);
        let nonce = u64::try_from(index)?.saturating_add(1);
        let offer = Offer { name: MODEL_NAME, version };
        let question = question(world, (seat, &endpoint), offer, text, nonce).await?;
        let answer =
            session.ask(http, &world.suite, &question).await.with_context(|| format!("asking {text:?}"))?;
        answers.push(answer);
    }
    Ok(answers)
}
