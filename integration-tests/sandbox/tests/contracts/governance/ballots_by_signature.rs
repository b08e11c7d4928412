//! Ballots that their voters sign and anybody relays. Signatures are by alloy's digest and k256.

use std::fmt::Debug;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{Eip712Domain, SolCall, SolError, SolStruct};
use tributary_sandbox::{
    abi::IGovernance::{
        castVoteBySigCall, castVoteCall, castVoteWithReasonAndParamsBySigCall, hasVotedCall,
        GovernorAlreadyCastVote, GovernorInvalidSignature, GovernorInvalidVoteParams,
        GovernorInvalidVoteType, VoteCast,
    },
    dao::{ABSTAIN, AGAINST, FOR},
    runtime::CHAIN_ID,
    typed_data::{domain, domain_of, Ballot, Delegation, ExtendedBallot},
    Action, Actor, Dao, Motion, TOKEN,
};

use super::{
    account::Accounts,
    members::delegate,
    states::{bring, harmless, only, proposal, unexpected, unknown, ACTIVE, PENDING},
    unreadable::{is_unreadable, with_word, BEYOND},
    wallet::{holding, Wallet},
};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

/// The weight of the wallet's ballots.
const WEIGHT: u128 = 100 * TOKEN;

/// An open vote, a wallet with a hundred tokens, and somebody who relays.
struct Poll {
    dao: Dao,
    wallet: Wallet,
    relay: Actor,
    id: U256,
}

impl Poll {
    #[track_caller]
    fn open() -> Self {
        let dao = Dao::builder().build();
        let (wallet, voter) = holding(&dao, "walter", WEIGHT);
        delegate(&dao, &voter, &voter);
        let id = dao.open(&harmless(&dao, "Voted on by signature"));
        let relay = dao.sandbox().actor("relay");
        Self { dao, wallet, relay, id }
    }

    /// What the wallet signs, with its first nonce.
    fn ballot(&self, support: u8) -> Ballot {
        Ballot { proposalId: self.id, support, voter: self.wallet.address(), nonce: U256::ZERO }
    }

    fn domain(&self) -> Eip712Domain {
        domain(self.dao.address())
    }

    fn sign(&self, data: &impl SolStruct) -> Vec<u8> {
        self.wallet.sign_typed(data, &self.domain()).to_vec()
    }

    #[track_caller]
    fn refuses<E: SolError + Debug + PartialEq>(&self, call: impl SolCall, expected: E) {
        refuses(self.dao.contract(), &self.relay, call, expected);
    }

    fn invalid(&self) -> GovernorInvalidSignature {
        GovernorInvalidSignature { voter: self.wallet.address() }
    }

    #[track_caller]
    fn nonce(&self) -> U256 {
        self.dao.nonce(self.wallet.address())
    }

    #[track_caller]
    fn has_voted(&self, account: Address) -> bool {
        self.dao.contract().view(hasVotedCall { proposalId: self.id, account })
    }
}

/// The call that relays this ballot.
fn relayed(ballot: &Ballot, signature: &[u8]) -> castVoteBySigCall {
    let Ballot { proposalId, support, voter, .. } = *ballot;
    castVoteBySigCall { proposalId, support, voter, signature: Bytes::copy_from_slice(signature) }
}

/// The same ballot with a reason.
fn extended(ballot: &Ballot, reason: &str) -> ExtendedBallot {
    let Ballot { proposalId, support, voter, nonce } = *ballot;
    ExtendedBallot { proposalId, support, voter, nonce, reason: reason.to_owned(), params: Bytes::new() }
}

/// The call that relays this ballot with a reason.
fn relayed_because(ballot: &ExtendedBallot, signature: &[u8]) -> castVoteWithReasonAndParamsBySigCall {
    let ExtendedBallot { proposalId, support, voter, reason, params, .. } = ballot.clone();
    let signature = Bytes::copy_from_slice(signature);
    castVoteWithReasonAndParamsBySigCall { proposalId, support, voter, reason, params, signature }
}

