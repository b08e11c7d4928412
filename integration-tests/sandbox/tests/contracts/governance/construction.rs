//! What a DAO is made with.

use std::fmt::Debug;

use alloy_primitives::{aliases::U48, Address, LogData, U256};
use alloy_sol_types::{SolError, SolEvent};
use tributary_sandbox::{
    abi::IGovernance::{
        balanceOfCall, delegatesCall, earnedCall, earningCall, floorsCall, getMinDelayCall,
        getPastTotalSupplyCall, getVotes_0Call, lateQuorumVoteExtensionCall, latestProposalCall,
        proposalCountCall, proposalGuardianCall, proposalThresholdCall, quorumNumerator_0Call,
        quorumNumerator_1Call, totalSupplyCall, votingDelayCall, votingPeriodCall, ERC20ExceededSafeSupply,
        ERC20InvalidReceiver, Earned, Earning, EarningSet, Floors, GRACE_PERIODCall, GracePeriodChange,
        HoldersMismatch, LateQuorumVoteExtensionSet, MinDelayChange, ParamOutOfBounds, Params,
        ProposalGuardianSet, ProposalThresholdSet, QuorumNumeratorUpdated, VotingDelaySet, VotingPeriodSet,
    },
    constructors::GovernanceArguments,
    Contract, Dao, Governance, GovernanceError, Outcome, Sandbox, TOKEN,
};

use super::events::{transferred, EmitsAll};

const GUARDIAN: Address = Address::repeat_byte(0x6a);
const ANN: Address = Address::repeat_byte(1);
const BEN: Address = Address::repeat_byte(2);

/// The builder's parameters, with 1,000 tokens for two.
fn arguments() -> GovernanceArguments {
    let holders = vec![ANN, BEN];
    let amounts = vec![900 * TOKEN, 100 * TOKEN];
    GovernanceArguments { holders, amounts, ..Dao::builder().arguments(GUARDIAN) }
}

#[track_caller]
fn deploy(
    sandbox: &Sandbox,
    arguments: &GovernanceArguments,
) -> Outcome<Contract<Governance>, GovernanceError> {
    Contract::deploy(sandbox, &sandbox.actor("deployer"), &arguments.clone().encode())
}

/// The construction has to be refused with exactly this, and to leave nothing.
#[track_caller]
fn refuses<E: SolError + Debug + PartialEq>(arguments: &GovernanceArguments, expected: E) {
    let sandbox = Sandbox::new();
    let deployer = sandbox.actor("deployer");
    let before = sandbox.state_root();
    let outcome = Contract::<Governance>::deploy(&sandbox, &deployer, &arguments.clone().encode());
    assert_eq!(outcome.refusal::<E>(), expected);
    assert_eq!(sandbox.state_root(), before, "a refused construction changed the state");
}

/// The events of parameters that are set for the first time.
fn settings(arguments: &GovernanceArguments) -> Vec<LogData> {
    let GovernanceArguments { guardian, params, earning, .. } = arguments;
    let guardian = *guardian;
    let (old, from) = (U256::ZERO, U256::from::<u32>);
    vec![
        VotingDelaySet { oldVotingDelay: old, newVotingDelay: from(params.votingDelay) }.encode_log_data(),
        VotingPeriodSet { oldVotingPeriod: old, newVotingPeriod: from(params.votingPeriod) }
            .encode_log_data(),
        ProposalThresholdSet {
            oldProposalThreshold: old,
            newProposalThreshold: U256::from(params.proposalThreshold),
        }
        .encode_log_data(),
        QuorumNumeratorUpdated { oldQuorumNumerator: old, newQuorumNumerator: from(params.quorumNumerator) }
            .encode_log_data(),
        LateQuorumVoteExtensionSet {
            oldVoteExtension: 0,
            newVoteExtension: params.lateQuorumExtension.into(),
        }
        .encode_log_data(),
        ProposalGuardianSet { oldProposalGuardian: Address::ZERO, newProposalGuardian: guardian }
            .encode_log_data(),
        MinDelayChange { oldDuration: old, newDuration: from(params.timelockDelay) }.encode_log_data(),
        GracePeriodChange { oldDuration: old, newDuration: from(params.gracePeriod) }.encode_log_data(),
        EarningSet { oldRate: 0, oldCap: 0, newRate: earning.rate, newCap: earning.cap }.encode_log_data(),
    ]
}

