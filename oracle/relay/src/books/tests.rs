#![allow(clippy::arithmetic_side_effects)]

use scale::Encode;
use tributary_core::{NodeId, Wei};

use super::*;
use crate::{
    scene::{domain, epoch, registry, report, ANCHOR},
    signatures::Verifier,
};

fn empty() -> Books {
    Books::new(Totals::of(State::genesis()).unwrap())
}

/// Goes on by an epoch with one report and returns it.
fn go_on(books: &mut Books, cut: u32) -> Epoch {
    let sequence = books.tip().state().due(NodeId(1));
    let (next, _) = epoch(&books.tip(), cut, &registry(1), vec![report(1, sequence, cut - 1)]);
    books.push(next.clone()).unwrap();
    next
}

#[test]
fn books_move_by_the_next_epoch_only() {
    let mut books = empty();
    assert_eq!((books.head(), books.head_hash()), (Commitment::GENESIS, [0; 32]));
    let first = go_on(&mut books, 60);
    assert_eq!(books.head(), first.commitment);
    assert_eq!(books.tip().next(), EpochId(2));
    assert!(matches!(books.push(first), Err(BooksError::Moved { epoch: EpochId(1) })));
    let mut apart = empty();
    go_on(&mut apart, 61);
    let second = go_on(&mut apart, 70);
    assert!(matches!(books.push(second), Err(BooksError::Moved { epoch: EpochId(2) })), "of other books");
}

#[test]
fn what_is_final_is_kept_as_totals_and_never_forgotten() {
    let mut books = empty();
    let epochs: Vec<_> = [60, 65, 70].map(|cut| go_on(&mut books, cut)).into();
    assert!(!books.settle(EpochId(0)));
    assert!(books.settle(EpochId(2)));
    assert!(!books.settle(EpochId(2)), "only once");
    let settled = books.settled();
    assert_eq!(settled.state, epochs[1].state);
    assert_eq!(
        (settled.payout.root(), settled.spend.root(), settled.votes.root()),
        (epochs[1].payout.root(), epochs[1].spend.root(), epochs[1].votes.root())
    );
    assert!(settled.votes.root().sum > epochs[0].votes.root().sum);
    assert!(books.epoch(EpochId(2)).is_none() && books.epoch(EpochId(3)).is_some());
    books.forget_from(EpochId(1));
    assert_eq!(books.head(), epochs[1].commitment);
    let anew = go_on(&mut books, 80);
    assert_eq!(anew.commitment.epoch, EpochId(3));
}

#[test]
fn an_announced_epoch_is_recomputed_from_its_data_or_refused() {
    let (tip, verifier) = (empty().tip(), Verifier::default());
    let (good, inputs) = epoch(&tip, 100, &registry(1), vec![report(1, 1, ANCHOR)]);
    let data = inputs.encode();
    let (again, read) = tip.recompute(&good.commitment, &data, &domain(), &verifier).unwrap();
    assert_eq!((again.commitment, again.state, read), (good.commitment, good.state.clone(), inputs.clone()));
    let mut greedy = good.commitment;
    greedy.payout.sum.0 += 1;
    match tip.recompute(&greedy, &data, &domain(), &verifier) {
        Err(BooksError::FalseCommitment { computed, announced, .. }) => {
            assert_eq!((*computed, *announced), (good.commitment, greedy));
        }
        other => panic!("{other:?}"),
    }
    let cut_off = tip.recompute(&good.commitment, &data[..data.len() - 1], &domain(), &verifier);
    assert!(matches!(cut_off, Err(BooksError::Undecodable { epoch: EpochId(1), .. })));
    let mut unsigned = inputs;
    unsigned.reports[0].signature = [0; 64];
    let refused = tip.recompute(&good.commitment, &unsigned.encode(), &domain(), &verifier);
    assert!(matches!(refused, Err(BooksError::Transition { .. })));
}

#[test]
fn a_record_leads_to_its_epochs_tree_and_to_no_others() {
    let reports = vec![report(1, 1, ANCHOR), report(1, 2, 10)];
    let (epoch, _) = epoch(&empty().tip(), 100, &registry(1), reports);
    let bytes = Verdicts(epoch.judged.clone()).encode();
    let mut verdicts = Verdicts::read(&epoch.commitment, &bytes).unwrap();
    assert!(verdicts.0[1].outcome.is_err(), "the second report is too old");
    assert_eq!(report_tree(&epoch.commitment, &verdicts).unwrap().root(), epoch.reports.root());
    verdicts.0[1].outcome = Ok(Wei(1));
    let other = report_tree(&epoch.commitment, &verdicts);
    assert!(matches!(other, Err(RecordError::OtherRoot { epoch: EpochId(1) })));
    let short = Verdicts::read(&epoch.commitment, &bytes[..3]);
    assert!(matches!(short, Err(RecordError::Undecodable { .. })));
}
