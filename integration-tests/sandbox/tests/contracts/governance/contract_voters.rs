//! Voters that are contracts: they sign by saying so (ERC-1271), or vote like anybody else.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{sol, SolCall, SolStruct};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, castVoteCall, castVoteWithReasonAndParamsBySigCall, delegateCall, stateCall,
        GovernorAlreadyCastVote, GovernorInvalidSignature, VoteCast,
    },
    dao::{AGAINST, FOR},
    probe::{self, Puppet},
    typed_data::{domain, Ballot, ExtendedBallot},
    Actor, Dao, TOKEN,
};

use super::{
    account::Accounts,
    members::delegate,
    programs::{burning, refusing, wallet_answering, wallet_calling, wallet_of, VALID},
    states::{harmless, proposal},
    wallet::Wallet,
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

sol! {
    /// ERC-1271.
    interface IERC1271 {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
    }
}

/// What any wallet here takes for its signature.
const SIGNATURE: &[u8] = b"signed by two of three";

/// A DAO on which a wallet is to vote with the votes of the second member, and somebody who relays.
struct Poll {
    dao: Dao,
    relay: Actor,
}

impl Poll {
    fn new() -> Self {
        let dao = Dao::builder().build();
        let relay = dao.sandbox().actor("relay");
        Self { dao, relay }
    }

    /// Lets `wallet` have 300 votes, and opens a vote.
    #[track_caller]
    fn open(&self, wallet: Address) -> U256 {
        delegate(&self.dao, self.dao.member(1), wallet);
        self.dao.open(&harmless(&self.dao, &format!("Voted on by {wallet}")))
    }

    fn call(&self, wallet: Address, id: U256) -> castVoteBySigCall {
        castVoteBySigCall { proposalId: id, support: FOR, voter: wallet, signature: SIGNATURE.into() }
    }

    /// The wallet's vote has to count once, with the votes that were delegated to it.
    #[track_caller]
    fn counts(&self, wallet: Address, id: U256) {
        let receipt = self.dao.contract().call(&self.relay, self.call(wallet, id), 0).ok();
        let cast = VoteCast {
            voter: wallet,
            proposalId: id,
            support: FOR,
            weight: U256::from(300 * TOKEN),
            reason: String::new(),
        };
        assert_eq!(receipt.only_event::<VoteCast>(), cast);
        assert_eq!(receipt.value, cast.weight);
        assert_eq!(self.dao.nonce(wallet), U256::ONE);
        assert_eq!(proposal(&self.dao, id).forVotes, 300 * TOKEN);
    }

    /// It must not count.
    #[track_caller]
    fn is_refused(&self, wallet: Address, id: U256, what: &str) {
        let before = self.dao.sandbox().state_root();
        let outcome = self.dao.contract().call(&self.relay, self.call(wallet, id), 0);
        assert!(outcome.result.is_err(), "{what}");
        assert_eq!(outcome.refusal::<GovernorInvalidSignature>().voter, wallet, "{what}");
        assert_eq!(self.dao.sandbox().state_root(), before, "{what}");
    }
}

fn question(digest: B256, signature: &[u8]) -> Vec<u8> {
    let signature = Bytes::copy_from_slice(signature);
    IERC1271::isValidSignatureCall { hash: digest, signature }.abi_encode()
}

#[test]
fn the_question_is_the_standards() {
    assert_eq!(IERC1271::isValidSignatureCall::SELECTOR, VALID);
}

#[test]
fn a_wallet_that_says_yes_votes() {
    let poll = Poll::new();
    let wallet = probe::answering(poll.dao.sandbox(), &poll.relay, VALID);
    let id = poll.open(wallet);
    poll.counts(wallet, id);
    let again = GovernorAlreadyCastVote { voter: wallet };
    refuses(poll.dao.contract(), &poll.relay, poll.call(wallet, id), again);
    // As Solidity does, the rest of a longer answer is not read.
    let wallet = wallet_answering(poll.dao.sandbox(), &poll.relay, padded(VALID), 64);
    let id = poll.open(wallet);
    poll.counts(wallet, id);
}

fn padded(start: [u8; 4]) -> [u8; 32] {
    let mut word = [0; 32];
    word[..4].copy_from_slice(&start);
    word
}

#[test]
fn a_wallet_that_does_not_say_yes_does_not() {
    let poll = Poll::new();
    let (sandbox, relay) = (poll.dao.sandbox(), &poll.relay);
    let (mut more, mut last) = (padded(VALID), padded(VALID));
    more[4] = 1;
    last[31] = 1;
    let mut right = [0; 32];
    right[28..].copy_from_slice(&VALID);
    let wallets = [
        ("no", wallet_answering(sandbox, relay, [0; 32], 32)),
        ("all ones", wallet_answering(sandbox, relay, [0xff; 32], 32)),
        ("ERC-1271's no", wallet_answering(sandbox, relay, padded([0xff; 4]), 32)),
        ("yes and a byte", wallet_answering(sandbox, relay, more, 32)),
        ("yes and a last byte", wallet_answering(sandbox, relay, last, 32)),
        ("yes on the right", wallet_answering(sandbox, relay, right, 32)),
        ("true", wallet_answering(sandbox, relay, U256::ONE.to_be_bytes(), 32)),
        ("yes, cut to four bytes", wallet_answering(sandbox, relay, padded(VALID), 4)),
        ("yes, a byte short", wallet_answering(sandbox, relay, padded(VALID), 31)),
        ("nothing", wallet_answering(sandbox, relay, padded(VALID), 0)),
        ("reverts", probe::rejecting(sandbox, relay)),
        ("reverts with yes", refusing(sandbox, relay, &padded(VALID))),
    ];
    for (what, wallet) in wallets {
        let id = poll.open(wallet);
        poll.is_refused(wallet, id, what);
    }
}

#[test]
fn a_wallet_that_burns_all_weight_hurts_only_who_relays_for_it() {
    let poll = Poll::new();
    let wallet = burning(poll.dao.sandbox(), &poll.relay);
    let id = poll.open(wallet);
    stops(poll.dao.contract(), &poll.relay, poll.call(wallet, id), 0, "OutOfGas");
    poll.dao.vote(poll.dao.member(0), id, FOR);
}

/// The digest is alloy's and the signature whatever it is, of any length.
#[test]
fn a_wallet_is_asked_about_this_ballot_and_this_signature() {
    for length in [0, 1, 32, 33, 64, 65, 66, 1_000] {
        let poll = Poll::new();
        let (sandbox, relay) = (poll.dao.sandbox(), &poll.relay);
        let signature = vec![0xab; length];
        // Its address is in the text that it signs.
        let wallet = sandbox.next_contract(relay);
        let own = domain(poll.dao.address());
        let id = poll.open(wallet);
        let ballot = Ballot { proposalId: id, support: FOR, voter: wallet, nonce: U256::ZERO };
        let expected = question(ballot.eip712_signing_hash(&own), &signature);
        assert_eq!(wallet_of(sandbox, relay, &expected), wallet);
        let right = castVoteBySigCall { signature: signature.clone().into(), ..poll.call(wallet, id) };
        let refusal = GovernorInvalidSignature { voter: wallet };
        let against = castVoteBySigCall { support: AGAINST, ..right.clone() };
        refuses(poll.dao.contract(), relay, against, refusal.clone());
        let longer = [signature.as_slice(), &[0]].concat();
        let longer = castVoteBySigCall { signature: longer.into(), ..right.clone() };
        refuses(poll.dao.contract(), relay, longer, refusal.clone());
        let receipt = poll.dao.contract().call(relay, right.clone(), 0).ok();
        assert_eq!(receipt.value, U256::from(300 * TOKEN));
        // The next nonce makes another digest.
        refuses(poll.dao.contract(), relay, right, refusal);
    }
}

#[test]
fn a_wallet_signs_a_reason_as_well() {
    let poll = Poll::new();
    let (sandbox, relay) = (poll.dao.sandbox(), &poll.relay);
    let wallet = sandbox.next_contract(relay);
    let id = poll.open(wallet);
    let reason = "The board decided so";
    let ballot = ExtendedBallot {
        proposalId: id,
        support: AGAINST,
        voter: wallet,
        nonce: U256::ZERO,
        reason: reason.to_owned(),
        params: Bytes::new(),
    };
    let digest = ballot.eip712_signing_hash(&domain(poll.dao.address()));
    assert_eq!(wallet_of(sandbox, relay, &question(digest, SIGNATURE)), wallet);
    let call = castVoteWithReasonAndParamsBySigCall {
        proposalId: id,
        support: AGAINST,
        voter: wallet,
        reason: reason.to_owned(),
        params: Bytes::new(),
        signature: SIGNATURE.into(),
    };
    let other = castVoteWithReasonAndParamsBySigCall { reason: "Because".to_owned(), ..call.clone() };
    refuses(poll.dao.contract(), relay, other, GovernorInvalidSignature { voter: wallet });
    let cast: VoteCast = poll.dao.contract().call(relay, call, 0).ok().only_event();
    assert_eq!((cast.voter, cast.support, cast.reason.as_str()), (wallet, AGAINST, reason));
    assert_eq!(cast.weight, U256::from(300 * TOKEN));
}

/// It is asked by a call that changes nothing and from which the DAO cannot be entered, so whatever it tries fails,
/// and only then does it say yes.
#[test]
fn a_wallet_that_calls_back_votes_once() {
    let back = |call: usize, id: U256, bob: Address| match call {
        0 => castVoteCall { proposalId: id, support: AGAINST }.abi_encode(),
        1 => delegateCall { delegatee: bob }.abi_encode(),
        2 => stateCall { proposalId: id }.abi_encode(),
        _ => Vec::new(),
    };
    for call in 0..4 {
        let poll = Poll::new();
        let (sandbox, relay, bob) = (poll.dao.sandbox(), &poll.relay, poll.dao.member(1).address());
        let wallet = sandbox.next_contract(relay);
        let id = poll.open(wallet);
        let calldata = back(call, id, bob);
        assert_eq!(wallet_calling(sandbox, relay, poll.dao.address(), &calldata), wallet);
        poll.counts(wallet, id);
        assert_eq!(proposal(&poll.dao, id).againstVotes, 0);
        assert_eq!(poll.dao.votes(wallet), 300 * TOKEN);
    }
}

/// A contract's address is not one of a key, even if some key's signature gave it.
#[test]
fn a_keys_signature_is_no_contracts() {
    let poll = Poll::new();
    let wallet = wallet_answering(poll.dao.sandbox(), &poll.relay, [0; 32], 32);
    let id = poll.open(wallet);
    let ballot = Ballot { proposalId: id, support: FOR, voter: wallet, nonce: U256::ZERO };
    let signature = Wallet::new("its owner").sign_typed(&ballot, &domain(poll.dao.address()));
    let call = castVoteBySigCall { signature: Bytes::copy_from_slice(&signature), ..poll.call(wallet, id) };
    refuses(poll.dao.contract(), &poll.relay, call, GovernorInvalidSignature { voter: wallet });
    // Nor can an account without code say yes.
    let nobody = Actor::ethereum("nobody").address();
    let refusal = GovernorInvalidSignature { voter: nobody };
    refuses(poll.dao.contract(), &poll.relay, poll.call(nobody, id), refusal);
}

#[test]
fn a_contract_votes_like_anybody_else() {
    let poll = Poll::new();
    let (dao, relay) = (&poll.dao, &poll.relay);
    let puppet = Puppet::deploy(dao.sandbox(), relay, |own| (own, Vec::new()));
    let id = poll.open(puppet.address());
    let call = castVoteCall { proposalId: id, support: FOR }.abi_encode();
    let receipt = puppet.call(relay, dao.address(), &call, 0).ok();
    let cast: Vec<VoteCast> = receipt.events_of(dao.address());
    assert_eq!(cast.len(), 1);
    assert_eq!((cast[0].voter, cast[0].weight), (puppet.address(), U256::from(300 * TOKEN)));
    let again: GovernorAlreadyCastVote = puppet.call(relay, dao.address(), &call, 0).refusal();
    assert_eq!(again.voter, puppet.address());
}
