//! Proposals: who can make them and of what, what makes their ids, and what is kept and said of them.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolEvent, SolValue};
use tributary_sandbox::{
    abi::IGovernance::{
        getProposalIdCall, hashProposalCall, latestProposalCall, proposalCall, proposalCountCall,
        proposalDeadlineCall, proposalEtaCall, proposalNeedsQueuingCall, proposalProposerCall,
        proposalSnapshotCall, proposalVotesCall, proposeCall, stateCall, GovernorInsufficientProposerVotes,
        GovernorInvalidProposalLength, GovernorRestrictedProposer, Proposal, ProposalCreated,
    },
    Action, Dao, Log, Motion, TOKEN,
};

use super::{
    states::{bring, harmless, proposal, unexpected, unknown, ALL},
    unreadable::{is_unreadable, with_word, BEYOND},
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

/// Actions of every shape: a call, money, both, and calldata of lengths around a word's.
fn actions(dao: &Dao) -> Vec<Action> {
    let sized = |length: u8| Action {
        target: Address::repeat_byte(length),
        value: U256::from(length),
        calldata: (0..length).collect::<Vec<_>>().into(),
    };
    let mut actions = harmless(dao, "").actions;
    actions.push(Action { target: Address::ZERO, value: U256::MAX, calldata: Bytes::new() });
    actions.extend([1, 31, 32, 33, 255].map(sized));
    actions
}

/// A proposal of one payment, which takes the fewest bytes.
fn payment(description: String) -> Motion {
    Motion { actions: vec![Action::pay(Address::repeat_byte(7), 1)], description }
}

#[test]
fn the_event_is_openzeppelins_to_the_byte() {
    let dao = Dao::builder().build();
    let (bob, motion) = (dao.member(1), Motion::new(actions(&dao), "Seven things\n\nAll at once."));
    let receipt = dao.contract().call(bob, motion.propose(), 0).ok();
    let now = dao.sandbox().block();
    let proposeCall { targets, values, calldatas, description } = motion.propose();
    let event = ProposalCreated {
        proposalId: motion.id(),
        proposer: bob.address(),
        signatures: vec![String::new(); targets.len()],
        targets,
        values,
        calldatas,
        voteStart: U256::from(now + 2),
        voteEnd: U256::from(now + 22),
        description,
    };
    let log = Log {
        contract: dao.address(),
        topics: vec![ProposalCreated::SIGNATURE_HASH],
        data: event.encode_data().into(),
    };
    assert_eq!(receipt.logs, [log]);
}

#[test]
fn an_id_is_that_of_alloys_encoding() {
    let dao = Dao::builder().build();
    let all = actions(&dao);
    let views = |targets: Vec<Address>, values: Vec<U256>, calldatas: Vec<Bytes>, hash: B256| {
        let call = hashProposalCall {
            targets: targets.clone(),
            values: values.clone(),
            calldatas: calldatas.clone(),
            descriptionHash: hash,
        };
        let id = dao.contract().view(call);
        let call = getProposalIdCall { targets, values, calldatas, descriptionHash: hash };
        assert_eq!(dao.contract().view(call), id);
        id
    };
    for count in 1..=all.len() {
        for description in ["", "a", "Tributary"] {
            let motion = Motion::new(all[..count].to_vec(), description);
            let proposeCall { targets, values, calldatas, .. } = motion.propose();
            assert_eq!(views(targets, values, calldatas, motion.description_hash()), motion.id());
        }
    }
    // Lists that make no proposal have a hash as well.
    let (targets, values, calldatas) = (vec![Address::repeat_byte(1); 2], vec![U256::MAX], Vec::new());
    let hash = B256::repeat_byte(9);
    let encoded = (targets.clone(), values.clone(), calldatas.clone(), hash).abi_encode_params();
    assert_eq!(views(targets, values, calldatas, hash), U256::from_be_bytes(keccak256(encoded).0));
}

#[test]
fn refusals_come_in_openzeppelins_order() {
    let dao = Dao::builder().build();
    let (contract, alice, eve) = (dao.contract(), dao.member(0), dao.sandbox().actor("eve"));
    let reserved = Motion::new(actions(&dao), &format!("Mine #proposer={:?}", alice.address()));
    contract.call(alice, reserved.propose(), 0).ok();
    let crooked = |motion: &Motion| {
        let mut call = motion.propose();
        call.values.pop();
        call
    };
    // All that can be wrong: another's, made by nobody, of lists that do not fit.
    let restricted = GovernorRestrictedProposer { proposer: eve.address() };
    refuses(contract, &eve, crooked(&reserved), restricted.clone());
    refuses(contract, &eve, reserved.propose(), restricted);
    // Then the votes, before the lists.
    let open = Motion::new(actions(&dao), "Anybody's");
    let poor = GovernorInsufficientProposerVotes {
        proposer: eve.address(),
        votes: U256::ZERO,
        threshold: U256::from(TOKEN),
    };
    refuses(contract, &eve, crooked(&open), poor.clone());
    refuses(contract, &eve, open.propose(), poor);
    // Then the lists, and that it is there already.
    let (seven, six) = (U256::from(7), U256::from(6));
    let length = GovernorInvalidProposalLength { targets: seven, calldatas: seven, values: six };
    refuses(contract, alice, crooked(&reserved), length);
    refuses(contract, alice, reserved.propose(), unexpected(reserved.id(), 0, 0));
}

#[test]
fn a_proposal_has_actions_of_a_target_a_value_and_a_call_each() {
    let dao = Dao::builder().build();
    let all = actions(&dao);
    let call = |[targets, values, calldatas]: [usize; 3]| proposeCall {
        targets: all[..targets].iter().map(|action| action.target).collect(),
        values: all[..values].iter().map(|action| action.value).collect(),
        calldatas: all[..calldatas].iter().map(|action| action.calldata.clone()).collect(),
        description: "Of all lengths".to_owned(),
    };
    let lengths = [[0, 0, 0], [1, 0, 0], [0, 1, 1], [1, 1, 0], [1, 0, 1], [2, 1, 1], [1, 2, 1], [1, 1, 2]];
    for found in lengths {
        let [targets, values, calldatas] = found.map(U256::from);
        let refusal = GovernorInvalidProposalLength { targets, calldatas, values };
        refuses(dao.contract(), dao.member(0), call(found), refusal);
    }
    assert_eq!(dao.contract().view(proposalCountCall {}), U256::ZERO);
}

#[test]
fn what_is_proposed_cannot_be_proposed_again() {
    let dao = Dao::builder().build();
    for state in ALL {
        let motion = harmless(&dao, &format!("To be in state {state}"));
        let id = bring(&dao, &motion, state);
        for member in dao.members() {
            refuses(dao.contract(), member, motion.propose(), unexpected(id, state, 0));
        }
    }
}

#[test]
fn lists_beyond_the_calldata_are_unreadable() {
    let dao = Dao::builder().build();
    let (alice, motion) = (dao.member(0), Motion::new(actions(&dao), "Unreadable"));
    let calldata = motion.propose().abi_encode();
    // Offsets of the lists and of the description, and the length of the first list.
    for place in [0, 1, 2, 3, 4] {
        for word in BEYOND {
            is_unreadable(&dao, alice, with_word(&calldata, place, word));
        }
    }
    // An address is 20 bytes.
    is_unreadable(&dao, alice, with_word(&calldata, 5, U256::ONE << 160usize));
    is_unreadable(&dao, alice, proposeCall::SELECTOR.to_vec());
    is_unreadable(&dao, alice, calldata[..calldata.len() - 32].to_vec());
    stops(dao.contract(), alice, motion.propose(), 1, "ContractTrapped");
}

/// Whoever reads the event by alloy gets replacement characters; the id is that of the bytes.
#[test]
fn a_description_need_not_be_utf_8() {
    let dao = Dao::builder().build();
    let (alice, motion) = (dao.member(0), harmless(&dao, ""));
    let proposeCall { targets, values, calldatas, .. } = motion.propose();
    let text = Bytes::from_static(b"not \xff\xfe\xc3\x28 text, \0 and 33 bytes lon");
    let arguments = (targets.clone(), values.clone(), calldatas.clone(), text.clone()).abi_encode_params();
    let calldata = [proposeCall::SELECTOR.as_slice(), &arguments].concat();
    let receipt = dao.sandbox().call(alice, dao.address(), calldata, U256::ZERO).ok();
    let hashed = (targets.clone(), values.clone(), calldatas.clone(), keccak256(&text)).abi_encode_params();
    let id = U256::from_be_bytes(keccak256(hashed).0);
    assert_eq!(U256::from_be_slice(&receipt.value), id);
    let now = dao.sandbox().block();
    let (start, end, signatures) = (U256::from(now + 2), U256::from(now + 22), vec![String::new()]);
    let data = (id, alice.address(), targets, values, signatures, calldatas, start, end, text);
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!(receipt.logs[0].data, Bytes::from(data.abi_encode_params()));
    assert_eq!(proposal(&dao, id).proposer, alice.address());
}

/// The chain keeps 65,536 bytes of an event; what actions leave of it is for the description.
#[test]
fn a_description_is_as_long_as_an_event_can_be() {
    const LONGEST: usize = 64_896;
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let text = |length: usize| "all of it ".chars().cycle().take(length).collect::<String>();
    for length in [0, 1, 31, 32, 33, 16_384, 20_000, LONGEST] {
        let motion = payment(text(length));
        let receipt = dao.contract().call(alice, motion.propose(), 0).ok();
        assert_eq!(receipt.value, motion.id());
        assert_eq!(receipt.only_event::<ProposalCreated>().description, motion.description);
        if length == LONGEST {
            assert_eq!(receipt.logs[0].data.len(), 65_536);
        }
    }
    for length in [LONGEST + 1, 100_000] {
        stops(dao.contract(), alice, payment(text(length)).propose(), 0, "ValueTooLarge");
    }
    stops(dao.contract(), alice, payment(text(140_000)).propose(), 0, "CallDataTooLarge");
}

#[test]
fn what_is_known_of_a_proposal_is_what_it_was_made_with() {
    let dao = Dao::builder().build();
    let (contract, carol) = (dao.contract(), dao.member(2));
    let motion = harmless(&dao, "Known");
    let id = contract.call(carol, motion.propose(), 0).ok().value;
    let now = dao.sandbox().block();
    let known = Proposal {
        proposer: carol.address(),
        createdAt: now,
        voteStart: now + 2,
        voteEnd: now + 22,
        againstVotes: 0,
        forVotes: 0,
        abstainVotes: 0,
        quorum: 0,
        etaSeconds: 0,
        untilSeconds: 0,
        sparesGuardian: false,
        previous: U256::ZERO,
    };
    assert_eq!(contract.view(proposalCall { proposalId: id }), known);
    assert_eq!(contract.view(proposalSnapshotCall { proposalId: id }), U256::from(now + 2));
    assert_eq!(contract.view(proposalDeadlineCall { proposalId: id }), U256::from(now + 22));
    assert_eq!(contract.view(proposalProposerCall { proposalId: id }), carol.address());
    assert_eq!(contract.view(proposalEtaCall { proposalId: id }), U256::ZERO);
    assert!(contract.view(proposalNeedsQueuingCall { proposalId: id }));
    // The quorum is known once the snapshot's block is past.
    dao.sandbox().advance(2);
    assert_eq!(contract.view(proposalCall { proposalId: id }), known);
    dao.sandbox().advance(1);
    assert_eq!(contract.view(proposalCall { proposalId: id }), Proposal { quorum: 100 * TOKEN, ..known });
}

#[test]
fn of_an_unknown_proposal_nothing_is_known() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    for id in [U256::ZERO, U256::ONE, harmless(&dao, "Never made").id()] {
        refuses(contract, dao.member(0), stateCall { proposalId: id }, unknown(id));
        refuses(contract, dao.member(0), proposalCall { proposalId: id }, unknown(id));
        assert_eq!(contract.view(proposalSnapshotCall { proposalId: id }), U256::ZERO);
        assert_eq!(contract.view(proposalDeadlineCall { proposalId: id }), U256::ZERO);
        assert_eq!(contract.view(proposalProposerCall { proposalId: id }), Address::ZERO);
        assert_eq!(contract.view(proposalEtaCall { proposalId: id }), U256::ZERO);
        let votes = contract.view(proposalVotesCall { proposalId: id });
        assert_eq!([votes.againstVotes, votes.forVotes, votes.abstainVotes], [U256::ZERO; 3]);
        // Of others it would be true.
        assert!(contract.view(proposalNeedsQueuingCall { proposalId: id }));
    }
}