#[test]
fn holders_get_their_tokens_and_parameters_are_announced() {
    let (sandbox, arguments) = (Sandbox::new(), arguments());
    let receipt = deploy(&sandbox, &arguments).ok();
    let mut expected =
        vec![transferred(Address::ZERO, ANN, 900 * TOKEN), transferred(Address::ZERO, BEN, 100 * TOKEN)];
    expected.extend(settings(&arguments));
    receipt.emits(&expected);
    let dao = receipt.value;
    assert_eq!(dao.view(balanceOfCall { account: ANN }), U256::from(900 * TOKEN));
    assert_eq!(dao.view(balanceOfCall { account: BEN }), U256::from(100 * TOKEN));
    assert_eq!(dao.view(totalSupplyCall {}), U256::from(1_000 * TOKEN));
    // Their votes are theirs to delegate.
    assert_eq!(dao.view(delegatesCall { account: ANN }), Address::ZERO);
    assert_eq!(dao.view(getVotes_0Call { account: ANN }), U256::ZERO);
    assert_eq!((dao.view(proposalCountCall {}), dao.view(latestProposalCall {})), (U256::ZERO, U256::ZERO));
}

#[test]
fn parameters_are_those_that_were_given() {
    let params = Params {
        votingDelay: 3,
        votingPeriod: 21,
        lateQuorumExtension: 9,
        timelockDelay: 61,
        gracePeriod: 601,
        quorumNumerator: 100_001,
        proposalThreshold: 2 * TOKEN,
    };
    let floors = Floors { votingPeriod: 6, timelockDelay: 31 };
    let earning = Earning { rate: 3, cap: 10 * TOKEN };
    let sandbox = Sandbox::new();
    let dao = deploy(&sandbox, &GovernanceArguments { params, floors, earning, ..arguments() }).ok().value;
    assert_eq!(dao.view(votingDelayCall {}), U256::from(3));
    assert_eq!(dao.view(votingPeriodCall {}), U256::from(21));
    assert_eq!(dao.view(lateQuorumVoteExtensionCall {}), U48::from(9));
    assert_eq!(dao.view(getMinDelayCall {}), U256::from(61));
    assert_eq!(dao.view(GRACE_PERIODCall {}), U256::from(601));
    assert_eq!(dao.view(quorumNumerator_0Call {}), U256::from(100_001));
    assert_eq!(dao.view(proposalThresholdCall {}), U256::from(2 * TOKEN));
    assert_eq!(dao.view(floorsCall {}), Floors { votingPeriod: 6, timelockDelay: 31 });
    assert_eq!(dao.view(earningCall {}), Earning { rate: 3, cap: 10 * TOKEN });
    let earned = Earned { cutBlock: sandbox.block(), ceiling: 10 * TOKEN, ..Earned::default() };
    assert_eq!(dao.view(earnedCall {}), earned);
    assert_eq!(dao.view(proposalGuardianCall {}), GUARDIAN);
}

#[test]
fn history_begins_with_the_construction() {
    let sandbox = Sandbox::new();
    sandbox.advance(8);
    let dao = deploy(&sandbox, &arguments()).ok().value;
    sandbox.advance(2);
    for (block, supply, numerator) in [(8, 0, 0), (9, 1_000 * TOKEN, 100_000), (10, 1_000 * TOKEN, 100_000)] {
        let timepoint = U256::from(block);
        assert_eq!(dao.view(getPastTotalSupplyCall { timepoint }), U256::from(supply));
        assert_eq!(dao.view(quorumNumerator_1Call { timepoint }), U256::from(numerator));
    }
}

#[test]
fn lists_of_different_lengths_are_refused() {
    for (holders, amounts) in [(2, 1), (1, 2), (0, 1), (1, 0), (3, 2)] {
        let expected = HoldersMismatch { holders, amounts };
        let holders = (1..=holders).map(|byte| Address::repeat_byte(u8::try_from(byte).unwrap())).collect();
        let amounts = (1..=amounts).map(|number| u128::from(number) * 500 * TOKEN).collect();
        refuses(&GovernanceArguments { holders, amounts, ..arguments() }, expected);
    }
}

#[test]
fn nobody_holds_tokens() {
    for (holders, amount) in [(vec![Address::ZERO, ANN], TOKEN), (vec![ANN, Address::ZERO], 0)] {
        let amounts = vec![1_000 * TOKEN, amount];
        let expected = ERC20InvalidReceiver { receiver: Address::ZERO };
        refuses(&GovernanceArguments { holders, amounts, ..arguments() }, expected);
    }
}

