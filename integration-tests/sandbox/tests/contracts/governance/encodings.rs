//! Arguments can be laid out in more ways than the one in which Solidity writes them. All are the same proposal.

use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use tributary_sandbox::{
    abi::IGovernance::{
        cancelCall, executeCall, hashProposalCall, proposeCall, queueCall, GovernorUnexpectedProposalState,
        ProposalCanceled, ProposalCreated, ProposalExecuted, ProposalQueued,
    },
    Action, Dao, Log, Motion, Receipt, TOKEN,
};

use super::{
    members::fund,
    states::{bring, proposal, unexpected, PENDING, SUCCEEDED},
};

/// Bytes of four words, behind which what they point to may stand.
const HEAD: usize = 128;

/// A layout's name and its bytes, without the selector.
type Layout = (&'static str, Vec<u8>);

/// Three payments, two with the same calldata of a part of a word.
fn motion() -> Motion {
    let say = |byte: u8, calldata: &'static [u8]| Action {
        target: Address::repeat_byte(byte),
        value: U256::from(byte),
        calldata: Bytes::from_static(calldata),
    };
    Motion::new(vec![say(1, b"same"), say(2, b""), say(3, b"same")], "Laid out somehow")
}

/// What stands at an argument's offset: its encoding alone, without the offset.
fn tail(encoded: &[u8]) -> Vec<u8> {
    encoded[32..].to_vec()
}

/// The tails in this order, each behind a gap of so many bytes; the fourth argument is `word` if that is given.
fn assemble(tails: &[Vec<u8>], order: &[usize], gap: usize, word: Option<B256>) -> Vec<u8> {
    let mut heads = [U256::ZERO; 4];
    let mut body = Vec::new();
    for place in order {
        body.resize(body.len() + gap, 0xee);
        heads[*place] = U256::from(HEAD + body.len());
        body.extend_from_slice(&tails[*place]);
    }
    if let Some(word) = word {
        heads[3] = U256::from_be_bytes(word.0);
    }
    let mut encoded: Vec<u8> = heads.iter().flat_map(U256::to_be_bytes::<32>).collect();
    encoded.extend_from_slice(&body);
    encoded
}

/// Other layouts of the same arguments: with a description, or with its hash.
fn layouts(motion: &Motion, with_hash: bool) -> Vec<Layout> {
    let proposeCall { targets, values, calldatas, description } = motion.propose();
    let mut tails =
        vec![tail(&targets.abi_encode()), tail(&values.abi_encode()), tail(&calldatas.abi_encode())];
    let word = with_hash.then(|| motion.description_hash());
    if !with_hash {
        tails.push(tail(&description.abi_encode()));
    }
    let straight: Vec<usize> = (0..tails.len()).collect();
    let backwards: Vec<usize> = straight.iter().rev().copied().collect();
    let canonical = assemble(&tails, &straight, 0, word);
    let with_calldatas = |calldatas: Vec<u8>| {
        let mut tails = tails.clone();
        tails[2] = calldatas;
        assemble(&tails, &straight, 0, word)
    };
    // The list's words: its length, three offsets, and of each its length and its bytes if there are any.
    let (length_of_first, first, last) = (4, 5, 8);
    let word_of = |list: &[u8], place: usize| list[32 * place..][..32].to_vec();
    assert_eq!(&word_of(&tails[2], first)[..4], b"same");
    assert_eq!(&word_of(&tails[2], last)[..4], b"same");
    let (mut dirty_first, mut dirty_last, mut shared) =
        (tails[2].clone(), tails[2].clone(), tails[2].clone());
    dirty_first[32 * first + 4] = 1;
    dirty_last[32 * last + 31] = 0xff;
    // The third is where the first is, and its own bytes are nothing's.
    let offset_of_first = word_of(&shared, 1);
    shared[32 * 3..][..32].copy_from_slice(&offset_of_first);
    shared[32 * last..][..4].copy_from_slice(b"else");
    let mut apart = tails[2].clone();
    for place in 1..=3 {
        let offset = U256::from_be_slice(&word_of(&apart, place)) + U256::from(64);
        apart[32 * place..][..32].copy_from_slice(&offset.to_be_bytes::<32>());
    }
    drop(apart.splice(32 * length_of_first..32 * length_of_first, [0xee; 64]));
    vec![
        ("canonical", canonical.clone()),
        ("with a part of a word behind", [canonical.as_slice(), &[7; 5]].concat()),
        ("with words behind", [canonical.as_slice(), &[0xff; 96]].concat()),
        ("backwards", assemble(&tails, &backwards, 0, word)),
        ("with gaps of words", assemble(&tails, &straight, 64, word)),
        ("with gaps of parts", assemble(&tails, &straight, 7, word)),
        ("with dirt behind the first calldata", with_calldatas(dirty_first)),
        ("with dirt behind the last calldata", with_calldatas(dirty_last)),
        ("with one calldata for two", with_calldatas(shared)),
        ("with a gap before the calldatas", with_calldatas(apart)),
    ]
}

/// The event's data in the one form in which Solidity writes it.
fn only_log(dao: &Dao, receipt: &Receipt<Bytes>) -> Bytes {
    assert_eq!(receipt.logs.len(), 1);
    let Log { contract, data, .. } = &receipt.logs[0];
    assert_eq!(*contract, dao.address());
    data.clone()
}