#[test]
fn a_signed_ballot_is_its_signers_whoever_relays_it() {
    for support in [AGAINST, FOR, ABSTAIN] {
        let poll = Poll::open();
        let (ballot, voter) = (poll.ballot(support), poll.wallet.address());
        let call = relayed(&ballot, &poll.sign(&ballot));
        let receipt = poll.dao.contract().call(&poll.relay, call, 0).ok();
        assert_eq!(receipt.value, U256::from(WEIGHT));
        let cast = VoteCast {
            voter,
            proposalId: poll.id,
            support,
            weight: U256::from(WEIGHT),
            reason: String::new(),
        };
        assert_eq!(receipt.only_event::<VoteCast>(), cast);
        assert_eq!(poll.nonce(), U256::ONE);
        assert_eq!(poll.dao.nonce(&poll.relay), U256::ZERO);
        assert!(poll.has_voted(voter) && !poll.has_voted(poll.relay.address()));
        let found = proposal(&poll.dao, poll.id);
        let tally = [found.againstVotes, found.forVotes, found.abstainVotes];
        assert_eq!(tally[usize::from(support)], WEIGHT);
        assert_eq!(tally.iter().sum::<u128>(), WEIGHT);
    }
}

#[test]
fn a_signed_reason_is_told() {
    let long = "Signed reasons can be long, too. ".repeat(300);
    for reason in ["", "Because", "Not only ASCII: déjà vu", &long] {
        let poll = Poll::open();
        let ballot = extended(&poll.ballot(FOR), reason);
        let call = relayed_because(&ballot, &poll.sign(&ballot));
        let receipt = poll.dao.contract().call(&poll.relay, call, 0).ok();
        assert_eq!(receipt.value, U256::from(WEIGHT));
        let cast: VoteCast = receipt.only_event();
        assert_eq!((cast.voter, cast.weight), (poll.wallet.address(), U256::from(WEIGHT)));
        assert_eq!((cast.support, cast.reason.as_str()), (FOR, reason));
        assert_eq!(poll.nonce(), U256::ONE);
    }
}

#[test]
fn a_signature_is_for_one_chain_governor_voter_and_text() {
    let poll = Poll::open();
    let (ballot, own) = (poll.ballot(FOR), poll.domain());
    let other = poll.dao.contract().call(poll.dao.member(1), harmless(&poll.dao, "Other").propose(), 0).ok();
    let voter = Wallet::new("another").address();
    let nonce = U256::ONE;
    let sign = |ballot: &Ballot, domain: &Eip712Domain| poll.wallet.sign_typed(ballot, domain);
    let signatures = [
        ("other chain", sign(&ballot, &domain_of(poll.dao.address(), CHAIN_ID + 1))),
        ("no chain", sign(&ballot, &domain_of(poll.dao.address(), 0))),
        ("other governor", sign(&ballot, &domain(poll.relay.address()))),
        ("other name", sign(&ballot, &Eip712Domain { name: Some("Tributary DAO".into()), ..own.clone() })),
        ("other version", sign(&ballot, &Eip712Domain { version: Some("2".into()), ..own.clone() })),
        ("other support", sign(&Ballot { support: AGAINST, ..ballot.clone() }, &own)),
        ("other proposal", sign(&Ballot { proposalId: other.value, ..ballot.clone() }, &own)),
        ("other voter", sign(&Ballot { voter, ..ballot.clone() }, &own)),
        ("later nonce", sign(&Ballot { nonce, ..ballot.clone() }, &own)),
        ("other signer", Wallet::new("another").sign_typed(&ballot, &own)),
        ("with a reason", poll.wallet.sign_typed(&extended(&ballot, ""), &own)),
    ];
    for (what, signature) in signatures {
        let call = relayed(&ballot, &signature);
        let before = poll.dao.sandbox().state_root();
        let refusal: GovernorInvalidSignature = poll.dao.contract().call(&poll.relay, call, 0).refusal();
        assert_eq!(refusal, poll.invalid(), "{what}");
        assert_eq!(poll.dao.sandbox().state_root(), before, "{what}");
    }
    // The one that is for all that counts.
    poll.dao.contract().call(&poll.relay, relayed(&ballot, &sign(&ballot, &own)), 0).ok();
}

