//! Roles, addresses and delays; the pause, and what it does not stop.

use alloy_primitives::{Address, Bytes, U256};
use tributary_core::{
    pause::{COOLDOWN, MAX_PAUSE},
    Account,
};
use tributary_sandbox::{
    abi::{
        IOwned::{self, transferOwnershipCall},
        IPausable::{self, pauseCall, pausedUntilCall, setGuardianCall, unpauseCall},
        IRoyaltySplitter::{self, setTreasuryCall},
    },
    constructors::RoyaltySplitterArguments,
    Actor, Contract, RoyaltySplitter, Sandbox, TOKEN,
};

use crate::{
    refusal::{refuses, refuses_paid},
    scene::{oracle, Scene},
};

fn arguments() -> RoyaltySplitterArguments {
    RoyaltySplitterArguments {
        owner: Address::repeat_byte(1),
        guardian: Address::repeat_byte(2),
        treasury: Address::repeat_byte(3),
        dataset_nft: Address::repeat_byte(4),
        node_registry: Address::repeat_byte(5),
        model_registry: Address::repeat_byte(6),
        params: IRoyaltySplitter::Params { exitDelay: 80, escapeAfter: 200, recipientDelay: 25 },
    }
}

#[test]
fn a_splitter_knows_what_it_was_made_with_and_says_so() {
    let sandbox = Sandbox::new();
    let deployer = sandbox.actor("deployer");
    let receipt = Contract::<RoyaltySplitter>::deploy(&sandbox, &deployer, &arguments().encode()).ok();
    let event: IOwned::OwnershipTransferred = receipt.event();
    assert_eq!((event.previousOwner, event.newOwner), (Address::ZERO, Address::repeat_byte(1)));
    let event: IPausable::GuardianChanged = receipt.event();
    assert_eq!((event.previousGuardian, event.newGuardian), (Address::ZERO, Address::repeat_byte(2)));
    let event: IRoyaltySplitter::TreasuryChanged = receipt.event();
    assert_eq!((event.previousTreasury, event.newTreasury), (Address::ZERO, Address::repeat_byte(3)));
    let splitter = receipt.value;
    let found = [
        splitter.view(IOwned::ownerCall {}),
        splitter.view(IPausable::guardianCall {}),
        splitter.view(IRoyaltySplitter::treasuryCall {}),
        splitter.view(IRoyaltySplitter::datasetNftCall {}),
        splitter.view(IRoyaltySplitter::nodeRegistryCall {}),
        splitter.view(IRoyaltySplitter::modelRegistryCall {}),
    ];
    assert_eq!(found, [1, 2, 3, 4, 5, 6].map(Address::repeat_byte));
    assert_eq!(splitter.view(IRoyaltySplitter::paramsCall {}), arguments().params);
    assert_eq!(splitter.view(IRoyaltySplitter::totalsCall {}), IRoyaltySplitter::Totals::default());
    assert_eq!(splitter.view(IRoyaltySplitter::payerCountCall {}), 0);
    assert_eq!(splitter.view(pausedUntilCall {}), 0);
}

#[test]
fn nobody_is_no_part_of_a_splitter() {
    let sandbox = Sandbox::new();
    let deployer = sandbox.actor("deployer");
    let without: [fn(&mut RoyaltySplitterArguments); 6] = [
        |arguments| arguments.owner = Address::ZERO,
        |arguments| arguments.guardian = Address::ZERO,
        |arguments| arguments.treasury = Address::ZERO,
        |arguments| arguments.dataset_nft = Address::ZERO,
        |arguments| arguments.node_registry = Address::ZERO,
        |arguments| arguments.model_registry = Address::ZERO,
    ];
    for remove in without {
        let mut arguments = arguments();
        remove(&mut arguments);
        let outcome = Contract::<RoyaltySplitter>::deploy(&sandbox, &deployer, &arguments.encode());
        let _: IOwned::ZeroAddress = outcome.refusal();
    }
}

#[test]
fn delays_have_bounds() {
    let sandbox = Sandbox::new();
    let deployer = sandbox.actor("deployer");
    let cases = [
        ((0, 200, 25), (0, 0, 1, 100_800)),
        ((100_801, 200_000, 25), (0, 100_801, 1, 100_800)),
        ((80, 80, 25), (1, 80, 81, 403_200)),
        ((80, 403_201, 25), (1, 403_201, 81, 403_200)),
        ((80, 200, 0), (2, 0, 1, 403_200)),
        ((80, 200, 403_201), (2, 403_201, 1, 403_200)),
    ];
    for ((exit, escape, recipient), (param, found, least, most)) in cases {
        let params =
            IRoyaltySplitter::Params { exitDelay: exit, escapeAfter: escape, recipientDelay: recipient };
        let arguments = RoyaltySplitterArguments { params, ..arguments() };
        let outcome = Contract::<RoyaltySplitter>::deploy(&sandbox, &deployer, &arguments.encode());
        let expected = IRoyaltySplitter::ParamOutOfBounds { param, found, least, most };
        assert_eq!(outcome.refusal::<IRoyaltySplitter::ParamOutOfBounds>(), expected);
    }
    for params in [(1, 2, 1), (100_800, 403_200, 403_200)] {
        let params =
            IRoyaltySplitter::Params { exitDelay: params.0, escapeAfter: params.1, recipientDelay: params.2 };
        let arguments = RoyaltySplitterArguments { params, ..arguments() };
        Contract::<RoyaltySplitter>::deploy(&sandbox, &deployer, &arguments.encode()).ok();
    }
}

