//! A model server that a provider runs behind its node, which speaks as OpenAI's does.

use std::{
    convert::Infallible,
    future::pending,
    sync::{Arc, Mutex},
};

use axum::{
    body::Body,
    extract::State,
    http::{header::AUTHORIZATION, HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
    Json, Router,
};
use futures::{stream, StreamExt};
use serde_json::{json, Value};

/// What it calls its model.
pub const MODEL: &str = "org/model-7b";
/// What it says to everything, piece by piece: a few words of its own, then a passage of Moby-Dick.
pub const PIECES: [&str; 4] = [
    "The tale begins so: ",
    "having little or no money in my purse, and nothing ",
    "particular to interest me on shore, I thought I would sail about ",
    "a little and see the watery part of the world.",
];
/// Tokens as it counts them, of the prompt and of what it says: others than a node counts.
pub const USAGE: (u32, u32) = (23, 61);

/// What it does with a question.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// It answers.
    Answers,
    /// It fails, and says so.
    Fails,
    /// It takes the question and says nothing.
    IsSilent,
    /// It says the first piece and nothing more.
    Stalls,
}

/// The server.
pub struct ModelServer {
    /// Where it serves.
    pub url: String,
    seen: Arc<Seen>,
}

struct Seen {
    way: Mutex<Way>,
    asked: Mutex<Vec<Asked>>,
}

/// A request that it got.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who asks, by the header.
    pub authorization: Option<String>,
    /// What.
    pub body: Value,
}

impl ModelServer {
    /// Starts one that answers.
    pub async fn start() -> Self {
        let seen = Arc::new(Seen { way: Mutex::new(Way::Answers), asked: Mutex::default() });
        let router = Router::new().route("/v1/chat/completions", post(answer)).with_state(seen.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen }
    }

    /// What it does from now on.
    pub fn now(&self, way: Way) {
        *self.seen.way.lock().unwrap() = way;
    }

    /// All that it was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.seen.asked.lock().unwrap().clone()
    }
}

async fn answer(State(seen): State<Arc<Seen>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    seen.asked.lock().unwrap().push(Asked { authorization, body });
    let way = *seen.way.lock().unwrap();
    let pieces = PIECES.map(|piece| json!({ "choices": [{ "index": 0, "delta": { "content": piece } }] }));
    let usage = json!({ "prompt_tokens": USAGE.0, "completion_tokens": USAGE.1 });
    let chunks = pieces.into_iter().chain([json!({ "choices": [], "usage": usage })]);
    let data = chunks.map(|chunk| chunk.to_string()).chain(["[DONE]".to_owned()]);
    let events = data.map(|data| Ok::<_, Infallible>(format!("data: {data}\n\n")));
    let body = match way {
        Way::Answers => Body::from_stream(stream::iter(events)),
        Way::Fails => return (StatusCode::INTERNAL_SERVER_ERROR, "out of memory").into_response(),
        Way::IsSilent => pending::<Body>().await,
        Way::Stalls => Body::from_stream(stream::iter(events.take(1)).chain(stream::pending())),
    };
    ([("content-type", "text/event-stream")], body).into_response()
}
