//! The rules of nodes and oracles.
#![allow(clippy::arithmetic_side_effects)]

mod bond;
mod cells;
mod consent;
mod machine;
mod node;
mod oracle;
mod params;

use super::*;
use crate::{Address, Hash, Hashing, Wei};

const OPERATOR: Address = Address([1; 20]);
const STRANGER: Address = Address([2; 20]);
const PAYOUT: Address = Address([3; 20]);
const NOBODY: Address = Address([0; 20]);
const LEAST: Wei = Wei(1_000);
const UNBONDING: u32 = 100;
const URL: &str = "https://node.example:8443/v1";
const NOT_OPERATOR: BondError = BondError::NotOperator { caller: STRANGER, operator: OPERATOR };

fn bond() -> Bond {
    Bond::new(OPERATOR, LEAST, LEAST, 10).unwrap()
}

/// An endpoint of [`MAX_ENDPOINT`] bytes.
fn longest_endpoint() -> String {
    let scheme = "http://";
    scheme.to_owned() + &"x".repeat(MAX_ENDPOINT - scheme.len())
}

/// Texts that are no endpoint, with their length in bytes.
fn bad_endpoints() -> [(String, u32); 11] {
    [
        (String::new(), 0),
        (longest_endpoint() + "x", 201),
        ("node.example".into(), 12),
        ("ftp://node.example".into(), 18),
        (" https://a".into(), 10),
        ("http:/a".into(), 7),
        ("https://".into(), 8),
        ("https://a b".into(), 11),
        ("\u{1b}[31mred".into(), 8),
        ("https://\u{fc}ber".into(), 13),
        ("\0".into(), 1),
    ]
}
