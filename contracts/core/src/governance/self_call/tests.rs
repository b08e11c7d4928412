#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;
use crate::hashing::{Hashing, HostHashing};

/// How many different calls [`call`] makes.
const CALLS: usize = 14;

fn selector(signature: &str) -> [u8; 4] {
    *HostHashing::keccak256(signature.as_bytes()).first_chunk().unwrap()
}

/// The call of a kind, out of parts that fit its types.
fn call(kind: usize, one: Address, two: Address, word: Word, data: &[u8]) -> SelfCall<'_> {
    let amount = Amount::from_be_bytes(word);
    let low = u128::from_be_bytes(*word.last_chunk().unwrap());
    let uint = |bits: u32| Amount::from(low & ((1u128 << bits) - 1));
    match kind {
        0 => SelfCall::Set(Param::VotingDelay, uint(48)),
        1 => SelfCall::Set(Param::VotingPeriod, uint(32)),
        2 => SelfCall::Set(Param::ProposalThreshold, amount),
        3 => SelfCall::Set(Param::QuorumNumerator, amount),
        4 => SelfCall::Set(Param::LateQuorumExtension, uint(48)),
        5 => SelfCall::Set(Param::TimelockDelay, amount),
        6 => SelfCall::Set(Param::GracePeriod, amount),
        7 => SelfCall::SetGuardian(one),
        8 => SelfCall::Mint { to: one, amount },
        9 => SelfCall::SetEarning { rate: u64::from_be_bytes(*word.first_chunk().unwrap()), cap: low },
        10 => SelfCall::Relay { target: one, value: word, data },
        11 => SelfCall::Transfer { to: one, amount },
        12 => SelfCall::Approve { spender: one, amount },
        13 => SelfCall::TransferFrom { from: one, to: two, amount },
        _ => unreachable!("{CALLS} kinds"),
    }
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    [&vec![0u8; 32 - bytes.len()][..], bytes].concat()
}

/// As Solidity's `abi.encodeWithSignature` has it.
fn encode(call: &SelfCall<'_>) -> Vec<u8> {
    let (signature, words) = match call {
        SelfCall::Set(param, value) => {
            let signature = match param {
                Param::VotingDelay => "setVotingDelay(uint48)",
                Param::VotingPeriod => "setVotingPeriod(uint32)",
                Param::ProposalThreshold => "setProposalThreshold(uint256)",
                Param::QuorumNumerator => "updateQuorumNumerator(uint256)",
                Param::LateQuorumExtension => "setLateQuorumVoteExtension(uint48)",
                Param::TimelockDelay => "updateDelay(uint256)",
                Param::GracePeriod => "updateGracePeriod(uint256)",
                other => unreachable!("{other:?} has no setter"),
            };
            (signature, vec![value.to_be_bytes().to_vec()])
        }
        SelfCall::SetGuardian(guardian) => ("setProposalGuardian(address)", vec![padded(&guardian.0)]),
        SelfCall::Mint { to, amount } => {
            ("mint(address,uint256)", vec![padded(&to.0), amount.to_be_bytes().to_vec()])
        }
        SelfCall::SetEarning { rate, cap } => {
            ("setEarning(uint64,uint128)", vec![padded(&rate.to_be_bytes()), padded(&cap.to_be_bytes())])
        }
        SelfCall::Relay { target, value, data } => {
            let length = u32::try_from(data.len()).unwrap();
            let filled = vec![0u8; data.len().next_multiple_of(32) - data.len()];
            (
                "relay(address,uint256,bytes)",
                vec![
                    padded(&target.0),
                    value.to_vec(),
                    padded(&[96]),
                    padded(&length.to_be_bytes()),
                    data.to_vec(),
                    filled,
                ],
            )
        }
        SelfCall::Transfer { to, amount } => {
            ("transfer(address,uint256)", vec![padded(&to.0), amount.to_be_bytes().to_vec()])
        }
        SelfCall::Approve { spender, amount } => {
            ("approve(address,uint256)", vec![padded(&spender.0), amount.to_be_bytes().to_vec()])
        }
        SelfCall::TransferFrom { from, to, amount } => (
            "transferFrom(address,address,uint256)",
            vec![padded(&from.0), padded(&to.0), amount.to_be_bytes().to_vec()],
        ),
    };
    [selector(signature).to_vec(), words.concat()].concat()
}

