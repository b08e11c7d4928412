//! Calls as people write them in a motion.

use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::Function;
use alloy_primitives::hex;
use alloy_sol_types::SolCall;

#[cfg(test)]
mod tests;

/// A call as a motion's action names it: `ledger.scheduleCommittee([0x…, 0x…])`. Numbers are decimal, bytes and
/// addresses in hex, texts quoted as in JSON.
pub fn wording<C: SolCall>(contract: &str, call: &C) -> String {
    let (name, _) = C::SIGNATURE.split_once('(').unwrap_or((C::SIGNATURE, ""));
    let mut arguments = Vec::with_capacity(call.abi_encoded_size());
    call.abi_encode_raw(&mut arguments);
    // What alloy encoded by the signature it decodes by it, too.
    let values = Function::parse(C::SIGNATURE)
        .ok()
        .and_then(|function| function.abi_decode_input(&arguments).ok())
        .unwrap_or_default();
    format!("{contract}.{name}({})", listed(&values))
}

fn listed(values: &[DynSolValue]) -> String {
    values.iter().map(written).collect::<Vec<_>>().join(", ")
}

/// An argument as [`wording`] has it, with lists in `[]` and structs in `()`.
pub fn written(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(value, _) => value.to_string(),
        DynSolValue::Uint(value, _) => value.to_string(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(word.get(..*size).unwrap_or_default()),
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::Function(function) => function.to_string(),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
        DynSolValue::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => format!("[{}]", listed(values)),
        DynSolValue::Tuple(values) => format!("({})", listed(values)),
    }
}
