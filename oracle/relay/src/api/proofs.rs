//! Proofs of totals under the final root, and of single reports under their epoch's.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    Json,
};
use serde_json::{json, Value};
use tributary_core::{
    merkle::{LeafFields, Tree},
    Account, Address, DatasetId, EpochId, ModelId, NodeId,
};

use crate::{
    api::{hex_of, ApiError},
    service::Oracle,
};

/// A total of an account under the newest final epoch, as `claim` and `exit` take it.
pub(super) async fn total(
    State(oracle): State<Arc<Oracle>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let account = parse_account(&kind, &id)?;
    let number = oracle.standing.read().await.finalized;
    let epoch = oracle.books.read().await.epoch(number);
    let epoch = epoch.ok_or_else(|| ApiError::not_found("no epoch is final here"))?;
    let tree: &Tree = if matches!(account, Account::Payer(_)) { &epoch.spend } else { &epoch.payout };
    let (leaf, proof) = tree
        .find(&LeafFields::Total(account))
        .ok_or_else(|| ApiError::not_found(format!("{kind} {id} has no total in epoch {number}")))?;
    let root = tree.root();
    Ok(Json(json!({
        "epoch": number,
        "account": hex_of(&account.to_word()),
        "cumulative_wei": leaf.amount,
        "proof": hex_of(&proof.to_bytes()),
        "root": { "hash": hex_of(&root.hash), "sum_wei": root.sum },
    })))
}

/// Where a report stands: its epoch, what it counts for, and the proof under the epoch's reports root.
pub(super) async fn report(
    State(oracle): State<Arc<Oracle>>,
    Path((node, sequence)): Path<(u64, u64)>,
) -> Result<Json<Value>, ApiError> {
    let books = oracle.books.read().await;
    let head = books.head().epoch;
    let found = (1..=head.0).rev().find_map(|number| {
        let epoch = books.epoch(EpochId(number))?;
        let judged =
            epoch.judged.iter().find(|judged| judged.node == NodeId(node) && judged.sequence == sequence)?;
        let fields =
            LeafFields::Report { node: judged.node, sequence: judged.sequence, digest: judged.digest };
        let (leaf, proof) = epoch.reports.find(&fields)?;
        let root = epoch.reports.root();
        Some(json!({
            "epoch": number,
            "node": node,
            "sequence": sequence,
            "digest": hex_of(&judged.digest),
            "fee_wei": leaf.amount,
            "worthless": judged.outcome.as_ref().err(),
            "reason": judged.outcome.as_ref().err().map(ToString::to_string),
            "proof": hex_of(&proof.to_bytes()),
            "root": { "hash": hex_of(&root.hash), "sum_wei": root.sum },
        }))
    });
    drop(books);
    found
        .map(Json)
        .ok_or_else(|| ApiError::not_found(format!("report {sequence} of node {node} is in no epoch yet")))
}

fn parse_account(kind: &str, id: &str) -> Result<Account, ApiError> {
    let number = || id.parse::<u64>().map_err(|error| ApiError::bad_request(format!("{id}: {error}")));
    let address = || {
        let mut bytes = [0; 20];
        hex::decode_to_slice(id.trim_start_matches("0x"), &mut bytes)
            .map_err(|error| ApiError::bad_request(format!("{id}: {error}")))?;
        Ok::<_, ApiError>(Address(bytes))
    };
    Ok(match kind {
        "dataset" => Account::Dataset(DatasetId(number()?)),
        "node" => Account::Node(NodeId(number()?)),
        "developer" => Account::Developer(ModelId(number()?)),
        "oracle" => Account::Oracle(address()?),
        "treasury" => Account::Treasury,
        "payer" => Account::Payer(address()?),
        _ => {
            return Err(ApiError::bad_request(format!(
                "{kind} is none of dataset, node, developer, oracle, treasury, payer"
            )))
        }
    })
}
