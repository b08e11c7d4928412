use super::*;
use crate::money::MoneyError;

const OWNER: Address = Address([1; 20]);
const BUYER: Address = Address([2; 20]);

fn proposed() -> Proposal {
    Proposal::new(OWNER, OWNER, table(&[(3, 500_000), (4, 500_000)]), 100).unwrap()
}

fn earned(claimed: u128, base: u128, table: u32) -> Earnings {
    Earnings { claimed: Wei(claimed), base: Wei(base), table }
}

#[test]
fn only_the_payee_proposes() {
    let refused = ProposalError::NotAccountOwner { caller: BUYER };
    assert_eq!(Proposal::new(BUYER, OWNER, table(&[(3, 1_000_000)]), 100), Err(refused));
}

#[test]
fn a_proposal_waits_for_its_delay() {
    let check = |now| due_table(Some(proposed()), OWNER, OWNER, false, &PARAMS, 0, now);
    let from_block = 100 + PARAMS.recipient_delay;
    assert_eq!(check(from_block - 1), Err(ProposalError::NotDue { from_block }));
    assert_eq!(check(from_block), Ok(proposed().table));
}

#[test]
fn a_replacement_waits_for_a_cut_after_the_proposal() {
    let check = |replaces, cut| due_table(Some(proposed()), OWNER, OWNER, replaces, &PARAMS, cut, 500);
    assert_eq!(check(true, 99), Err(ProposalError::NotSettled { cut_block: 99, needed: 100 }));
    assert_eq!(check(true, 100), Ok(proposed().table));
    assert_eq!(check(false, 0), Ok(proposed().table), "the first table takes nothing from anyone");
}

#[test]
fn a_proposal_dies_with_the_sale() {
    let check =
        |caller, payee| due_table(Some(proposed()), caller, payee, false, &PARAMS, 0, 500).map(|_| ());
    assert_eq!(check(OWNER, BUYER), Err(ProposalError::NotAccountOwner { caller: OWNER }));
    assert_eq!(check(BUYER, BUYER), Err(ProposalError::NoneProposed));
    assert_eq!(check(BUYER, OWNER), Err(ProposalError::NotAccountOwner { caller: BUYER }));
    assert_eq!(check(OWNER, OWNER), Ok(()));
}

#[test]
fn nothing_proposed_is_nothing_to_apply() {
    let check = |caller| due_table(None, caller, OWNER, false, &PARAMS, 0, 500);
    assert_eq!(check(OWNER), Err(ProposalError::NoneProposed));
    assert_eq!(check(BUYER), Err(ProposalError::NotAccountOwner { caller: BUYER }));
}

#[test]
fn only_a_table_that_replaces_none_may_come_without_a_claim() {
    assert!(!must_claim(false, Wei(0), &[]));
    assert!(must_claim(false, Wei(1), &[]));
    assert!(must_claim(false, Wei(0), &[1]));
    assert!(must_claim(true, Wei(0), &[]));
}

fn owed(owed: u128, drawn: u128, table: u32) -> Balance {
    Balance { owed: Wei(owed), drawn: Wei(drawn), table }
}

#[test]
fn the_first_table_credits_the_payee() {
    let end = |earnings, balance| end_division(&earnings, Division::Payee(OWNER, balance)).unwrap();
    let ended = end(earned(100, 30, 0), Balance::default());
    assert_eq!(ended.earnings, earned(100, 100, 1));
    assert_eq!(ended.credits, [(OWNER, owed(70, 0, 1))]);
    assert_eq!(end(earned(30, 30, 0), Balance::default()).credits, []);
    // What it is owed from a table that ended is not lost by the next.
    assert_eq!(end(earned(100, 30, 2), owed(5, 9, 1)).credits, [(OWNER, owed(75, 0, 3))]);
    assert_eq!(end(earned(30, 30, 2), owed(5, 9, 1)).credits, []);
}

#[test]
fn a_new_table_credits_the_old_recipients() {
    let old = table(&[(3, 333_334), (4, 333_333), (5, 333_333)]);
    let balances = [owed(2, 4, 1), owed(0, 999, 0), owed(1, 3, 1)];
    let ended = end_division(&earned(130, 120, 1), Division::Table(&old, &balances)).unwrap();
    assert_eq!(ended.earnings, earned(130, 130, 2));
    // Ten wei: 4 to the first with the remainder, 3 to each other; drawn under table 1 counts.
    let credits = [(address(3), owed(2, 0, 2)), (address(4), owed(3, 0, 2)), (address(5), owed(1, 0, 2))];
    assert_eq!(ended.credits, credits);
}

#[test]
fn amounts_beyond_128_bits_end_nothing() {
    let overflow = Err(MoneyError::Overflow { left: u128::MAX, right: 1 });
    let payee = Division::Payee(OWNER, owed(u128::MAX, 0, 0));
    assert_eq!(end_division(&earned(1, 0, 0), payee), overflow);
    let (one, balances) = (table(&[(3, 1_000_000)]), [owed(u128::MAX, 0, 1)]);
    assert_eq!(end_division(&earned(1, 0, 1), Division::Table(&one, &balances)), overflow);
}
