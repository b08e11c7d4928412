//! What the DAO does to its own contract: by vote only, and by calls that are to the byte what voters saw.

use alloy_primitives::{aliases::U48, Address, Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolEvent};
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, castVoteCall, delegateCall, executeCall, getMinDelayCall, lateQuorumVoteExtensionCall,
        mintCall, onERC721ReceivedCall, proposalGuardianCall, proposalThresholdCall, proposeCall,
        quorumNumerator_0Call, relayCall, setEarningCall, setLateQuorumVoteExtensionCall,
        setProposalGuardianCall, setProposalThresholdCall, setVotingDelayCall, setVotingPeriodCall,
        transferCall, transferFromCall, updateDelayCall, updateGracePeriodCall, updateQuorumNumeratorCall,
        votingDelayCall, votingPeriodCall, GRACE_PERIODCall, GovernorOnlyExecutor, GracePeriodChange,
        LateQuorumVoteExtensionSet, MinDelayChange, ProposalExecuted, ProposalGuardianSet,
        ProposalThresholdSet, QuorumNumeratorUpdated, SelfCallMalformed, SelfCallPaying, SelfCallUnknown,
        VotingDelaySet, VotingPeriodSet,
    },
    Action, Dao, Motion, TOKEN,
};

use super::{
    events::EmitsAll,
    members::fund,
    states::{due, state, EXECUTED, QUEUED},
};
use crate::{expectation::stops, refusal::refuses};

const SOMEBODY: Address = Address::repeat_byte(0x5b);

fn delay(blocks: u64) -> setVotingDelayCall {
    setVotingDelayCall { newVotingDelay: U48::from(blocks) }
}

fn extension(blocks: u64) -> setLateQuorumVoteExtensionCall {
    setLateQuorumVoteExtensionCall { newVoteExtension: U48::from(blocks) }
}

/// Whoever calls it from outside has to be refused; money has to be, too.
#[track_caller]
fn is_by_vote_only<C: SolCall + Clone>(dao: &Dao, call: C) {
    let stranger = dao.sandbox().actor("stranger");
    for actor in dao.members().iter().chain([dao.guardian(), &stranger]) {
        let refusal = GovernorOnlyExecutor { account: actor.address() };
        refuses(dao.contract(), actor, call.clone(), refusal);
    }
    stops(dao.contract(), &stranger, call, 1, "ContractTrapped");
}

#[test]
fn nobody_calls_them_from_outside() {
    let dao = Dao::builder().build();
    fund(&dao, TOKEN);
    is_by_vote_only(&dao, delay(5));
    is_by_vote_only(&dao, setVotingPeriodCall { newVotingPeriod: 30 });
    is_by_vote_only(&dao, setProposalThresholdCall { newProposalThreshold: U256::ZERO });
    is_by_vote_only(&dao, updateQuorumNumeratorCall { newQuorumNumerator: U256::from(200_000) });
    is_by_vote_only(&dao, extension(3));
    is_by_vote_only(&dao, setProposalGuardianCall { newProposalGuardian: Address::ZERO });
    is_by_vote_only(&dao, updateDelayCall { newDelay: U256::from(90) });
    is_by_vote_only(&dao, updateGracePeriodCall { newGracePeriod: U256::from(900) });
    is_by_vote_only(&dao, mintCall { to: SOMEBODY, amount: U256::ONE });
    is_by_vote_only(&dao, setEarningCall { newRate: 1, newCap: TOKEN });
    // Whether the arguments would do or not.
    is_by_vote_only(&dao, delay(0));
    is_by_vote_only(&dao, setProposalThresholdCall { newProposalThreshold: U256::MAX });
    is_by_vote_only(&dao, mintCall { to: Address::ZERO, amount: U256::MAX });
}

