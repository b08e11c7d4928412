use super::*;
use crate::{
    ids::{Hash, ModelId, NodeId},
    merkle::{Absence, Located, PlaceError, ProofError},
};

fn payouts(earned: u128) -> Tree {
    totals_tree(&[
        (Account::Dataset(DatasetId(1)), 10),
        (DATASET, earned),
        (Account::Node(NodeId(7)), 20),
        (Account::Treasury, 3),
    ])
}

fn earn(
    account: Account,
    earnings: &Earnings,
    books: &Books,
    amount: u128,
    proof: &[u8],
) -> Result<Claim, ClaimError> {
    claim::<HostHashing>(&account, earnings, books, Wei(amount), proof)
}

#[test]
fn everyone_who_earns_has_an_account() {
    let earning = [
        DATASET,
        Account::Node(NodeId(1)),
        Account::Developer(ModelId(2)),
        Account::Oracle(address(3)),
        Account::Treasury,
    ];
    for account in earning {
        assert_eq!(payable_account(account.to_word()), Ok(account));
        let whole = (account == Account::Treasury).then_some(ClaimError::TreasuryWhole);
        assert_eq!(shareable_account(account.to_word()), whole.map_or(Ok(account), Err));
    }
    let payer = Account::Payer(address(4));
    assert_eq!(payable_account(payer.to_word()), Err(ClaimError::NotPayable { account: payer }));
    assert_eq!(shareable_account(payer.to_word()), Err(ClaimError::NotPayable { account: payer }));
    for word in [[0; 32], [255; 32]] {
        assert!(matches!(payable_account(word), Err(ClaimError::UnknownAccount(_))));
    }
}

#[test]
fn claims_pay_the_difference() {
    let first = payouts(100);
    let books = settled(10, &first, &first);
    let claimed = earn(DATASET, &Earnings::default(), &books, 100, &proof(&first, DATASET)).unwrap();
    assert_eq!(claimed.amount, Wei(100));
    assert_eq!(claimed.earnings, Earnings { claimed: Wei(100), ..Earnings::default() });
    assert_eq!(claimed.totals, books.totals.claim(Wei(100)).unwrap());
    let second = payouts(150);
    let books = Books { totals: claimed.totals, ..books };
    let books = books.settle(&settlement(2, 20, second.root(), second.root()), 25).unwrap();
    let more = earn(DATASET, &claimed.earnings, &books, 150, &proof(&second, DATASET)).unwrap();
    assert_eq!((more.amount, more.earnings.claimed), (Wei(50), Wei(150)));
    let stale = earn(DATASET, &claimed.earnings, &books, 100, &proof(&first, DATASET));
    assert!(matches!(stale, Err(ClaimError::Proof(ProofError::Root { .. }))));
}

#[test]
fn a_repeated_claim_changes_nothing() {
    let tree = payouts(100);
    let books = settled(10, &tree, &tree);
    let proof = proof(&tree, DATASET);
    let first = earn(DATASET, &Earnings::default(), &books, 100, &proof).unwrap();
    let books = Books { totals: first.totals, ..books };
    let again = earn(DATASET, &first.earnings, &books, 100, &proof).unwrap();
    assert_eq!(again, Claim { earnings: first.earnings, totals: books.totals, amount: Wei(0) });
    let unproven = earn(DATASET, &first.earnings, &books, 99, &proof);
    assert!(matches!(unproven, Err(ClaimError::Proof(ProofError::Root { .. }))));
}

#[test]
fn a_root_that_forgets_earnings_takes_nothing_back() {
    let tree = payouts(60);
    let mut books = settled(10, &tree, &tree);
    books.totals.claimed = Wei(80);
    let before = Earnings { claimed: Wei(80), ..Earnings::default() };
    let after = earn(DATASET, &before, &books, 60, &proof(&tree, DATASET)).unwrap();
    assert_eq!(after, Claim { earnings: before, totals: books.totals, amount: Wei(0) });
}

#[test]
fn nothing_can_be_claimed_before_a_root() {
    let refused = earn(DATASET, &Earnings::default(), &Books::default(), 0, &[]);
    assert_eq!(refused, Err(ClaimError::NothingFinal { account: DATASET }));
}

#[test]
fn another_account_amount_or_proof_is_refused() {
    let tree = payouts(100);
    let books = settled(10, &tree, &tree);
    let proof = proof(&tree, DATASET);
    let refused = |account, amount, proof: &[u8]| {
        let result = earn(account, &Earnings::default(), &books, amount, proof);
        assert!(matches!(result, Err(ClaimError::Proof(_))));
    };
    refused(Account::Node(NodeId(7)), 100, &proof);
    refused(DATASET, 101, &proof);
    refused(DATASET, 100, &[]);
    refused(DATASET, 100, &proof[..48]);
    refused(DATASET, 100, &[proof.as_slice(), &[0; 49 * 40]].concat());
    for index in 0..proof.len() {
        let mut altered = proof.clone();
        altered[index] ^= 1;
        refused(DATASET, 100, &altered);
    }
}

#[test]
fn a_claim_beyond_all_payouts_is_refused() {
    let tree = payouts(100);
    let mut books = settled(10, &tree, &tree);
    books.totals.claimed = Wei(34);
    let refused = TotalsError::ClaimAboveCap { claimed: Wei(34), wanted: Wei(100), cap: Wei(133) };
    let result = earn(DATASET, &Earnings::default(), &books, 100, &proof(&tree, DATASET));
    assert_eq!(result, Err(ClaimError::Totals(refused)));
}

