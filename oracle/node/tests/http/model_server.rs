//! An OpenAI-compatible model server that does what it is told: it speaks as vLLM does, and fails as
//! servers fail.

use std::{
    future::IntoFuture,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Mutex,
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
    Json, Router,
};
use futures::StreamExt;
use reqwest::Client;
use serde_json::{json, Value};
use tributary_node::answer::{Source, Upstream};
use zeroize::Zeroizing;

pub const UPSTREAM_MODEL: &str = "org/model-7b";
pub const API_KEY: &str = "sk-upstream";

/// What the server does next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends a piece of text.
    Text(&'static str),
    /// Sends a piece of this many bytes.
    Long(usize),
    /// Sends its counts: prompt, completion.
    Usage(u32, u32),
    /// Is silent.
    Wait(u64),
    /// Reports an error within the stream, as vLLM does.
    Error,
    /// Sends what is no JSON.
    Garbage,
    /// Breaks the connection.
    HangUp,
    /// Says that it is done.
    Done,
}

/// How it answers requests.
#[derive(Clone, Debug)]
pub enum Script {
    /// With a stream; `then` is repeated for ever if it is not empty.
    Stream { first: Vec<Step>, then: Vec<Step> },
    /// With a refusal that says more than consumers should see.
    Refuse(u16),
}

/// A running server.
pub struct ModelServer {
    pub url: String,
    seen: Arc<Seen>,
}

struct Seen {
    script: Mutex<Script>,
    requests: Mutex<Vec<(HeaderMap, Value)>>,
    abandoned: AtomicBool,
}

/// Notes when a stream was dropped before its end.
struct Watch(Arc<Seen>, bool);

impl Watch {
    fn ended(&mut self) {
        self.1 = true;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.1 {
            self.0.abandoned.store(true, Ordering::SeqCst);
        }
    }
}

pub fn stream(steps: &[Step]) -> Script {
    Script::Stream { first: steps.to_vec(), then: vec![] }
}

impl ModelServer {
    pub async fn start(script: Script) -> Self {
        let seen = Arc::new(Seen {
            script: Mutex::new(script),
            requests: Mutex::default(),
            abandoned: AtomicBool::default(),
        });
        let router = Router::new()
            .route("/v1/chat/completions", post(answer))
            .route("/v1/completions", post(answer))
            .with_state(seen.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, seen }
    }

    pub fn now(&self, script: Script) {
        *self.seen.script.lock().unwrap() = script;
    }

    /// The last request.
    pub fn request(&self) -> (HeaderMap, Value) {
        self.seen.requests.lock().unwrap().last().unwrap().clone()
    }

    pub fn requests(&self) -> usize {
        self.seen.requests.lock().unwrap().len()
    }

    /// Whether a stream was dropped before its end.
    pub fn was_abandoned(&self) -> bool {
        self.seen.abandoned.load(Ordering::SeqCst)
    }

    /// The node's side of it.
    pub fn source(&self) -> Source {
        source(&self.url, 1_000)
    }
}

/// A source that gives a server up after `patience_ms`.
pub fn source(url: &str, patience_ms: u64) -> Source {
    let patience = Duration::from_millis(patience_ms);
    let http = Client::builder().read_timeout(patience).connect_timeout(patience).build().unwrap();
    let key = Zeroizing::new(API_KEY.to_owned());
    Source::Upstream(Upstream::new(http, url.parse().unwrap(), UPSTREAM_MODEL.to_owned(), Some(key)))
}

async fn answer(State(seen): State<Arc<Seen>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let chat = body.get("messages").is_some();
    seen.requests.lock().unwrap().push((headers, body));
    let script = seen.script.lock().unwrap().clone();
    let (first, then) = match script {
        Script::Refuse(status) => {
            let error = json!({ "object": "error", "message": "gpu-17.internal: CUDA out of memory" });
            return (StatusCode::from_u16(status).unwrap(), Json(error)).into_response();
        }
        Script::Stream { first, then } => (first, then),
    };
    let mut watch = Watch(seen, false);
    let steps = first.into_iter().map(Some);
    let rest: Box<dyn Iterator<Item = _> + Send> = if then.is_empty() {
        Box::new(std::iter::once(None))
    } else {
        Box::new(then.into_iter().map(Some).cycle())
    };
    let bytes = futures::stream::iter(steps.chain(rest)).filter_map(move |step| {
        if step.is_none() || matches!(step, Some(Step::HangUp)) {
            watch.ended();
        }
        event(chat, step)
    });
    ([("content-type", "text/event-stream; charset=utf-8")], Body::from_stream(bytes)).into_response()
}

async fn event(chat: bool, step: Option<Step>) -> Option<Result<Bytes, std::io::Error>> {
    let piece = |text: &str| {
        let choice = if chat {
            json!({ "index": 0, "delta": { "content": text }, "logprobs": null, "finish_reason": null })
        } else {
            json!({ "index": 0, "text": text, "logprobs": null, "finish_reason": null })
        };
        json!({ "id": "x", "object": "chunk", "created": 1, "model": UPSTREAM_MODEL, "choices": [choice] })
    };
    let data = match step? {
        Step::Text(text) => piece(text).to_string(),
        Step::Long(bytes) => piece(&"so it goes ".repeat(bytes / 11)).to_string(),
        Step::Usage(prompt, completion) => {
            let usage = json!({ "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": 0 });
            json!({ "id": "x", "object": "chunk", "choices": [], "usage": usage }).to_string()
        }
        Step::Wait(ms) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            return None;
        }
        Step::Error => {
            json!({ "error": { "message": "gpu-17.internal died", "type": "InternalServerError", "code": 500 } })
                .to_string()
        }
        Step::Garbage => "{ this is".to_owned(),
        Step::HangUp => {
            // What was said before has left by then.
            tokio::time::sleep(Duration::from_millis(100)).await;
            return Some(Err(std::io::Error::other("hung up")));
        }
        Step::Done => "[DONE]".to_owned(),
    };
    Some(Ok(Bytes::from(format!("data: {data}\n\n"))))
}
