//! OpenAI's endpoints. The payment comes in three headers: `Tributary-Voucher` (SCALE in hex),
//! `Tributary-Signature` and `Tributary-Salt` (hex). The answer carries, beside OpenAI's fields, a field
//! `tributary` with the signed report and the passages credited.

use std::{convert::Infallible, sync::Arc, time::SystemTime};

use axum::{
    body::Bytes,
    extract::{rejection::BytesRejection, State},
    http::HeaderMap,
    response::{
        sse::{Event as SseEvent, KeepAlive, Sse},
        IntoResponse, Response,
    },
    Json,
};
use futures::{Stream, StreamExt};
use scale::Encode;
use serde_json::{json, Value};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tributary_core::hashing::HostHashing;

use crate::{
    admission::{fixed, read_voucher, Payment, Refusal},
    answer::{Endpoint, Prompt},
    api::{
        delivery::{Event, Finished},
        serve::serve,
        ApiError, Node,
    },
};

const VOUCHER: &str = "Tributary-Voucher";
const SIGNATURE: &str = "Tributary-Signature";
const SALT: &str = "Tributary-Salt";

pub(super) async fn chat(
    State(node): State<Arc<Node>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    answer(&node, Endpoint::Chat, &headers, &body?).await
}

pub(super) async fn completion(
    State(node): State<Arc<Node>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    answer(&node, Endpoint::Completion, &headers, &body?).await
}

/// When a model was made is not the node's to know; clients want a number all the same.
pub(super) async fn models(State(node): State<Arc<Node>>) -> Json<Value> {
    let data: Vec<_> = node
        .models
        .keys()
        .map(|name| json!({ "id": name, "object": "model", "created": 0, "owned_by": "tributary" }))
        .collect();
    Json(json!({ "object": "list", "data": data }))
}

async fn answer(
    node: &Arc<Node>,
    endpoint: Endpoint,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, ApiError> {
    let prompt = Prompt::read(endpoint, body)?;
    let payment = payment(headers)?;
    let form = Form::new(endpoint, prompt.model.clone(), &payment, node);
    let stream = prompt.stream;
    let events = serve(node, prompt, payment, body).await?;
    if stream {
        let opening = futures::stream::iter(form.opening());
        let events = ReceiverStream::new(events).flat_map(move |event| form.chunks(event));
        return Ok(Sse::new(opening.chain(events)).keep_alive(KeepAlive::default()).into_response());
    }
    form.whole(events).await.map(IntoResponse::into_response)
}

fn payment(headers: &HeaderMap) -> Result<Payment, Refusal> {
    let header = |name: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.ok_or(Refusal::HeaderMissing { name })
    };
    Ok(Payment {
        voucher: read_voucher(VOUCHER, header(VOUCHER)?)?,
        signature: fixed(SIGNATURE, "64 bytes", header(SIGNATURE)?)?,
        salt: fixed(SALT, "32 bytes", header(SALT)?)?,
    })
}

/// How answers to one request look.
#[derive(Clone)]
struct Form {
    endpoint: Endpoint,
    model: String,
    id: String,
    created: u64,
}

impl Form {
    fn new(endpoint: Endpoint, model: String, payment: &Payment, node: &Node) -> Self {
        let digest = hex::encode(payment.voucher.digest::<HostHashing>(&node.domain));
        let prefix = if endpoint == Endpoint::Chat { "chatcmpl" } else { "cmpl" };
        let created = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let created = created.map_or(0, |elapsed| elapsed.as_secs());
        Self { endpoint, model, id: format!("{prefix}-{}", digest.get(..24).unwrap_or_default()), created }
    }

    fn envelope(&self, streamed: bool, choice: Value) -> Value {
        let object = match (self.endpoint, streamed) {
            (Endpoint::Chat, true) => "chat.completion.chunk",
            (Endpoint::Chat, false) => "chat.completion",
            (Endpoint::Completion, _) => "text_completion",
        };
        json!({ "id": self.id, "object": object, "created": self.created, "model": self.model, "choices": [choice] })
    }

