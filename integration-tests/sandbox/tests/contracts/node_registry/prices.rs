//! What a node asks per token, model by model.

use tributary_sandbox::abi::INodeRegistry::{
    leaveCall, priceChangesCall, pricedModelsCall, setPriceCall, NodePriceSet, NotActive, NotOperator,
    PriceZero,
};

use super::{unknown, Registry, FIRST_MODEL, LEAVING};
use crate::{expectation::Emits, refusal::refuses};

fn ask(model: u64, wei: u128) -> setPriceCall {
    setPriceCall { node: 1, model, pricePerToken: wei }
}

impl Registry {
    #[track_caller]
    pub(super) fn prices(&self, id: u64, model: u64) -> Vec<(u32, u128)> {
        let changes = self.contract.view(priceChangesCall { id, model });
        changes.into_iter().map(|change| (change.fromBlock, change.pricePerToken)).collect()
    }
}

#[test]
fn a_price_holds_from_its_block_on() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.sandbox.advance_to(10);
    let event: NodePriceSet = registry.contract.call(&alice, ask(3, 1_000), 0).ok().only_event();
    assert_eq!((event.node, event.model, event.pricePerToken), (1, 3, 1_000));
    registry.sandbox.advance_to(20);
    registry.contract.call(&alice, ask(3, 900), 0).ok();
    // The same again is a change too: it says nothing else.
    registry.sandbox.advance_to(30);
    registry.contract.call(&alice, ask(3, 900), 0).ok();
    assert_eq!(registry.prices(1, 3), [(10, 1_000), (20, 900), (30, 900)]);
}

#[test]
fn each_model_has_its_own() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    registry.register(&bob, 2);
    for (model, wei) in [(1, 1), (2, u128::MAX), (u64::MAX, 7), (0, 9)] {
        registry.contract.call(&alice, ask(model, wei), 0).ok();
    }
    registry.contract.call(&bob, setPriceCall { node: 2, model: 1, pricePerToken: 5 }, 0).ok();
    for (model, wei) in [(1, 1), (2, u128::MAX), (u64::MAX, 7), (0, 9)] {
        assert_eq!(registry.prices(1, model), [(1, wei)]);
    }
    assert_eq!(registry.prices(2, 1), [(1, 5)]);
    assert_eq!(registry.prices(1, 3), []);
    assert_eq!(registry.prices(2, 2), []);
    let as_they_came = [FIRST_MODEL, 1, 2, u64::MAX, 0];
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), as_they_came);
    assert_eq!(registry.contract.view(pricedModelsCall { id: 2 }), [FIRST_MODEL, 1]);
    registry.contract.call(&alice, ask(2, 8), 0).ok();
    assert_eq!(registry.contract.view(pricedModelsCall { id: 1 }), as_they_came, "each once");
    refuses(&registry.contract, &alice, pricedModelsCall { id: 3 }, unknown(3));
}

#[test]
fn of_two_in_a_block_the_last_one_holds() {
    let (registry, alice) = Registry::with_node_of("alice");
    registry.sandbox.advance_to(4);
    registry.contract.call(&alice, ask(1, 5), 0).ok();
    registry.contract.call(&alice, ask(2, 6), 0).ok();
    registry.contract.call(&alice, ask(1, 7), 0).ok();
    assert_eq!(registry.prices(1, 1), [(4, 7)]);
    assert_eq!(registry.prices(1, 2), [(4, 6)]);
}

#[test]
fn nothing_is_for_free() {
    let (registry, alice) = Registry::with_node_of("alice");
    for model in [0, 1, u64::MAX] {
        refuses(&registry.contract, &alice, ask(model, 0), PriceZero { model });
    }
}

#[test]
fn nobody_but_the_operator_while_active() {
    let (registry, alice) = Registry::with_node_of("alice");
    let bob = registry.actor("bob");
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, ask(1, 5), refused.clone());
        refuses(&registry.contract, caller, ask(1, 0), refused);
    }
    for node in [0, 2, u64::MAX] {
        let call = setPriceCall { node, model: 1, pricePerToken: 5 };
        refuses(&registry.contract, &alice, call, unknown(node));
    }
    registry.contract.call(&alice, ask(1, 5), 0).ok();
    registry.sandbox.advance(1);
    registry.contract.call(&alice, leaveCall { node: 1 }, 0).ok();
    refuses(&registry.contract, &alice, ask(1, 6), NotActive { node: 1, status: LEAVING });
    assert_eq!(registry.prices(1, 1), [(1, 5)]);
}
