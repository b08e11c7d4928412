//! What a ledger can be made with.

use alloy_primitives::{Address, B256};
use tributary_sandbox::{
    abi::{
        IAttributionLedger::{
            self, CommitteeActivated, CommitteeDuplicate, CommitteeSize, CommitteeZero, ParamOutOfBounds,
            Params, SplitterUnreadable,
        },
        IOwned::{self, OwnershipTransferred},
        IPausable::{self, GuardianChanged},
    },
    constructors::AttributionLedgerArguments,
    AttributionLedger, AttributionLedgerError, Contract, Outcome, Suite,
};

/// What the suite made its ledger with.
fn arguments(suite: &Suite) -> AttributionLedgerArguments {
    AttributionLedgerArguments {
        owner: suite.owner().address(),
        guardian: suite.guardian().address(),
        splitter: suite.splitter().address(),
        genesis_hash: B256::new(suite.domain().genesis_hash),
        committee: suite.committee().members(),
        params: params(),
    }
}

/// The default suite's.
const fn params() -> Params {
    Params {
        challengeWindow: 10,
        maxPending: 3,
        maxReportAge: 50,
        maxVoucherLife: 30,
        deadAfter: 20,
        retirementGrace: 40,
        committeeDelay: 300,
        stageBlocks: 5,
    }
}

fn deploy(
    suite: &Suite,
    arguments: &AttributionLedgerArguments,
) -> Outcome<Contract<AttributionLedger>, AttributionLedgerError> {
    Contract::deploy(suite.sandbox(), suite.deployer(), &arguments.clone().encode())
}

#[test]
fn a_ledger_knows_what_it_was_made_with_and_says_so() {
    let suite = Suite::builder().build();
    let receipt = deploy(&suite, &arguments(&suite)).ok();
    let (owner, guardian) = (suite.owner().address(), suite.guardian().address());
    let event: OwnershipTransferred = receipt.event();
    assert_eq!((event.previousOwner, event.newOwner), (Address::ZERO, owner));
    let event: GuardianChanged = receipt.event();
    assert_eq!((event.previousGuardian, event.newGuardian), (Address::ZERO, guardian));
    let event: CommitteeActivated = receipt.event();
    assert_eq!((event.version, event.members), (1, suite.committee().members()));

    let ledger = receipt.value;
    assert_eq!(ledger.view(IOwned::ownerCall {}), owner);
    assert_eq!(ledger.view(IPausable::guardianCall {}), guardian);
    assert_eq!(ledger.view(IPausable::pausedUntilCall {}), 0);
    assert_eq!(ledger.view(IAttributionLedger::splitterCall {}), suite.splitter().address());
    assert_eq!(ledger.view(IAttributionLedger::genesisHashCall {}), suite.sandbox().genesis_hash());
    assert_eq!(ledger.view(IAttributionLedger::paramsCall {}), params());
    assert_eq!(ledger.view(IAttributionLedger::headEpochCall {}), 0);
    assert_eq!(ledger.view(IAttributionLedger::headHashCall {}), B256::ZERO);
    assert_eq!(ledger.view(IAttributionLedger::finalEpochCall {}), 0);
    assert_eq!(ledger.view(IAttributionLedger::pendingCall {}), []);
    let none = IAttributionLedger::ScheduledCommittee::default();
    assert_eq!(ledger.view(IAttributionLedger::scheduledCommitteeCall {}), none);
}

#[test]
fn nobody_is_no_part_of_a_ledger() {
    let suite = Suite::builder().build();
    let without: [fn(&mut AttributionLedgerArguments); 3] = [
        |arguments| arguments.owner = Address::ZERO,
        |arguments| arguments.guardian = Address::ZERO,
        |arguments| arguments.splitter = Address::ZERO,
    ];
    for remove in without {
        let mut arguments = arguments(&suite);
        remove(&mut arguments);
        let _: IOwned::ZeroAddress = deploy(&suite, &arguments).refusal();
    }
}

