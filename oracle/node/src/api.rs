//! What a node serves: OpenAI's two endpoints against vouchers, and its reports to oracles.

mod error;
mod openai;
mod reports;
mod serve;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    routing::{get, post},
    Router,
};
use tokio::sync::watch;
use tributary_core::{Domain, ModelId, NodeId};

pub use error::ApiError;

use crate::{admission::Turns, answer::Source, keys::NodeKey, store::Store, view::View};

/// The most bytes of a request.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// A model as it is served.
#[derive(Debug)]
pub struct Served {
    /// Its id on chain.
    pub model: ModelId,
    /// Its version on chain.
    pub version: u32,
    /// Where answers come from.
    pub source: Source,
}

/// A running node.
#[derive(Debug)]
pub struct Node {
    /// Its id on chain.
    pub id: NodeId,
    /// What signatures are bound to.
    pub domain: Domain,
    /// Its key.
    pub key: NodeKey,
    /// Its reports.
    pub store: Store,
    /// The newest view of the chain; none before the first.
    pub views: watch::Receiver<Option<Arc<View>>>,
    /// The models it serves, by name.
    pub models: BTreeMap<String, Served>,
    /// The most tokens of one answer.
    pub max_tokens: u32,
    /// Payers' turns.
    pub turns: Turns,
}

/// All routes of `node`.
pub fn router(node: Arc<Node>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(openai::chat))
        .route("/v1/completions", post(openai::completion))
        .route("/v1/models", get(openai::models))
        .route("/tributary/v1/node", get(reports::node))
        .route("/tributary/v1/payers/{payer}", get(reports::payer))
        .route("/tributary/v1/reports", get(reports::reports))
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY))
        .with_state(node)
}