#[test]
fn the_owner_alone_gives_roles() {
    let scene = Scene::new();
    let (splitter, owner) = (scene.splitter(), scene.suite.owner());
    let (next, zero) = (scene.suite.actor("next"), Address::ZERO);
    for caller in [scene.suite.deployer(), scene.suite.guardian(), &next] {
        let refusal = || IOwned::NotOwner { caller: caller.address(), owner: owner.address() };
        refuses(splitter, caller, transferOwnershipCall { newOwner: caller.address() }, refusal());
        refuses(splitter, caller, setGuardianCall { newGuardian: caller.address() }, refusal());
        refuses(splitter, caller, setTreasuryCall { newTreasury: caller.address() }, refusal());
    }
    refuses(splitter, owner, transferOwnershipCall { newOwner: zero }, IOwned::ZeroAddress {});
    refuses(splitter, owner, setGuardianCall { newGuardian: zero }, IOwned::ZeroAddress {});
    refuses(splitter, owner, setTreasuryCall { newTreasury: zero }, IOwned::ZeroAddress {});

    let receipt = splitter.call(owner, setGuardianCall { newGuardian: next.address() }, 0).ok();
    let event: IPausable::GuardianChanged = receipt.event();
    let guardian = scene.suite.guardian().address();
    assert_eq!((event.previousGuardian, event.newGuardian), (guardian, next.address()));
    assert_eq!(splitter.view(IPausable::guardianCall {}), next.address());

    let receipt = splitter.call(owner, transferOwnershipCall { newOwner: next.address() }, 0).ok();
    let event: IOwned::OwnershipTransferred = receipt.event();
    assert_eq!((event.previousOwner, event.newOwner), (owner.address(), next.address()));
    let refusal = IOwned::NotOwner { caller: owner.address(), owner: next.address() };
    refuses(splitter, owner, transferOwnershipCall { newOwner: owner.address() }, refusal);
    splitter.call(&next, transferOwnershipCall { newOwner: owner.address() }, 0).ok();
    assert_eq!(splitter.view(IOwned::ownerCall {}), owner.address());
}

#[test]
fn a_new_treasury_takes_over_what_was_not_released() {
    let mut scene = Scene::new();
    let (alice, new) = (scene.payer("alice", 10 * TOKEN), Actor::ethereum("new treasury"));
    scene.earn(Account::Treasury, &alice, 3 * TOKEN);
    scene.settle();
    scene.claim(Account::Treasury);
    let call = setTreasuryCall { newTreasury: new.address() };
    let receipt = scene.splitter().call(scene.suite.owner(), call, 0).ok();
    let event: IRoyaltySplitter::TreasuryChanged = receipt.event();
    assert_eq!(event.previousTreasury, scene.suite.treasury().address());
    assert_eq!(event.newTreasury, new.address());
    assert_eq!(scene.splitter().view(IRoyaltySplitter::treasuryCall {}), new.address());
    assert_eq!(scene.releasable(Account::Treasury, scene.suite.treasury()), 0);
    assert_eq!(scene.release(Account::Treasury, &new), 3 * TOKEN);
    scene.assert_conserved();
}

#[test]
fn a_pause_is_the_guardians_and_ends_by_itself() {
    let scene = Scene::new();
    let (splitter, guardian) = (scene.splitter(), scene.suite.guardian());
    for caller in [scene.suite.owner(), scene.suite.deployer()] {
        let refusal = IPausable::NotGuardian { caller: caller.address(), guardian: guardian.address() };
        refuses(splitter, caller, pauseCall {}, refusal);
    }
    refuses(splitter, guardian, unpauseCall {}, IPausable::NotPaused { untilBlock: 0 });
    let until = scene.suite.block() + MAX_PAUSE;

    let receipt = splitter.call(guardian, pauseCall {}, 0).ok();

    let event: IPausable::PausedUntil = receipt.event();
    assert_eq!((event.guardian, event.untilBlock), (guardian.address(), until));
    assert_eq!(splitter.view(pausedUntilCall {}), until);
    let alice = scene.suite.actor("alice");
    let (deposit, value) = (IRoyaltySplitter::depositCall {}, U256::from(TOKEN));
    let paused = || IPausable::Paused { untilBlock: until };
    refuses_paid(splitter, &alice, deposit.clone(), value, paused());
    scene.suite.sandbox().advance_to(until - 1);
    refuses_paid(splitter, &alice, deposit.clone(), value, paused());
    refuses(splitter, guardian, pauseCall {}, paused());
    scene.suite.advance(1);
    scene.deposit(&alice, TOKEN);
    refuses(splitter, guardian, unpauseCall {}, IPausable::NotPaused { untilBlock: until });
    let cooling = || IPausable::PauseCoolingDown { untilBlock: until + COOLDOWN };
    refuses(splitter, guardian, pauseCall {}, cooling());
    scene.suite.sandbox().advance_to(until + COOLDOWN - 1);
    refuses(splitter, guardian, pauseCall {}, cooling());
    scene.suite.advance(1);
    splitter.call(guardian, pauseCall {}, 0).ok();
    scene.assert_conserved();
}

