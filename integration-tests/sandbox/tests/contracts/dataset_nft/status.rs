//! Delisting and relisting by a dataset's owner, and the history of both.

use tributary_sandbox::{
    abi::IDatasetNft::{
        delistCall, liftQuarantineCall, quarantineCall, relistCall, DatasetStatusChanged, NotDatasetOwner,
        TooManyChanges, WrongStatus,
    },
    Actor,
};

use super::{transfer, unknown, Registry, ACTIVE, CREATED, DELISTED, QUARANTINED};
use crate::{expectation::Emits, refusal::refuses};

impl Registry {
    #[track_caller]
    pub(super) fn delist(&self, owner: &Actor, id: u64) {
        self.contract.call(owner, delistCall { id }, 0).ok();
    }

    #[track_caller]
    pub(super) fn relist(&self, owner: &Actor, id: u64) {
        self.contract.call(owner, relistCall { id }, 0).ok();
    }
}

#[test]
fn its_owner_takes_it_out_and_brings_it_back() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.sandbox.advance_to(20);
    let event: DatasetStatusChanged =
        registry.contract.call(&alice, delistCall { id: 1 }, 0).ok().only_event();
    assert_eq!((event.dataset, event.status), (1, DELISTED));
    assert_eq!(registry.dataset(1).status, DELISTED);

    registry.sandbox.advance_to(25);
    let event: DatasetStatusChanged =
        registry.contract.call(&alice, relistCall { id: 1 }, 0).ok().only_event();
    assert_eq!((event.dataset, event.status), (1, ACTIVE));
    assert_eq!(registry.dataset(1).status, ACTIVE);
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE), (20, DELISTED), (25, ACTIVE)]);
}

#[test]
fn only_from_where_it_leads() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let active = WrongStatus { dataset: 1, expected: DELISTED, found: ACTIVE };
    refuses(&registry.contract, &alice, relistCall { id: 1 }, active);
    registry.delist(&alice, 1);
    let delisted = WrongStatus { dataset: 1, expected: ACTIVE, found: DELISTED };
    refuses(&registry.contract, &alice, delistCall { id: 1 }, delisted);
}

#[test]
fn nobody_but_its_owner() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let [bob, approved, operator] = ["bob", "approved", "operator"].map(|name| registry.actor(name));
    registry.approve(&alice, &approved, 1);
    registry.make_operator(&alice, &operator);
    for caller in [&bob, &approved, &operator, &registry.owner] {
        let refused = NotDatasetOwner { dataset: 1, caller: caller.address() };
        refuses(&registry.contract, caller, delistCall { id: 1 }, refused.clone());
        refuses(&registry.contract, caller, relistCall { id: 1 }, refused);
    }
    registry.contract.call(&alice, transfer(&alice, &bob, 1), 0).ok();
    let former = NotDatasetOwner { dataset: 1, caller: alice.address() };
    refuses(&registry.contract, &alice, delistCall { id: 1 }, former.clone());
    registry.delist(&bob, 1);
    refuses(&registry.contract, &alice, relistCall { id: 1 }, former);
    registry.relist(&bob, 1);
}

#[test]
fn nothing_that_is_not_registered() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    for id in [0, 2, u64::MAX] {
        refuses(&registry.contract, &alice, delistCall { id }, unknown(id));
        refuses(&registry.contract, &alice, relistCall { id }, unknown(id));
    }
}

#[test]
fn of_several_changes_in_a_block_the_last_one_is_kept() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    // In the block of the registration.
    registry.delist(&alice, 1);
    assert_eq!(registry.statuses(1), [(CREATED, DELISTED)]);
    registry.relist(&alice, 1);
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE)]);
    // And later.
    registry.sandbox.advance_to(19);
    registry.delist(&alice, 1);
    registry.contract.call(&registry.owner, quarantineCall { id: 1 }, 0).ok();
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE), (19, QUARANTINED)]);
}

#[test]
fn an_owner_cannot_fill_the_history_up() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    // With the registration, the history has 64 entries then.
    for change in 0..63 {
        registry.sandbox.advance(1);
        if change % 2 == 0 {
            registry.delist(&alice, 1);
        } else {
            registry.relist(&alice, 1);
        }
    }
    assert_eq!(registry.statuses(1).len(), 64);
    // What already changed in this block may change again.
    registry.relist(&alice, 1);
    registry.sandbox.advance(1);
    refuses(&registry.contract, &alice, delistCall { id: 1 }, TooManyChanges { most: 64 });

    // The contract's owner has room for 16 more, and the last one is no lift: what is lifted could not be
    // quarantined again.
    for change in 0..15 {
        registry.sandbox.advance(1);
        registry.change_quarantine(1, change % 2 == 0);
    }
    registry.sandbox.advance(1);
    let full = TooManyChanges { most: 79 };
    refuses(&registry.contract, &registry.owner, liftQuarantineCall { id: 1 }, full);
    let statuses = registry.statuses(1);
    assert_eq!(statuses.len(), 79);
    assert!(statuses.windows(2).all(|pair| pair[0].0 < pair[1].0), "{statuses:?}");
    let expected: Vec<u8> = (0..79)
        .map(|change| match change {
            63 => ACTIVE,
            0..64 if change % 2 == 0 => ACTIVE,
            0..64 => DELISTED,
            _ if change % 2 == 0 => QUARANTINED,
            _ => ACTIVE,
        })
        .collect();
    assert_eq!(statuses.iter().map(|(_, status)| *status).collect::<Vec<_>>(), expected);
}
