use proptest::prelude::*;

use super::*;
use crate::merkle::{Absence, ProofError};

const PAYER: Address = Address([9; 20]);
const REQUESTED: BlockNumber = 200;
const COVERED: BlockNumber = REQUESTED + PARAMS.exit_delay;
const ESCAPE: BlockNumber = REQUESTED + PARAMS.escape_after;

/// Deposited 100 at block 150, reserved 60, asked to leave at block 200.
fn leaving() -> Payer {
    let (payer, _) = Payer::default().deposit(Wei(100), 150).unwrap();
    let (payer, _) = payer.reserve(PAYER, Wei(60), None, 160).unwrap();
    payer.request_exit(PAYER, REQUESTED).unwrap().0
}

fn spends(spent: u128) -> Tree {
    totals_tree(&[
        (Account::Payer(address(1)), 5),
        (Account::Payer(PAYER), spent),
        (Account::Payer(address(20)), 40),
    ])
}

fn leave(
    payer: &Payer,
    books: &Books,
    now: BlockNumber,
    spent: u128,
    proof: &[u8],
) -> Result<Exit, ExitError> {
    exit::<HostHashing>(payer, PAYER, books, &PARAMS, now, Wei(spent), proof)
}

#[test]
fn a_covering_root_pays_what_was_not_spent() {
    let tree = spends(30);
    let books = settled(COVERED, &tree, &tree);
    let exit = leave(&leaving(), &books, COVERED + 9, 30, &proof(&tree, Account::Payer(PAYER))).unwrap();
    assert_eq!((exit.amount, exit.spent, exit.rest), (Wei(70), Wei(30), Wei(0)));
    assert_eq!((exit.totals, exit.amount), books.totals.withdraw(Wei(70)).unwrap());
    let expected = Payer {
        withdrawn: Wei(70),
        settled: Wei(30),
        reserved: Wei(0),
        exit_requested_at: None,
        generation: 1,
        ..leaving()
    };
    assert_eq!(exit.payer, expected);
    assert_eq!(exit.payer.free(), Wei(0));
}

#[test]
fn without_a_request_nobody_leaves() {
    let tree = spends(30);
    let books = settled(COVERED, &tree, &tree);
    let staying = Payer { exit_requested_at: None, ..leaving() };
    let refused = Err(ExitError::NoExitRequested { payer: PAYER });
    assert_eq!(leave(&staying, &books, ESCAPE, 30, &proof(&tree, Account::Payer(PAYER))), refused);
}

#[test]
fn an_older_root_does_not_cover_until_the_escape() {
    let tree = spends(30);
    let proof = proof(&tree, Account::Payer(PAYER));
    let books = settled(COVERED - 1, &tree, &tree);
    let refused = ExitError::NotCovered { cut_block: COVERED - 1, needed: COVERED, escape_at: ESCAPE };
    assert_eq!(leave(&leaving(), &books, ESCAPE - 1, 30, &proof), Err(refused));
    assert_eq!(leave(&leaving(), &books, ESCAPE, 30, &proof).unwrap().amount, Wei(70));
}

#[test]
fn with_nothing_final_the_escape_pays_everything() {
    let books = Books { totals: Totals::default().deposit(Wei(100)).unwrap(), ..Books::default() };
    let refused = ExitError::NotCovered { cut_block: 0, needed: COVERED, escape_at: ESCAPE };
    assert_eq!(leave(&leaving(), &books, ESCAPE - 1, 0, &[]), Err(refused));
    let nothing = ExitError::NothingFinal { account: Account::Payer(PAYER) };
    assert_eq!(leave(&leaving(), &books, ESCAPE, 1, &[]), Err(nothing));
    assert_eq!(leave(&leaving(), &books, ESCAPE, 0, &[0; 49]), Err(nothing));
    assert_eq!(leave(&leaving(), &books, ESCAPE, 0, &[]).unwrap().amount, Wei(100));
}

