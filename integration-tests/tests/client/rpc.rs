//! The node's own methods, past the client.

use std::time::Duration;

use serde_json::{json, Value};
use tokio::time::{sleep, Instant};
use tributary_client::Signer;
use tributary_devnode::Devnode;

/// How long transactions may take to reach the pool.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks the node; the error is the node's.
pub async fn ask(node: &Devnode, method: &str, params: Value) -> Result<Value, Value> {
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let url = format!("http://127.0.0.1:{}", node.port());
    let sending = reqwest::Client::new().post(url).json(&call).send();
    let mut answer: Value = sending.await.unwrap().json().await.unwrap();
    match answer.get_mut("error") {
        Some(error) => Err(error.take()),
        None => Ok(answer["result"].take()),
    }
}

/// The transactions that wait for a block, as they were signed, once there are `count`.
pub async fn pending(node: &Devnode, count: usize) -> Vec<Value> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut answer = ask(node, "author_pendingExtrinsics", json!([])).await.unwrap();
        let waiting = std::mem::take(answer.as_array_mut().unwrap());
        if waiting.len() == count {
            return waiting;
        }
        assert!(Instant::now() < deadline, "{} transactions wait, not {count}", waiting.len());
        sleep(Duration::from_millis(10)).await;
    }
}

/// Offers a signed transaction.
pub async fn offer(node: &Devnode, signed: &Value) -> Result<(), Value> {
    ask(node, "author_submitExtrinsic", json!([signed])).await.map(drop)
}

/// The nonce that the account's next transaction has to have.
pub async fn next_nonce(node: &Devnode, signer: &Signer) -> u64 {
    let answer = ask(node, "system_accountNextIndex", json!([signer.ss58()])).await.unwrap();
    answer.as_u64().unwrap()
}
