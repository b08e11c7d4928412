//! An OpenAI-compatible model server: vLLM, llama.cpp, Ollama, TGI and their like.

use eventsource_stream::Eventsource;
use futures::StreamExt;
use reqwest::Client;
use serde::Deserialize;
use serde_json::{json, Value};
use url::Url;
use zeroize::Zeroizing;

use crate::answer::{Endpoint, Piece, Pieces, Prompt};

/// A server and its own name of the model.
pub struct Upstream {
    http: Client,
    base: Url,
    model: String,
    key: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upstream({}, {})", self.base, self.model)
    }
}

/// Why the server gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It could not be reached, or broke off.
    #[error("model server: {0}")]
    Http(#[from] reqwest::Error),
    /// It refused.
    #[error("model server answered {status}: {body}")]
    Refused {
        /// Its status.
        status: u16,
        /// What it said, at most 500 characters.
        body: String,
    },
    /// Its stream cannot be read.
    #[error("model server's stream: {0}")]
    Stream(String),
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Usage>,
    /// What servers send instead when they fail after the first piece.
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    #[serde(default)]
    text: String,
}

#[derive(Default, Deserialize)]
struct Delta {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: u32,
    completion_tokens: u32,
}

impl Upstream {
    /// The server at `base` (before `/v1`), which knows the model as `model`.
    pub const fn new(http: Client, base: Url, model: String, key: Option<Zeroizing<String>>) -> Self {
        Self { http, base, model, key }
    }

    /// Passes the request on and streams the answer, whether or not the consumer wants a stream.
    ///
    /// # Errors
    /// [`UpstreamError`] if the server does not take the request.
    pub async fn answer(&self, prompt: &Prompt, max_tokens: u32) -> Result<Pieces, UpstreamError> {
        let path = match prompt.endpoint {
            Endpoint::Chat => "v1/chat/completions",
            Endpoint::Completion => "v1/completions",
        };
        let mut body = prompt.body.clone();
        body.insert("model".to_owned(), json!(self.model));
        body.insert("stream".to_owned(), json!(true));
        body.insert("stream_options".to_owned(), json!({ "include_usage": true }));
        body.insert("max_tokens".to_owned(), json!(max_tokens));
        let url = format!("{}/{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self.http.post(url).json(&Value::Object(body));
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.as_str());
        }
        let response = request.send().await?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            let body = response.text().await?.chars().take(500).collect();
            return Err(UpstreamError::Refused { status, body });
        }
        let events = response.bytes_stream().eventsource();
        Ok(events
            .take_while(|event| {
                let done = event.as_ref().is_ok_and(|event| event.data == "[DONE]");
                std::future::ready(!done)
            })
            .map(|event| {
                let event = event.map_err(|error| UpstreamError::Stream(error.to_string()))?;
                serde_json::from_str::<Chunk>(&event.data)
                    .map_err(|error| UpstreamError::Stream(error.to_string()))
            })
            .flat_map(|chunk| futures::stream::iter(pieces(chunk)))
            .boxed())
    }
}

fn pieces(chunk: Result<Chunk, UpstreamError>) -> Vec<Result<Piece, UpstreamError>> {
    match chunk {
        Err(error) => vec![Err(error)],
        Ok(Chunk { error: Some(error), .. }) => {
            vec![Err(UpstreamError::Stream(error.to_string().chars().take(500).collect()))]
        }
        Ok(chunk) => {
            let texts = chunk.choices.into_iter().map(|choice| choice.delta.content.unwrap_or(choice.text));
            let texts = texts.filter(|text| !text.is_empty()).map(|text| Ok(Piece::Text(text)));
            let usage =
                chunk.usage.map(|usage| Ok(Piece::Usage(usage.prompt_tokens, usage.completion_tokens)));
            texts.chain(usage).collect()
        }
    }
}