#[test]
fn only_who_is_newer_than_the_root_needs_no_proof() {
    let others = totals_tree(&[(Account::Payer(address(1)), 5)]);
    // Deposited at 150: a root cut at 149 cannot know it, one cut at 150 does.
    let older = settled(149, &others, &others);
    assert_eq!(leave(&leaving(), &older, ESCAPE, 0, &[]).unwrap().amount, Wei(100));
    let knowing = settled(150, &others, &others);
    let refused = leave(&leaving(), &knowing, ESCAPE, 0, &[]);
    assert!(matches!(refused, Err(ExitError::Proof(ProofError::Root { .. }))));
    // A spend is always proven.
    let refused = leave(&leaving(), &older, ESCAPE, 1, &[]);
    assert!(matches!(refused, Err(ExitError::Proof(ProofError::Root { .. }))));
}

#[test]
fn a_returning_payer_is_known_to_every_root_since_its_first_deposit() {
    let tree = spends(30);
    let books = settled(COVERED, &tree, &tree);
    let account = Account::Payer(PAYER);
    let left = leave(&leaving(), &books, COVERED + 9, 30, &proof(&tree, account)).unwrap().payer;
    let (back, _) = left.deposit(Wei(50), 400).unwrap();
    let (leaving, _) = back.request_exit(PAYER, 410).unwrap();
    let escape = 410 + PARAMS.escape_after;
    let refused = leave(&leaving, &books, escape, 0, &[]);
    assert!(matches!(refused, Err(ExitError::Proof(_))), "its earlier spend is not forgotten");
    let exit = leave(&leaving, &books, escape, 30, &proof(&tree, account)).unwrap();
    assert_eq!((exit.amount, exit.payer.generation), (Wei(50), 2));
    assert_eq!(exit.payer.deposited.0 - exit.payer.withdrawn.0, 30);
}

#[test]
fn a_root_that_forgets_an_earlier_spend_changes_nothing() {
    let (honest, forgetful) = (spends(30), spends(10));
    let account = Account::Payer(PAYER);
    let books = settled(COVERED, &honest, &honest);
    let left = leave(&leaving(), &books, COVERED + 9, 30, &proof(&honest, account)).unwrap().payer;
    let (back, _) = left.deposit(Wei(50), 400).unwrap();
    let (leaving, _) = back.request_exit(PAYER, 410).unwrap();
    let books = settled(510, &forgetful, &forgetful);
    let exit = leave(&leaving, &books, 520, 10, &proof(&forgetful, account)).unwrap();
    assert_eq!((exit.amount, exit.spent), (Wei(50), Wei(30)));
}

#[test]
fn whom_a_root_leaves_out_leaves_by_the_escape() {
    let without = totals_tree(&[(Account::Payer(address(1)), 5), (Account::Payer(address(20)), 40)]);
    let books = settled(COVERED, &without, &without);
    let fields = LeafFields::Total(Account::Payer(PAYER));
    let absent = Absence::prove(&without, &fields).unwrap().to_bytes();
    let refused = |result: Result<Exit, ExitError>| assert!(matches!(result, Err(ExitError::Proof(_))));
    refused(leave(&leaving(), &books, ESCAPE - 1, 0, &absent));
    let exit = leave(&leaving(), &books, ESCAPE, 0, &absent).unwrap();
    assert_eq!((exit.amount, exit.spent), (Wei(100), Wei(0)));
    // What an earlier exit proved as spent stays spent.
    let before = Payer { settled: Wei(30), ..leaving() };
    assert_eq!(leave(&before, &books, ESCAPE, 0, &absent).unwrap().amount, Wei(70));
    refused(leave(&leaving(), &books, ESCAPE, 1, &absent));
    refused(leave(&leaving(), &books, ESCAPE, 0, &absent[1..]));
    let tree = spends(30);
    let known = settled(COVERED, &tree, &tree);
    refused(leave(&leaving(), &known, ESCAPE, 0, &absent));
}

#[test]
fn a_root_that_invents_spends_pays_nothing() {
    let tree = spends(101);
    let books = settled(COVERED, &tree, &tree);
    let refused = ExitError::SpendAboveDeposit { spent: Wei(101), deposited: Wei(100) };
    let proof = proof(&tree, Account::Payer(PAYER));
    assert_eq!(leave(&leaving(), &books, COVERED + 9, 101, &proof), Err(refused));
}

