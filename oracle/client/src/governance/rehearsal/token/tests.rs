use tributary_core::governance::Param;

use super::*;

const DAO: Address = Address([0xda; 20]);
const ANN: Address = Address([0xa; 20]);
const NOBODY: Address = Address([0; 20]);

fn purse(owner: Address, balance: u128) -> Purse {
    Purse { owner, balance }
}

fn units(amount: u128) -> Amount {
    Amount::from(amount)
}

#[test]
fn what_is_sent_has_to_be_there() {
    assert_eq!(transfer(purse(DAO, 5), &ANN, units(5)), Ok(()));
    let short = |needed| Err(TokenError::InsufficientBalance { sender: DAO, balance: 5, needed });
    assert_eq!(transfer(purse(DAO, 5), &ANN, units(6)), short(units(6)));
    assert_eq!(transfer(purse(DAO, 5), &DAO, units(6)), short(units(6)), "to itself");
    assert_eq!(transfer(purse(DAO, 5), &ANN, Amount::MAX), short(Amount::MAX));
    assert_eq!(
        transfer(purse(DAO, 5), &NOBODY, units(6)),
        Err(TokenError::InvalidReceiver { receiver: NOBODY })
    );
}

#[test]
fn what_is_spent_for_others_has_to_be_allowed_first() {
    let spend = |allowed, amount| transfer_from(&DAO, allowed, purse(ANN, 5), &DAO, amount);
    assert_eq!(spend(units(5), units(5)), Ok(()));
    assert_eq!(spend(Amount::MAX, units(5)), Ok(()));
    let allowance = units(4);
    assert_eq!(
        spend(allowance, units(6)),
        Err(TokenError::InsufficientAllowance { spender: DAO, allowance, needed: units(6) })
    );
    assert_eq!(
        spend(Amount::MAX, units(6)),
        Err(TokenError::InsufficientBalance { sender: ANN, balance: 5, needed: units(6) })
    );
    // As the contract has it: nothing is taken from nobody, and nobody approves.
    let nobody = |allowed| transfer_from(&DAO, allowed, purse(NOBODY, 0), &DAO, units(0));
    assert_eq!(nobody(units(0)), Err(TokenError::InvalidApprover { approver: NOBODY }));
    assert_eq!(nobody(Amount::MAX), Err(TokenError::InvalidSender { sender: NOBODY }));
}

#[test]
fn a_decision_doubles_the_supply_at_most() {
    assert_eq!(mint(10, &ANN, units(10)), Ok(()));
    let most = ParamError { param: Param::Minted, found: 11, least: 0, most: 10 };
    assert_eq!(mint(10, &ANN, units(11)), Err(MintError::Amount(most)));
    let receiver = NOBODY;
    assert_eq!(mint(10, &NOBODY, units(1)), Err(MintError::Token(TokenError::InvalidReceiver { receiver })));
    let beyond = TokenError::ExceededSafeSupply { increased: Amount::MAX, cap: u128::MAX };
    assert_eq!(mint(10, &ANN, Amount::MAX), Err(MintError::Token(beyond)));
}
