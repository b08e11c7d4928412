use alloy_primitives::B256;
use tributary_core::Wei;

use super::{first, ChainProperties, Requirements, Shortfall};
use crate::weight::Weight;

fn hub() -> ChainProperties {
    ChainProperties {
        name: "hub".into(),
        genesis_hash: B256::ZERO,
        spec_version: 1,
        chain_id: 1,
        token_symbol: None,
        token_decimals: None,
        native_to_eth_ratio: 100_000_000,
        existential_deposit: Wei(1),
        deposit_per_byte: Wei(1),
        deposit_per_item: Wei(1),
        max_extrinsic_weight: Weight { ref_time: 1_298_000_000_000, proof_size: 6_000_000 },
        max_block_bytes: 3_932_160,
        block_hash_count: 4_096,
        auto_map: false,
    }
}

#[test]
fn a_chain_like_the_hub_fits() {
    assert_eq!(hub().shortfalls(&Requirements::default()), []);
}

#[test]
fn each_limit_is_refused_by_itself() {
    let needed = Requirements::default();
    let ratio = ChainProperties { native_to_eth_ratio: 1_000_000, ..hub() };
    assert_eq!(ratio.shortfalls(&needed), [Shortfall::Ratio { found: 1_000_000, needed: 100_000_000 }]);
    let proof = Weight { proof_size: 1, ..hub().max_extrinsic_weight };
    let weight = ChainProperties { max_extrinsic_weight: proof, ..hub() };
    assert!(matches!(weight.shortfalls(&needed)[..], [Shortfall::ExtrinsicWeight { .. }]));
    let bytes = ChainProperties { max_block_bytes: 1_000_000, ..hub() };
    assert!(matches!(bytes.shortfalls(&needed)[..], [Shortfall::BlockBytes { found: 1_000_000, .. }]));
    let hashes = ChainProperties { block_hash_count: 63, ..hub() };
    assert!(matches!(hashes.shortfalls(&needed)[..], [Shortfall::BlockHashCount { found: 63, needed: 64 }]));
}

#[test]
fn the_first_currency_is_the_chains_own() {
    let one = serde_json::json!("DOT");
    let many = serde_json::json!(["DOT", "KSM"]);
    assert_eq!(first(Some(&one)).and_then(|v| v.as_str()), Some("DOT"));
    assert_eq!(first(Some(&many)).and_then(|v| v.as_str()), Some("DOT"));
    assert_eq!(first(None), None);
}
