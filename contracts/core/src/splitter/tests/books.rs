use super::*;
use crate::governance::MAX_EPOCH_VOTES;

fn root(number: u8, sum: u128) -> Node {
    Node { hash: [number; 32], sum: Wei(sum) }
}

#[test]
fn epochs_settle_one_after_another() {
    let books = Books { totals: Totals::default().deposit(Wei(100)).unwrap(), ..Books::default() };
    assert!(!books.has_root());
    assert_eq!((books.payout(), books.spend()), (EMPTY, EMPTY));
    for found in [0, 2, u64::MAX] {
        let error = SettleError::EpochNotNext { expected: EpochId(1), found: EpochId(found) };
        assert_eq!(books.settle(&settlement(found, 10, root(1, 5), root(2, 5)), 20), Err(error));
    }
    let first = books.settle(&settlement(1, 10, root(1, 5), root(2, 6)), 20).unwrap();
    assert!(first.has_root());
    assert_eq!((first.payout(), first.spend()), (root(1, 5), root(2, 6)));
    assert_eq!((first.root.cut_block, first.root.finalized_at), (10, 20));
    let error = SettleError::EpochNotNext { expected: EpochId(2), found: EpochId(1) };
    assert_eq!(first.settle(&settlement(1, 11, root(1, 5), root(2, 6)), 21), Err(error));
    let second = first.settle(&settlement(2, 11, root(3, 100), root(4, 100)), 21).unwrap();
    assert_eq!(second.root.epoch, EpochId(2));
}

#[test]
fn cuts_follow_each_other_and_are_past() {
    let books = Books::default().settle(&settlement(1, 10, EMPTY, EMPTY), 20).unwrap();
    for (found, now) in [(0, 30), (9, 30), (10, 30), (30, 30), (31, 30), (BlockNumber::MAX, 30), (11, 11)] {
        let error = SettleError::Cut { after: 10, latest: now - 1, found };
        assert_eq!(books.settle(&settlement(2, found, EMPTY, EMPTY), now), Err(error));
    }
    for (found, now) in [(11, 12), (29, 30)] {
        assert_eq!(books.settle(&settlement(2, found, EMPTY, EMPTY), now).unwrap().root.cut_block, found);
    }
}

#[test]
fn votes_earned_are_kept_and_never_shrink() {
    let with_votes = |epoch, sum| {
        let settlement = settlement(epoch, 9 + u32::try_from(epoch).unwrap(), EMPTY, EMPTY);
        Settlement { votes: root(5, sum), ..settlement }
    };
    assert_eq!(Books::default().final_votes(), FinalVotes::default());
    let books = Books::default().settle(&with_votes(1, 70), 20).unwrap();
    let expected = FinalVotes { epoch: EpochId(1), cut_block: 10, votes: root(5, 70) };
    assert_eq!((books.final_votes(), books.head().votes_sum), (expected, Wei(70)));
    let shrank = SettleError::VotesShrank { before: Wei(70), after: Wei(69) };
    assert_eq!(books.settle(&with_votes(2, 69), 20), Err(shrank));
    // No money stands behind them, and no deposits have to; still they grow by so many at most.
    let most = MAX_EPOCH_VOTES;
    let grown = books.settle(&with_votes(2, 70 + most), 20).unwrap();
    assert_eq!(grown.root.votes.sum, Wei(70 + most));
    for beyond in [71 + most, u128::MAX] {
        let error = SettleError::TooManyVotes { grown: Wei(beyond - 70), most: Wei(most) };
        assert_eq!(books.settle(&with_votes(2, beyond), 20), Err(error));
    }
}

#[test]
fn a_root_beyond_the_deposits_is_refused() {
    let books = Books { totals: Totals::default().deposit(Wei(100)).unwrap(), ..Books::default() };
    let insolvent = TotalsError::Insolvent { needed: Wei(101), backed: Wei(100) };
    let refused = books.settle(&settlement(1, 10, root(1, 101), root(2, 101)), 20);
    assert_eq!(refused, Err(SettleError::Totals(insolvent)));
}

#[test]
fn the_cells_fit_storage() {
    use scale::MaxEncodedLen;
    assert!(Books::max_encoded_len() <= 416);
    assert!(Payer::max_encoded_len() <= 416);
    assert!(Earnings::max_encoded_len() <= 416);
    assert!(Balance::max_encoded_len() <= 416);
}
