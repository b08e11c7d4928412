//! OpenAI-style requests, as far as a node needs to understand them.

use serde::Deserialize;
use serde_json::{Map, Value};

/// Which of the two OpenAI endpoints was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `/v1/chat/completions`
    Chat,
    /// `/v1/completions`
    Completion,
}

/// A request, understood.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Which endpoint.
    pub endpoint: Endpoint,
    /// The model's name.
    pub model: String,
    /// All text that the model reads.
    pub text: String,
    /// The question: the last user message, or the whole prompt.
    pub question: String,
    /// Whether to stream.
    pub stream: bool,
    /// The most tokens that the consumer wants.
    pub max_tokens: Option<u32>,
    /// A seed that the consumer chose.
    pub seed: Option<i64>,
    /// The body as it came, for an upstream server.
    pub body: Map<String, Value>,
}

/// Why a request cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The body is not such a request.
    #[error("the request body: {0}")]
    Malformed(#[from] serde_json::Error),
    /// There is nothing to answer.
    #[error("the request has no text to answer")]
    Empty,
    /// Something that would need more than one answer.
    #[error("{field} is {found}; one answer per voucher")]
    ManyAnswers {
        /// The field.
        field: &'static str,
        /// Its value.
        found: u64,
    },
}

#[derive(Deserialize)]
struct Body {
    model: String,
    #[serde(default)]
    messages: Vec<Message>,
    #[serde(default)]
    prompt: String,
    #[serde(default)]
    stream: bool,
    max_tokens: Option<u32>,
    max_completion_tokens: Option<u32>,
    seed: Option<i64>,
    n: Option<u64>,
    best_of: Option<u64>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: Content,
}

/// OpenAI allows a string, or parts of which the text ones are joined.
#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    text: String,
}

impl Content {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().map(|part| part.text).collect(),
        }
    }
}

impl Prompt {
    /// Reads a request body.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn read(endpoint: Endpoint, bytes: &[u8]) -> Result<Self, RequestError> {
        let body: Map<String, Value> = serde_json::from_slice(bytes)?;
        let request: Body = serde_json::from_slice(bytes)?;
        for (field, value) in [("n", request.n), ("best_of", request.best_of)] {
            if let Some(found) = value.filter(|found| *found != 1) {
                return Err(RequestError::ManyAnswers { field, found });
            }
        }
        let (text, question) = match endpoint {
            Endpoint::Completion => (request.prompt.clone(), request.prompt),
            Endpoint::Chat => {
                let messages: Vec<_> = request
                    .messages
                    .into_iter()
                    .map(|message| (message.role, message.content.text()))
                    .collect();
                let last = messages.iter().rev().find(|(role, _)| role == "user");
                let question = last.map(|(_, text)| text.clone()).unwrap_or_default();
                let texts: Vec<_> = messages.into_iter().map(|(_, text)| text).collect();
                (texts.join("\n"), question)
            }
        };
        if question.trim().is_empty() {
            return Err(RequestError::Empty);
        }
        let max_tokens = request.max_completion_tokens.or(request.max_tokens);
        let (model, stream, seed) = (request.model, request.stream, request.seed);
        Ok(Self { endpoint, model, text, question, stream, max_tokens, seed, body })
    }
}
