//! One paid answer, from admission to the stored report.

use std::sync::Arc;

use futures::StreamExt;
use tokio::sync::{mpsc, OwnedMutexGuard};
use tracing::{info, info_span, warn, Instrument};
use tributary_attribution::{count_tokens, Span};
use tributary_core::{
    epoch::fee, hashing::HostHashing, voucher::response_hash, DatasetId, Hashing, Ppm, SignedReport,
};

use crate::{
    admission::{admit, Admission, Payment},
    answer::{Piece, Pieces, Prompt, Source},
    api::{ApiError, Node, Served},
    view::View,
};

/// What a consumer receives.
#[derive(Debug)]
pub enum Event {
    /// More text.
    Text(String),
    /// The report is durable; the answer ends.
    Finished(Box<Finished>),
    /// The answer broke off; nothing is charged.
    Failed(ApiError),
}

/// How an answer ended.
#[derive(Debug)]
pub struct Finished {
    /// The report.
    pub signed: SignedReport,
    /// The passages that were credited.
    pub spans: Vec<Span>,
    /// Whether the answer ended because the voucher or the limit was used up.
    pub cut_short: bool,
}

/// Admits a paid request and starts answering it.
///
/// # Errors
/// [`ApiError`] if it is not admitted or the model does not start.
pub async fn serve(
    node: &Arc<Node>,
    prompt: Prompt,
    payment: Payment,
    body: &[u8],
) -> Result<mpsc::Receiver<Event>, ApiError> {
    let served =
        node.models.get(&prompt.model).ok_or_else(|| ApiError::UnknownModel(prompt.model.clone()))?;
    let turn = node.turns.take(payment.voucher.payer).await;
    let view = node.views.borrow().clone().ok_or(ApiError::NotReady)?;
    let used = node.store.books_of(payment.voucher.payer, node.id).await?;
    let prompt_tokens = tokens(&prompt.text);
    let name = (prompt.model.as_str(), served.model, served.version);
    let admission = admit(&payment, body, name, prompt_tokens, &view, &used, (node.id, &node.domain))?;
    let most =
        affordable(&admission, prompt_tokens).min(prompt.max_tokens.unwrap_or(u32::MAX)).min(node.max_tokens);
    let pieces = start(node, served, &view, &prompt, &payment, most).await?;
    let (sender, receiver) = mpsc::channel(32);
    let span = info_span!("answer", payer = %payment.voucher.payer, nonce = payment.voucher.nonce);
    let answer = Answer { node: node.clone(), view, admission, payment, most, _turn: turn };
    tokio::spawn(answer.run(pieces, sender).instrument(span));
    Ok(receiver)
}

/// Tokens that the voucher pays for beyond the prompt.
fn affordable(admission: &Admission, prompt_tokens: u32) -> u32 {
    let all = admission.draft.voucher.max_fee.0.checked_div(admission.price_per_token.0);
    let rest = all.unwrap_or(u128::MAX).saturating_sub(u128::from(prompt_tokens));
    u32::try_from(rest).unwrap_or(u32::MAX)
}

async fn start(
    node: &Node,
    served: &Served,
    view: &View,
    prompt: &Prompt,
    payment: &Payment,
    most: u32,
) -> Result<Pieces, ApiError> {
    match &served.source {
        Source::Upstream(upstream) => Ok(upstream.answer(prompt, most).await?),
        Source::Embedded(embedded) => {
            let seed = match prompt.seed {
                Some(seed) => HostHashing::sha256(&seed.to_le_bytes()),
                None => payment.voucher.digest::<HostHashing>(&node.domain),
            };
            Ok(embedded.answer(view.corpus.corpus.clone(), prompt.question.clone(), most, seed))
        }
    }
}

fn tokens(text: &str) -> u32 {
    u32::try_from(count_tokens(text)).unwrap_or(u32::MAX)
}

/// An admitted answer while it is made.
struct Answer {
    node: Arc<Node>,
    view: Arc<View>,
    admission: Admission,
    payment: Payment,
    most: u32,
    _turn: OwnedMutexGuard<()>,
}

impl Answer {
    /// Passes pieces on, always holding the last one back until the report is durable. A consumer that
    /// hangs up pays for what was sent.
    async fn run(self, mut pieces: Pieces, sender: mpsc::Sender<Event>) {
        let (mut text, mut held, mut usage) = (String::new(), None::<String>, None);
        while let Some(piece) = pieces.next().await {
            match piece {
                Ok(Piece::Text(more)) => {
                    text.push_str(&more);
                    if let Some(ready) = held.replace(more) {
                        if sender.send(Event::Text(ready)).await.is_err() {
                            info!("the consumer hung up");
                            break;
                        }
                    }
                }
                Ok(Piece::Usage(prompt, completion)) => usage = Some((prompt, completion)),
                Err(error) => {
                    warn!(%error, "the answer broke off");
                    drop(sender.send(Event::Failed(error.into())).await);
                    return;
                }
            }
        }
        if text.is_empty() {
            drop(sender.send(Event::Failed(ApiError::NoAnswer)).await);
            return;
        }
        match self.report(&text, usage).await {
            Ok(finished) => {
                if let Some(last) = held {
                    drop(sender.send(Event::Text(last)).await);
                }
                drop(sender.send(Event::Finished(Box::new(finished))).await);
            }
            Err(error) => {
                warn!(%error, "the report could not be stored");
                drop(sender.send(Event::Failed(error)).await);
            }
        }
    }

    async fn report(&self, text: &str, usage: Option<(u32, u32)>) -> Result<Finished, ApiError> {
        let corpus = self.view.corpus.corpus.clone();
        let attribution = tokio::task::block_in_place(|| corpus.attribute(text));
        let mut report = self.admission.draft.clone();
        if let Some((prompt, _)) = usage {
            report.prompt_tokens = prompt;
        }
        report.completion_tokens = usage.map_or_else(|| tokens(text), |(_, completion)| completion);
        report.fee = fee(
            self.admission.price_per_token,
            report.prompt_tokens,
            report.completion_tokens,
            report.voucher.max_fee,
        );
        report.response_hash = response_hash::<HostHashing>(&self.payment.salt, text.as_bytes());
        report.shares = attribution.shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect();
        let cut_short = report.completion_tokens >= self.most;
        let sign = |report| self.node.key.sign(report, &self.node.domain);
        let signed = self.node.store.record(report, self.admission.generation, sign).await?;
        info!(
            sequence = signed.report.sequence,
            fee = %signed.report.fee,
            datasets = signed.report.shares.len(),
            "answer reported"
        );
        Ok(Finished { signed, spans: attribution.spans, cut_short })
    }
}
