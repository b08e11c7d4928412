#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use scale::MaxEncodedLen;

use super::*;
use crate::{hashing::HostHashing, merkle::Tree, Address, ModelId};

const EARNING: Earning = Earning { rate: 2_000_000, cap: 100 };

fn root(sum: u128) -> Node {
    Node { hash: [1; 32], sum: Wei(sum) }
}

fn read(epoch: u64, cut_block: BlockNumber, sum: u128) -> FinalVotes {
    FinalVotes { epoch: EpochId(epoch), cut_block, votes: root(sum) }
}

/// Books opened at block 10, and synced to one epoch cut at block 20 with these votes.
fn synced(sum: u128) -> Earned {
    Earned::new(EARNING, 10).synced(&read(1, 20, sum), 30).unwrap()
}

#[test]
fn the_rate_and_the_cap_have_bounds() {
    let error = |earning: Earning, supply| earning.check(supply).unwrap_err();
    assert_eq!(Earning::NONE.check(0), Ok(()));
    let most = Earning { rate: MAX_EARN_RATE, cap: 10 };
    assert_eq!((most.check(1_000), most.check(1_099)), (Ok(()), Ok(())));
    let above = ParamError { param: Param::EarnCap, found: 10, least: 0, most: 9 };
    assert_eq!(error(most, 999), above);
    let found = u128::from(MAX_EARN_RATE) + 1;
    let above = ParamError { param: Param::EarnRate, found, least: 0, most: MAX_EARN_RATE.into() };
    assert_eq!(error(Earning { rate: MAX_EARN_RATE + 1, cap: 11 }, 1_000), above);
    // An epoch can have no more, however large the supply is.
    let most = MAX_EPOCH_VOTES;
    assert_eq!(most, 79_228_162_514_264_337_593_543_950_336);
    for supply in [most * CAP_PART, u128::MAX] {
        assert_eq!(Earning { rate: 0, cap: most }.check(supply), Ok(()));
        for found in [most + 1, u128::MAX] {
            let above = ParamError { param: Param::EarnCap, found, least: 0, most };
            assert_eq!(error(Earning { rate: 0, cap: found }, supply), above);
        }
    }
}

#[test]
fn the_cell_fits_storage() {
    assert!(Earned::max_encoded_len() <= 416);
}

#[test]
fn an_epoch_allows_what_it_earned_up_to_the_cap() {
    assert_eq!(synced(99).allowed, 99);
    assert_eq!(synced(100).allowed, 100);
    assert_eq!(synced(101).allowed, 100);
    assert_eq!(synced(u128::MAX).allowed, 100);
}

#[test]
fn what_a_false_root_has_beyond_the_cap_is_never_allowed() {
    let next = synced(u128::MAX - 7).synced(&read(2, 21, u128::MAX), 30).unwrap();
    assert_eq!(next.allowed, 107);
    // Nor is what earlier epochs left of their caps.
    let next = synced(1).synced(&read(2, 21, u128::MAX), 30).unwrap();
    assert_eq!(next.allowed, 101);
}

#[test]
fn epochs_between_two_syncs_count_each() {
    let next = synced(50).synced(&read(4, 40, 1_000), 41).unwrap();
    assert_eq!(next.allowed, 350);
    // But not more of them than there were blocks.
    let next = synced(50).synced(&read(u64::MAX, 22, u128::MAX), 41).unwrap();
    assert_eq!(next.allowed, 250);
}

/// Caps of epochs that are not read add up, also those of epochs in which nobody earned. So they are read one by one,
/// as they become final.
#[test]
fn an_epoch_that_is_read_leaves_its_cap_to_no_later_one() {
    const EPOCHS: u64 = 10;
    let sum = |epoch: u64| if epoch == EPOCHS { 10 * EARNING.cap } else { 0 };
    let cut = |epoch: u64| 10 + 10 * u32::try_from(epoch).unwrap();
    let opened = Earned::new(EARNING, 10);
    let at_once = opened.synced(&read(EPOCHS, cut(EPOCHS), sum(EPOCHS)), 200).unwrap();
    assert_eq!(at_once.allowed, 10 * EARNING.cap);
    let one_by_one = (1..=EPOCHS).fold(opened, |earned, epoch| {
        earned.synced(&read(epoch, cut(epoch), sum(epoch)), cut(epoch) + 1).unwrap()
    });
    assert_eq!((one_by_one.allowed, one_by_one.epoch), (EARNING.cap, at_once.epoch));
}

