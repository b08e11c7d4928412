//! Choosing who votes with a balance, and votes that follow tokens (ERC-5805).

use alloy_primitives::{Address, U256};
use tributary_sandbox::{
    abi::IGovernance::{approveCall, delegateCall, transferCall, transferFromCall},
    Actor, Dao, Receipt, TOKEN,
};

use super::{
    account::Accounts,
    events::{delegated, transferred, voting, EmitsAll},
};

const NOBODY: Address = Address::ZERO;

#[track_caller]
fn delegate(dao: &Dao, delegator: &Actor, to: impl Into<Address>) -> Receipt<()> {
    let Receipt { cost, logs, contract, .. } =
        dao.contract().call(delegator, delegateCall { delegatee: to.into() }, 0).ok();
    Receipt { value: (), cost, logs, contract }
}

/// Tokens of the first member for an account that delegated to nobody.
#[track_caller]
fn newcomer(dao: &Dao, name: &str, wei: u128) -> Actor {
    let actor = dao.sandbox().actor(name);
    let call = transferCall { to: actor.address(), value: U256::from(wei) };
    dao.contract().call(dao.member(0), call, 0).ok();
    actor
}

#[test]
fn tokens_are_votes_of_nobody_until_they_are_delegated() {
    let dao = Dao::builder().build();
    let nora = newcomer(&dao, "nora", 10 * TOKEN);
    assert_eq!((dao.delegate_of(&nora), dao.votes(&nora), dao.tokens(&nora)), (NOBODY, 0, 10 * TOKEN));
    assert!(dao.checkpoints(&nora).is_empty());
    let receipt = delegate(&dao, &nora, &nora);
    receipt
        .emits(&[delegated(nora.address(), NOBODY, nora.address()), voting(nora.address(), 0, 10 * TOKEN)]);
    assert_eq!((dao.delegate_of(&nora), dao.votes(&nora)), (nora.address(), 10 * TOKEN));
    assert_eq!(dao.checkpoints(&nora), [(dao.sandbox().block(), 10 * TOKEN)]);
    assert_eq!(dao.nonce(&nora), U256::ZERO);
}

#[test]
fn the_whole_balance_goes_to_one_delegate_and_stays_where_it_is() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    delegate(&dao, alice, bob).emits(&[
        delegated(alice.address(), alice.address(), bob.address()),
        voting(alice.address(), 500 * TOKEN, 0),
        voting(bob.address(), 300 * TOKEN, 800 * TOKEN),
    ]);
    assert_eq!((dao.tokens(alice), dao.tokens(bob)), (500 * TOKEN, 300 * TOKEN));
    delegate(&dao, alice, carol).emits(&[
        delegated(alice.address(), bob.address(), carol.address()),
        voting(bob.address(), 800 * TOKEN, 300 * TOKEN),
        voting(carol.address(), 150 * TOKEN, 650 * TOKEN),
    ]);
    assert_eq!((dao.delegate_of(alice), dao.delegate_of(carol)), (carol.address(), carol.address()));
    let votes = [alice, bob, carol].map(|member| dao.votes(member));
    assert_eq!(votes, [0, 300 * TOKEN, 650 * TOKEN]);
}

#[test]
fn delegated_votes_are_not_passed_on() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    delegate(&dao, alice, bob);
    delegate(&dao, bob, carol).emits(&[
        delegated(bob.address(), bob.address(), carol.address()),
        // What alice delegated stays with bob.
        voting(bob.address(), 800 * TOKEN, 500 * TOKEN),
        voting(carol.address(), 150 * TOKEN, 450 * TOKEN),
    ]);
    // Nor do two who chose each other count twice.
    delegate(&dao, bob, alice);
    let votes = [alice, bob, carol].map(|member| dao.votes(member));
    assert_eq!(votes, [300 * TOKEN, 500 * TOKEN, 150 * TOKEN]);
}

#[test]
fn delegating_to_nobody_takes_the_votes_back() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    delegate(&dao, alice, bob);
    delegate(&dao, alice, NOBODY).emits(&[
        delegated(alice.address(), bob.address(), NOBODY),
        voting(bob.address(), 800 * TOKEN, 300 * TOKEN),
    ]);
    assert_eq!((dao.delegate_of(alice), dao.votes(alice), dao.votes(bob)), (NOBODY, 0, 300 * TOKEN));
    delegate(&dao, alice, NOBODY).emits(&[delegated(alice.address(), NOBODY, NOBODY)]);
    assert_eq!((dao.votes(NOBODY), dao.checkpoints(NOBODY)), (0, Vec::new()));
    // And they come back.
    delegate(&dao, alice, alice).emits(&[
        delegated(alice.address(), NOBODY, alice.address()),
        voting(alice.address(), 0, 500 * TOKEN),
    ]);
}

#[test]
fn the_same_delegate_again_is_said_and_changes_nothing() {
    let dao = Dao::builder().build();
    let alice = dao.member(0);
    dao.sandbox().advance(1);
    let before = dao.checkpoints(alice);
    delegate(&dao, alice, alice).emits(&[delegated(alice.address(), alice.address(), alice.address())]);
    assert_eq!((dao.votes(alice), dao.checkpoints(alice)), (500 * TOKEN, before));
}