#[test]
fn a_spend_of_everything_pays_nothing_and_frees_the_payer() {
    let tree = spends(100);
    let books = settled(COVERED, &tree, &tree);
    let exit = leave(&leaving(), &books, COVERED + 9, 100, &proof(&tree, Account::Payer(PAYER))).unwrap();
    assert_eq!((exit.amount, exit.payer.exit_requested_at), (Wei(0), None));
}

#[test]
fn another_amount_payer_or_proof_is_refused() {
    let tree = spends(30);
    let books = settled(COVERED, &tree, &tree);
    let proof = proof(&tree, Account::Payer(PAYER));
    let refused = |result: Result<Exit, ExitError>| assert!(matches!(result, Err(ExitError::Proof(_))));
    refused(leave(&leaving(), &books, COVERED + 9, 29, &proof));
    refused(leave(&leaving(), &books, COVERED + 9, 30, &proof[1..]));
    refused(leave(&leaving(), &books, COVERED + 9, 30, &proof[..49]));
    let now = COVERED + 9;
    refused(exit::<HostHashing>(&leaving(), address(1), &books, &PARAMS, now, Wei(30), &proof));
    for index in 0..proof.len() {
        let mut altered = proof.clone();
        altered[index] ^= 1;
        refused(leave(&leaving(), &books, COVERED + 9, 30, &altered));
    }
}

#[test]
fn what_others_are_promised_stays_and_the_rest_comes_later() {
    let tree = spends(30);
    let mut books = settled(COVERED, &tree, &tree);
    // Of the 70 that it did not spend, 69 are left to payers.
    books.totals.deposited = Wei(144);
    let proof = proof(&tree, Account::Payer(PAYER));
    let part = leave(&leaving(), &books, COVERED + 9, 30, &proof).unwrap();
    assert_eq!((part.amount, part.spent, part.rest), (Wei(69), Wei(30), Wei(1)));
    let expected = Payer { withdrawn: Wei(69), settled: Wei(30), reserved: Wei(0), ..leaving() };
    assert_eq!((part.payer, part.payer.free()), (expected, Wei(1)));
    books.totals = part.totals;
    assert_eq!(books.totals.withdrawable(), Wei(0));
    let nothing = TotalsError::WithdrawalAboveCap { wanted: Wei(1), cap: Wei(0) };
    let again = leave(&part.payer, &books, COVERED + 9, 30, &proof);
    assert_eq!(again, Err(ExitError::Totals(nothing)));
    // It is leaving still: no deposit, no second request.
    assert!(part.payer.deposit(Wei(1), COVERED + 9).is_err());
    assert!(part.payer.request_exit(PAYER, COVERED + 9).is_err());
    // Somebody deposits, and it gets the rest.
    books.totals = books.totals.deposit(Wei(5)).unwrap();
    let last = leave(&part.payer, &books, COVERED + 10, 30, &proof).unwrap();
    assert_eq!((last.amount, last.spent, last.rest), (Wei(1), Wei(30), Wei(0)));
    assert_eq!((last.payer.generation, last.payer.exit_requested_at), (1, None));
    assert_eq!((last.payer.withdrawn, last.payer.free()), (Wei(70), Wei(0)));
}

#[test]
fn the_rest_is_what_a_later_root_leaves_of_it() {
    let (account, first) = (Account::Payer(PAYER), spends(30));
    let mut books = settled(COVERED, &first, &first);
    books.totals.deposited = Wei(115);
    let part = leave(&leaving(), &books, COVERED + 9, 30, &proof(&first, account)).unwrap();
    assert_eq!((part.amount, part.rest), (Wei(40), Wei(30)));
    let later = |spent| {
        let tree = spends(spent);
        let books = settled(COVERED + 50, &tree, &tree);
        leave(&part.payer, &books, COVERED + 60, spent, &proof(&tree, account)).map(|exit| exit.amount)
    };
    assert_eq!(later(30), Ok(Wei(30)));
    assert_eq!(later(45), Ok(Wei(15)));
    assert_eq!(later(60), Ok(Wei(0)));
    // What it proved stays spent, and no root gives back what it took.
    assert_eq!(later(10), Ok(Wei(30)));
    assert_eq!(later(61), Err(ExitError::SpendAboveDeposit { spent: Wei(61), deposited: Wei(60) }));
}

