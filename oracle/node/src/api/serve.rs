//! Admission of one paid answer.

use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::{info_span, warn, Instrument};
use tributary_attribution::count_tokens;
use tributary_core::{
    epoch::{State, Worthless},
    hashing::HostHashing,
    Hash, Hashing,
};

use crate::{
    admission::{admit, check_request, Admission, Payment, Refusal},
    answer::{Pieces, Prompt, Source},
    api::{
        delivery::{Delivery, Event, Finished},
        ApiError, Node, Served,
    },
    view::View,
};

/// Pieces that wait for the consumer. One, so that what was handed over is what was taken, but for one.
const WAITING: usize = 1;

/// Admits a paid request and starts answering it. A voucher that was answered before gets that answer
/// again, and nothing is charged.
///
/// # Errors
/// [`ApiError`] if it is not admitted or the model does not start.
pub async fn serve(
    node: &Arc<Node>,
    prompt: Prompt,
    payment: Payment,
    body: &[u8],
) -> Result<mpsc::Receiver<Event>, ApiError> {
    // All that can be said without the payer's books is said before the payer's turn is taken: nobody
    // waits in another's turn.
    check_request(&payment, body)?;
    let digest = payment.voucher.digest::<HostHashing>(&node.domain);
    if let Some(again) = again(node, &digest, &payment).await? {
        return Ok(again);
    }
    let served =
        node.models.get(&prompt.model).ok_or_else(|| ApiError::UnknownModel(prompt.model.clone()))?;
    let prompt_tokens = tokens(&prompt.text);
    let name = (prompt.model.as_str(), served.model, served.version);
    let who = (node.id, &node.domain);
    admit(&payment, name, prompt_tokens, &node.ready()?.0, &State::genesis(), who)?;
    let turn = node.turns.take(payment.voucher.payer).await.ok_or(ApiError::Busy)?;
    if let Some(again) = again(node, &digest, &payment).await? {
        return Ok(again);
    }
    let (view, key) = node.ready()?;
    let used = node.store.books_of(payment.voucher.payer, node.id).await?;
    let admission = admit(&payment, name, prompt_tokens, &view, &used, who)?;
    node.check_backing(payment.voucher.max_fee)?;
    let most = affordable(&admission, prompt_tokens)
        .min(prompt.max_tokens.unwrap_or(u32::MAX))
        .min(node.limits.max_tokens);
    let span = info_span!("answer", payer = %payment.voucher.payer, nonce = payment.voucher.nonce);
    let (node, underway) = (node.clone(), node.running.begin());
    // A task of its own, so that a consumer who hangs up meanwhile leaves nothing half done.
    let begun = async move {
        node.store.begin(&digest, payment.voucher.payer, payment.voucher.nonce).await?;
        let pieces = match start(&node, &view, &prompt, &digest, most).await {
            Ok(pieces) => pieces,
            Err(error) => {
                node.withdraw(&digest).await;
                return Err(error);
            }
        };
        let (sender, receiver) = mpsc::channel(WAITING);
        let streamed = prompt.stream;
        let delivery = Delivery {
            node,
            view,
            key,
            admission,
            payment,
            digest,
            most,
            streamed,
            _turn: turn,
            _underway: underway,
        };
        tokio::spawn(delivery.run(pieces, sender).in_current_span());
        Ok(receiver)
    };
    tokio::spawn(begun.instrument(span)).await?
}

/// The answer that this voucher got before, if it is still kept.
async fn again(
    node: &Node,
    digest: &Hash,
    payment: &Payment,
) -> Result<Option<mpsc::Receiver<Event>>, ApiError> {
    let Some(kept) = node.store.kept_answer(digest).await? else { return Ok(None) };
    if kept.signed.report.voucher_signature != payment.signature {
        let payer = payment.voucher.payer;
        return Err(Refusal::Worthless(Worthless::VoucherSignature { payer }).into());
    }
    let (signed, transcript) = (kept.signed, kept.transcript);
    let (sender, receiver) = mpsc::channel(2);
    let (text, passages, cut_short) = (transcript.text, transcript.passages, transcript.cut_short);
    let events = [Event::Text(text), Event::Finished(Box::new(Finished { signed, passages, cut_short }))];
    for event in events {
        // There is room for both.
        drop(sender.try_send(event));
    }
    Ok(Some(receiver))
}

/// Tokens that the voucher pays for beyond the prompt.
fn affordable(admission: &Admission, prompt_tokens: u32) -> u32 {
    let all = admission.draft.voucher.max_fee.0.checked_div(admission.price_per_token.0);
    let rest = all.unwrap_or(u128::MAX).saturating_sub(u128::from(prompt_tokens));
    u32::try_from(rest).unwrap_or(u32::MAX)
}

async fn start(
    node: &Node,
    view: &View,
    prompt: &Prompt,
    digest: &Hash,
    most: u32,
) -> Result<Pieces, ApiError> {
    let served: Option<&Served> = node.models.get(&prompt.model);
    match served.map(|served| &served.source) {
        None => Err(ApiError::UnknownModel(prompt.model.clone())),
        Some(Source::Upstream(upstream)) => Ok(upstream.answer(prompt, most).await?),
        Some(Source::Embedded(embedded)) => {
            let seed = prompt.seed.map(|seed| HostHashing::sha256(&seed.to_le_bytes())).unwrap_or(*digest);
            Ok(embedded.answer(view.corpus.corpus.clone(), prompt.question.clone(), most, seed))
        }
    }
}

/// Tokens of a text, as the embedded model counts them.
pub(super) fn tokens(text: &str) -> u32 {
    u32::try_from(count_tokens(text)).unwrap_or(u32::MAX)
}

impl Node {
    /// Takes back that an answer began. If that fails its voucher stays used up, which costs nobody.
    pub(super) async fn withdraw(&self, voucher: &Hash) {
        if let Err(error) = self.store.withdraw(voucher).await {
            warn!(%error, "the voucher of an answer that was not given stays used up");
        }
    }
}