#[test]
fn who_has_nothing_delegates_what_it_will_have() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    let late = dao.sandbox().actor("late");
    delegate(&dao, &late, bob).emits(&[delegated(late.address(), NOBODY, bob.address())]);
    assert_eq!(dao.votes(bob), 300 * TOKEN);
    let call = transferCall { to: late.address(), value: U256::from(4 * TOKEN) };
    dao.contract().call(alice, call, 0).ok().emits(&[
        transferred(alice.address(), late.address(), 4 * TOKEN),
        voting(alice.address(), 500 * TOKEN, 496 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 304 * TOKEN),
    ]);
    delegate(&dao, &late, &late).emits(&[
        delegated(late.address(), bob.address(), late.address()),
        voting(bob.address(), 304 * TOKEN, 300 * TOKEN),
        voting(late.address(), 0, 4 * TOKEN),
    ]);
}

/// One token goes from one newcomer with two to another with two, whose delegates have these places: 0 the sender,
/// 1 the receiver, 2 and 3 others without tokens. Returns how many delegates' votes that changed.
#[track_caller]
fn follow(dao: &Dao, sender: Option<usize>, receiver: Option<usize>) -> usize {
    let name = |who: &str| format!("{who} of {sender:?} and {receiver:?}");
    let [nora, otto] = ["nora", "otto"].map(|who| newcomer(dao, &name(who), 2 * TOKEN));
    let [third, fourth] = ["third", "fourth"].map(|who| Actor::ethereum(&name(who)));
    let places = [&nora, &otto, &third, &fourth].map(Actor::address);
    if let Some(place) = sender {
        delegate(dao, &nora, places[place]);
    }
    if let Some(place) = receiver {
        delegate(dao, &otto, places[place]);
    }
    // What the sender holds and what the receiver holds, where each of them counts.
    let votes = |sent: u128, received: u128| {
        [0, 1, 2, 3].map(|place| {
            u128::from(sender == Some(place)) * sent + u128::from(receiver == Some(place)) * received
        })
    };
    let (before, after) = (votes(2 * TOKEN, 2 * TOKEN), votes(TOKEN, 3 * TOKEN));
    assert_eq!(places.map(|place| dao.votes(place)), before);
    let call = transferCall { to: otto.address(), value: U256::from(TOKEN) };
    let receipt = dao.contract().call(&nora, call, 0).ok();
    // Who loses comes first; where one delegate loses and gains, nothing is said.
    let mut expected = vec![transferred(nora.address(), otto.address(), TOKEN)];
    if sender != receiver {
        let changed = sender.into_iter().chain(receiver);
        expected.extend(changed.map(|place| voting(places[place], before[place], after[place])));
    }
    receipt.emits(&expected);
    assert_eq!(places.map(|place| dao.votes(place)), after);
    assert_eq!(places.map(|place| dao.tokens(place)), [TOKEN, 3 * TOKEN, 0, 0]);
    expected.len() - 1
}

#[test]
fn votes_follow_tokens_from_delegate_to_delegate() {
    let dao = Dao::builder().build();
    let choices = [None, Some(0), Some(1), Some(2), Some(3)];
    let pairs = choices.iter().flat_map(|sender| choices.iter().map(move |receiver| (*sender, *receiver)));
    let changes: usize = pairs.map(|(sender, receiver)| follow(&dao, sender, receiver)).sum();
    // Of 25 pairs, 5 have the same delegate, 8 have one and 12 have two.
    assert_eq!(changes, 8 + 12 * 2);
}

#[test]
fn a_spender_moves_the_owners_votes_and_not_its_own() {
    let dao = Dao::builder().build();
    let (alice, bob, carol) = (dao.member(0), dao.member(1), dao.member(2));
    let call = approveCall { spender: carol.address(), value: U256::from(TOKEN) };
    dao.contract().call(alice, call, 0).ok();
    delegate(&dao, alice, dao.member(3));
    let call = transferFromCall { from: alice.address(), to: bob.address(), value: U256::from(TOKEN) };
    dao.contract().call(carol, call, 0).ok().emits(&[
        transferred(alice.address(), bob.address(), TOKEN),
        voting(dao.member(3).address(), 550 * TOKEN, 549 * TOKEN),
        voting(bob.address(), 300 * TOKEN, 301 * TOKEN),
    ]);
    assert_eq!(dao.votes(carol), 150 * TOKEN);
}

#[test]
fn a_contract_can_be_chosen_and_so_can_the_dao() {
    let dao = Dao::builder().build();
    let (alice, bob) = (dao.member(0), dao.member(1));
    delegate(&dao, alice, dao.address());
    assert_eq!((dao.votes(dao.address()), dao.votes(alice)), (500 * TOKEN, 0));
    delegate(&dao, bob, dao.address());
    assert_eq!((dao.votes(dao.address()), dao.delegate_of(dao.address())), (800 * TOKEN, NOBODY));
    delegate(&dao, alice, alice);
    assert_eq!((dao.votes(dao.address()), dao.votes(alice)), (300 * TOKEN, 500 * TOKEN));
}