    async fn whole(&self, mut events: mpsc::Receiver<Event>) -> Result<Json<Value>, ApiError> {
        let mut text = String::new();
        while let Some(event) = events.recv().await {
            match event {
                Event::Text(more) => text.push_str(&more),
                Event::Failed(error) | Event::Broken(error, _) => return Err(error),
                Event::Finished(finished) => {
                    let reason = finish_reason(&finished);
                    let choice = match self.endpoint {
                        Endpoint::Chat => json!({ "index": 0, "finish_reason": reason, "logprobs": null,
                            "message": { "role": "assistant", "content": text } }),
                        Endpoint::Completion => {
                            json!({ "index": 0, "finish_reason": reason, "logprobs": null, "text": text })
                        }
                    };
                    let mut body = self.envelope(false, choice);
                    add(&mut body, "usage", usage(&finished));
                    add(&mut body, "tributary", receipt(&finished));
                    return Ok(Json(body));
                }
            }
        }
        Err(ApiError::NoAnswer)
    }

    /// A piece of the answer, or its end with a reason.
    fn piece(&self, text: &str, reason: Option<&str>) -> Value {
        let choice = match self.endpoint {
            Endpoint::Chat if text.is_empty() => json!({ "index": 0, "delta": {}, "finish_reason": reason }),
            Endpoint::Chat => json!({ "index": 0, "delta": { "content": text }, "finish_reason": reason }),
            Endpoint::Completion => json!({ "index": 0, "text": text, "finish_reason": reason }),
        };
        self.envelope(true, choice)
    }

    /// What comes before the first piece: in a chat, who speaks.
    fn opening(&self) -> Option<Result<SseEvent, Infallible>> {
        let delta = json!({ "role": "assistant", "content": "" });
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": null });
        let data = self.envelope(true, choice).to_string();
        (self.endpoint == Endpoint::Chat).then(|| Ok(SseEvent::default().data(data)))
    }

    fn chunks(&self, event: Event) -> impl Stream<Item = Result<SseEvent, Infallible>> {
        const DONE: &str = "[DONE]";
        let data = match event {
            Event::Text(text) => vec![self.piece(&text, None).to_string()],
            Event::Failed(error) => vec![error.body().to_string(), DONE.to_owned()],
            Event::Broken(error, finished) => {
                let mut body = error.body();
                add(&mut body, "usage", usage(&finished));
                add(&mut body, "tributary", receipt(&finished));
                vec![body.to_string(), DONE.to_owned()]
            }
            Event::Finished(finished) => {
                let mut last = self.piece("", Some(finish_reason(&finished)));
                add(&mut last, "usage", usage(&finished));
                add(&mut last, "tributary", receipt(&finished));
                vec![last.to_string(), DONE.to_owned()]
            }
        };
        futures::stream::iter(data.into_iter().map(|data| Ok(SseEvent::default().data(data))))
    }
}

fn add(body: &mut Value, field: &str, value: Value) {
    if let Some(object) = body.as_object_mut() {
        object.insert(field.to_owned(), value);
    }
}

const fn finish_reason(finished: &Finished) -> &'static str {
    if finished.cut_short {
        "length"
    } else {
        "stop"
    }
}

fn usage(finished: &Finished) -> Value {
    let report = &finished.signed.report;
    let total = report.prompt_tokens.saturating_add(report.completion_tokens);
    json!({
        "prompt_tokens": report.prompt_tokens,
        "completion_tokens": report.completion_tokens,
        "total_tokens": total,
    })
}

fn receipt(finished: &Finished) -> Value {
    let report = &finished.signed.report;
    let shares: Vec<_> =
        report.shares.iter().map(|(dataset, ppm)| json!({ "dataset": dataset, "share_ppm": ppm })).collect();
    json!({
        "node": report.node,
        "sequence": report.sequence,
        "anchor_block": report.anchor_block,
        "fee_wei": report.fee,
        "shares": shares,
        "spans": finished.passages,
        "report": format!("0x{}", hex::encode(finished.signed.encode())),
    })
}