#[test]
fn a_signature_with_a_reason_is_for_that_reason() {
    let poll = Poll::open();
    let ballot = extended(&poll.ballot(FOR), "This reason");
    let own = poll.domain();
    let but = |change: &dyn Fn(&mut ExtendedBallot)| {
        let mut other = ballot.clone();
        change(&mut other);
        poll.wallet.sign_typed(&other, &own)
    };
    let signatures = [
        but(&|ballot| ballot.reason.push('.')),
        but(&|ballot| ballot.reason.clear()),
        but(&|ballot| ballot.params = vec![0].into()),
        but(&|ballot| ballot.support = AGAINST),
        but(&|ballot| ballot.proposalId += U256::ONE),
        but(&|ballot| ballot.voter = poll.relay.address()),
        but(&|ballot| ballot.nonce = U256::ONE),
        poll.wallet.sign_typed(&ballot, &domain_of(poll.dao.address(), CHAIN_ID + 1)),
        poll.wallet.sign_typed(&poll.ballot(FOR), &own),
    ];
    for signature in signatures {
        poll.refuses(relayed_because(&ballot, &signature), poll.invalid());
    }
    // Params do not count, whether they were signed or not.
    let with_params = ExtendedBallot { params: vec![1].into(), ..ballot.clone() };
    for signature in [poll.sign(&ballot), poll.sign(&with_params)] {
        poll.refuses(relayed_because(&with_params, &signature), GovernorInvalidVoteParams {});
    }
    poll.dao.contract().call(&poll.relay, relayed_because(&ballot, &poll.sign(&ballot)), 0).ok();
}

/// Two DAOs on one chain in which the same proposal has the same id.
#[test]
fn a_ballot_for_one_dao_is_none_for_another() {
    let [first, second] = {
        let first = Dao::builder().build();
        let second = Dao::builder().build_on(first.sandbox().clone());
        [first, second]
    };
    let action = Action::pay(Address::repeat_byte(7), 1);
    let motion = Motion::new(vec![action], "The same");
    let wallet = Wallet::new("walter");
    let id = first.open(&motion);
    assert_eq!(second.open(&motion), id);
    let ballot = Ballot { proposalId: id, support: FOR, voter: wallet.address(), nonce: U256::ZERO };
    let relay = first.sandbox().actor("relay");
    for (here, there) in [(&first, &second), (&second, &first)] {
        let call = relayed(&ballot, &wallet.sign_typed(&ballot, &domain(here.address())));
        let refusal = GovernorInvalidSignature { voter: wallet.address() };
        refuses(there.contract(), &relay, call.clone(), refusal);
        here.contract().call(&relay, call, 0).ok();
    }
}

#[test]
fn a_signature_has_one_form() {
    let poll = Poll::open();
    let ballot = poll.ballot(FOR);
    let digest = ballot.eip712_signing_hash(&poll.domain());
    let good = poll.wallet.sign(digest);
    let with_v = |v: u8| [&good[..64], &[v]].concat();
    let mut forms = [0, 1, 2, 26, 29, 54, 255].map(with_v).to_vec();
    // The other v, which is another signer's.
    forms.push(with_v(55 - good[64]));
    forms.push(poll.wallet.sign_high_s(digest).to_vec());
    forms.push(good[..64].to_vec());
    forms.push([good.as_slice(), &[0]].concat());
    forms.push(good.repeat(2));
    forms.push(Vec::new());
    for (byte, v) in [(0, 0), (0, 27), (0, 28), (0xff, 27), (0xff, 28)] {
        let mut form = vec![byte; 65];
        form[64] = v;
        forms.push(form);
    }
    // The short form of ERC-2098.
    let mut short = good[..64].to_vec();
    short[32] |= (good[64] - 27) << 7;
    forms.push(short);
    for form in &forms {
        poll.refuses(relayed(&ballot, form), poll.invalid());
        // Nobody's is not the zero address's either.
        let nobody = Ballot { voter: Address::ZERO, ..ballot.clone() };
        poll.refuses(relayed(&nobody, form), GovernorInvalidSignature { voter: Address::ZERO });
    }
    poll.dao.contract().call(&poll.relay, relayed(&ballot, &good), 0).ok();
}

#[test]
fn a_signature_counts_once() {
    let poll = Poll::open();
    let (ballot, contract) = (poll.ballot(FOR), poll.dao.contract());
    let call = relayed(&ballot, &poll.sign(&ballot));
    contract.call(&poll.relay, call.clone(), 0).ok();
    poll.refuses(call, poll.invalid());
    // A second signature finds that the voter has voted, and stays good for nothing else.
    let second = Ballot { nonce: U256::ONE, ..ballot };
    let voted = GovernorAlreadyCastVote { voter: poll.wallet.address() };
    poll.refuses(relayed(&second, &poll.sign(&second)), voted.clone());
    assert_eq!(poll.nonce(), U256::ONE);
    // Nor does the voter vote again by itself.
    let voter = poll.wallet.actor(poll.dao.sandbox());
    refuses(contract, &voter, castVoteCall { proposalId: poll.id, support: AGAINST }, voted);
}

