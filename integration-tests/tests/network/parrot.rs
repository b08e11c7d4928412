//! An oracle that says the same for ever, whatever happens on the chain.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    Router,
};
use serde_json::{json, Value};
use tributary_cli::ask::Answer;
use tributary_core::{
    epoch::Commitment, hashing::HostHashing, merkle::LeafFields, Domain, EpochId, Hash, SignedReport,
};

use crate::network::Network;

/// What it says, by path.
type Said = BTreeMap<String, Vec<u8>>;

/// The oracle.
pub struct Parrot {
    /// Where it serves.
    pub url: String,
}

impl Parrot {
    async fn saying(said: Said) -> Self {
        let router = Router::new().fallback(repeat).with_state(Arc::new(said));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url }
    }

    /// Repeats what a real one says now of an answer, its epoch and that epoch's data.
    pub async fn of(network: &Network, oracle: usize, answer: &Answer) -> Self {
        let (url, report) = (network.oracle_url(oracle), &answer.signed.report);
        let place_path = format!("v1/reports/{}/{}", report.node, report.sequence);
        let (_, place) = network.get(&url, &place_path).await;
        let epoch_path = format!("v1/epochs/{}", place["epoch"]);
        let (_, epoch) = network.get(&url, &epoch_path).await;
        let data_path = format!("v1/data/{}", epoch["data_hash"].as_str().unwrap().trim_start_matches("0x"));
        let data = network.http.get(format!("{url}/{data_path}")).send().await.unwrap();
        let data = data.error_for_status().unwrap().bytes().await.unwrap().to_vec();
        let said = [(place_path, text(&place)), (epoch_path, text(&epoch)), (data_path, data)];
        Self::saying(said.into()).await
    }

    /// Vouches for an epoch, of which it has the data and the tree of the reports.
    pub async fn vouching(
        (commitment, data): (&Commitment, Vec<u8>),
        reports: &tributary_core::merkle::Tree,
        signed: &SignedReport,
        domain: &Domain,
    ) -> Self {
        let (node, sequence) = (signed.report.node, signed.report.sequence);
        let digest = signed.report.digest::<HostHashing>(domain);
        let (leaf, proof) = reports.find(&LeafFields::Report { node, sequence, digest }).unwrap();
        let EpochId(epoch) = commitment.epoch;
        let place = json!({
            "epoch": epoch, "fee_wei": leaf.amount, "reason": null, "proof": hex_of(&proof.to_bytes()),
        });
        let hash: Hash = commitment.hash::<HostHashing>();
        let found = json!({ "hash": hex_of(&hash), "cut_block": commitment.cut_block });
        let said = [
            (format!("v1/reports/{node}/{sequence}"), text(&place)),
            (format!("v1/epochs/{epoch}"), text(&found)),
            (format!("v1/data/{}", hex::encode(commitment.data_hash)), data),
        ];
        Self::saying(said.into()).await
    }
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

async fn repeat(State(said): State<Arc<Said>>, uri: Uri) -> Result<Vec<u8>, StatusCode> {
    said.get(uri.path().trim_start_matches('/')).cloned().ok_or(StatusCode::NOT_FOUND)
}