#[test]
fn batches_have_lists_of_one_bounded_length() {
    assert_eq!(check_batch(1, 1, 1), Ok(()));
    assert_eq!(check_batch(MAX_BATCH, MAX_BATCH, MAX_BATCH), Ok(()));
    assert_eq!(check_batch(0, 0, 0), Err(BatchError::Empty));
    assert_eq!(check_batch(17, 17, 17), Err(BatchError::TooLong { found: 17 }));
    for (accounts, amounts, proofs) in [(0, 1, 1), (2, 1, 2), (2, 2, 1)] {
        let mismatch = BatchError::Mismatch { accounts, amounts, proofs };
        let lengths = [accounts, amounts, proofs].map(|length| length as usize);
        assert_eq!(check_batch(lengths[0], lengths[1], lengths[2]), Err(mismatch));
    }
}

/// That `account` is not in a tree.
fn absence(tree: &Tree, account: Account) -> Vec<u8> {
    Absence::prove(tree, &LeafFields::Total(account)).unwrap().to_bytes()
}

/// The hash of an account's leaf.
fn leaf_hash(account: Account, amount: u128) -> Hash {
    Leaf { fields: LeafFields::Total(account), amount: Wei(amount) }.node::<HostHashing>().hash
}

#[test]
fn what_shows_no_absence_says_which_leaf_does_not() {
    let tree = payouts(30);
    let books = settled(100, &tree, &tree);
    let key = |account: Account, amount| Leaf { fields: LeafFields::Total(account), amount: Wei(amount) };
    let located = |account: Account, amount| {
        let (_, proof) = tree.find(&LeafFields::Total(account)).unwrap();
        Located { leaf: key(account, amount), proof }
    };
    let [first, last] = [located(Account::Dataset(DatasetId(1)), 10), located(Account::Treasury, 3)];
    let refused = |absence: Absence, error: PlaceError| {
        let absent = Account::Dataset(DatasetId(2));
        let result = settle(absent, 0, &books, 0, &absence.to_bytes());
        assert_eq!(result, Err(ClaimError::Absence(error)));
    };
    let [one, other] = [leaf_hash(Account::Dataset(DatasetId(1)), 10), leaf_hash(Account::Treasury, 3)];
    refused(Absence::BeforeFirst(first.clone()), PlaceError::WrongSide { leaf: one });
    refused(Absence::BeforeFirst(last.clone()), PlaceError::NotAtEdge { leaf: other });
    refused(Absence::AfterLast(first.clone()), PlaceError::NotAtEdge { leaf: one });
    refused(Absence::AfterLast(last.clone()), PlaceError::WrongSide { leaf: other });
    let apart = PlaceError::NotNeighbours { before: one, after: other };
    refused(Absence::Between(first, last), apart);
}

fn settle(
    account: Account,
    claimed: u128,
    books: &Books,
    amount: u128,
    proof: &[u8],
) -> Result<Claim, ClaimError> {
    let earnings = Earnings { claimed: Wei(claimed), ..Earnings::default() };
    settle_claim::<HostHashing>(&account, &earnings, books, Wei(amount), proof)
}

#[test]
fn who_never_earned_settles_by_its_absence() {
    let (tree, spend) = (payouts(30), totals_tree(&[(Account::Payer(address(1)), 63)]));
    let books = settled(100, &tree, &spend);
    let absent = Account::Dataset(DatasetId(2));
    let proof = absence(&tree, absent);
    let settled = settle(absent, 0, &books, 0, &proof).unwrap();
    assert_eq!(
        (settled.earnings, settled.totals, settled.amount),
        (Earnings::default(), books.totals, Wei(0))
    );
    // Not of another, nor with an amount, nor of one that earned before.
    // Dataset 7 is the right one of the neighbours that show that 2 is absent.
    let wrong = ClaimError::Absence(PlaceError::WrongSide { leaf: leaf_hash(DATASET, 30) });
    assert_eq!(settle(DATASET, 0, &books, 0, &proof), Err(wrong));
    let length = u32::try_from(proof.len()).unwrap();
    let refused = ClaimError::Proof(ProofError::Length { found: length });
    assert_eq!(settle(absent, 0, &books, 1, &proof), Err(refused));
    assert_eq!(settle(absent, 1, &books, 0, &proof), Err(refused));
    let malformed = ClaimError::Absence(PlaceError::Malformed { length: 0 });
    assert_eq!(settle(absent, 0, &books, 0, &[]), Err(malformed));
    let nothing = ClaimError::NothingFinal { account: absent };
    assert_eq!(settle(absent, 0, &Books::default(), 0, &proof), Err(nothing));
}

#[test]
fn who_earned_cannot_settle_by_absence() {
    let (tree, spend) = (payouts(30), totals_tree(&[(Account::Payer(address(1)), 63)]));
    let books = settled(100, &tree, &spend);
    let claim = settle(DATASET, 0, &books, 30, &proof(&tree, DATASET)).unwrap();
    assert_eq!((claim.amount, claim.earnings.claimed), (Wei(30), Wei(30)));
    // Its own leaf is no absence, and other trees' absences are not of this root.
    assert!(settle(DATASET, 0, &books, 0, &proof(&tree, DATASET)).is_err());
    let other = totals_tree(&[(Account::Treasury, 3)]);
    assert!(settle(DATASET, 0, &books, 0, &absence(&other, DATASET)).is_err());
    let none = ClaimError::Absence(PlaceError::NotEmpty { root: tree.root().hash });
    assert_eq!(settle(DATASET, 0, &books, 0, &[0]), Err(none));
}
