//! Asking oracles and nodes over HTTP, with what they say when they refuse.

use std::time::Duration;

use anyhow::Context;
use reqwest::{Client, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::exit::{Exit, Failure};

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// How long it may be silent: a model may think for a while before it answers.
const SILENCE: Duration = Duration::from_secs(300);

/// Codes of a node's refusals that mean too little money set aside.
const FUNDS: [&str; 2] = ["voucher_unreserved", "voucher_too_small"];

/// A client that gives up on servers that do not answer.
///
/// # Errors
/// If the system's TLS cannot be set up.
pub fn client() -> anyhow::Result<Client> {
    Ok(Client::builder().connect_timeout(CONNECT).read_timeout(SILENCE).build()?)
}

/// A server's base URL and a path under it.
pub fn under(base: &str, path: &str) -> String {
    format!("{}/{path}", base.trim_end_matches('/'))
}

/// Gets JSON; `None` if the server has nothing there (404).
///
/// # Errors
/// If it does not answer, refuses, or answers in another form.
pub async fn find<T: DeserializeOwned>(http: &Client, url: &str) -> anyhow::Result<Option<T>> {
    let response = http.get(url).send().await.with_context(|| url.to_owned())?;
    if response.status() == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let body = accepted(response, url).await?.bytes().await.with_context(|| url.to_owned())?;
    let found = serde_json::from_slice(&body).with_context(|| format!("{url} answered in another form"))?;
    Ok(Some(found))
}

/// Gets bytes.
///
/// # Errors
/// If the server does not answer or refuses; [`Exit::NotFound`] if it has nothing there.
pub async fn bytes(http: &Client, url: &str) -> anyhow::Result<Vec<u8>> {
    let response = http.get(url).send().await.with_context(|| url.to_owned())?;
    let response = accepted(response, url).await?;
    Ok(response.bytes().await.with_context(|| url.to_owned())?.into())
}

/// Passes a response on unless the server refused; a refusal becomes a [`Failure`] in its words.
///
/// # Errors
/// The refusal.
pub async fn accepted(response: Response, who: &str) -> anyhow::Result<Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body: Value = response.json().await.unwrap_or_default();
    Err(refusal(status, &body, who).into())
}

fn refusal(status: StatusCode, body: &Value, who: &str) -> Failure {
    let at = |path| body.pointer(path).and_then(Value::as_str);
    let words = at("/error/message").or_else(|| at("/error")).unwrap_or("no reason given");
    let funds = at("/error/code").is_some_and(|code| FUNDS.contains(&code));
    let exit = match status {
        _ if funds => Exit::Funds,
        StatusCode::NOT_FOUND => Exit::NotFound,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Exit::Unreachable,
        _ if status.is_server_error() => Exit::Unreachable,
        _ => Exit::Refused,
    };
    Failure::new(exit, format!("{who} refused with {status}: {words}"))
}

#[cfg(test)]
mod tests;
