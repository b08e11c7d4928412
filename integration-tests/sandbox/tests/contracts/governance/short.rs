//! Calldata that ends too early. ink! reads words that are missing as zero: a ballot without its side would be one
//! against, a delegation without its delegate one to nobody. All that changes anything refuses it, as Solidity does.
#![allow(non_snake_case, reason = "fields named as in the ABI")]

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use tributary_sandbox::{
    abi::IGovernance::{
        approveCall, castVoteBySigCall, castVoteCall, castVoteWithReasonAndParamsBySigCall,
        castVoteWithReasonAndParamsCall, castVoteWithReasonCall, castVotesBySigCall, delegateCall,
        transferCall, transferFromCall, wireCall,
    },
    dao::FOR,
    typed_data::{domain, Ballot, Delegation, ExtendedBallot, Permit},
    Actor, Dao, Suite, TOKEN,
};

use super::{
    account::Accounts,
    states::{bring, harmless, PENDING, SUCCEEDED},
    unreadable::is_unreadable,
    wallet::holding,
};

/// A whole word, so that no padding stands behind it.
const REASON: &str = "Thirty-two letters and no more!!";

/// Refused without its last byte, without its last word or parts of it, and without anything but its selector; taken as
/// a whole. What is padded at its end counts without the padding.
#[track_caller]
pub fn needs_all(dao: &Dao, actor: &Actor, call: &impl SolCall, padding: usize) {
    let calldata = call.abi_encode();
    let least = calldata.len() - padding;
    for length in [least - 1, least - 31, least - 32, 35, 4].into_iter().filter(|length| *length < least) {
        is_unreadable(dao, actor, calldata[..length].to_vec());
    }
    dao.sandbox().call(actor, dao.address(), calldata, U256::ZERO).ok();
}

#[test]
fn tokens_move_by_whole_calls_only() {
    let dao = Dao::builder().build();
    let [alice, bob] = [dao.member(0), dao.member(1)];
    let (to, value) = (bob.address(), U256::from(TOKEN));
    needs_all(&dao, alice, &transferCall { to, value }, 0);
    needs_all(&dao, alice, &approveCall { spender: to, value }, 0);
    needs_all(&dao, bob, &transferFromCall { from: alice.address(), to, value }, 0);
    assert_eq!(dao.tokens(bob), 302 * TOKEN);

    let (wallet, owner) = holding(&dao, "olga", TOKEN);
    let deadline = U256::MAX;
    let permit = Permit { owner: wallet.address(), spender: to, value, nonce: U256::ZERO, deadline };
    let signed = wallet.sign_typed(&permit, &domain(dao.address()));
    needs_all(&dao, alice, &permit.relayed(&signed), 0);
    assert_eq!(dao.allowance(&owner, bob), value);
}

#[test]
fn votes_move_by_whole_calls_only() {
    let dao = Dao::builder().build();
    let [alice, bob] = [dao.member(0), dao.member(1)];
    needs_all(&dao, alice, &delegateCall { delegatee: bob.address() }, 0);
    assert_eq!(dao.delegate_of(alice), bob.address());

    let (wallet, owner) = holding(&dao, "olga", TOKEN);
    let delegation = Delegation { delegatee: bob.address(), nonce: U256::ZERO, expiry: U256::MAX };
    let signed = wallet.sign_typed(&delegation, &domain(dao.address()));
    needs_all(&dao, alice, &delegation.relayed(&signed), 0);
    assert_eq!(dao.delegate_of(&owner), bob.address());
}

#[test]
fn ballots_are_cast_by_whole_calls_only() {
    let dao = Dao::builder().build();
    let [alice, bob, carol] = [0, 1, 2].map(|place| dao.member(place));
    let (proposalId, support) = (dao.open(&harmless(&dao, "Voted on in whole words")), FOR);
    let (reason, params) = (REASON.to_owned(), Bytes::new());
    needs_all(&dao, alice, &castVoteCall { proposalId, support }, 0);
    needs_all(&dao, bob, &castVoteWithReasonCall { proposalId, support, reason: reason.clone() }, 0);
    let call = castVoteWithReasonAndParamsCall { proposalId, support, reason, params };
    needs_all(&dao, carol, &call, 0);
}

#[test]
fn signed_ballots_are_cast_by_whole_calls_only() {
    /// Behind a signature's 65 bytes.
    const PADDING: usize = 31;
    let dao = Dao::builder().build();
    let relay = dao.sandbox().actor("relay");
    let wallets = ["one", "two", "three"].map(|name| holding(&dao, name, TOKEN).0);
    let (proposalId, support) = (dao.open(&harmless(&dao, "Voted on by signature")), FOR);
    let domain = domain(dao.address());
    let ballot = |place: usize| {
        let ballot = Ballot { proposalId, support, voter: wallets[place].address(), nonce: U256::ZERO };
        (ballot.voter, Bytes::from(wallets[place].sign_typed(&ballot, &domain)))
    };
    let (voter, signature) = ballot(0);
    needs_all(&dao, &relay, &castVoteBySigCall { proposalId, support, voter, signature }, PADDING);
    let (voter, signature) = ballot(1);
    let (support, voters, signatures) = (vec![FOR], vec![voter], vec![signature]);
    needs_all(&dao, &relay, &castVotesBySigCall { proposalId, support, voters, signatures }, PADDING);

    let (voter, reason, params, support) = (wallets[2].address(), REASON.to_owned(), Bytes::new(), FOR);
    let (signed, none) = (reason.clone(), params.clone());
    let ballot =
        ExtendedBallot { proposalId, support, voter, nonce: U256::ZERO, reason: signed, params: none };
    let signature = wallets[2].sign_typed(&ballot, &domain).into();
    let call = castVoteWithReasonAndParamsBySigCall { proposalId, support, voter, reason, params, signature };
    needs_all(&dao, &relay, &call, PADDING);
}

#[test]
fn proposals_go_on_by_whole_calls_only() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    let [first, second, third] = ["First", "Second", "Third"].map(|text| harmless(&dao, text));
    // Behind the five bytes of its description.
    needs_all(&dao, alice, &first.propose(), 27);
    // Behind the last action's calldata of a selector and two words.
    let padding = 28;
    bring(&dao, &second, SUCCEEDED);
    needs_all(&dao, alice, &second.queue(), padding);
    dao.wait(dao.params().timelockDelay);
    needs_all(&dao, alice, &second.execute(), padding);
    bring(&dao, &third, PENDING);
    needs_all(&dao, alice, &third.cancel(), padding);
}

#[test]
fn a_splitter_is_named_by_a_whole_call_only() {
    let suite = Suite::builder().build();
    let dao = Dao::builder().build_on(suite.sandbox().clone());
    needs_all(&dao, suite.deployer(), &wireCall { splitter: suite.splitter().address() }, 0);
}