fn malformed(calldata: &[u8]) -> Result<SelfCall<'_>, SelfCallError> {
    Err(SelfCallError::Malformed { selector: *calldata.first_chunk().unwrap() })
}

#[test]
fn selectors_are_those_of_the_signatures() {
    let expected = [
        ("setVotingDelay(uint48)", SET_VOTING_DELAY),
        ("setVotingPeriod(uint32)", SET_VOTING_PERIOD),
        ("setProposalThreshold(uint256)", SET_PROPOSAL_THRESHOLD),
        ("updateQuorumNumerator(uint256)", UPDATE_QUORUM_NUMERATOR),
        ("setLateQuorumVoteExtension(uint48)", SET_LATE_QUORUM_VOTE_EXTENSION),
        ("updateDelay(uint256)", UPDATE_DELAY),
        ("updateGracePeriod(uint256)", UPDATE_GRACE_PERIOD),
        ("setProposalGuardian(address)", SET_PROPOSAL_GUARDIAN),
        ("mint(address,uint256)", MINT),
        ("setEarning(uint64,uint128)", SET_EARNING),
        ("relay(address,uint256,bytes)", RELAY),
        ("transfer(address,uint256)", TRANSFER),
        ("approve(address,uint256)", APPROVE),
        ("transferFrom(address,address,uint256)", TRANSFER_FROM),
    ];
    assert_eq!(expected.len(), CALLS);
    for (signature, number) in expected {
        assert_eq!(number.to_be_bytes(), selector(signature), "{signature}");
    }
}

#[test]
fn other_functions_cannot_be_called() {
    let others = [
        "delegate(address)",
        "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)",
        "castVote(uint256,uint8)",
        "propose(address[],uint256[],bytes[],string)",
        "queue(address[],uint256[],bytes[],bytes32)",
        "execute(address[],uint256[],bytes[],bytes32)",
        "cancel(address[],uint256[],bytes[],bytes32)",
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
        "updateTimelock(address)",
        "wire(address)",
        "claimVotes(bytes32,uint128,bytes)",
        "balanceOf(address)",
    ];
    for signature in others {
        let selector = selector(signature);
        let unknown = Err(SelfCallError::Unknown { selector });
        // Whatever the arguments are.
        for length in [0, 1, 31, 32, 64, 96] {
            let calldata = [&selector[..], &vec![0u8; length][..]].concat();
            assert_eq!(SelfCall::decode(&calldata), unknown, "{signature}");
        }
    }
}

#[test]
fn fewer_than_four_bytes_are_no_selector() {
    let setter = selector("setVotingPeriod(uint32)");
    let expected = [[0; 4], [0xe5, 0, 0, 0], [0xe5, 0x40, 0, 0], [0xe5, 0x40, 0xd0, 0]];
    for (length, selector) in expected.into_iter().enumerate() {
        assert_eq!(SelfCall::decode(&setter[..length]), Err(SelfCallError::Unknown { selector }));
    }
    assert_eq!(SelfCall::decode(&setter), malformed(&setter));
}

#[test]
fn integers_are_in_the_range_of_their_type() {
    let setters = [
        ("setVotingDelay(uint48)", Param::VotingDelay, 48),
        ("setLateQuorumVoteExtension(uint48)", Param::LateQuorumExtension, 48),
        ("setVotingPeriod(uint32)", Param::VotingPeriod, 32),
    ];
    for (signature, param, bits) in setters {
        let calldata = |value: u128| [&selector(signature)[..], &padded(&value.to_be_bytes())[..]].concat();
        let most = (1u128 << bits) - 1;
        assert_eq!(SelfCall::decode(&calldata(most)), Ok(SelfCall::Set(param, Amount::from(most))));
        let above = calldata(most + 1);
        assert_eq!(SelfCall::decode(&above), malformed(&above));
    }
    let earning = |rate: &[u8], cap: &[u8]| {
        [&selector("setEarning(uint64,uint128)")[..], &padded(rate)[..], &padded(cap)[..]].concat()
    };
    let most = earning(&[0xff; 8], &[0xff; 16]);
    assert_eq!(SelfCall::decode(&most), Ok(SelfCall::SetEarning { rate: u64::MAX, cap: u128::MAX }));
    let mut wide = [0; 17];
    wide[0] = 1;
    for above in [earning(&[1, 0, 0, 0, 0, 0, 0, 0, 0], &[0]), earning(&[0], &wide)] {
        assert_eq!(SelfCall::decode(&above), malformed(&above));
    }
    let amount = [&selector("updateDelay(uint256)")[..], &[0xff; 32][..]].concat();
    assert_eq!(SelfCall::decode(&amount), Ok(SelfCall::Set(Param::TimelockDelay, Amount::MAX)));
}

