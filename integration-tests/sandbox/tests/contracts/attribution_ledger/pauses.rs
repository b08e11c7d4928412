//! Roles; the pause, and what it does not stop.

use alloy_primitives::Address;
use tributary_core::pause::{COOLDOWN, MAX_PAUSE};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{self, finalizeEpochCall},
        IOwned::{self, transferOwnershipCall},
        IPausable::{self, pauseCall, pausedUntilCall, setGuardianCall, unpauseCall},
        IRoyaltySplitter,
    },
    Suite, TOKEN,
};

use super::{Epochs, WINDOW};
use crate::{refusal::refuses, scene::Scene};

/// The default suite's longest honest time between an epoch's cut and the submission of the next: a quarter of
/// the 50 blocks that a report counts for, and 17 turns of 5.
const INTERVAL: u32 = 50 / 4 + 17 * 5;

/// How long its ledger pauses: what that leaves of the time before the escape.
const PAUSE: u32 = 200 - 80 - INTERVAL - WINDOW - 1;

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
    let until = suite.block() + PAUSE;
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
    let members = suite.committee().members();
    ledger.call(suite.owner(), IAttributionLedger::scheduleCommitteeCall { members }, 0).ok();
    suite.advance(290);
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
    ledger.call(&epochs.alice, IAttributionLedger::activateCommitteeCall {}, 0).ok();
    ledger.call(suite.owner(), IAttributionLedger::scheduleCommitteeCall { members }, 0).ok();
    let until = ledger.view(pausedUntilCall {});
    assert!(suite.block() < until);
    let commitment = epochs.next();
    epochs.refuses(&commitment, IPausable::Paused { untilBlock: until });
    epochs.scene.assert_conserved();
}

/// The guardian pauses at the worst time: when the epoch that covers an exit is submitted at the latest.
#[test]
fn no_pause_lasts_until_payers_escape_what_is_not_settled() {
    let mut epochs = Epochs::new();
    let suite = epochs.scene.suite.clone();
    let (ledger, alice) = (suite.ledger(), epochs.alice.clone());
    suite.splitter().call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    let requested = suite.block();
    // The last epoch was cut one block too early for the exit.
    suite.sandbox().advance_to(requested + 79 + 1 + INTERVAL);
    ledger.call(suite.guardian(), pauseCall {}, 0).ok();
    let commitment = epochs.of_tokens(30);
    let until = ledger.view(pausedUntilCall {});
    epochs.refuses(&commitment, IPausable::Paused { untilBlock: until });
    suite.sandbox().advance_to(until);
    suite.submit(&commitment).ok();
    suite.advance(WINDOW);
    // It is final one block before the escape opens, and alice leaves with what she did not spend.
    assert_eq!(suite.block(), requested + 199);
    ledger.call(&alice, finalizeEpochCall {}, 0).ok();
    let (spent, proof) = epochs.scene.books.exit(alice.core_address());
    suite.splitter().call(&alice, IRoyaltySplitter::exitCall { spent, proof }, 0).ok();
    assert_eq!(epochs.scene.payer_record(&alice).withdrawn, 70 * TOKEN);
    epochs.scene.assert_conserved();
}

#[test]
fn where_there_is_time_a_pause_lasts_a_day() {
    const EXIT: u32 = 30_000;
    let mut builder = Suite::builder();
    builder.splitter.exitDelay = EXIT;
    let cases = [
        (EXIT + 21_697, 28_808, MAX_PAUSE - 1),
        (EXIT + 21_698, 28_808, MAX_PAUSE),
        (EXIT + 30_000, 28_808, MAX_PAUSE),
        (EXIT + 30_000, 28_806, MAX_PAUSE - 1),
        (EXIT + 30_000, 29_000, MAX_PAUSE),
    ];
    for (escape_after, report_age, expected) in cases {
        builder.splitter.escapeAfter = escape_after;
        builder.ledger.committeeDelay = EXIT + escape_after;
        builder.ledger.maxReportAge = report_age;
        let suite = Scene::of(builder.clone()).suite;
        suite.ledger().call(suite.guardian(), pauseCall {}, 0).ok();
        assert_eq!(suite.ledger().view(pausedUntilCall {}), suite.block() + expected);
    }
    // Without any, it is over at once.
    builder.splitter.escapeAfter = EXIT + 29_000 / 4 + 17 * 5 + WINDOW + 1;
    builder.ledger.committeeDelay = EXIT + builder.splitter.escapeAfter;
    let mut epochs = Epochs::of(Scene::of(builder));
    let suite = epochs.scene.suite.clone();
    suite.ledger().call(suite.guardian(), pauseCall {}, 0).ok();
    assert_eq!(suite.ledger().view(pausedUntilCall {}), suite.block());
    epochs.submit();
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