#[test]
fn who_is_listed_twice_has_both() {
    let holders = vec![ANN, BEN, ANN];
    let amounts = vec![300 * TOKEN, 50 * TOKEN, 150 * TOKEN];
    let arguments = GovernanceArguments { holders, amounts, ..arguments() };
    let sandbox = Sandbox::new();
    let receipt = deploy(&sandbox, &arguments).ok();
    let mut expected = vec![
        transferred(Address::ZERO, ANN, 300 * TOKEN),
        transferred(Address::ZERO, BEN, 50 * TOKEN),
        transferred(Address::ZERO, ANN, 150 * TOKEN),
    ];
    expected.extend(settings(&arguments));
    receipt.emits(&expected);
    let balances = [ANN, BEN].map(|account| receipt.value.view(balanceOfCall { account }));
    assert_eq!(balances, [450, 50].map(|tokens: u128| U256::from(tokens * TOKEN)));
    assert_eq!(receipt.value.view(totalSupplyCall {}), U256::from(500 * TOKEN));
}

#[test]
fn the_supply_ends_at_128_bits() {
    let holders = vec![ANN, BEN, ANN];
    for (amounts, increased) in [
        ([u128::MAX, 1, 0], U256::from(u128::MAX) + U256::ONE),
        ([u128::MAX - 1, 1, 1], U256::from(u128::MAX) + U256::ONE),
        ([u128::MAX, u128::MAX, 0], U256::from(u128::MAX) + U256::from(u128::MAX)),
    ] {
        let (holders, amounts) = (holders.clone(), amounts.to_vec());
        let expected = ERC20ExceededSafeSupply { increasedSupply: increased, cap: U256::from(u128::MAX) };
        refuses(&GovernanceArguments { holders, amounts, ..arguments() }, expected);
    }
    let amounts = vec![u128::MAX - 2, 1, 1];
    let sandbox = Sandbox::new();
    let dao = deploy(&sandbox, &GovernanceArguments { holders, amounts, ..arguments() }).ok().value;
    assert_eq!(dao.view(totalSupplyCall {}), U256::from(u128::MAX));
    assert_eq!(dao.view(balanceOfCall { account: ANN }), U256::from(u128::MAX - 1));
}

#[test]
fn a_dao_can_begin_without_tokens_and_without_a_guardian() {
    let params = Params { proposalThreshold: 0, ..arguments().params };
    let (holders, amounts, guardian) = (Vec::new(), Vec::new(), Address::ZERO);
    let arguments = GovernanceArguments { params, holders, amounts, guardian, ..arguments() };
    let sandbox = Sandbox::new();
    let receipt = deploy(&sandbox, &arguments).ok();
    receipt.emits(&settings(&arguments));
    assert_eq!(receipt.value.view(totalSupplyCall {}), U256::ZERO);
    assert_eq!(receipt.value.view(proposalGuardianCall {}), Address::ZERO);
}

/// Arguments of which one was changed.
fn with(change: impl FnOnce(&mut Params, &mut Floors)) -> GovernanceArguments {
    let mut arguments = arguments();
    change(&mut arguments.params, &mut arguments.floors);
    arguments
}

/// The number of a parameter, its value, and the bounds that it is outside of.
fn out_of_bounds(param: u8, found: u128, least: u128, most: u128) -> ParamOutOfBounds {
    ParamOutOfBounds { param, found, least, most }
}

