//! What a node serves about itself: its reports by sequence, and what each payer used up.

use std::sync::Arc;

use axum::{
    extract::{rejection::QueryRejection, Path, Query, State},
    Json,
};
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_core::Address;

use crate::{
    admission::price,
    api::{ApiError, Node},
    report_page::report_page,
    view::Unready,
};

/// The most reports at once.
const MOST: u32 = 500;

#[derive(Deserialize)]
pub(super) struct Page {
    from: u64,
    limit: Option<u32>,
}

pub(super) async fn reports(
    State(node): State<Arc<Node>>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(page) = page?;
    let most = page.limit.unwrap_or(MOST).min(MOST);
    let reports = node.store.reports(page.from, most).await?;
    Ok(Json(report_page(node.id, node.store.next_sequence().await?, &reports)))
}

pub(super) async fn payer(
    State(node): State<Arc<Node>>,
    Path(payer): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let mut bytes = [0; 20];
    hex::decode_to_slice(payer.trim_start_matches("0x"), &mut bytes)
        .map_err(|error| ApiError::Parameter(format!("{payer}: {error}")))?;
    let address = Address(bytes);
    let books = node.store.books_of(address, node.id).await?;
    let cursor = books.cursors.get(&(address, node.id)).copied().unwrap_or_default();
    Ok(Json(json!({
        "payer": address,
        "node": node.id,
        "last_nonce": cursor.nonce,
        "generation": cursor.generation,
        "spent_wei": cursor.spent,
    })))
}

/// Always says how the node stands; what an answer would be anchored to only while it can answer.
pub(super) async fn node(State(node): State<Arc<Node>>) -> Result<Json<Value>, ApiError> {
    let sighting = node.sightings.borrow().clone().ok_or(Unready::Unseen)?;
    let ready = node.ready();
    let reason = ready.as_ref().err().map(ToString::to_string);
    let view = sighting.view.as_deref();
    let models: Vec<_> = node
        .models
        .iter()
        .map(|(name, served)| {
            let price = view.map(|view| price(view, node.id, served.model, served.version));
            json!({ "name": name, "model": served.model, "version": served.version, "price_per_token_wei": price })
        })
        .collect();
    let key = ready.map_or_else(|_| node.keys.current.public(), |(_, key)| key.public());
    Ok(Json(json!({
        "node": node.id,
        "ready": reason.is_none(),
        "reason": reason,
        "key": format!("0x{}", hex::encode(key)),
        "head": sighting.head,
        "block": view.map(|view| view.block),
        "corpus_root": view.map(|view| format!("0x{}", hex::encode(view.corpus.root))),
        "datasets": view.map(|view| view.corpus.corpus.ids()).unwrap_or_default(),
        "missing": sighting.missing,
        "without": view.map(|view| &view.corpus.without),
        "models": models,
        "next_sequence": node.store.next_sequence().await?,
    })))
}