#[test]
fn a_committee_is_3f_and_one_of_distinct_members() {
    let suite = Suite::builder().build();
    for count in [0_u8, 2, 3, 17] {
        let committee = (1..=count).map(Address::repeat_byte).collect();
        let arguments = AttributionLedgerArguments { committee, ..arguments(&suite) };
        let refusal: CommitteeSize = deploy(&suite, &arguments).refusal();
        assert_eq!(refusal.found, u32::from(count));
    }
    let mut with_zero = arguments(&suite);
    with_zero.committee[3] = Address::ZERO;
    assert_eq!(deploy(&suite, &with_zero).refusal::<CommitteeZero>().index, 3);
    let mut twice = arguments(&suite);
    twice.committee[3] = twice.committee[1];
    let refusal: CommitteeDuplicate = deploy(&suite, &twice).refusal();
    assert_eq!(refusal.member, twice.committee[1]);
}

#[test]
fn what_is_no_splitter_is_refused() {
    let suite = Suite::builder().build();
    let strangers = [
        suite.owner().address(),
        Address::repeat_byte(0x77),
        suite.datasets().address(),
        suite.ledger().address(),
    ];
    for splitter in strangers {
        let arguments = AttributionLedgerArguments { splitter, ..arguments(&suite) };
        let outcome = deploy(&suite, &arguments);
        // Another ledger answers to `params()` too, with numbers that fit no exits.
        if splitter == suite.ledger().address() {
            let _: ParamOutOfBounds = outcome.refusal();
        } else {
            assert_eq!(outcome.refusal::<SplitterUnreadable>().splitter, splitter);
        }
    }
}

#[test]
fn every_parameter_has_bounds() {
    type Change = fn(&mut Params);
    let mut builder = Suite::builder();
    builder.splitter.escapeAfter = 188;
    let suite = builder.build();
    let cases: [(Change, (u8, u128, u128, u128)); 18] = [
        (|params| params.challengeWindow = 0, (0, 0, 1, 28_800)),
        (|params| params.challengeWindow = 28_801, (0, 28_801, 1, 28_800)),
        (|params| params.maxPending = 0, (1, 0, 1, 16)),
        (|params| params.maxPending = 17, (1, 17, 1, 16)),
        // A window of 10 with 3 pending places.
        (|params| params.maxReportAge = 35, (2, 35, 36, 100_800)),
        (|params| params.maxReportAge = 100_801, (2, 100_801, 36, 100_800)),
        (|params| params.maxVoucherLife = 0, (3, 0, 1, 100_800)),
        (|params| params.maxVoucherLife = 100_801, (3, 100_801, 1, 100_800)),
        (|params| params.deadAfter = 0, (4, 0, 1, 49)),
        (|params| params.deadAfter = 50, (4, 50, 1, 49)),
        (|params| params.retirementGrace = 1_296_001, (5, 1_296_001, 0, 1_296_000)),
        (|params| params.committeeDelay = 5_256_001, (6, 5_256_001, 1, 5_256_000)),
        (|params| params.stageBlocks = 0, (7, 0, 1, 1_000)),
        (|params| params.stageBlocks = 1_001, (7, 1_001, 1, 1_000)),
        // Against the splitter's exits of 80 and 188 blocks; the next epoch may take 12 and 17 turns of 5.
        (|params| params.maxReportAge = 51, (2, 51, 2, 50)),
        (|params| params.challengeWindow = 11, (0, 11, 1, 10)),
        (|params| params.stageBlocks = 6, (0, 10, 1, 0)),
        (|params| params.committeeDelay = 267, (6, 267, 268, 5_256_000)),
    ];
    for (change, (param, found, least, most)) in cases {
        let mut arguments = arguments(&suite);
        change(&mut arguments.params);
        let refusal: ParamOutOfBounds = deploy(&suite, &arguments).refusal();
        assert_eq!(refusal, ParamOutOfBounds { param, found, least, most });
    }
    let tightest = Params { committeeDelay: 268, ..params() };
    deploy(&suite, &AttributionLedgerArguments { params: tightest, ..arguments(&suite) }).ok();
}
