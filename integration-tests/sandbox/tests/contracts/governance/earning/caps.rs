//! What epochs allow, whatever their roots say: the whole committee signs what nobody earned.

use tributary_core::{DatasetId, NodeId};
use tributary_sandbox::abi::IGovernance::{VotesAboveAllowed, VotesClaimed};

use super::*;
use crate::refusal::refuses;

/// Three datasets and a node of one owner.
fn work() -> (Work, [Account; 3], Account) {
    let work = Work::new();
    let mallory = work.scene.suite.actor("mallory");
    let datasets = [1, 2, 3].map(|id| {
        let account = work.scene.dataset(&mallory);
        assert_eq!(account, Account::Dataset(DatasetId(id)));
        account
    });
    let node = work.scene.node(&mallory, mallory.address());
    assert_eq!(node, Account::Node(NodeId(1)));
    (work, datasets, node)
}

/// The claim has to be refused as beyond what is allowed.
#[track_caller]
fn is_above(work: &Work, account: Account, minted: u128, wanted: u128, allowed: u128) {
    let refusal = VotesAboveAllowed { minted, wanted, allowed };
    refuses(work.contract(), work.dao.member(0), work.claim_call(account), refusal);
}

#[test]
fn a_false_root_mints_the_cap_and_no_more() {
    let (mut work, [one, two, three], node) = work();
    work.settle_and_sync(&[(one, 1_000 * SUPPLY), (two, CAP), (three, 1)]);
    assert_eq!(work.earned().allowed, CAP);
    assert_eq!(work.claim(two).value, CAP);
    is_above(&work, three, CAP, 1, CAP);
    is_above(&work, one, CAP, 1_000 * SUPPLY, CAP);

    // What lies beyond the cap does not come to be allowed later.
    for _ in 0..3 {
        work.settle_and_sync(&[]);
        assert_eq!(work.earned().allowed, CAP);
    }
    is_above(&work, three, CAP, 1, CAP);

    // Later epochs allow what they add themselves.
    work.settle_and_sync(&[(node, CAP / 2)]);
    assert_eq!(work.claim(node).value, CAP / 2);
    is_above(&work, three, CAP + CAP / 2, 1, CAP + CAP / 2);
    assert_eq!(work.supply(), SUPPLY + CAP + CAP / 2);
}

/// What exceeds the caps so far is minted as far as later epochs allow more.
#[test]
fn a_claim_beyond_what_is_allowed_mints_what_is() {
    let (mut work, [one, ..], node) = work();
    work.settle_and_sync(&[(one, 3 * CAP)]);
    let receipt = work.claim(one);
    let claimed = receipt.event::<VotesClaimed>();
    assert_eq!((receipt.value, claimed.amount, work.claimed(one)), (CAP, CAP, CAP));
    is_above(&work, one, CAP, 2 * CAP, CAP);
    assert_eq!(work.supply(), SUPPLY + CAP);

    // An epoch of half a cap allows so much more, to whoever claims first.
    work.settle_and_sync(&[(node, CAP / 2)]);
    assert_eq!(work.claim(one).value, CAP / 2);
    let all = CAP + CAP / 2;
    assert_eq!((work.claimed(one), work.earned().minted, work.earned().allowed), (all, all, all));
    is_above(&work, one, all, 3 * CAP - all, all);
    is_above(&work, node, all, CAP / 2, all);
    assert_eq!((work.claimed(node), work.supply()), (0, SUPPLY + all));
}

#[test]
fn each_epoch_mints_at_most_the_cap() {
    let (mut work, [thief, ..], _) = work();
    for epoch in 1..=4 {
        work.settle_and_sync(&[(thief, CAP)]);
        assert_eq!(work.claim(thief).value, CAP);
        let earned = work.earned();
        assert_eq!((earned.allowed, earned.minted), (epoch * CAP, epoch * CAP));
    }
    work.settle_and_sync(&[(thief, CAP + 1)]);
    assert_eq!(work.claim(thief).value, CAP);
    is_above(&work, thief, 5 * CAP, 1, 5 * CAP);
    assert_eq!(work.supply(), SUPPLY + 5 * CAP);
}

#[test]
fn epochs_read_at_once_allow_as_much_as_one_by_one() {
    let (mut work, [one, two, _], _) = work();
    for _ in 0..3 {
        work.settle(&[(one, CAP)]);
    }
    work.sync();
    assert_eq!((work.earned().epoch, work.earned().allowed), (3, 3 * CAP));
    assert_eq!(work.claim(one).value, 3 * CAP);
    // Beyond the cap, that of each of them.
    for _ in 0..2 {
        work.settle(&[(two, SUPPLY)]);
    }
    work.sync();
    assert_eq!(work.claim(two).value, 2 * CAP);
    is_above(&work, two, 5 * CAP, 2 * SUPPLY - 2 * CAP, 5 * CAP);
}

/// A DAO whose work earns nothing believes no root.
#[test]
fn without_a_cap_nothing_is_minted() {
    let scene = Scene::new();
    let dao = Dao::builder().build_beside(&scene.suite);
    let mut work = Work { scene, dao };
    let mallory = work.scene.suite.actor("mallory");
    let dataset = work.scene.dataset(&mallory);
    work.settle_and_sync(&[(dataset, 1)]);
    is_above(&work, dataset, 0, 1, 0);
    assert_eq!(work.supply(), SUPPLY);
}
