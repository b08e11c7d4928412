//! Requests to endpoints that strangers wrote into the registry.
//!
//! Anybody with a stake names an endpoint, so an oracle's requests must not reach into its operator's own
//! network, follow where they are redirected, or take more than asked for.

mod address;
mod endpoint;

use std::{sync::Arc, time::Duration};

use reqwest::{redirect::Policy, Client, Method, RequestBuilder, Response, StatusCode};

use address::PublicResolver;
pub use endpoint::{Endpoint, EndpointError};

/// The most bytes of an error that are read.
const MAX_ERROR: usize = 4 * 1024;

/// An HTTP client for strangers' endpoints.
#[derive(Clone, Debug)]
pub struct Outbound {
    http: Client,
    allow_private: bool,
}

/// Why an endpoint did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    /// What the registry names is no endpoint to ask.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The request failed.
    #[error("{0}")]
    Http(reqwest::Error),
    /// It answered with an error.
    #[error("{status}: {body}")]
    Status {
        /// The status.
        status: StatusCode,
        /// What it said, at most 4 KiB of it.
        body: String,
    },
    /// It answered with more than was asked for.
    #[error("the answer has more than {most} bytes")]
    TooLong {
        /// The most that is taken.
        most: usize,
    },
}

impl From<reqwest::Error> for OutboundError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl Outbound {
    /// A client that gives up an answer after `timeout`. Unless `allow_private`, only public addresses are
    /// connected to.
    ///
    /// # Errors
    /// If the HTTP client cannot be made.
    pub fn new(timeout: Duration, allow_private: bool) -> Result<Self, OutboundError> {
        // A proxy of the environment would resolve names where they cannot be checked.
        let mut builder = Client::builder().timeout(timeout).redirect(Policy::none()).no_proxy();
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicResolver));
        }
        Ok(Self { http: builder.build()?, allow_private })
    }

    /// Fetches `path` under `endpoint`; at most `most` bytes.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn get(&self, endpoint: &str, path: &str, most: usize) -> Result<Vec<u8>, OutboundError> {
        let request = self.request(Method::GET, endpoint, path)?;
        read(request.send().await?, most).await
    }

    /// Fetches `path` under `endpoint` with an own time limit.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn get_within(
        &self,
        endpoint: &str,
        path: &str,
        most: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, OutboundError> {
        let request = self.request(Method::GET, endpoint, path)?.timeout(timeout);
        read(request.send().await?, most).await
    }

    /// Sends `body` to `path` under `endpoint` and takes at most `most` bytes of an answer within `timeout`.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn post(
        &self,
        endpoint: &str,
        path: &str,
        body: Vec<u8>,
        most: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, OutboundError> {
        let request = self.request(Method::POST, endpoint, path)?.timeout(timeout).body(body);
        read(request.send().await?, most).await
    }

    fn request(&self, method: Method, endpoint: &str, path: &str) -> Result<RequestBuilder, OutboundError> {
        let url = Endpoint::parse(endpoint, self.allow_private)?.join(path)?;
        Ok(self.http.request(method, url))
    }
}

async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, OutboundError> {
    let status = response.status();
    if !status.is_success() {
        let body = match read_at_most(&mut response, MAX_ERROR).await {
            Ok(body) => String::from_utf8_lossy(&body).into_owned(),
            Err(error) => error.to_string(),
        };
        return Err(OutboundError::Status { status, body });
    }
    read_at_most(&mut response, most).await
}

async fn read_at_most(response: &mut Response, most: usize) -> Result<Vec<u8>, OutboundError> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > most) {
        return Err(OutboundError::TooLong { most });
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len().saturating_add(piece.len()) > most {
            return Err(OutboundError::TooLong { most });
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
