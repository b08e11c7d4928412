//! Proofs of totals under the final root, and of single reports under their epoch's.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    Json,
};
use serde_json::{json, Value};
use tributary_core::{
    epoch::Judged,
    merkle::{Absence, LeafFields, Tree},
    Account, Address, DatasetId, EpochId, ModelId, NodeId, Wei,
};

use crate::{
    api::{hex_of, ApiError},
    books::Totals,
    member::Member,
};

/// A total of an account under the newest final epoch, as `claim` and `exit` take it.
pub(super) async fn total(
    State(member): State<Arc<Member>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let account = parse_account(&kind, &id)?;
    let settled = member.books.read().await.settled();
    let (number, tree) = final_tree(&settled, &account)?;
    let (leaf, proof) = tree
        .find(&LeafFields::Total(account))
        .ok_or_else(|| ApiError::not_found(format!("{kind} {id} has no total in epoch {number}")))?;
    Ok(Json(described(number, &account, leaf.amount, &proof.to_bytes(), tree)))
}

/// The votes that a dataset or a node ever earned, under the newest final epoch, as the DAO's `claimVotes` takes
/// them. They are of 10^-18 of a vote each.
pub(super) async fn votes(
    State(member): State<Arc<Member>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let account = parse_account(&kind, &id)?;
    if !matches!(account, Account::Dataset(_) | Account::Node(_)) {
        return Err(ApiError::bad_request(format!("{kind} earns no votes, only dataset and node do")));
    }
    let settled = member.books.read().await.settled();
    let (number, tree) = (final_epoch(&settled)?, &settled.votes);
    let (leaf, proof) = tree
        .find(&LeafFields::Total(account))
        .ok_or_else(|| ApiError::not_found(format!("{kind} {id} has no votes in epoch {number}")))?;
    let root = tree.root();
    Ok(Json(json!({
        "epoch": number,
        "account": hex_of(&account.to_word()),
        "cumulative_votes": leaf.amount,
        "proof": hex_of(&proof.to_bytes()),
        "root": { "hash": hex_of(&root.hash), "sum_votes": root.sum },
    })))
}

/// That an account has no total under the newest final epoch, as `applyRecipients` and `endRecipients` take
/// it from one that never earned.
pub(super) async fn absence(
    State(member): State<Arc<Member>>,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let account = parse_account(&kind, &id)?;
    let settled = member.books.read().await.settled();
    let (number, tree) = final_tree(&settled, &account)?;
    let absence = Absence::prove(tree, &LeafFields::Total(account))
        .ok_or_else(|| ApiError::not_found(format!("{kind} {id} has a total in epoch {number}")))?;
    Ok(Json(described(number, &account, Wei::ZERO, &absence.to_bytes(), tree)))
}

/// The newest final epoch, and its tree that an account is in, if it is in any.
fn final_tree<'a>(settled: &'a Totals, account: &Account) -> Result<(EpochId, &'a Tree), ApiError> {
    let number = final_epoch(settled)?;
    let of_payers = matches!(account, Account::Payer(_));
    Ok((number, if of_payers { &settled.spend } else { &settled.payout }))
}

fn final_epoch(settled: &Totals) -> Result<EpochId, ApiError> {
    match settled.state.head.epoch {
        EpochId(0) => Err(ApiError::not_found("no epoch is final here")),
        number => Ok(number),
    }
}

fn described(number: EpochId, account: &Account, total: Wei, proof: &[u8], tree: &Tree) -> Value {
    let root = tree.root();
    json!({
        "epoch": number,
        "account": hex_of(&account.to_word()),
        "cumulative_wei": total,
        "proof": hex_of(proof),
        "root": { "hash": hex_of(&root.hash), "sum_wei": root.sum },
    })
}

/// Where a report stands: its epoch, what it counts for, and the proof under the epoch's reports root.
pub(super) async fn report(
    State(member): State<Arc<Member>>,
    Path((node, sequence)): Path<(u64, u64)>,
) -> Result<Json<Value>, ApiError> {
    let node = NodeId(node);
    let nowhere = || ApiError::not_found(format!("report {sequence} of node {node} is in no epoch yet"));
    let number = member.store.consumed_in(node, sequence).await?.ok_or_else(nowhere)?;
    let recorded = member.store.epoch(number).await?.ok_or_else(nowhere)?;
    let outcomes = member.outcomes(&recorded).await?;
    let outcomes =
        outcomes.ok_or_else(|| ApiError::not_found(format!("the record of epoch {number} is not here")))?;
    let found = proof_of(outcomes.judged(), outcomes.tree(), node, sequence);
    let mut found = found.ok_or_else(nowhere)?;
    if let Some(fields) = found.as_object_mut() {
        fields.insert("epoch".to_owned(), json!(number));
    }
    Ok(Json(found))
}

fn proof_of(judged: &[Judged], reports: &Tree, node: NodeId, sequence: u64) -> Option<Value> {
    let judged = judged.iter().find(|judged| judged.node == node && judged.sequence == sequence)?;
    let (leaf, proof) = reports.find(&LeafFields::Report { node, sequence, digest: judged.digest })?;
    let root = reports.root();
    Some(json!({
        "node": node,
        "sequence": sequence,
        "digest": hex_of(&judged.digest),
        "fee_wei": leaf.amount,
        "worthless": judged.outcome.as_ref().err(),
        "reason": judged.outcome.as_ref().err().map(ToString::to_string),
        "proof": hex_of(&proof.to_bytes()),
        "root": { "hash": hex_of(&root.hash), "sum_wei": root.sum },
    }))
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