proptest! {
    /// However little is left to payers at a time, and whatever roots say, a payer gets what is left of what
    /// it did not spend, never more in all, and its exit ends with the last of it.
    #[test]
    fn parts_add_up(
        rounds in prop::collection::vec((0u128..60, 0u128..110, any::<bool>()), 1..12),
        begun in 0u128..60,
    ) {
        let (mut payer, mut paid, mut most_spent) = (leaving(), 0u128, 0u128);
        let mut backed = 55 + begun;
        for (more, spent, grows) in rounds {
            let spent = if grows { spent.max(most_spent) } else { spent };
            let tree = spends(spent);
            let mut books = settled(COVERED, &tree, &tree);
            // Enough behind the root, and some for payers.
            backed = (backed + more).max(books.totals.committed().0);
            books.totals.deposited = Wei(backed);
            let wanted = (100 - paid).checked_sub(spent.max(most_spent));
            let exit = leave(&payer, &books, COVERED + 9, spent, &proof(&tree, Account::Payer(PAYER)));
            let Some(wanted) = wanted else {
                let refused = matches!(exit, Err(ExitError::SpendAboveDeposit { .. }));
                prop_assert!(refused);
                continue;
            };
            let cap = backed - books.totals.committed().0;
            if wanted > 0 && cap == 0 {
                let refused = TotalsError::WithdrawalAboveCap { wanted: Wei(wanted), cap: Wei(0) };
                prop_assert_eq!(exit, Err(ExitError::Totals(refused)));
                continue;
            }
            let exit = exit.unwrap();
            most_spent = most_spent.max(spent);
            prop_assert_eq!((exit.amount, exit.spent), (Wei(wanted.min(cap)), Wei(most_spent)));
            prop_assert_eq!(exit.rest, Wei(wanted - exit.amount.0));
            paid += exit.amount.0;
            backed -= exit.amount.0;
            payer = exit.payer;
            prop_assert!(exit.totals.committed() <= exit.totals.backed());
            prop_assert!(paid <= 100 - most_spent);
            prop_assert_eq!((payer.withdrawn, payer.free()), (Wei(paid), exit.rest));
            prop_assert_eq!(payer.exit_requested_at.is_none(), exit.rest.is_zero());
            if exit.rest.is_zero() {
                break;
            }
        }
    }

    /// Over any number of generations a payer gets back exactly what it never spent.
    #[test]
    fn generations_add_up(rounds in prop::collection::vec((1u128..1_000, 0u128..1_000), 1..8)) {
        let (mut payer, mut paid_in, mut spent, mut paid_out) = (Payer::default(), 0, 0, 0);
        let mut now = 10;
        for (deposit, spend) in rounds {
            payer = payer.deposit(Wei(deposit), now).unwrap().0;
            paid_in += deposit;
            let spend = spend.min(deposit);
            if spend > 0 {
                payer = payer.reserve(PAYER, Wei(spend), None, now).unwrap().0;
                spent += spend;
            }
            let (leaving, _) = payer.request_exit(PAYER, now + 1).unwrap();
            let tree = spends(spent);
            let cut = now + 1 + PARAMS.exit_delay;
            let books = settled(cut, &tree, &tree);
            let proof = proof(&tree, Account::Payer(PAYER));
            let exit = leave(&leaving, &books, cut + 5, spent, &proof).unwrap();
            payer = exit.payer;
            paid_out += exit.amount.0;
            now = cut + 10;
            prop_assert_eq!(paid_in, paid_out + spent);
            prop_assert_eq!((payer.free(), payer.settled), (Wei(0), Wei(spent)));
            prop_assert_eq!(payer.withdrawn, Wei(paid_out));
        }
    }
}