#[test]
fn relayed_data_stands_where_it_has_to() {
    let (target, value) = (Address([7; 20]), [9; 32]);
    let whole = encode(&SelfCall::Relay { target, value, data: &[5; 33] });
    let [offset, length, data] = [4 + 64, 4 + 96, 4 + 128];
    assert_eq!(whole.len(), data + 64);
    assert_eq!(SelfCall::decode(&whole), Ok(SelfCall::Relay { target, value, data: &[5; 33] }));

    let changed = |position: usize, byte: u8| {
        let mut calldata = whole.clone();
        calldata[position] = byte;
        calldata
    };
    let refused = [
        // The data somewhere else, with everything there: Solidity would read the same.
        [&changed(offset + 31, 128)[..length], &[0; 32][..], &whole[length..]].concat(),
        changed(offset + 31, 128),
        // Longer than what is there, or shorter by a word and more.
        changed(length + 31, 65),
        changed(length + 31, 32),
        changed(length + 31, 0),
        changed(length, 1),
        changed(length + 27, 1),
        // Something after the data.
        changed(data + 33, 1),
        changed(data + 63, 1),
    ];
    for calldata in refused {
        assert_eq!(SelfCall::decode(&calldata), malformed(&calldata));
    }
    // What stands within the data is its own.
    let other = changed(data + 32, 0);
    assert!(SelfCall::decode(&other).is_ok());
}

proptest! {
    #[test]
    fn a_call_is_read_as_it_was_written(
        kind in 0..CALLS, one: [u8; 20], two: [u8; 20], word: [u8; 32],
        data in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let call = call(kind, Address(one), Address(two), word, &data);
        let calldata = encode(&call);
        prop_assert_eq!(SelfCall::decode(&calldata), Ok(call));
    }

    #[test]
    fn more_or_less_than_the_arguments_is_malformed(
        kind in 0..CALLS, one: [u8; 20], two: [u8; 20], word: [u8; 32],
        data in prop::collection::vec(any::<u8>(), 0..100),
        more in prop::collection::vec(any::<u8>(), 1..70),
    ) {
        let calldata = encode(&call(kind, Address(one), Address(two), word, &data));
        for end in 4..calldata.len() {
            prop_assert_eq!(SelfCall::decode(&calldata[..end]), malformed(&calldata));
        }
        for more in [more, vec![0u8], vec![0u8; 32]] {
            let longer = [calldata.as_slice(), more.as_slice()].concat();
            prop_assert_eq!(SelfCall::decode(&longer), malformed(&longer));
        }
    }

    /// A byte changed anywhere makes another call or none, never another writing of the same.
    #[test]
    fn a_call_has_one_encoding(
        kind in 0..CALLS, one: [u8; 20], two: [u8; 20], word: [u8; 32],
        data in prop::collection::vec(any::<u8>(), 0..70), change in 1..=u8::MAX,
    ) {
        let original = call(kind, Address(one), Address(two), word, &data);
        let calldata = encode(&original);
        for position in 4..calldata.len() {
            let mut changed = calldata.clone();
            changed[position] ^= change;
            match SelfCall::decode(&changed) {
                Ok(read) => {
                    prop_assert_ne!(read, original);
                    prop_assert_eq!(encode(&read), changed.clone());
                }
                refused => prop_assert_eq!(refused, malformed(&changed)),
            }
        }
    }

    /// All that is before an address or a small integer in its word.
    #[test]
    fn padding_is_zero(
        kind in 0..CALLS, one: [u8; 20], two: [u8; 20], word: [u8; 32], change in 1..=u8::MAX,
        position in 0..32usize,
    ) {
        let before: &[usize] = match kind {
            0 | 4 => &[26],
            1 => &[28],
            2 | 3 | 5 | 6 => &[0],
            9 => &[24, 16],
            13 => &[12, 12, 0],
            7 => &[12],
            _ => &[12, 0],
        };
        let calldata = encode(&call(kind, Address(one), Address(two), word, &[]));
        for (place, padding) in before.iter().enumerate() {
            let mut changed = calldata.clone();
            changed[4 + 32 * place + position] ^= change;
            prop_assert_eq!(SelfCall::decode(&changed).is_err(), position < *padding);
        }
    }
}
