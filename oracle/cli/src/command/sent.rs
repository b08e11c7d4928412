//! What a transaction did.

use serde_json::{json, Value};
use tributary_cli::exit::{Exit, Failure};
use tributary_client::{Receipt, Signer};
use tributary_core::Wei;

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

/// Adds to a command's result the transactions that it took, where the result does not name them itself.
///
/// # Errors
/// If the sums of what they cost are out of range.
pub(super) fn complete(result: &mut Value, done: &[Receipt]) -> anyhow::Result<()> {
    let Some(fields) = result.as_object_mut() else { return Ok(()) };
    if fields.contains_key("transaction") || fields.contains_key("transactions") {
        return Ok(());
    }
    match done {
        [] => {}
        [one] => describe(one, result),
        several => {
            let hashes: Vec<_> = several.iter().map(|receipt| receipt.extrinsic_hash).collect();
            let total = |of: fn(&Receipt) -> Wei| Wei::total(several.iter().map(of));
            fields.insert("transactions".to_owned(), json!(hashes));
            fields.insert("transaction_fees_wei".to_owned(), json!(total(|receipt| receipt.fee)?));
            fields.insert("storage_deposits_wei".to_owned(), json!(total(|receipt| receipt.deposit)?));
            fields.insert("storage_refunds_wei".to_owned(), json!(total(|receipt| receipt.refund)?));
        }
    }
    Ok(())
}

/// The error of a command that made these transactions final before: who repeats it would do them again.
pub(super) fn after(done: &[Receipt], error: anyhow::Error) -> anyhow::Error {
    if done.is_empty() {
        return error;
    }
    let done: Vec<_> = done
        .iter()
        .map(|receipt| format!("{} in block {}", receipt.extrinsic_hash, receipt.block_number))
        .collect();
    let words = format!("{error:#}; before that the command's transactions {} became final", done.join(", "));
    Failure::new(Exit::Undetermined, words).into()
}

#[cfg(test)]
mod tests;
