//! Long histories: over many pages of storage, and up to their end.

use alloy_primitives::B256;
use tributary_sandbox::abi::INodeRegistry::{
    pricedModelsCall, rotateKeyCall, setPriceCall, TooManyChanges, TooManyModels,
};

use super::{key, Registry, FIRST_MODEL, FIRST_PRICE};
use crate::refusal::refuses;

/// The most changes of one history, and models of one node.
const MOST: u32 = 1_024;

fn numbered_key(number: u32) -> B256 {
    let mut key = B256::repeat_byte(0xee);
    key[28..].copy_from_slice(&number.to_be_bytes());
    key
}

#[test]
fn keys_over_several_pages_keep_their_order() {
    let (registry, alice) = Registry::with_node_of("alice");
    let mut expected = vec![(1, key(1))];
    // A page holds eleven.
    for number in 2..=35 {
        registry.sandbox.advance(3);
        let key = numbered_key(number);
        registry.contract.call(&alice, rotateKeyCall { node: 1, key }, 0).ok();
        expected.push((registry.sandbox.block(), key));
        assert_eq!(registry.keys(1), expected);
        assert_eq!(registry.node(1).key, key);
    }
    // The last one of a full page can still be replaced in its block.
    let replaced = numbered_key(99);
    registry.contract.call(&alice, rotateKeyCall { node: 1, key: replaced }, 0).ok();
    expected.last_mut().unwrap().1 = replaced;
    assert_eq!(registry.keys(1), expected);
}

#[test]
fn prices_over_several_pages_keep_their_order() {
    let (registry, alice) = Registry::with_node_of("alice");
    let mut expected = Vec::new();
    // A page holds twenty; each block sets a price that the next call replaces.
    for number in 1..=63_u32 {
        registry.sandbox.advance(1);
        for wei in [u128::MAX, u128::from(number)] {
            registry.contract.call(&alice, setPriceCall { node: 1, model: 4, pricePerToken: wei }, 0).ok();
        }
        expected.push((registry.sandbox.block(), u128::from(number)));
        assert_eq!(registry.prices(1, 4), expected);
    }
}

#[test]
fn a_history_of_keys_ends_and_can_still_be_read() {
    let (registry, alice) = Registry::with_node_of("alice");
    for number in 2..=MOST {
        registry.sandbox.advance(1);
        registry.contract.call(&alice, rotateKeyCall { node: 1, key: numbered_key(number) }, 0).ok();
    }
    // In its own block the last one can be replaced.
    let last = numbered_key(MOST + 1);
    registry.contract.call(&alice, rotateKeyCall { node: 1, key: last }, 0).ok();
    registry.sandbox.advance(1);
    let beyond = rotateKeyCall { node: 1, key: numbered_key(MOST + 2) };
    refuses(&registry.contract, &alice, beyond, TooManyChanges { most: MOST });

    let keys = registry.keys(1);
    assert_eq!(keys.len(), 1_024);
    assert_eq!((keys[0], keys[1]), ((1, key(1)), (2, numbered_key(2))));
    assert_eq!(keys[1_023], (1_024, last));
    assert_eq!(registry.node(1).key, last);
}

#[test]
fn a_history_of_prices_ends_and_can_still_be_read() {
    let (registry, alice) = Registry::with_node_of("alice");
    let ask = |wei| setPriceCall { node: 1, model: 1, pricePerToken: wei };
    for number in 1..=MOST {
        registry.contract.call(&alice, ask(u128::from(number)), 0).ok();
        registry.sandbox.advance(1);
    }
    refuses(&registry.contract, &alice, ask(5), TooManyChanges { most: MOST });
    // Each model has its own.
    registry.contract.call(&alice, setPriceCall { node: 1, model: 2, pricePerToken: 5 }, 0).ok();
    let expected: Vec<(u32, u128)> = (1..=MOST).map(|number| (number, u128::from(number))).collect();
    assert_eq!(registry.prices(1, 1), expected);
}

#[test]
fn a_list_of_models_ends_and_the_prices_for_them_still_change() {
    let (registry, alice) = Registry::with_node_of("alice");
    let ask = |model, wei| setPriceCall { node: 1, model, pricePerToken: wei };
    let mut expected = vec![FIRST_MODEL];
    // The first came with the node; a page holds 51.
    for model in 1_000_000..1_000_000 + u64::from(MOST) - 1 {
        registry.contract.call(&alice, ask(model, 5), 0).ok();
        expected.push(model);
    }
    registry.sandbox.advance(1);
    for model in [0, 1, u64::MAX] {
        refuses(&registry.contract, &alice, ask(model, 5), TooManyModels { most: MOST });
        assert_eq!(registry.prices(1, model), []);
    }
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), expected);
    for model in [FIRST_MODEL, *expected.last().unwrap()] {
        registry.contract.call(&alice, ask(model, 6), 0).ok();
        assert_eq!(registry.prices(1, model).last(), Some(&(2, 6)));
    }
    assert_eq!(registry.prices(1, FIRST_MODEL), [(1, FIRST_PRICE), (2, 6)]);
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), expected, "each once");
}