#[test]
fn the_layouts_are_of_the_same_arguments() {
    let motion = motion();
    for (what, layout) in layouts(&motion, false) {
        let read = proposeCall::abi_decode_raw(&layout).unwrap();
        assert_eq!(read, motion.propose(), "{what}");
    }
    let canonical = layouts(&motion, false).swap_remove(0).1;
    assert_eq!([proposeCall::SELECTOR.as_slice(), &canonical].concat(), motion.propose().abi_encode());
}

#[test]
fn every_layout_proposes_the_same() {
    let dao = Dao::builder().build();
    let (alice, motion) = (dao.member(0), motion());
    let now = dao.sandbox().block();
    let proposeCall { targets, values, calldatas, description } = motion.propose();
    let signatures = vec![String::new(); 3];
    let (start, end) = (U256::from(now + 2), U256::from(now + 22));
    let fields =
        (motion.id(), alice.address(), targets, values, signatures, calldatas, start, end, description);
    let expected = Bytes::from(fields.abi_encode_params());
    for (what, layout) in layouts(&motion, false) {
        let calldata = [proposeCall::SELECTOR.as_slice(), &layout].concat();
        let receipt = dao.sandbox().dry_run(alice, dao.address(), calldata, U256::ZERO).ok();
        assert_eq!(U256::from_be_slice(&receipt.value), motion.id(), "{what}");
        assert_eq!(only_log(&dao, &receipt), expected, "{what}");
        assert_eq!(receipt.event::<ProposalCreated>().proposalId, motion.id(), "{what}");
    }
    // With dirt in it, it is none the less there already.
    bring(&dao, &motion, PENDING);
    for (what, layout) in layouts(&motion, false) {
        let calldata = [proposeCall::SELECTOR.as_slice(), &layout].concat();
        let again = dao.sandbox().call(alice, dao.address(), calldata, U256::ZERO);
        let refusal = unexpected(motion.id(), PENDING, 0);
        assert_eq!(again.refusal::<GovernorUnexpectedProposalState>(), refusal, "{what}");
    }
}

#[test]
fn every_layout_has_the_same_hash() {
    let (dao, motion) = (Dao::builder().build(), motion());
    for (what, layout) in layouts(&motion, true) {
        let calldata = [hashProposalCall::SELECTOR.as_slice(), &layout].concat();
        let answer = dao.sandbox().dry_run(dao.member(0), dao.address(), calldata, U256::ZERO).ok().value;
        assert_eq!(U256::from_be_slice(&answer), motion.id(), "{what}");
    }
    // Calldata that only begins alike is another.
    let proposeCall { targets, values, mut calldatas, .. } = motion.propose();
    calldatas[0] = Bytes::from_static(b"same\0");
    let encoded = (targets.clone(), values.clone(), calldatas.clone(), motion.description_hash());
    let other = U256::from_be_bytes(keccak256(encoded.abi_encode_params()).0);
    let call = hashProposalCall { targets, values, calldatas, descriptionHash: motion.description_hash() };
    assert_eq!(dao.contract().view(call), other);
    assert_ne!(other, motion.id());
}

#[test]
fn every_layout_queues_executes_and_cancels_the_same() {
    // Payments, as what is called has to be there.
    let pay = |byte: u8| Action::pay(Address::repeat_byte(byte), u128::from(byte));
    let motion = |text: &str| Motion::new(vec![pay(1), pay(2), pay(3)], text);
    let others = |motion: &Motion| -> Vec<Layout> {
        let tails = {
            let proposeCall { targets, values, calldatas, .. } = motion.propose();
            [tail(&targets.abi_encode()), tail(&values.abi_encode()), tail(&calldatas.abi_encode())]
        };
        let word = Some(motion.description_hash());
        vec![
            ("backwards", assemble(&tails, &[2, 1, 0], 0, word)),
            ("with gaps", assemble(&tails, &[0, 1, 2], 9, word)),
            ("with words behind", [assemble(&tails, &[0, 1, 2], 0, word), vec![0xff; 64]].concat()),
        ]
    };
    for place in 0..3 {
        let dao = Dao::builder().build();
        fund(&dao, TOKEN);
        let send = |selector: [u8; 4], motion: &Motion| {
            let (what, layout) = others(motion).swap_remove(place);
            let calldata = [selector.as_slice(), &layout].concat();
            let outcome = dao.sandbox().call(dao.member(0), dao.address(), calldata, U256::ZERO);
            assert!(outcome.result.is_ok(), "{what}: {outcome:?}");
            outcome.ok()
        };
        let decided = motion("Decided");
        let id = bring(&dao, &decided, SUCCEEDED);
        let queued: ProposalQueued = send(queueCall::SELECTOR, &decided).event();
        assert_eq!(queued.proposalId, id);
        dao.wait(60);
        let executed: ProposalExecuted = send(executeCall::SELECTOR, &decided).event();
        assert_eq!(executed.proposalId, id);
        let paid = [1, 2, 3].map(|byte| dao.sandbox().balance(Address::repeat_byte(byte)));
        assert_eq!(paid, [1, 2, 3]);
        let dropped = motion("Dropped");
        let id = bring(&dao, &dropped, PENDING);
        let canceled: ProposalCanceled = send(cancelCall::SELECTOR, &dropped).event();
        assert_eq!(canceled.proposalId, id);
        assert_eq!(proposal(&dao, id).etaSeconds, 0);
    }
}
