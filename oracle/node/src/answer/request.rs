//! OpenAI-style requests, as far as a node understands them. What it does not understand it refuses by
//! name: a parameter passed on unread could make the model server work for what is not charged.

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
    /// What an upstream server gets as it came: the messages or the prompt, and how to sample.
    pub body: Map<String, Value>,
}

/// Why a request cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The body is no JSON object.
    #[error("the request body: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A field has another form.
    #[error("{field} is not {expected}")]
    Field {
        /// Which, with its place.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// There is nothing to answer.
    #[error("the request has no text to answer")]
    Empty,
    /// Something that this node does not do.
    #[error("{field} is not supported here")]
    Unsupported {
        /// The field, with its place.
        field: String,
    },
    /// Something that would need more than one answer.
    #[error("{field} is {found}; one answer per voucher")]
    ManyAnswers {
        /// The field.
        field: &'static str,
        /// Its value.
        found: u64,
    },
}

/// Sampling parameters that a model server gets as they came.
const SAMPLING: [&str; 6] = ["temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty"];

/// Read here, or said by the node in its own way.
const READ: [&str; 8] =
    ["model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n", "best_of", "user"];

/// Who may speak in a chat.
const ROLES: [&str; 4] = ["system", "developer", "user", "assistant"];

impl Prompt {
    /// Reads a request body.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn read(endpoint: Endpoint, bytes: &[u8]) -> Result<Self, RequestError> {
        let mut fields: Map<String, Value> = serde_json::from_slice(bytes)?;
        // Clients send what they do not use as null or false.
        fields.retain(|_, value| !matches!(value, Value::Null | Value::Bool(false)));
        let content = match endpoint {
            Endpoint::Chat => "messages",
            Endpoint::Completion => "prompt",
        };
        let known = |field: &str| field == content || READ.contains(&field) || SAMPLING.contains(&field);
        if let Some(field) = fields.keys().find(|field| !known(field)) {
            return Err(RequestError::Unsupported { field: field.clone() });
        }
        for field in ["n", "best_of"] {
            if let Some(found) = number(&fields, field)?.filter(|found| *found != 1) {
                return Err(RequestError::ManyAnswers { field, found });
            }
        }
        let (text, question) = match endpoint {
            Endpoint::Completion => {
                let prompt = string(fields.get(content), content)?;
                (prompt.to_owned(), prompt.to_owned())
            }
            Endpoint::Chat => chat(fields.get(content))?,
        };
        if question.trim().is_empty() {
            return Err(RequestError::Empty);
        }
        let model = string(fields.get("model"), "model")?.to_owned();
        let stream = fields.get("stream").is_some_and(|stream| *stream == Value::Bool(true));
        let max_tokens = match tokens(&fields, "max_completion_tokens")? {
            Some(most) => Some(most),
            None => tokens(&fields, "max_tokens")?,
        };
        let seed = fields.get("seed").map(|seed| seed.as_i64().ok_or_else(|| other("seed", "an integer")));
        let seed = seed.transpose()?;
        fields.retain(|field, _| !READ.contains(&field.as_str()));
        Ok(Self { endpoint, model, text, question, stream, max_tokens, seed, body: fields })
    }
}

fn other(field: impl Into<String>, expected: &'static str) -> RequestError {
    RequestError::Field { field: field.into(), expected }
}

fn string<'a>(value: Option<&'a Value>, field: &str) -> Result<&'a str, RequestError> {
    value.and_then(Value::as_str).ok_or_else(|| other(field, "a text"))
}

fn number(fields: &Map<String, Value>, field: &'static str) -> Result<Option<u64>, RequestError> {
    let number = |value: &Value| value.as_u64().ok_or_else(|| other(field, "a number"));
    fields.get(field).map(number).transpose()
}

fn tokens(fields: &Map<String, Value>, field: &'static str) -> Result<Option<u32>, RequestError> {
    match number(fields, field)? {
        Some(0) => Err(other(field, "at least 1")),
        most => Ok(most.map(|most| u32::try_from(most).unwrap_or(u32::MAX))),
    }
}

/// All text of a chat, and the last of it that a user said.
fn chat(messages: Option<&Value>) -> Result<(String, String), RequestError> {
    let messages = messages.and_then(Value::as_array).ok_or_else(|| other("messages", "a list"))?;
    let mut all = Vec::with_capacity(messages.len());
    let mut question = String::new();
    for (index, message) in messages.iter().enumerate() {
        let at = format!("messages[{index}]");
        let message = message.as_object().ok_or_else(|| other(&at, "an object"))?;
        let used = message.iter().filter(|(_, value)| !value.is_null());
        if let Some((field, _)) =
            used.into_iter().find(|(field, _)| !["role", "content", "name"].contains(&field.as_str()))
        {
            return Err(RequestError::Unsupported { field: format!("{at}.{field}") });
        }
        let role = string(message.get("role"), &format!("{at}.role"))?;
        if !ROLES.contains(&role) {
            return Err(RequestError::Unsupported { field: format!("{at}.role {role:?}") });
        }
        let said = content(message.get("content"), &format!("{at}.content"))?;
        if role == "user" {
            question.clone_from(&said);
        }
        all.push(said);
    }
    Ok((all.join("\n"), question))
}

/// OpenAI allows a string, or parts; here all parts must be text.
fn content(value: Option<&Value>, at: &str) -> Result<String, RequestError> {
    let parts = match value {
        Some(Value::String(text)) => return Ok(text.clone()),
        Some(Value::Array(parts)) => parts,
        _ => return Err(other(at, "a text or a list of texts")),
    };
    let mut all = String::new();
    for part in parts {
        let kind = string(part.get("type"), &format!("{at}.type"))?;
        if kind != "text" {
            return Err(RequestError::Unsupported { field: format!("{at} of type {kind:?}") });
        }
        all.push_str(string(part.get("text"), &format!("{at}.text"))?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
