//! The rules of nodes and oracles.
#![allow(clippy::arithmetic_side_effects)]

mod bond;
mod cells;
mod machine;
mod node;
mod oracle;
mod params;

use super::*;
use crate::{Address, Wei};

const OPERATOR: Address = Address([1; 20]);
const STRANGER: Address = Address([2; 20]);
const PAYOUT: Address = Address([3; 20]);
const SIGNER: Address = Address([4; 20]);
const NOBODY: Address = Address([0; 20]);
const LEAST: Wei = Wei(1_000);
const UNBONDING: u32 = 100;
const URL: &str = "https://node.example:8443/v1";
const NOT_OPERATOR: BondError = BondError::NotOperator { caller: STRANGER, operator: OPERATOR };

fn bond() -> Bond {
    Bond::new(OPERATOR, LEAST, LEAST, 10).unwrap()
}

/// Texts that are no endpoint, with their length in bytes.
fn bad_endpoints() -> [(String, u32); 6] {
    let long = "x".repeat(MAX_ENDPOINT + 1);
    [
        (String::new(), 0),
        (long, 201),
        ("https://a b".into(), 11),
        ("\u{1b}[31mred".into(), 8),
        ("https://\u{fc}ber".into(), 13),
        ("\0".into(), 1),
    ]
}
