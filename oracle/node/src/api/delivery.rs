//! One paid answer under way, up to the stored report.

use std::{pin::pin, sync::Arc};

use futures::StreamExt;
use tokio::{
    sync::{mpsc, OwnedMutexGuard},
    time::{sleep, timeout},
};
use tracing::{info, warn};
use tributary_core::{
    epoch::fee, hashing::HostHashing, voucher::response_hash, DatasetId, Hash, Ppm, SignedReport,
};

use crate::{
    admission::{Admission, Payment},
    answer::{Piece, Pieces, UpstreamError},
    api::{serve::tokens, ApiError, Node},
    keys::NodeKey,
    passage::Passage,
    running::Underway,
    store::Transcript,
    view::View,
};

/// What a consumer receives.
#[derive(Debug)]
pub enum Event {
    /// More text.
    Text(String),
    /// The report is durable; the answer ends.
    Finished(Box<Finished>),
    /// The model failed after this much was given, which is charged: the report is durable.
    Broken(ApiError, Box<Finished>),
    /// There is no answer; nothing is charged.
    Failed(ApiError),
}

/// How an answer ended.
#[derive(Debug)]
pub struct Finished {
    /// The report.
    pub signed: SignedReport,
    /// The passages that were credited.
    pub passages: Vec<Passage>,
    /// Whether the answer ended before the model was done.
    pub cut_short: bool,
}

/// An admitted answer while it is made.
pub(super) struct Delivery {
    pub node: Arc<Node>,
    pub view: Arc<View>,
    pub key: NodeKey,
    pub admission: Admission,
    pub payment: Payment,
    /// The voucher's digest.
    pub digest: Hash,
    pub most: u32,
    /// Whether the consumer gets pieces, or the whole at the end.
    pub streamed: bool,
    pub _turn: OwnedMutexGuard<()>,
    pub _underway: Underway,
}

/// Why no more pieces are taken.
#[derive(Debug)]
enum End {
    /// The model is done.
    Whole,
    /// The time is over.
    CutShort,
    /// The consumer went away, or reads nothing.
    HungUp,
    /// The model failed.
    Broken(UpstreamError),
}

/// What was made.
struct Made {
    /// What was handed to the consumer.
    text: String,
    /// The piece held back until the report is durable.
    held: Option<String>,
    /// The model server's count: prompt, completion.
    usage: Option<(u32, u32)>,
    end: End,
}

impl Delivery {
    /// Passes pieces on, always holding the last one back until the report is durable.
    pub async fn run(self, pieces: Pieces, sender: mpsc::Sender<Event>) {
        let Made { mut text, held, usage, end } = self.make(pieces, &sender).await;
        let whole = matches!(end, End::Whole);
        let broken = match end {
            End::Broken(error) => {
                warn!(%error, "the answer broke off");
                // Who waits for the whole got nothing yet.
                if !self.streamed || (text.is_empty() && held.is_none()) {
                    return self.fail(error.into(), &sender).await;
                }
                Some(error)
            }
            _ if text.is_empty() && held.is_none() => return self.fail(ApiError::NoAnswer, &sender).await,
            End::HungUp => {
                info!("the consumer hung up");
                None
            }
            End::Whole | End::CutShort => None,
        };
        text.push_str(held.as_deref().unwrap_or_default());
        match self.report(text, usage, whole).await {
            Ok(finished) => {
                let finished = Box::new(finished);
                let last = match broken {
                    Some(error) => Event::Broken(error.into(), finished),
                    None => Event::Finished(finished),
                };
                for event in held.map(Event::Text).into_iter().chain([last]) {
                    if !self.hand(&sender, event).await {
                        return;
                    }
                }
            }
            Err(error) => {
                warn!(%error, "the report could not be stored");
                self.hand(&sender, Event::Failed(error)).await;
            }
        }
    }

    /// Takes pieces until one of the ends. A consumer that hangs up or stalls pays for what was handed
    /// over, but at least for the first piece, which the model was asked for.
    async fn make(&self, mut pieces: Pieces, sender: &mpsc::Sender<Event>) -> Made {
        let (mut text, mut held, mut usage) = (String::new(), None::<String>, None);
        let mut over = pin!(sleep(self.node.limits.answer));
        let mut ending = pin!(self.node.running.ending());
        let end = loop {
            let piece = tokio::select! {
                piece = pieces.next() => piece,
                () = &mut over => break End::CutShort,
                () = &mut ending => break End::CutShort,
            };
            match piece {
                None => break End::Whole,
                Some(Ok(Piece::Usage(prompt, completion))) => usage = Some((prompt, completion)),
                Some(Err(error)) => break End::Broken(error),
                Some(Ok(Piece::Text(more))) => {
                    let Some(ready) = held.replace(more) else { continue };
                    let handed = self.hand(sender, Event::Text(ready.clone())).await;
                    if handed || text.is_empty() {
                        text.push_str(&ready);
                    }
                    if !handed {
                        held = None;
                        break End::HungUp;
                    }
                }
            }
        };
        Made { text, held, usage, end }
    }

    /// Whether the consumer took it in time.
    async fn hand(&self, sender: &mpsc::Sender<Event>, event: Event) -> bool {
        matches!(timeout(self.node.limits.stall, sender.send(event)).await, Ok(Ok(())))
    }

    async fn fail(&self, error: ApiError, sender: &mpsc::Sender<Event>) {
        self.node.withdraw(&self.digest).await;
        self.hand(sender, Event::Failed(error)).await;
    }

    async fn report(
        &self,
        text: String,
        usage: Option<(u32, u32)>,
        whole: bool,
    ) -> Result<Finished, ApiError> {
        let corpus = self.view.corpus.corpus.clone();
        let (text, attribution) = tokio::task::spawn_blocking(move || {
            let attribution = corpus.attribute(&text);
            (text, attribution)
        })
        .await?;
        let mut report = self.admission.draft.clone();
        if let Some((prompt, _)) = usage {
            report.prompt_tokens = prompt;
        }
        // The server's count is of all that it made.
        let counted = usage.filter(|_| whole).map(|(_, completion)| completion);
        report.completion_tokens = counted.unwrap_or_else(|| tokens(&text));
        report.fee = fee(
            self.admission.price_per_token,
            report.prompt_tokens,
            report.completion_tokens,
            report.voucher.max_fee,
        );
        report.response_hash = response_hash::<HostHashing>(&self.payment.salt, text.as_bytes());
        report.shares = attribution.shares.iter().map(|(id, ppm)| (DatasetId(*id), Ppm(*ppm))).collect();
        let cut_short = !whole || report.completion_tokens >= self.most;
        let passages: Vec<Passage> = attribution.spans.iter().map(Passage::from).collect();
        let transcript = Transcript { salt: self.payment.salt, text, passages, cut_short };
        let sign = |report| self.key.sign(report, &self.node.domain);
        let generation = self.admission.generation;
        let signed = self.node.store.record(report, generation, &self.digest, &transcript, sign).await?;
        info!(
            sequence = signed.report.sequence,
            fee = %signed.report.fee,
            datasets = signed.report.shares.len(),
            "answer reported"
        );
        Ok(Finished { signed, passages: transcript.passages, cut_short })
    }
}