#[test]
fn who_votes_itself_makes_its_signature_worthless() {
    let poll = Poll::open();
    let ballot = poll.ballot(AGAINST);
    let signature = poll.sign(&ballot);
    let voter = poll.wallet.actor(poll.dao.sandbox());
    assert_eq!(poll.dao.vote(&voter, poll.id, FOR), U256::from(WEIGHT));
    let voted = GovernorAlreadyCastVote { voter: poll.wallet.address() };
    poll.refuses(relayed(&ballot, &signature), voted);
    assert_eq!(poll.nonce(), U256::ZERO);
    assert_eq!(proposal(&poll.dao, poll.id).forVotes, WEIGHT);
}

/// One counter for all that a voter signs.
#[test]
fn a_delegation_that_is_relayed_first_ends_the_ballot() {
    let poll = Poll::open();
    let (ballot, contract) = (poll.ballot(FOR), poll.dao.contract());
    let delegation = Delegation { delegatee: poll.relay.address(), nonce: U256::ZERO, expiry: U256::MAX };
    // Neither is the other.
    let own = poll.domain();
    poll.refuses(relayed(&ballot, &poll.wallet.sign_typed(&delegation, &own)), poll.invalid());
    let call = delegation.relayed(&poll.wallet.sign_typed(&delegation, &own));
    contract.call(&poll.relay, call, 0).ok();
    poll.refuses(relayed(&ballot, &poll.sign(&ballot)), poll.invalid());
    // Signed again, it weighs what its voter had at the snapshot.
    let again = Ballot { nonce: U256::ONE, ..ballot };
    let receipt = contract.call(&poll.relay, relayed(&again, &poll.sign(&again)), 0).ok();
    assert_eq!((receipt.value, poll.nonce()), (U256::from(WEIGHT), U256::from(2)));
}

/// As in OpenZeppelin's Governor: first the signature, then the proposal, then the ballot.
#[test]
fn refusals_come_in_order() {
    let poll = Poll::open();
    let contract = poll.dao.contract();
    let pending = bring(&poll.dao, &harmless(&poll.dao, "Not yet open"), PENDING);
    let garbage = [7; 65];
    let no_proposal = Ballot { proposalId: U256::ONE, ..poll.ballot(FOR) };
    poll.refuses(relayed(&no_proposal, &garbage), poll.invalid());
    poll.refuses(relayed(&no_proposal, &poll.sign(&no_proposal)), unknown(U256::ONE));
    let early = Ballot { proposalId: pending, ..poll.ballot(3) };
    poll.refuses(relayed(&early, &garbage), poll.invalid());
    poll.refuses(relayed(&early, &poll.sign(&early)), unexpected(pending, PENDING, only(ACTIVE)));
    for support in [3, 255] {
        let neither = poll.ballot(support);
        poll.refuses(relayed(&neither, &garbage), poll.invalid());
        poll.refuses(relayed(&neither, &poll.sign(&neither)), GovernorInvalidVoteType {});
        let neither = extended(&neither, "Because");
        poll.refuses(relayed_because(&neither, &poll.sign(&neither)), GovernorInvalidVoteType {});
    }
    // Nothing of this used up the nonce.
    let ballot = poll.ballot(FOR);
    contract.call(&poll.relay, relayed(&ballot, &poll.sign(&ballot)), 0).ok();
}

#[test]
fn ballots_are_read_whole_and_take_no_money() {
    let poll = Poll::open();
    let ballot = poll.ballot(FOR);
    let signed = relayed(&ballot, &poll.sign(&ballot));
    let calldata = signed.abi_encode();
    // The signature's offset and length.
    for place in [3, 4] {
        for word in BEYOND {
            is_unreadable(&poll.dao, &poll.relay, with_word(&calldata, place, word));
        }
    }
    is_unreadable(&poll.dao, &poll.relay, calldata[..calldata.len() - 32].to_vec());
    stops(poll.dao.contract(), &poll.relay, signed, 1, "ContractTrapped");
    let ballot = extended(&ballot, "Because");
    let calldata = relayed_because(&ballot, &poll.sign(&ballot)).abi_encode();
    // The offsets of reason, params and signature.
    for place in [3, 4, 5] {
        for word in BEYOND {
            is_unreadable(&poll.dao, &poll.relay, with_word(&calldata, place, word));
        }
    }
    assert_eq!(poll.nonce(), U256::ZERO);
}
