//! What a node serves: OpenAI's two endpoints against vouchers, and its reports to oracles.

mod delivery;
mod error;
mod openai;
mod reports;
mod serve;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::{
    routing::{get, post},
    Router,
};
use tokio::sync::watch;
use tributary_core::{Domain, ModelId, NodeId, Wei};

pub use error::ApiError;

use crate::{
    answer::Source,
    keys::{NodeKey, NodeKeys},
    running::Running,
    store::Store,
    turns::Turns,
    view::{Sighting, Unready, View},
};

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

/// What bounds one answer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most tokens.
    pub max_tokens: u32,
    /// The most time since the chain was read.
    pub stale: Duration,
    /// For how long a consumer may read nothing of it.
    pub stall: Duration,
    /// For how long it may be made.
    pub answer: Duration,
}

/// A running node.
#[derive(Debug)]
pub struct Node {
    /// Its id on chain.
    pub id: NodeId,
    /// What signatures are bound to.
    pub domain: Domain,
    /// Its keys.
    pub keys: NodeKeys,
    /// Its reports and answers.
    pub store: Store,
    /// What was last seen of the chain; none before the first look.
    pub sightings: watch::Receiver<Option<Arc<Sighting>>>,
    /// The models it serves, by name.
    pub models: BTreeMap<String, Served>,
    /// What bounds one answer.
    pub limits: Limits,
    /// Payers' turns.
    pub turns: Turns,
    /// Answers under way.
    pub running: Arc<Running>,
}

impl Node {
    /// What to answer by now, and the key that the report will be judged by.
    ///
    /// # Errors
    /// [`Unready`] saying why there is nothing to answer by.
    pub fn ready(&self) -> Result<(Arc<View>, NodeKey), Unready> {
        let sighting = self.sightings.borrow().clone().ok_or(Unready::Unseen)?;
        let view = sighting.view(self.limits.stale)?;
        let key = self.keys.registered(&view.registry, self.id, view.block);
        let key = key.cloned().ok_or(Unready::OtherKey { block: view.block })?;
        Ok((view, key))
    }

    /// Checks that payers left enough at the splitter for an answer of at most `fee`.
    ///
    /// # Errors
    /// [`Unready::Unbacked`], or [`Unready::Unseen`] before the chain was read.
    pub fn check_backing(&self, fee: Wei) -> Result<(), Unready> {
        let sighting = self.sightings.borrow();
        let withdrawable = sighting.as_ref().ok_or(Unready::Unseen)?.withdrawable;
        if fee > withdrawable {
            return Err(Unready::Unbacked { withdrawable, fee });
        }
        Ok(())
    }
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
        .fallback(|| async { ApiError::NoRoute })
        .method_not_allowed_fallback(|| async { ApiError::Method })
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY))
        .with_state(node)
}
