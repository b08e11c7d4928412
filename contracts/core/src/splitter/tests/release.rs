use super::*;

fn earned(claimed: u128, base: u128, table: u32) -> Earnings {
    Earnings { claimed: Wei(claimed), base: Wei(base), table }
}

#[test]
fn the_payee_gets_all_that_is_left() {
    let (payee, stranger, none) = (address(1), address(2), Balance::default());
    let release = release_to_payee(&earned(100, 40, 0), payee, &none, payee).unwrap();
    assert_eq!((release.amount, release.earnings), (Wei(60), earned(100, 100, 0)));
    let nothing = ReleaseError::NothingToRelease { recipient: payee };
    assert_eq!(release_to_payee(&release.earnings, payee, &none, payee), Err(nothing));
    let refused = ReleaseError::NotRecipient { recipient: stranger };
    assert_eq!(release_to_payee(&earned(100, 40, 0), payee, &none, stranger), Err(refused));
}

#[test]
fn a_contract_that_owns_a_dataset_calls_itself() {
    let (owner, caller) = (address(1), address(2));
    let check = |account: Account, before: Earnings, balance: Balance, caller: Address, is_contract: bool| {
        let release = release_to_payee(&before, owner, &balance, owner).unwrap();
        release.check_caller(&account, &before, owner, caller, |asked| {
            assert_eq!(*asked, owner);
            is_contract
        })
    };
    let (earnings, none) = (earned(100, 40, 0), Balance::default());
    let refused = Err(ReleaseError::OwnerMustCall { owner, caller });
    assert_eq!(check(DATASET, earnings, none, caller, true), refused);
    assert_eq!(check(DATASET, earnings, none, owner, true), Ok(()));
    assert_eq!(check(DATASET, earnings, none, caller, false), Ok(()), "a wallet is paid by anyone");
    assert_eq!(check(Account::Treasury, earnings, none, caller, true), Ok(()), "so is who was named");
    // What it is owed by name is its own; with what it is due as the owner it is not to be had alone.
    let owed = Balance { owed: Wei(7), ..none };
    assert_eq!(check(DATASET, earned(100, 100, 1), owed, caller, true), Ok(()));
    assert_eq!(check(DATASET, earned(100, 40, 1), owed, caller, true), refused);
    let table = table(&[(1, 1_000_000)]);
    let release = release_from_table(&earned(100, 0, 1), &table, &none, owner).unwrap();
    assert_eq!(release.check_caller(&DATASET, &earned(100, 0, 1), owner, caller, |_| true), Ok(()));
}

#[test]
fn what_was_not_released_follows_the_payee() {
    let (seller, buyer, none) = (address(1), address(2), Balance::default());
    let sold = release_to_payee(&earned(100, 0, 0), seller, &none, seller).unwrap().earnings;
    let later = Earnings { claimed: Wei(130), ..sold };
    assert_eq!(release_to_payee(&later, buyer, &none, buyer).unwrap().amount, Wei(30));
}

#[test]
fn recipients_of_a_table_that_ended_get_what_they_are_owed() {
    let (payee, former) = (address(1), address(2));
    let (earnings, balance) = (earned(100, 40, 2), Balance { owed: Wei(7), drawn: Wei(3), table: 1 });
    let release = release_to_payee(&earnings, payee, &balance, former).unwrap();
    // The payee's part stays.
    assert_eq!((release.amount, release.earnings), (Wei(7), earnings));
    let refused = ReleaseError::NotRecipient { recipient: former };
    assert_eq!(release_to_payee(&earnings, payee, &release.balance, former), Err(refused));
    // A payee that was a recipient gets both.
    let release = release_to_payee(&earnings, payee, &balance, payee).unwrap();
    assert_eq!((release.amount, release.earnings), (Wei(67), earned(100, 100, 2)));
    assert_eq!(release.balance.owed, Wei(0));
}

#[test]
fn each_draws_its_part_once() {
    let table = table(&[(1, 600_000), (2, 400_000)]);
    let earnings = earned(150, 50, 1);
    let first = release_from_table(&earnings, &table, &Balance::default(), address(2)).unwrap();
    assert_eq!((first.amount, first.earnings), (Wei(40), earnings));
    assert_eq!(first.balance, Balance { owed: Wei(0), drawn: Wei(40), table: 1 });
    let nothing = ReleaseError::NothingToRelease { recipient: address(2) };
    assert_eq!(release_from_table(&earnings, &table, &first.balance, address(2)), Err(nothing));
    let later = earned(160, 50, 1);
    let second = release_from_table(&later, &table, &first.balance, address(2)).unwrap();
    assert_eq!((second.amount, second.balance.drawn), (Wei(4), Wei(44)));
    assert_eq!(release_from_table(&later, &table, &Balance::default(), address(1)).unwrap().amount, Wei(66));
}

#[test]
fn what_is_owed_from_earlier_stays_due() {
    let table = table(&[(1, 600_000), (2, 400_000)]);
    let earnings = earned(150, 50, 3);
    let former = Balance { owed: Wei(7), drawn: Wei(5), table: 2 };
    let paid = release_from_table(&earnings, &table, &former, address(3)).unwrap();
    assert_eq!(paid.amount, Wei(7));
    let refused = ReleaseError::NotRecipient { recipient: address(3) };
    assert_eq!(release_from_table(&earnings, &table, &paid.balance, address(3)), Err(refused));
    let still = release_from_table(&earnings, &table, &former, address(2)).unwrap();
    assert_eq!((still.amount, still.balance.drawn), (Wei(47), Wei(40)));
}

#[test]
fn a_stranger_gets_nothing() {
    let table = table(&[(1, 1_000_000)]);
    let refused = ReleaseError::NotRecipient { recipient: address(2) };
    let stranger = release_from_table(&earned(9, 0, 1), &table, &Balance::default(), address(2));
    assert_eq!(stranger, Err(refused));
}
