//! What is stored fits the chain's cells.

use scale::Encode;

use super::*;
use crate::{
    splitter::{Entry, Page},
    ModelId,
};

/// The longest value of a storage cell, in bytes.
const MAX_CELL: usize = 416;

fn largest_bond() -> Bond {
    let standing = Standing::Leaving { since: u32::MAX, until: u32::MAX };
    Bond { operator: OPERATOR, stake: Wei(u128::MAX), registered_at: u32::MAX, standing }
}

fn assert_page_fits<T: Entry + Encode>(change: T) {
    let page = |entries| Page { archived: u32::MAX, changes: vec![change.clone(); entries] }.encode().len();
    assert!(page(T::PER_PAGE) <= MAX_CELL);
    assert!(page(T::PER_PAGE + 1) > MAX_CELL, "a page could hold more");
}

#[test]
fn the_largest_node_and_oracle_fit() {
    let endpoint = Endpoint::new(longest_endpoint()).unwrap();
    let node = Node { bond: largest_bond(), payout: PAYOUT, endpoint: endpoint.clone() };
    assert!(node.encode().len() <= MAX_CELL, "{}", node.encode().len());
    let oracle = Oracle { bond: largest_bond(), payout: PAYOUT, endpoint };
    assert!(oracle.encode().len() <= MAX_CELL);
}

#[test]
fn full_pages_fit_and_hold_as_much_as_they_can() {
    assert_page_fits(KeyChange { from_block: u32::MAX, key: [255; 32] });
    assert_page_fits(PriceChange { from_block: u32::MAX, price_per_token: Wei(u128::MAX) });
    assert_page_fits(ModelId(u64::MAX));
}

#[test]
fn the_codec_index_of_a_standing_is_its_number() {
    let left = Standing::Left { since: 1 };
    for standing in [Standing::Active, Standing::Leaving { since: 1, until: 2 }, left] {
        assert_eq!(standing.encode()[0], standing.number());
    }
}
