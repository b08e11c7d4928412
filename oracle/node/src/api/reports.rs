//! What a node serves about itself: its reports by sequence, and what each payer used up.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    Json,
};
use scale::Encode;
use serde::Deserialize;
use serde_json::{json, Value};
use tributary_core::Address;

use crate::{
    admission::price,
    api::{ApiError, Node},
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
    Query(page): Query<Page>,
) -> Result<Json<Value>, ApiError> {
    let most = page.limit.unwrap_or(MOST).min(MOST);
    let reports = node.store.reports(page.from, most).await?;
    let reports: Vec<_> =
        reports.iter().map(|signed| format!("0x{}", hex::encode(signed.encode()))).collect();
    let next = node.store.next_sequence().await?;
    Ok(Json(json!({ "node": node.id, "next": next, "reports": reports })))
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

pub(super) async fn node(State(node): State<Arc<Node>>) -> Result<Json<Value>, ApiError> {
    let view = node.views.borrow().clone().ok_or(ApiError::NotReady)?;
    let models: Vec<_> = node
        .models
        .iter()
        .map(|(name, served)| {
            let price = price(&view, node.id, served.model, served.version);
            json!({ "name": name, "model": served.model, "version": served.version, "price_per_token_wei": price })
        })
        .collect();
    Ok(Json(json!({
        "node": node.id,
        "key": format!("0x{}", hex::encode(node.key.public())),
        "block": view.block,
        "corpus_root": format!("0x{}", hex::encode(view.corpus.root)),
        "datasets": view.corpus.corpus.ids(),
        "models": models,
        "next_sequence": node.store.next_sequence().await?,
    })))
}