#[test]
fn every_parameter_has_its_bounds() {
    for found in [0, 100_801, u32::MAX] {
        let expected = out_of_bounds(0, found.into(), 1, 100_800);
        refuses(&with(|params, _| params.votingDelay = found), expected);
    }
    for found in [0, 4, 201_601, u32::MAX] {
        let expected = out_of_bounds(1, found.into(), 5, 201_600);
        refuses(&with(|params, _| params.votingPeriod = found), expected);
    }
    for found in [21, u32::MAX] {
        let expected = out_of_bounds(2, found.into(), 0, 20);
        refuses(&with(|params, _| params.lateQuorumExtension = found), expected);
    }
    for found in [0, 29, 2_592_001, u32::MAX] {
        let expected = out_of_bounds(3, found.into(), 30, 2_592_000);
        refuses(&with(|params, _| params.timelockDelay = found), expected);
    }
    for found in [0, 59, 2_592_001, u32::MAX] {
        let expected = out_of_bounds(4, found.into(), 60, 2_592_000);
        refuses(&with(|params, _| params.gracePeriod = found), expected);
    }
    for found in [0, 999, 300_001, u32::MAX] {
        let expected = out_of_bounds(5, found.into(), 1_000, 300_000);
        refuses(&with(|params, _| params.quorumNumerator = found), expected);
    }
    for found in [10 * TOKEN + 1, u128::MAX] {
        let expected = out_of_bounds(6, found, 0, 10 * TOKEN);
        refuses(&with(|params, _| params.proposalThreshold = found), expected);
    }
    for found in [0, 100_801, u32::MAX] {
        let expected = out_of_bounds(7, found.into(), 1, 100_800);
        refuses(&with(|_, floors| floors.votingPeriod = found), expected);
    }
    for found in [0, 1_209_601, u32::MAX] {
        let expected = out_of_bounds(8, found.into(), 1, 1_209_600);
        refuses(&with(|_, floors| floors.timelockDelay = found), expected);
    }
    for rate in [1_000_000_000_001, u64::MAX] {
        let earning = Earning { rate, cap: 0 };
        let expected = out_of_bounds(9, rate.into(), 0, 1_000_000_000_000);
        refuses(&GovernanceArguments { earning, ..arguments() }, expected);
    }
    for cap in [10 * TOKEN + 1, u128::MAX] {
        let earning = Earning { rate: 0, cap };
        refuses(&GovernanceArguments { earning, ..arguments() }, out_of_bounds(10, cap, 0, 10 * TOKEN));
    }
}

#[test]
fn bounds_depend_on_other_parameters() {
    // An extension is not longer than the vote.
    let short = with(|params, _| params.votingPeriod = 7);
    refuses(&short, out_of_bounds(2, 8, 0, 7));
    // What waits long stays executable for half as long.
    let hurried = with(|params, _| (params.timelockDelay, params.gracePeriod) = (3_601, 1_800));
    refuses(&hurried, out_of_bounds(4, 1_800, 1_801, 2_592_000));
    // Floors hold for the parameters that are given with them.
    let floored = with(|_, floors| floors.votingPeriod = 21);
    refuses(&floored, out_of_bounds(1, 20, 21, 201_600));
    let floored = with(|_, floors| floors.timelockDelay = 61);
    refuses(&floored, out_of_bounds(3, 60, 61, 2_592_000));
    // The threshold is of what all holders have together.
    let amounts = vec![499 * TOKEN + 99, 0];
    let fewer = GovernanceArguments { amounts, ..with(|params, _| params.proposalThreshold = 5 * TOKEN) };
    refuses(&fewer, out_of_bounds(6, 5 * TOKEN, 0, 499 * TOKEN / 100));
    // And so is the cap of votes earned.
    let (amounts, earning) = (vec![499 * TOKEN + 99, 0], Earning { rate: 1, cap: 5 * TOKEN });
    let fewer = GovernanceArguments { amounts, earning, ..arguments() };
    refuses(&fewer, out_of_bounds(10, 5 * TOKEN, 0, 499 * TOKEN / 100));
}

#[test]
fn bounds_themselves_are_within() {
    let least = with(|params, floors| {
        *floors = Floors { votingPeriod: 1, timelockDelay: 1 };
        *params = Params {
            votingDelay: 1,
            votingPeriod: 1,
            lateQuorumExtension: 0,
            timelockDelay: 1,
            gracePeriod: 60,
            quorumNumerator: 1_000,
            proposalThreshold: 0,
        };
    });
    let most = with(|params, floors| {
        *floors = Floors { votingPeriod: 100_800, timelockDelay: 1_209_600 };
        *params = Params {
            votingDelay: 100_800,
            votingPeriod: 201_600,
            lateQuorumExtension: 201_600,
            timelockDelay: 2_592_000,
            gracePeriod: 2_592_000,
            quorumNumerator: 300_000,
            proposalThreshold: 10 * TOKEN,
        };
    });
    let earning = Earning { rate: 1_000_000_000_000, cap: 10 * TOKEN };
    let most = GovernanceArguments { earning, ..most };
    let half = with(|params, _| (params.timelockDelay, params.gracePeriod) = (3_601, 1_801));
    for arguments in [least, most, half] {
        let sandbox = Sandbox::new();
        let receipt = deploy(&sandbox, &arguments).ok();
        let mut expected =
            vec![transferred(Address::ZERO, ANN, 900 * TOKEN), transferred(Address::ZERO, BEN, 100 * TOKEN)];
        expected.extend(settings(&arguments));
        receipt.emits(&expected);
        assert_eq!(receipt.value.view(floorsCall {}), arguments.floors);
    }
}