/// The call has to do what its event says and nothing else.
#[track_caller]
fn sets<C: SolCall, E: SolEvent>(dao: &Dao, call: &C, event: &E) {
    let block = dao.sandbox().block();
    let motion = Motion::new(vec![Action::call(dao.address(), call)], &format!("{} {block}", C::SIGNATURE));
    let receipt = dao.attempt(&motion).ok();
    let executed = ProposalExecuted { proposalId: motion.id() };
    receipt.emits(&[event.encode_log_data(), executed.encode_log_data()]);
}

/// All that can be set.
type Settings = (U256, U256, U256, U256, U48, Address, U256, U256);

#[track_caller]
fn settings(dao: &Dao) -> Settings {
    let contract = dao.contract();
    (
        contract.view(votingDelayCall {}),
        contract.view(votingPeriodCall {}),
        contract.view(proposalThresholdCall {}),
        contract.view(quorumNumerator_0Call {}),
        contract.view(lateQuorumVoteExtensionCall {}),
        contract.view(proposalGuardianCall {}),
        contract.view(getMinDelayCall {}),
        contract.view(GRACE_PERIODCall {}),
    )
}

#[test]
fn each_sets_its_own_parameter_and_says_so() {
    let dao = Dao::builder().build();
    let [n2, n5, n20, n30] = [2_u64, 5, 20, 30].map(U256::from);
    let guardian = dao.guardian().address();
    let mut expected: Settings = (
        n2,
        n20,
        U256::from(TOKEN),
        U256::from(100_000),
        U48::from(8),
        guardian,
        U256::from(60),
        U256::from(600),
    );
    assert_eq!(settings(&dao), expected);

    sets(&dao, &delay(5), &VotingDelaySet { oldVotingDelay: n2, newVotingDelay: n5 });
    expected.0 = n5;
    assert_eq!(settings(&dao), expected);

    let event = VotingPeriodSet { oldVotingPeriod: n20, newVotingPeriod: n30 };
    sets(&dao, &setVotingPeriodCall { newVotingPeriod: 30 }, &event);
    expected.1 = n30;
    assert_eq!(settings(&dao), expected);

    let most = U256::from(10 * TOKEN);
    let event = ProposalThresholdSet { oldProposalThreshold: U256::from(TOKEN), newProposalThreshold: most };
    sets(&dao, &setProposalThresholdCall { newProposalThreshold: most }, &event);
    expected.2 = most;
    assert_eq!(settings(&dao), expected);

    let larger = U256::from(200_000);
    let event =
        QuorumNumeratorUpdated { oldQuorumNumerator: U256::from(100_000), newQuorumNumerator: larger };
    sets(&dao, &updateQuorumNumeratorCall { newQuorumNumerator: larger }, &event);
    expected.3 = larger;
    assert_eq!(settings(&dao), expected);

    sets(&dao, &extension(30), &LateQuorumVoteExtensionSet { oldVoteExtension: 8, newVoteExtension: 30 });
    expected.4 = U48::from(30);
    assert_eq!(settings(&dao), expected);

    let event = ProposalGuardianSet { oldProposalGuardian: guardian, newProposalGuardian: SOMEBODY };
    sets(&dao, &setProposalGuardianCall { newProposalGuardian: SOMEBODY }, &event);
    expected.5 = SOMEBODY;
    assert_eq!(settings(&dao), expected);

    let event = GracePeriodChange { oldDuration: U256::from(600), newDuration: U256::from(900) };
    sets(&dao, &updateGracePeriodCall { newGracePeriod: U256::from(900) }, &event);
    expected.7 = U256::from(900);
    assert_eq!(settings(&dao), expected);

    // The fixture waits for the timelock of the beginning, so this comes last.
    let event = MinDelayChange { oldDuration: U256::from(60), newDuration: U256::from(90) };
    sets(&dao, &updateDelayCall { newDelay: U256::from(90) }, &event);
    expected.6 = U256::from(90);
    assert_eq!(settings(&dao), expected);
}

