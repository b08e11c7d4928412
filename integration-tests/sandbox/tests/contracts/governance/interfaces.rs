//! Which standards the contract says it has, what it answers as a holder of tokens, and what tools ask a governor.

use alloy_primitives::{aliases::U48, keccak256, Bytes, FixedBytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        allowanceCall, approveCall, balanceOfCall, cancelCall, castVoteBySigCall, castVoteCall,
        castVoteWithReasonAndParamsBySigCall, castVoteWithReasonAndParamsCall, castVoteWithReasonCall,
        clockCall, delegateBySigCall, delegateCall, delegatesCall, eip712DomainCall, executeCall,
        getPastTotalSupplyCall, getPastVotesCall, getProposalIdCall, getVotesWithParamsCall, getVotes_0Call,
        getVotes_1Call, hasVotedCall, hashProposalCall, nameCall, noncesCall, onERC1155BatchReceivedCall,
        onERC1155ReceivedCall, onERC721ReceivedCall, permitCall, proposalDeadlineCall, proposalEtaCall,
        proposalNeedsQueuingCall, proposalProposerCall, proposalSnapshotCall, proposalThresholdCall,
        proposeCall, queueCall, quorumCall, stateCall, supportsInterfaceCall, timelockCall, tokenCall,
        totalSupplyCall, transferCall, transferFromCall, versionCall, votingDelayCall, votingPeriodCall,
        BALLOT_TYPEHASHCall, CLOCK_MODECall, COUNTING_MODECall, DOMAIN_SEPARATORCall, ERC5805FutureLookup,
        EXTENDED_BALLOT_TYPEHASHCall, GovernorInvalidVoteParams,
    },
    Dao, TOKEN,
};

use crate::{expectation::stops, refusal::refuses};

/// The selectors of OpenZeppelin's IGovernor without those it inherits, in the order of its file.
const GOVERNOR: [[u8; 4]; 27] = [
    nameCall::SELECTOR,
    versionCall::SELECTOR,
    COUNTING_MODECall::SELECTOR,
    hashProposalCall::SELECTOR,
    getProposalIdCall::SELECTOR,
    stateCall::SELECTOR,
    proposalThresholdCall::SELECTOR,
    proposalSnapshotCall::SELECTOR,
    proposalDeadlineCall::SELECTOR,
    proposalProposerCall::SELECTOR,
    proposalEtaCall::SELECTOR,
    proposalNeedsQueuingCall::SELECTOR,
    votingDelayCall::SELECTOR,
    votingPeriodCall::SELECTOR,
    quorumCall::SELECTOR,
    getVotes_1Call::SELECTOR,
    getVotesWithParamsCall::SELECTOR,
    hasVotedCall::SELECTOR,
    proposeCall::SELECTOR,
    queueCall::SELECTOR,
    executeCall::SELECTOR,
    cancelCall::SELECTOR,
    castVoteCall::SELECTOR,
    castVoteWithReasonCall::SELECTOR,
    castVoteWithReasonAndParamsCall::SELECTOR,
    castVoteBySigCall::SELECTOR,
    castVoteWithReasonAndParamsBySigCall::SELECTOR,
];

const VOTES: [[u8; 4]; 6] = [
    getVotes_0Call::SELECTOR,
    getPastVotesCall::SELECTOR,
    getPastTotalSupplyCall::SELECTOR,
    delegatesCall::SELECTOR,
    delegateCall::SELECTOR,
    delegateBySigCall::SELECTOR,
];

const ERC20: [[u8; 4]; 6] = [
    totalSupplyCall::SELECTOR,
    balanceOfCall::SELECTOR,
    transferCall::SELECTOR,
    allowanceCall::SELECTOR,
    approveCall::SELECTOR,
    transferFromCall::SELECTOR,
];

const PERMIT: [[u8; 4]; 3] = [permitCall::SELECTOR, noncesCall::SELECTOR, DOMAIN_SEPARATORCall::SELECTOR];
const CLOCK: [[u8; 4]; 2] = [clockCall::SELECTOR, CLOCK_MODECall::SELECTOR];
const DOMAIN: [[u8; 4]; 1] = [eip712DomainCall::SELECTOR];
const ERC165: [[u8; 4]; 1] = [supportsInterfaceCall::SELECTOR];
const ERC1155_RECEIVER: [[u8; 4]; 2] =
    [onERC1155ReceivedCall::SELECTOR, onERC1155BatchReceivedCall::SELECTOR];

/// ERC-165's number of an interface.
fn number(selectors: &[[u8; 4]]) -> u32 {
    selectors.iter().fold(0, |number, selector| number ^ u32::from_be_bytes(*selector))
}

#[track_caller]
fn has(dao: &Dao, number: u32) -> bool {
    let id = FixedBytes(number.to_be_bytes());
    dao.contract().view(supportsInterfaceCall { interfaceId: id })
}

