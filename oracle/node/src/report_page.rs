//! A page of reports, as oracles take it, whether they fetch it or are brought it.

use scale::Encode;
use serde_json::{json, Value};
use tributary_core::{NodeId, SignedReport};

/// The page of `node` with these reports; `next` is the sequence to go on from.
pub fn report_page(node: NodeId, next: u64, reports: &[SignedReport]) -> Value {
    let reports: Vec<_> =
        reports.iter().map(|signed| format!("0x{}", hex::encode(signed.encode()))).collect();
    json!({ "node": node, "next": next, "reports": reports })
}
