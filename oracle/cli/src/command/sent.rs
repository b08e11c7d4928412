//! What a transaction did.

use serde_json::{json, Value};
use tributary_client::{Receipt, Signer};

use super::connection::Connected;

/// A transaction that is final, and what it was sent with.
pub(super) struct Sent {
    /// The deployment.
    pub(super) connected: Connected,
    /// Who signed.
    pub(super) signer: Signer,
    /// What the chain says of it.
    pub(super) receipt: Receipt,
}

impl Sent {
    /// A command's result: `result`, and which transaction it is of.
    pub(super) fn with(&self, mut result: Value) -> Value {
        describe(&self.receipt, &mut result);
        result
    }
}

/// Adds to a command's result which transaction it is of.
pub(super) fn describe(receipt: &Receipt, result: &mut Value) {
    if let Some(fields) = result.as_object_mut() {
        fields.insert("transaction".to_owned(), json!(receipt.extrinsic_hash));
        fields.insert("in_block".to_owned(), json!(receipt.block_number));
        fields.insert("transaction_fee_wei".to_owned(), json!(receipt.fee));
        fields.insert("storage_deposit_wei".to_owned(), json!(receipt.deposit));
        fields.insert("storage_refund_wei".to_owned(), json!(receipt.refund));
    }
}
