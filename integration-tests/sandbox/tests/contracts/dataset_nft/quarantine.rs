//! Quarantine by the contract's owner, which will be the DAO.

use tributary_sandbox::abi::{
    IDatasetNft::{
        datasetByContentRootCall, delistCall, liftQuarantineCall, quarantineCall, relistCall,
        DatasetStatusChanged, WrongStatus,
    },
    IOwned::{self, transferOwnershipCall},
};

use super::{draft, unknown, Registry, ACTIVE, CREATED, DELISTED, QUARANTINED};
use crate::{expectation::Emits, refusal::refuses};

impl Registry {
    /// Quarantines a dataset, or lifts that.
    #[track_caller]
    pub(super) fn change_quarantine(&self, id: u64, quarantined: bool) {
        if quarantined {
            self.contract.call(&self.owner, quarantineCall { id }, 0).ok();
        } else {
            self.contract.call(&self.owner, liftQuarantineCall { id }, 0).ok();
        }
    }
}

#[test]
fn the_contracts_owner_quarantines_and_lifts() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.sandbox.advance_to(15);
    let event: DatasetStatusChanged =
        registry.contract.call(&registry.owner, quarantineCall { id: 1 }, 0).ok().only_event();
    assert_eq!((event.dataset, event.status), (1, QUARANTINED));
    assert_eq!(registry.dataset(1).status, QUARANTINED);
    // It is still whose it was, and its content still taken.
    assert_eq!(registry.owner_of(1), alice.address());
    let content_root = draft(1).contentRoot;
    assert_eq!(registry.contract.view(datasetByContentRootCall { contentRoot: content_root }), 1);

    registry.sandbox.advance_to(18);
    let event: DatasetStatusChanged =
        registry.contract.call(&registry.owner, liftQuarantineCall { id: 1 }, 0).ok().only_event();
    assert_eq!((event.dataset, event.status), (1, ACTIVE));
    assert_eq!(registry.statuses(1), [(CREATED, ACTIVE), (15, QUARANTINED), (18, ACTIVE)]);
}

#[test]
fn what_was_delisted_is_so_again_afterwards() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.sandbox.advance_to(15);
    registry.delist(&alice, 1);
    registry.sandbox.advance_to(16);
    registry.change_quarantine(1, true);
    registry.sandbox.advance_to(17);
    registry.change_quarantine(1, false);
    assert_eq!(registry.dataset(1).status, DELISTED);
    registry.sandbox.advance_to(18);
    registry.relist(&alice, 1);
    let expected = [(CREATED, ACTIVE), (15, DELISTED), (16, QUARANTINED), (17, DELISTED), (18, ACTIVE)];
    assert_eq!(registry.statuses(1), expected);
}

#[test]
fn under_it_the_datasets_owner_changes_nothing() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.change_quarantine(1, true);
    let quarantined = |expected| WrongStatus { dataset: 1, expected, found: QUARANTINED };
    refuses(&registry.contract, &alice, delistCall { id: 1 }, quarantined(ACTIVE));
    refuses(&registry.contract, &alice, relistCall { id: 1 }, quarantined(DELISTED));
    // Not even by selling it to somebody new.
    let bob = registry.actor("bob");
    registry.contract.call(&alice, super::transfer(&alice, &bob, 1), 0).ok();
    refuses(&registry.contract, &bob, relistCall { id: 1 }, quarantined(DELISTED));
    assert_eq!(registry.dataset(1).status, QUARANTINED);
}

#[test]
fn it_is_neither_laid_nor_lifted_twice() {
    let (registry, _) = Registry::with_dataset_of("alice");
    let owner = &registry.owner;
    let active = WrongStatus { dataset: 1, expected: QUARANTINED, found: ACTIVE };
    refuses(&registry.contract, owner, liftQuarantineCall { id: 1 }, active);
    registry.change_quarantine(1, true);
    let quarantined = WrongStatus { dataset: 1, expected: ACTIVE, found: QUARANTINED };
    refuses(&registry.contract, owner, quarantineCall { id: 1 }, quarantined);
    registry.change_quarantine(1, false);
    let active = WrongStatus { dataset: 1, expected: QUARANTINED, found: ACTIVE };
    refuses(&registry.contract, owner, liftQuarantineCall { id: 1 }, active);
}

#[test]
fn a_delisted_dataset_is_not_under_quarantine() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    registry.delist(&alice, 1);
    let delisted = WrongStatus { dataset: 1, expected: QUARANTINED, found: DELISTED };
    refuses(&registry.contract, &registry.owner, liftQuarantineCall { id: 1 }, delisted);
}

#[test]
fn nobody_else_lays_or_lifts_it() {
    let (registry, alice) = Registry::with_dataset_of("alice");
    let bob = registry.actor("bob");
    registry.make_operator(&registry.owner, &bob);
    for caller in [&alice, &bob] {
        let refused = IOwned::NotOwner { caller: caller.address(), owner: registry.owner.address() };
        // The right comes before whether there is such a dataset.
        for id in [1, 2] {
            refuses(&registry.contract, caller, quarantineCall { id }, refused.clone());
            refuses(&registry.contract, caller, liftQuarantineCall { id }, refused.clone());
        }
    }
}

#[test]
fn the_right_moves_with_the_role() {
    let (registry, _) = Registry::with_dataset_of("alice");
    let dao = registry.actor("dao");
    let handover = transferOwnershipCall { newOwner: dao.address() };
    registry.contract.call(&registry.owner, handover, 0).ok();
    let lost = IOwned::NotOwner { caller: registry.owner.address(), owner: dao.address() };
    refuses(&registry.contract, &registry.owner, quarantineCall { id: 1 }, lost.clone());
    registry.contract.call(&dao, quarantineCall { id: 1 }, 0).ok();
    refuses(&registry.contract, &registry.owner, liftQuarantineCall { id: 1 }, lost);
    registry.contract.call(&dao, liftQuarantineCall { id: 1 }, 0).ok();
}

#[test]
fn nothing_that_is_not_registered() {
    let (registry, _) = Registry::with_dataset_of("alice");
    for id in [0, 2, u64::MAX] {
        refuses(&registry.contract, &registry.owner, quarantineCall { id }, unknown(id));
        refuses(&registry.contract, &registry.owner, liftQuarantineCall { id }, unknown(id));
    }
}
