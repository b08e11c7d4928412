//! Roles; the pause, and what it does not stop.

use alloy_primitives::Address;
use tributary_core::pause::{COOLDOWN, MAX_PAUSE};
use tributary_sandbox::abi::{
    IAttributionLedger::{self, finalizeEpochCall},
    IOwned::{self, transferOwnershipCall},
    IPausable::{self, pauseCall, pausedUntilCall, setGuardianCall, unpauseCall},
    IRoyaltySplitter,
};

use super::{Epochs, WINDOW};
use crate::refusal::refuses;

#[test]
fn a_pause_is_the_guardians_ends_by_itself_and_has_a_cooldown() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, guardian) = (suite.ledger(), suite.guardian());
    for caller in [suite.owner(), suite.deployer(), &epochs.alice] {
        let refusal = IPausable::NotGuardian { caller: caller.address(), guardian: guardian.address() };
        refuses(ledger, caller, pauseCall {}, refusal);
    }
    refuses(ledger, guardian, unpauseCall {}, IPausable::NotPaused { untilBlock: 0 });
    let until = suite.block() + MAX_PAUSE;
    let receipt = ledger.call(guardian, pauseCall {}, 0).ok();
    let event: IPausable::PausedUntil = receipt.event();
    assert_eq!((event.guardian, event.untilBlock), (guardian.address(), until));
    assert_eq!(ledger.view(pausedUntilCall {}), until);

    let paused = || IPausable::Paused { untilBlock: until };
    let commitment = epochs.next();
    epochs.refuses(&commitment, paused());
    refuses(ledger, guardian, pauseCall {}, paused());
    suite.sandbox().advance_to(until - 1);
    epochs.refuses(&commitment, paused());
    suite.advance(1);
    suite.submit(&commitment).ok();
    let cooling = || IPausable::PauseCoolingDown { untilBlock: until + COOLDOWN };
    refuses(ledger, guardian, pauseCall {}, cooling());
    refuses(ledger, guardian, unpauseCall {}, IPausable::NotPaused { untilBlock: until });
    suite.sandbox().advance_to(until + COOLDOWN - 1);
    refuses(ledger, guardian, pauseCall {}, cooling());
    suite.advance(1);
    ledger.call(guardian, pauseCall {}, 0).ok();
    epochs.scene.assert_conserved();
}

#[test]
fn the_guardian_or_the_owner_ends_a_pause() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, guardian) = (suite.ledger(), suite.guardian());
    for ender in [guardian, suite.owner()] {
        ledger.call(guardian, pauseCall {}, 0).ok();
        let refusal = IPausable::NotGuardian { caller: epochs.alice.address(), guardian: guardian.address() };
        refuses(ledger, &epochs.alice, unpauseCall {}, refusal);
        suite.advance(2);
        let receipt = ledger.call(ender, unpauseCall {}, 0).ok();
        assert_eq!(receipt.event::<IPausable::Unpaused>().by, ender.address());
        assert_eq!(ledger.view(pausedUntilCall {}), suite.block());
        epochs.submit();
        let until = suite.block() - 1 + COOLDOWN;
        refuses(ledger, guardian, pauseCall {}, IPausable::PauseCoolingDown { untilBlock: until });
        suite.sandbox().advance_to(until);
    }
}

#[test]
fn a_pause_stops_submissions_and_nothing_else() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, guardian) = (suite.ledger(), suite.guardian());
    epochs.submit();
    let insolvent = epochs.of_tokens(500);
    suite.submit(&insolvent).ok();
    ledger.call(guardian, pauseCall {}, 0).ok();
    suite.splitter().call(guardian, pauseCall {}, 0).ok();
    suite.advance(WINDOW);
    assert_eq!(ledger.call(&epochs.alice, finalizeEpochCall {}, 0).ok().value, 1);
    assert_eq!(suite.splitter().view(IRoyaltySplitter::rootCall {}).epoch, 1);
    ledger.call(&epochs.alice, IAttributionLedger::voidInsolventCall {}, 0).ok();
    let members = suite.committee().members();
    ledger.call(suite.owner(), IAttributionLedger::scheduleCommitteeCall { members }, 0).ok();
    suite.advance(300);
    ledger.call(&epochs.alice, IAttributionLedger::activateCommitteeCall {}, 0).ok();
    let until = ledger.view(pausedUntilCall {});
    assert!(suite.block() < until);
    let commitment = epochs.next();
    epochs.refuses(&commitment, IPausable::Paused { untilBlock: until });
    epochs.scene.assert_conserved();
}

#[test]
fn the_owner_alone_gives_roles() {
    let epochs = Epochs::new();
    let suite = &epochs.scene.suite;
    let (ledger, owner, next) = (suite.ledger(), suite.owner(), suite.actor("next"));
    for caller in [suite.deployer(), suite.guardian(), &next] {
        let refusal = || IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
        refuses(ledger, caller, transferOwnershipCall { newOwner: caller.address() }, refusal());
        refuses(ledger, caller, setGuardianCall { newGuardian: caller.address() }, refusal());
    }
    let zero = Address::ZERO;
    refuses(ledger, owner, transferOwnershipCall { newOwner: zero }, IOwned::ZeroAddress {});
    refuses(ledger, owner, setGuardianCall { newGuardian: zero }, IOwned::ZeroAddress {});

    let receipt = ledger.call(owner, setGuardianCall { newGuardian: next.address() }, 0).ok();
    let event: IPausable::GuardianChanged = receipt.event();
    let before = suite.guardian().address();
    assert_eq!((event.previousGuardian, event.newGuardian), (before, next.address()));
    let refusal = IPausable::NotGuardian { caller: before, guardian: next.address() };
    refuses(ledger, suite.guardian(), pauseCall {}, refusal);
    ledger.call(&next, pauseCall {}, 0).ok();

    let receipt = ledger.call(owner, transferOwnershipCall { newOwner: next.address() }, 0).ok();
    let event: IOwned::OwnershipTransferred = receipt.event();
    assert_eq!((event.previousOwner, event.newOwner), (owner.address(), next.address()));
    assert_eq!(ledger.view(IOwned::ownerCall {}), next.address());
    let refusal = IOwned::NotOwner { caller: owner.address(), owner: next.address() };
    refuses(ledger, owner, setGuardianCall { newGuardian: owner.address() }, refusal);
}
