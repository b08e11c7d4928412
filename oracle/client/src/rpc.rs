//! The connection: JSON-RPC over a WebSocket that reconnects by itself.
//!
//! The node's `state_*`, `chain_*` and `author_*` methods are used rather than `chainHead_v1_*`: they
//! keep no state that a lost connection takes along, they serve any block the node still has, and a
//! chain that seals a thousand blocks per second does not overflow a following subscription.

use std::{future::Future, time::Duration};

use alloy_primitives::B256;
use subxt::{
    config::RpcConfigFor,
    rpcs::{
        client::{reconnecting_rpc_client::ExponentialBackoff, ReconnectingRpcClient, RpcClient},
        Error as RpcError, LegacyRpcMethods,
    },
    utils::H256,
    SubstrateConfig,
};
use tokio::time::{sleep, timeout, Instant};
use url::Url;

use crate::{
    error::{ClientError, Result},
    journal::Journal,
};

/// How the chain's accounts, addresses and transactions look.
pub(crate) type Chain = SubstrateConfig;

/// The node's methods.
pub(crate) type Methods = LegacyRpcMethods<RpcConfigFor<Chain>>;

/// How long to wait for what.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// For the first connection.
    pub connect_timeout: Duration,
    /// For the answer to one request, lost connections and repetitions included.
    pub request_timeout: Duration,
    /// For the fate of a transaction after its subscription ended without one.
    pub settle_timeout: Duration,
    /// Blocks for which a transaction stays valid; rounded up to a power of two and capped by what the
    /// chain remembers.
    pub mortality_blocks: u32,
    /// The most requests that one batch of reads has under way.
    pub read_concurrency: usize,
    /// Where the receipts of its transactions are noted, if anywhere.
    pub journal: Option<Journal>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            settle_timeout: Duration::from_secs(600),
            mortality_blocks: 256,
            read_concurrency: 32,
            journal: None,
        }
    }
}

/// The shortest and the longest pause between two attempts.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What servers answer when they are too busy (jsonrpsee).
const BUSY_CODES: [i32; 2] = [-32008, -32009];

/// A node.
#[derive(Clone)]
pub(crate) struct Rpc {
    methods: Methods,
    endpoint: String,
    request_timeout: Duration,
}

impl Rpc {
    pub(crate) async fn connect(url: &str, options: &ClientOptions) -> Result<Self> {
        let parsed = Url::parse(url)
            .map_err(|error| ClientError::Url { url: endpoint_of(None), reason: error.to_string() })?;
        let endpoint = endpoint_of(Some(&parsed));
        if !matches!(parsed.scheme(), "ws" | "wss") {
            let reason = format!("its scheme is {:?}", parsed.scheme());
            return Err(ClientError::Url { url: endpoint, reason });
        }
        let started = Instant::now();
        // The backoff is endless, so an endpoint that refuses connections shows as a timeout.
        let connecting = ReconnectingRpcClient::builder()
            .retry_policy(ExponentialBackoff::from_millis(50).max_delay(Duration::from_secs(5)))
            .request_timeout(options.request_timeout)
            .build(parsed.as_str());
        let unreachable = |reason: String| ClientError::Unreachable {
            endpoint: endpoint.clone(),
            method: "a connection",
            waited_ms: millis(started.elapsed()),
            reason,
        };
        let client = timeout(options.connect_timeout, connecting)
            .await
            .map_err(|_| unreachable("nothing accepts WebSocket connections there".into()))?
            .map_err(|error| unreachable(error.to_string()))?;
        tracing::debug!(%endpoint, "connected");
        Ok(Self {
            methods: Methods::new(RpcClient::new(client)),
            endpoint,
            request_timeout: options.request_timeout,
        })
    }

    /// Scheme, host and port; a path may carry an access token.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(crate) const fn methods(&self) -> &Methods {
        &self.methods
    }

    /// Asks until there is an answer or the time is up. Only for requests that may be repeated.
    pub(crate) async fn ask<T, F, A>(&self, method: &'static str, request: F) -> Result<T>
    where
        F: Fn(Methods) -> A,
        A: Future<Output = Result<T, RpcError>>,
    {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut reason = "no answer".to_owned();
        loop {
            let left = self.request_timeout.saturating_sub(started.elapsed());
            match timeout(left, request(self.methods.clone())).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => reason = transient(method, error)?,
                Err(_) => {}
            }
            if started.elapsed().saturating_add(pause) >= self.request_timeout {
                let waited_ms = millis(started.elapsed());
                return Err(ClientError::Unreachable {
                    endpoint: self.endpoint.clone(),
                    method,
                    waited_ms,
                    reason,
                });
            }
            sleep(pause).await;
            pause = longer(pause);
        }
    }

    /// `state_call` at a block.
    pub(crate) async fn state_call(&self, function: &str, input: &[u8], at: B256) -> Result<Vec<u8>> {
        self.ask("state_call", |methods| async move {
            methods.state_call(function, Some(input), Some(h256(at))).await
        })
        .await
    }

    /// `state_getStorage` at a block.
    pub(crate) async fn storage(&self, key: &[u8], at: B256) -> Result<Option<Vec<u8>>> {
        self.ask(
            "state_getStorage",
            |methods| async move { methods.state_get_storage(key, Some(h256(at))).await },
        )
        .await
    }
}

/// Sorts out what will not pass by waiting.
fn transient(method: &'static str, error: RpcError) -> Result<String> {
    match error {
        RpcError::User(refusal) if !BUSY_CODES.contains(&refusal.code) => {
            Err(ClientError::Node { method, code: refusal.code, reason: refusal_words(&refusal) })
        }
        RpcError::Deserialization(error) => Err(ClientError::runtime(method, error)),
        RpcError::Decode(error) => Err(ClientError::runtime(method, error)),
        other => Ok(other.to_string()),
    }
}

/// A refusal in words: servers put the telling part into `data`.
pub(crate) fn refusal_words(refusal: &subxt::rpcs::UserError) -> String {
    match &refusal.data {
        Some(data) => format!("{}: {}", refusal.message, data.get().trim_matches('"')),
        None => refusal.message.clone(),
    }
}

/// The pause after `pause`.
pub(crate) fn longer(pause: Duration) -> Duration {
    pause.saturating_mul(2).min(LONGEST_PAUSE)
}

/// Whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn endpoint_of(url: Option<&Url>) -> String {
    let Some(url) = url else { return "the URL given".into() };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
        None => format!("{}://{host}", url.scheme()),
    }
}

pub(crate) const fn h256(hash: B256) -> H256 {
    H256(hash.0)
}

pub(crate) const fn b256(hash: H256) -> B256 {
    B256::new(hash.0)
}