/// Epochs that are not read when a higher cap is set count with that; read before, with their own.
#[test]
fn epochs_read_before_a_higher_cap_is_set_do_not_count_with_it() {
    let higher = Earning { cap: 1_000, ..EARNING };
    let (opened, final_then, later) = (Earned::new(EARNING, 10), read(3, 30, 1), read(4, 50, u128::MAX));
    let unread = opened.set(higher, 1_000_000, 40).unwrap().synced(&later, 60).unwrap();
    assert_eq!(unread.allowed, 4_000);
    let settled = opened.synced(&final_then, 40).unwrap().set(higher, 1_000_000, 40).unwrap();
    assert_eq!(settled.synced(&later, 60).unwrap().allowed, 1_001);
}

#[test]
fn the_same_epoch_again_changes_nothing() {
    let earned = synced(50);
    for again in [read(1, 20, 50), read(1, 5, 0), read(1, 29, u128::MAX)] {
        assert_eq!(earned.synced(&again, 31), Ok(earned));
    }
    let opened = Earned::new(EARNING, 10);
    assert_eq!(opened.synced(&FinalVotes::default(), 31), Ok(opened));
}

#[test]
fn what_no_splitter_says_is_refused() {
    let earned = synced(50);
    let behind = EarningError::EpochBehind { synced: EpochId(1), found: EpochId(0) };
    assert_eq!(earned.synced(&read(0, 21, 50), 30), Err(behind));
    for (found, now) in [(20, 30), (0, 30), (30, 30), (BlockNumber::MAX, 30)] {
        let error = EarningError::Cut { after: 20, latest: now - 1, found };
        assert_eq!(earned.synced(&read(2, found, 50), now), Err(error));
    }
    let shrank = EarningError::VotesShrank { before: 50, after: 49 };
    assert_eq!(earned.synced(&read(2, 21, 49), 30), Err(shrank));
    assert!(earned.synced(&read(2, 29, 50), 30).is_ok());
}

#[test]
fn epochs_cut_before_the_books_were_opened_are_not_read() {
    let opened = Earned::new(EARNING, 10);
    let early = EarningError::Cut { after: 10, latest: 29, found: 10 };
    assert_eq!(opened.synced(&read(3, 10, 1), 30), Err(early));
    assert_eq!(opened.synced(&read(3, 11, 1_000), 30).unwrap().allowed, 100, "one block, one cap");
}

#[test]
fn epochs_go_by_the_cap_of_their_cut() {
    let lower = Earning { cap: 10, ..EARNING };
    let earned = synced(0).set(lower, 10_000, 25).unwrap();
    // Cut before the change, or where nothing tells: the cap of before.
    let before = earned.synced(&read(2, 23, 1_000), 30).unwrap();
    assert_eq!((before.allowed, before.ceiling), (100, 100));
    let after = before.synced(&read(3, 24, 2_000), 30).unwrap();
    assert_eq!((after.allowed, after.ceiling), (200, 10), "the next cut is at the change or after it");
    let after = after.synced(&read(4, 25, 3_000), 30).unwrap();
    assert_eq!(after.allowed, 210);
    // A cap that was raised and lowered again counts until it is past.
    let raised = synced(0).set(Earning { cap: 500, ..EARNING }, 50_000, 25).unwrap();
    let lowered = raised.set(Earning::NONE, 50_000, 26).unwrap();
    let next = lowered.synced(&read(2, 27, 9_000), 30).unwrap();
    assert_eq!((next.allowed, next.ceiling), (500, 0));
    assert_eq!(next.synced(&read(3, 28, 9_999), 30).unwrap().allowed, 500);
}

