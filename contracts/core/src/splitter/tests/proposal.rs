use super::*;

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
    let check = |now| due_table(Some(proposed()), OWNER, OWNER, &earned(0, 0, 0), &PARAMS, 0, now);
    let from_block = 100 + PARAMS.recipient_delay;
    assert_eq!(check(from_block - 1), Err(ProposalError::NotDue { from_block }));
    assert_eq!(check(from_block), Ok(proposed().table));
}

#[test]
fn a_replacement_waits_for_a_cut_after_the_proposal() {
    let check =
        |table, cut| due_table(Some(proposed()), OWNER, OWNER, &earned(9, 0, table), &PARAMS, cut, 500);
    assert_eq!(check(1, 99), Err(ProposalError::NotSettled { cut_block: 99, needed: 100 }));
    assert_eq!(check(1, 100), Ok(proposed().table));
    assert_eq!(check(0, 0), Ok(proposed().table), "the first table takes nothing from anyone");
}

#[test]
fn a_proposal_dies_with_the_sale() {
    let earnings = earned(0, 0, 0);
    let check =
        |caller, payee| due_table(Some(proposed()), caller, payee, &earnings, &PARAMS, 0, 500).map(|_| ());
    assert_eq!(check(OWNER, BUYER), Err(ProposalError::NotAccountOwner { caller: OWNER }));
    assert_eq!(check(BUYER, BUYER), Err(ProposalError::NoneProposed));
    assert_eq!(check(BUYER, OWNER), Err(ProposalError::NotAccountOwner { caller: BUYER }));
    assert_eq!(check(OWNER, OWNER), Ok(()));
}

#[test]
fn nothing_proposed_is_nothing_to_apply() {
    let check = |caller| due_table(None, caller, OWNER, &earned(0, 0, 0), &PARAMS, 0, 500);
    assert_eq!(check(OWNER), Err(ProposalError::NoneProposed));
    assert_eq!(check(BUYER), Err(ProposalError::NotAccountOwner { caller: BUYER }));
}

#[test]
fn only_the_first_table_may_come_without_a_claim() {
    assert!(!must_claim(&earned(5, 0, 0), Wei(0), &[]));
    assert!(must_claim(&earned(5, 0, 0), Wei(1), &[]));
    assert!(must_claim(&earned(5, 0, 0), Wei(0), &[1]));
    assert!(must_claim(&earned(0, 0, 1), Wei(0), &[]));
}

#[test]
fn the_first_table_credits_the_payee() {
    let applied = apply(&earned(100, 30, 0), None, OWNER).unwrap();
    assert_eq!(applied.earnings, earned(100, 100, 1));
    assert_eq!(applied.credits, [(OWNER, Balance { owed: Wei(70), drawn: Wei(0), table: 1 })]);
    assert_eq!(apply(&earned(30, 30, 0), None, OWNER).unwrap().credits, []);
}

#[test]
fn a_new_table_credits_the_old_recipients() {
    let old = table(&[(3, 333_334), (4, 333_333), (5, 333_333)]);
    let balances = [
        Balance { owed: Wei(2), drawn: Wei(4), table: 1 },
        Balance { owed: Wei(0), drawn: Wei(999), table: 0 },
        Balance { owed: Wei(1), drawn: Wei(3), table: 1 },
    ];
    let applied = apply(&earned(130, 120, 1), Some((&old, &balances)), OWNER).unwrap();
    assert_eq!(applied.earnings, earned(130, 130, 2));
    let credit = |number, owed| (address(number), Balance { owed: Wei(owed), drawn: Wei(0), table: 2 });
    // Ten wei: 4 to the first with the remainder, 3 to each other; drawn under table 1 counts.
    assert_eq!(applied.credits, [credit(3, 2), credit(4, 3), credit(5, 1)]);
}