#[test]
fn the_contract_says_which_standards_it_has() {
    let dao = Dao::builder().build();
    // As the standards print them where they do; OpenZeppelin prints none.
    let standards: [(&[[u8; 4]], u32); 8] = [
        (&ERC165, 0x01ff_c9a7),
        (&GOVERNOR, 0xcdbd_fcee),
        (&ERC1155_RECEIVER, 0x4e23_12e0),
        (&CLOCK, 0xda28_7a1d),
        (&VOTES, 0xe90f_b3f6),
        (&ERC20, 0x3637_2b07),
        (&PERMIT, 0x9d8f_f7da),
        (&DOMAIN, 0x84b0_196e),
    ];
    for (selectors, printed) in standards {
        assert_eq!(number(selectors), printed, "{printed:08x}");
        assert!(has(&dao, printed), "{printed:08x}");
    }
    // IGovernor of 5.0 to 5.2 had no getProposalId.
    let earlier = number(&GOVERNOR) ^ u32::from_be_bytes(getProposalIdCall::SELECTOR);
    assert_eq!(earlier, 0x6545_5a86);
    assert!(has(&dao, earlier));
}

#[test]
fn and_which_it_has_not() {
    let dao = Dao::builder().build();
    let others = [
        // Nobody's, by the standard.
        0xffff_ffff,
        0,
        // ERC-721 and its receiver, ERC-1155, AccessControl, and neighbours of what it has.
        0x80ac_58cd,
        0x150b_7a02,
        0xd9b6_7a26,
        0x7965_db0b,
        0x01ff_c9a6,
        0xcdbd_fcef,
        0x4e23_12e1,
    ];
    for number in others {
        assert!(!has(&dao, number), "{number:08x}");
    }
}

#[test]
fn tools_find_token_and_timelock_in_the_governor_itself() {
    let dao = Dao::builder().build();
    let contract = dao.contract();
    assert_eq!(contract.view(tokenCall {}), dao.address());
    assert_eq!(contract.view(timelockCall {}), dao.address());
    assert_eq!(contract.view(COUNTING_MODECall {}), "support=bravo&quorum=for,abstain");
    assert_eq!(
        (contract.view(nameCall {}).as_str(), contract.view(versionCall {}).as_str()),
        ("Tributary", "1")
    );
    let ballot = "Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)";
    let extended =
        "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)";
    assert_eq!(contract.view(BALLOT_TYPEHASHCall {}), keccak256(ballot));
    assert_eq!(contract.view(EXTENDED_BALLOT_TYPEHASHCall {}), keccak256(extended));
}

#[test]
fn votes_of_the_past_are_told_in_three_ways() {
    let dao = Dao::builder().build();
    let (contract, account) = (dao.contract(), dao.member(0).address());
    let with = |timepoint: U256, params: &[u8]| {
        let params = Bytes::copy_from_slice(params);
        getVotesWithParamsCall { account, timepoint, params }
    };
    let now = dao.sandbox().block();
    for (block, votes) in [(now - 1, 500 * TOKEN), (0, 0)] {
        let (timepoint, votes) = (U256::from(block), U256::from(votes));
        assert_eq!(contract.view(getPastVotesCall { account, timepoint }), votes);
        assert_eq!(contract.view(getVotes_1Call { account, timepoint }), votes);
        assert_eq!(contract.view(with(timepoint, &[])), votes);
        refuses(contract, dao.member(0), with(timepoint, &[0]), GovernorInvalidVoteParams {});
    }
    let timepoint = U256::from(now);
    let future = ERC5805FutureLookup { timepoint, clock: U48::from(now) };
    refuses(contract, dao.member(0), getVotes_1Call { account, timepoint }, future.clone());
    refuses(contract, dao.member(0), with(timepoint, &[]), future);
}

#[test]
fn it_takes_tokens_of_other_standards() {
    let dao = Dao::builder().build();
    let (contract, sender) = (dao.contract(), dao.sandbox().actor("sender"));
    let (operator, from) = (sender.address(), dao.member(0).address());
    for data in [Bytes::new(), Bytes::from(vec![7; 33]), Bytes::from(vec![8; 20_000])] {
        let (id, value) = (U256::MAX, U256::from(5));
        let call = onERC721ReceivedCall { operator, from, tokenId: id, data: data.clone() };
        let receipt = contract.call(&sender, call.clone(), 0).ok();
        assert_eq!((receipt.value.0, receipt.logs.len()), ([0x15, 0x0b, 0x7a, 0x02], 0));
        let single = onERC1155ReceivedCall { operator, from, id, value, data: data.clone() };
        assert_eq!(contract.call(&sender, single, 0).ok().value.0, [0xf2, 0x3a, 0x6e, 0x61]);
        let many =
            onERC1155BatchReceivedCall { operator, from, ids: vec![id; 3], values: vec![value; 3], data };
        assert_eq!(contract.call(&sender, many, 0).ok().value.0, [0xbc, 0x19, 0x7c, 0x81]);
        stops(contract, &sender, call, 1, "ContractTrapped");
    }
}