#[test]
fn what_is_set_already_can_be_set() {
    let dao = Dao::builder().build();
    let two = U256::from(2);
    sets(&dao, &delay(2), &VotingDelaySet { oldVotingDelay: two, newVotingDelay: two });
}

#[test]
fn one_proposal_sets_many_one_after_the_other() {
    let dao = Dao::builder().build();
    let this = dao.address();
    let actions = vec![
        Action::call(this, &delay(3)),
        Action::call(this, &delay(4)),
        Action::call(this, &updateGracePeriodCall { newGracePeriod: U256::from(700) }),
        Action::call(this, &delay(5)),
    ];
    let receipt = dao.pass(actions, "Back and forth");
    let set: Vec<_> = receipt.events().into_iter().map(|set: VotingDelaySet| set.newVotingDelay).collect();
    assert_eq!(set, [3_u64, 4, 5].map(U256::from));
    assert_eq!(receipt.logs.len(), 5);
    let found = settings(&dao);
    assert_eq!((found.0, found.7), (U256::from(5), U256::from(700)));
}

/// Proposals of one self-call each, all due. Those must be refused, changing nothing and staying queued.
#[track_caller]
fn decided(dao: &Dao, calls: &[(Bytes, U256)]) -> Vec<Motion> {
    let motions: Vec<Motion> = calls
        .iter()
        .enumerate()
        .map(|(number, (calldata, value))| {
            let action = Action { target: dao.address(), value: *value, calldata: calldata.clone() };
            Motion::new(vec![action], &format!("Number {number}"))
        })
        .collect();
    due(dao, &motions);
    motions
}