#[test]
fn setting_what_is_out_of_bounds_changes_nothing() {
    let cap = ParamError { param: Param::EarnCap, found: 100, least: 0, most: 99 };
    assert_eq!(synced(0).set(EARNING, 9_999, 25), Err(cap));
}

#[test]
fn only_datasets_and_nodes_earn() {
    assert_eq!(earner(1, 7), Ok(Account::Dataset(DatasetId(7))));
    assert_eq!(earner(2, u64::MAX), Ok(Account::Node(NodeId(u64::MAX))));
    let others = [Account::Developer(ModelId(7)), Account::Oracle(Address([1; 20])), Account::Treasury];
    for kind in others.iter().map(Account::kind).chain([0, 6, u8::MAX]) {
        assert_eq!(earner(kind, 7), Err(EarningError::NotEarner { kind }));
    }
}

/// The tree of datasets 1, 2, ... with these votes, and the books synced to it.
fn with(votes: &[u128]) -> (Tree, Earned) {
    let leaves = (1u64..).zip(votes).map(|(id, votes)| Leaf {
        fields: LeafFields::Total(Account::Dataset(DatasetId(id))),
        amount: Wei(*votes),
    });
    let tree = Tree::build::<HostHashing>(leaves.collect()).unwrap();
    let read = FinalVotes { epoch: EpochId(1), cut_block: 20, votes: tree.root() };
    (tree, Earned::new(EARNING, 10).synced(&read, 30).unwrap())
}

fn proof(tree: &Tree, id: u64) -> Vec<u8> {
    tree.find(&LeafFields::Total(Account::Dataset(DatasetId(id)))).unwrap().1.to_bytes()
}

#[test]
fn a_claim_mints_the_difference() {
    let (tree, earned) = with(&[30, 40]);
    let (second, shown) = (Account::Dataset(DatasetId(2)), proof(&tree, 2));
    let claim = earned.claim::<HostHashing>(&second, 15, 40, &shown).unwrap();
    assert_eq!((claim.amount, claim.claimed, claim.earned.minted), (25, 40, 25));
    let again = claim.earned.claim::<HostHashing>(&second, claim.claimed, 40, &shown).unwrap();
    assert_eq!(again, VotesClaim { amount: 0, ..claim });
    let more = claim.earned.claim::<HostHashing>(&second, 41, 40, &shown).unwrap();
    assert_eq!((more.amount, more.claimed), (0, 41), "what was claimed is never less");
}

#[test]
fn a_claim_needs_the_proof_of_its_account_and_votes() {
    let (tree, earned) = with(&[30, 40]);
    let claim = |account, cumulative, shown: &[u8]| {
        earned.claim::<HostHashing>(&account, 0, cumulative, shown).map(|claim| claim.amount)
    };
    let dataset = |id| Account::Dataset(DatasetId(id));
    let shown = proof(&tree, 2);
    assert_eq!(claim(dataset(2), 40, &shown), Ok(40));
    for (account, cumulative) in [(dataset(2), 41), (dataset(1), 40), (Account::Node(NodeId(2)), 40)] {
        let refused = claim(account, cumulative, &shown);
        assert!(matches!(refused, Err(EarningError::Proof(_))), "{refused:?}");
    }
    let opened = Earned::new(EARNING, 10);
    let nothing = opened.claim::<HostHashing>(&dataset(2), 0, 40, &shown);
    assert_eq!(nothing, Err(EarningError::NothingSynced));
}

#[test]
fn what_is_not_allowed_is_not_minted() {
    let (tree, earned) = with(&[60, 41, 40]);
    assert_eq!((earned.votes.sum, earned.allowed), (Wei(141), 100));
    let claim = |earned: &Earned, id, claimed, votes| {
        earned.claim::<HostHashing>(&Account::Dataset(DatasetId(id)), claimed, votes, &proof(&tree, id))
    };
    let first = claim(&earned, 1, 0, 60).unwrap().earned;
    // The last one is missing.
    let second = claim(&first, 2, 0, 41).unwrap();
    assert_eq!((second.amount, second.claimed, second.earned.minted), (40, 40, 100));
    for (id, claimed, votes) in [(2, 40, 41), (3, 0, 40)] {
        let above = EarningError::AboveAllowed { minted: 100, wanted: votes - claimed, allowed: 100 };
        assert_eq!(claim(&second.earned, id, claimed, votes), Err(above));
    }
    // Who has claimed everything is not refused for what others cannot have.
    let again = claim(&second.earned, 1, 60, 60).unwrap();
    assert_eq!((again.amount, again.claimed, again.earned), (0, 60, second.earned));
}