#[test]
fn proposals_are_found_one_behind_the_other() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    assert_eq!(contract.view(proposalCountCall {}), U256::ZERO);
    assert_eq!(contract.view(latestProposalCall {}), U256::ZERO);
    let mut made = Vec::new();
    for round in 0..3_u32 {
        for (place, member) in dao.members().iter().enumerate() {
            let motion = harmless(&dao, &format!("{round} of {place}"));
            contract.call(member, motion.propose(), 0).ok();
            made.push((motion.id(), member.address(), dao.sandbox().block()));
            assert_eq!(contract.view(proposalCountCall {}), U256::from(made.len()));
            assert_eq!(contract.view(latestProposalCall {}), motion.id());
        }
        dao.sandbox().advance(round);
    }
    // Neither what is refused nor what becomes of them changes that.
    refuses(contract, dao.member(0), harmless(&dao, "0 of 0").propose(), unexpected(made[0].0, 1, 0));
    contract.call(dao.member(0), harmless(&dao, "2 of 0").cancel(), 0).ok();
    let mut id = contract.view(latestProposalCall {});
    for expected in made.into_iter().rev() {
        let Proposal { proposer, createdAt, previous, .. } = proposal(&dao, id);
        assert_eq!((id, proposer, createdAt), expected);
        id = previous;
    }
    assert_eq!(id, U256::ZERO);
}