#[test]
fn the_dao_does_not_pay_itself() {
    let dao = Dao::builder().build();
    fund(&dao, 10 * TOKEN);
    let calls = [
        (Bytes::from(delay(5).abi_encode()), U256::ONE),
        (mintCall { to: SOMEBODY, amount: U256::ONE }.abi_encode().into(), U256::from(TOKEN)),
        (delay(5).abi_encode().into(), U256::MAX),
        // A payment, and what is no call either.
        (Bytes::new(), U256::from(7)),
        (Bytes::from_static(&[1, 2, 3, 4]), U256::ONE),
    ];
    for (motion, (_, value)) in decided(&dao, &calls).iter().zip(&calls) {
        refuses(dao.contract(), dao.member(0), motion.execute(), SelfCallPaying { value: *value });
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    assert_eq!(dao.contract().balance(), 10 * TOKEN);
}

/// Among them all with which a majority could keep itself in office by the treasury's tokens.
#[test]
fn what_is_not_among_them_cannot_be_done_by_a_vote() {
    let dao = Dao::builder().build();
    let (alice, harmless) = (dao.member(0).address(), super::states::harmless(&dao, "Another"));
    let ballot = castVoteCall { proposalId: harmless.id(), support: 1 };
    let received =
        onERC721ReceivedCall { operator: alice, from: alice, tokenId: U256::ONE, data: Bytes::new() };
    let calls = [
        delegateCall { delegatee: alice }.abi_encode(),
        harmless.propose().abi_encode(),
        harmless.execute().abi_encode(),
        ballot.abi_encode(),
        received.abi_encode(),
        votingDelayCall {}.abi_encode(),
        vec![0xde, 0xad, 0xbe, 0xef],
        vec![0; 4],
        // Fewer bytes than a selector.
        vec![],
        vec![0x79],
        vec![0x79, 0x05, 0x18],
    ];
    let calls = calls.map(|calldata| (Bytes::from(calldata), U256::ZERO));
    for (motion, (calldata, _)) in decided(&dao, &calls).iter().zip(&calls) {
        let mut selector = [0; 4];
        selector.iter_mut().zip(calldata.iter()).for_each(|(to, from)| *to = *from);
        let refusal = SelfCallUnknown { selector: FixedBytes(selector) };
        refuses(dao.contract(), dao.member(0), motion.execute(), refusal);
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    assert_eq!(proposeCall::SELECTOR, calls[1].0[..4]);
    assert_eq!(executeCall::SELECTOR, calls[2].0[..4]);
}

/// Another encoding of the same, or of nearly the same, that tools might show as what it is not.
fn malformed() -> Vec<Vec<u8>> {
    let amount = U256::from(TOKEN);
    let well_formed = [
        delay(5).abi_encode(),
        setVotingPeriodCall { newVotingPeriod: 30 }.abi_encode(),
        setProposalThresholdCall { newProposalThreshold: amount }.abi_encode(),
        updateQuorumNumeratorCall { newQuorumNumerator: U256::from(200_000) }.abi_encode(),
        extension(3).abi_encode(),
        setProposalGuardianCall { newProposalGuardian: SOMEBODY }.abi_encode(),
        updateDelayCall { newDelay: U256::from(90) }.abi_encode(),
        updateGracePeriodCall { newGracePeriod: U256::from(900) }.abi_encode(),
        mintCall { to: SOMEBODY, amount }.abi_encode(),
        transferCall { to: SOMEBODY, value: amount }.abi_encode(),
        approveCall { spender: SOMEBODY, value: amount }.abi_encode(),
        transferFromCall { from: SOMEBODY, to: SOMEBODY, value: amount }.abi_encode(),
        relayCall { target: SOMEBODY, value: amount, data: Bytes::from_static(b"data") }.abi_encode(),
        setEarningCall { newRate: 1, newCap: TOKEN }.abi_encode(),
    ];
    let mut malformed = Vec::new();
    for calldata in &well_formed {
        malformed.push([calldata.as_slice(), &[0]].concat());
        malformed.push([calldata.as_slice(), &[0; 32]].concat());
        malformed.push(calldata[..calldata.len() - 1].to_vec());
        malformed.push(calldata[..calldata.len() - 32].to_vec());
        malformed.push(calldata[..4].to_vec());
    }
    // Padding that is not zero, up to the highest bit of it: of numbers, and of addresses at each place.
    let dirty = |call: usize, byte: usize| {
        let mut calldata = well_formed[call].clone();
        calldata[4 + byte] |= 1;
        calldata
    };
    let bytes = [
        (0, vec![0, 25]),
        (1, vec![0, 27]),
        (4, vec![0, 25]),
        (5, vec![0, 11]),
        (8, vec![0, 11]),
        (9, vec![0, 11]),
        (10, vec![0, 11]),
        (11, vec![0, 11, 32, 43]),
        // Target, offset and length of the data, and behind the data.
        (12, vec![0, 11, 64, 94, 96, 123, 132, 159]),
        (13, vec![0, 23, 32, 47]),
    ];
    malformed.extend(
        bytes
            .into_iter()
            .flat_map(|(call, bytes)| bytes.into_iter().map(move |b| (call, b)))
            .map(|(call, byte)| dirty(call, byte)),
    );
    malformed
}

#[test]
fn a_call_has_one_encoding() {
    let dao = Dao::builder().build();
    fund(&dao, 10 * TOKEN);
    let calls: Vec<_> = malformed().into_iter().map(|calldata| (Bytes::from(calldata), U256::ZERO)).collect();
    for (motion, (calldata, _)) in decided(&dao, &calls).iter().zip(&calls) {
        let refusal = SelfCallMalformed { selector: FixedBytes::from_slice(&calldata[..4]) };
        refuses(dao.contract(), dao.member(0), motion.execute(), refusal);
        assert_eq!(state(&dao, motion.id()), QUEUED);
    }
    let [well_formed] = &decided(&dao, &[(delay(5).abi_encode().into(), U256::ZERO)])[..] else {
        panic!("one was decided")
    };
    dao.contract().call(dao.member(0), well_formed.execute(), 0).ok();
    assert_eq!(state(&dao, well_formed.id()), EXECUTED);
}