#[test]
fn the_guardian_or_the_owner_ends_a_pause() {
    let scene = Scene::new();
    let (splitter, guardian) = (scene.splitter(), scene.suite.guardian());
    let stranger = scene.suite.actor("stranger");
    for ender in [guardian, scene.suite.owner()] {
        splitter.call(guardian, pauseCall {}, 0).ok();
        scene.suite.advance(5);
        let refusal = IPausable::NotGuardian { caller: stranger.address(), guardian: guardian.address() };
        refuses(splitter, &stranger, unpauseCall {}, refusal);
        let receipt = splitter.call(ender, unpauseCall {}, 0).ok();
        assert_eq!(receipt.event::<IPausable::Unpaused>().by, ender.address());
        scene.deposit(&stranger, 1);
        let until = scene.suite.block() + COOLDOWN;
        refuses(splitter, guardian, pauseCall {}, IPausable::PauseCoolingDown { untilBlock: until });
        scene.suite.sandbox().advance_to(until);
    }
    scene.assert_conserved();
}

#[test]
fn a_new_guardian_inherits_the_cooldown() {
    let scene = Scene::new();
    let (splitter, guardian, next) = (scene.splitter(), scene.suite.guardian(), scene.suite.actor("next"));
    splitter.call(guardian, pauseCall {}, 0).ok();
    let until = scene.suite.block() + MAX_PAUSE;
    let call = setGuardianCall { newGuardian: next.address() };
    splitter.call(scene.suite.owner(), call, 0).ok();
    let refusal = IPausable::NotGuardian { caller: guardian.address(), guardian: next.address() };
    refuses(splitter, guardian, unpauseCall {}, refusal);
    refuses(splitter, &next, pauseCall {}, IPausable::Paused { untilBlock: until });
    splitter.call(&next, unpauseCall {}, 0).ok();
}

#[test]
fn a_pause_stops_deposits_and_nothing_else() {
    let mut scene = Scene::new();
    let (alice, bob) = (scene.payer("alice", 10 * TOKEN), scene.payer("bob", 10 * TOKEN));
    let dataset = scene.dataset(&bob);
    scene.earn(dataset, &alice, 2 * TOKEN);
    scene.earn(oracle(&bob), &alice, TOKEN);
    let splitter = scene.splitter().clone();
    splitter.call(scene.suite.guardian(), pauseCall {}, 0).ok();
    let until = scene.suite.block() + MAX_PAUSE;
    let deposit = IRoyaltySplitter::depositCall {};
    refuses_paid(&splitter, &alice, deposit, U256::from(1), IPausable::Paused { untilBlock: until });

    let key = Default::default();
    let register = IRoyaltySplitter::registerSessionKeyCall { key };
    refuses(&splitter, &alice, register, IRoyaltySplitter::SessionKeyInvalid { key });
    splitter.call(&alice, IRoyaltySplitter::registerSessionKeyCall { key: [1; 32].into() }, 0).ok();
    splitter.call(&alice, IRoyaltySplitter::reserveCall { node: 1, amount: TOKEN }, 0).ok();
    splitter.call(&alice, IRoyaltySplitter::requestExitCall {}, 0).ok();
    let requested_at = scene.suite.block();
    let (account, shares) = (crate::scene::word(dataset), vec![1_000_000]);
    let propose =
        IRoyaltySplitter::proposeRecipientsCall { account, recipients: vec![bob.address()], shares };
    splitter.call(&bob, propose, 0).ok();

    // Submitting, final, claims, releases, recipients, exits: all while it lasts.
    scene.settle_cut_at(requested_at + 80);
    assert_eq!(scene.claim(dataset), 2 * TOKEN);
    assert_eq!(scene.release(dataset, &bob), 2 * TOKEN);
    let apply = IRoyaltySplitter::applyRecipientsCall { account, cumulative: 0, proof: Bytes::new() };
    splitter.call(&bob, apply, 0).ok();
    assert_eq!(scene.claim(oracle(&bob)), TOKEN);
    assert_eq!(scene.release(oracle(&bob), &bob), TOKEN);
    let (spent, proof) = scene.books.exit(alice.core_address());
    let receipt = splitter.call(&alice, IRoyaltySplitter::exitCall { spent, proof }, 0).ok();
    assert_eq!(receipt.event::<IRoyaltySplitter::Exited>().amount, 7 * TOKEN);
    assert!(scene.suite.block() < until);
    scene.assert_conserved();
}