#[test]
fn the_rest_is_minted_when_more_is_allowed() {
    let (tree, earned) = with(&[250, 10]);
    let (account, shown) = (Account::Dataset(DatasetId(1)), proof(&tree, 1));
    let claim =
        |earned: &Earned, claimed| earned.claim::<HostHashing>(&account, claimed, 250, &shown).unwrap();
    let first = claim(&earned, 0);
    assert_eq!((first.amount, first.claimed), (100, 100));
    // As later epochs allow it, whosever votes they add.
    let more = Earned { allowed: 260, ..first.earned };
    let second = claim(&more, first.claimed);
    assert_eq!((second.amount, second.claimed, second.earned.minted), (150, 250, 250));
    assert_eq!(claim(&second.earned, second.claimed).amount, 0);
}

proptest! {
    /// Whatever a splitter says: no more than the highest cap for each block, and never more than the sum.
    #[test]
    fn no_answers_of_a_splitter_conjure_votes(
        answers in prop::collection::vec((0u64..6, 0u32..8, any::<u128>(), 0u32..5), 1..40),
        caps in prop::collection::vec(prop::option::weighted(0.3, 0u128..1_000), 40),
    ) {
        let (mut earned, mut now, mut highest) = (Earned::new(EARNING, 10), 11u32, EARNING.cap);
        for ((epochs, blocks, sum, wait), cap) in answers.into_iter().zip(caps) {
            now += wait;
            if let Some(cap) = cap {
                highest = highest.max(cap);
                earned = earned.set(Earning { cap, ..EARNING }, u128::MAX, now).unwrap();
            }
            let said = read(earned.epoch.0 + epochs, earned.cut_block + blocks, sum);
            if let Ok(next) = earned.synced(&said, now) {
                prop_assert!(next.allowed >= earned.allowed && next.allowed <= next.votes.sum.0);
                prop_assert!(next.allowed - earned.allowed <= u128::from(epochs) * highest);
                earned = next;
            }
            prop_assert!(earned.allowed <= u128::from(now - 10) * highest);
            prop_assert!(earned.minted <= earned.allowed && earned.ceiling >= earned.earning.cap);
        }
    }

    /// Whatever is claimed in whatever order: what accounts claimed is what was minted, none has more than it earned,
    /// and all together no more than is allowed.
    #[test]
    fn no_order_of_claims_mints_more_than_is_allowed(
        votes in prop::collection::vec(1u128..80, 1..6),
        (claims, grants) in (prop::collection::vec(0usize..6, 1..30), prop::collection::vec(0u128..30, 30)),
    ) {
        let (tree, mut earned) = with(&votes);
        let mut claimed = vec![0u128; votes.len()];
        for (place, grant) in claims.into_iter().zip(grants) {
            let place = place % votes.len();
            let id = u64::try_from(place + 1).unwrap();
            let account = Account::Dataset(DatasetId(id));
            let before = claimed[place];
            let left = earned.allowed - earned.minted;
            match earned.claim::<HostHashing>(&account, before, votes[place], &proof(&tree, id)) {
                Ok(claim) => {
                    prop_assert_eq!(claim.amount, (votes[place] - before).min(left));
                    (earned, claimed[place]) = (claim.earned, claim.claimed);
                }
                Err(_) => prop_assert!(left == 0 && before < votes[place]),
            }
            prop_assert_eq!(claimed.iter().sum::<u128>(), earned.minted);
            prop_assert!(claimed.iter().zip(&votes).all(|(claimed, votes)| claimed <= votes));
            prop_assert!(earned.minted <= earned.allowed);
            earned.allowed = (earned.allowed + grant).min(earned.votes.sum.0);
        }
    }
}
