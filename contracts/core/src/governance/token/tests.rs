#![allow(clippy::arithmetic_side_effects)]

mod machine;

use super::*;
use crate::governance::{desk::memory::Memory, Checkpoint};

const A: Address = Address([1; 20]);
const B: Address = Address([2; 20]);
const C: Address = Address([3; 20]);
const NOW: BlockNumber = 9;

/// The first amount that 128 bits do not hold.
fn beyond() -> Amount {
    Amount::from(u128::MAX).saturating_add(Amount::from(1u32))
}

fn changed(delegate: Address, previous: u128, new: u128) -> Option<VotesChanged> {
    Some(VotesChanged { delegate, previous, new })
}

/// Accounts with balances, delegated to themselves and minted in block 1.
fn funded(accounts: &[(Address, u128)]) -> (Memory, Supply) {
    let (mut memory, mut supply) = (Memory::default(), Supply::default());
    for (who, balance) in accounts {
        memory.put(*who, 0, *who);
        memory.message(|desk| mint(desk, &mut supply, who, Amount::from(*balance), 1)).unwrap();
    }
    memory.notes();
    (memory, supply)
}

fn send(memory: &mut Memory, from: Address, to: Address, amount: Amount) -> Result<Moved, TokenError> {
    memory.message(|desk| transfer(desk, &from, &to, amount, NOW))
}

#[test]
fn tokens_move_and_votes_with_them() {
    let (mut memory, _) = funded(&[(A, 100), (B, 20)]);
    let moved = send(&mut memory, A, B, Amount::from(30u32));
    assert_eq!(moved, Ok(Moved { lost: changed(A, 100, 70), gained: changed(B, 20, 50) }));
    assert_eq!(memory.notes(), (vec![A, B], vec![A, B]), "two cells, each read and written once");
    assert_eq!([A, B].map(|who| memory.look(&who).balance()), [70, 50]);
    assert_eq!([A, B].map(|who| memory.votes_at(&who, NOW - 1)), [100, 20]);
    assert_eq!([A, B].map(|who| memory.votes_at(&who, NOW)), [70, 50]);
}

#[test]
fn a_whole_balance_can_be_sent() {
    let (mut memory, _) = funded(&[(A, 100)]);
    let moved = send(&mut memory, A, B, Amount::from(100u32));
    assert_eq!(moved, Ok(Moved { lost: changed(A, 100, 0), gained: None }), "B has no delegate");
    assert_eq!([A, B].map(|who| memory.look(&who).balance()), [0, 100]);
}

#[test]
fn votes_go_between_delegates_and_not_holders() {
    let mut memory = Memory::default();
    memory.put(A, 100, C);
    memory.put(B, 0, A);
    memory.message(|desk| desk.change_votes(&C, u128::saturating_add, 100, 1));
    let moved = send(&mut memory, A, B, Amount::from(40u32));
    assert_eq!(moved, Ok(Moved { lost: changed(C, 100, 60), gained: changed(A, 0, 40) }));
    assert_eq!(memory.look(&A).balance(), 60);
    assert_eq!([A, B, C].map(|who| memory.votes_at(&who, NOW)), [40, 0, 60]);
}

#[test]
fn one_delegate_of_both_keeps_its_votes() {
    let mut memory = Memory::default();
    memory.put(A, 100, C);
    memory.put(B, 0, C);
    assert_eq!(send(&mut memory, A, B, Amount::from(40u32)), Ok(Moved::default()));
    assert_eq!([A, B].map(|who| memory.look(&who).balance()), [60, 40]);
    assert!(memory.checkpoints(&C).is_empty());
}

#[test]
fn nothing_and_to_oneself_change_nothing() {
    let (mut memory, _) = funded(&[(A, 100), (B, 20)]);
    assert_eq!(send(&mut memory, A, B, Amount::default()), Ok(Moved::default()));
    assert_eq!(send(&mut memory, C, B, Amount::default()), Ok(Moved::default()));
    assert_eq!(send(&mut memory, A, A, Amount::from(100u32)), Ok(Moved::default()));
    assert!(memory.notes().1.is_empty(), "nothing is stored");
    assert_eq!([A, B, C].map(|who| memory.look(&who).balance()), [100, 20, 0]);
    assert_eq!(memory.checkpoints(&A).len(), 1);
}

#[test]
fn refusals_come_in_order_and_with_what_was_given() {
    let (mut memory, _) = funded(&[(A, 100)]);
    let all = Amount::MAX;
    let refused = |memory: &mut Memory, from, to, amount| send(memory, from, to, amount).unwrap_err();
    assert_eq!(refused(&mut memory, NOBODY, NOBODY, all), TokenError::InvalidSender { sender: NOBODY });
    assert_eq!(refused(&mut memory, A, NOBODY, all), TokenError::InvalidReceiver { receiver: NOBODY });
    for needed in [Amount::from(101u32), beyond(), beyond().saturating_add(Amount::from(50u32)), all] {
        let short = TokenError::InsufficientBalance { sender: A, balance: 100, needed };
        assert_eq!(refused(&mut memory, A, B, needed), short);
        assert_eq!(refused(&mut memory, A, A, needed), short, "also to oneself");
    }
    assert!(memory.notes().1.is_empty(), "nothing is stored");
}

#[test]
fn new_tokens_are_in_the_supply_and_the_votes() {
    let mut memory = Memory::default();
    memory.put(A, 5, C);
    let mut supply = Supply::default();
    let minted = memory.message(|desk| mint(desk, &mut supply, &A, Amount::from(70u32), NOW));
    assert_eq!(minted, Ok((Moved { lost: None, gained: changed(C, 0, 70) }, None)));
    assert_eq!(memory.look(&A).balance(), 75);
    assert_eq!(memory.votes_at(&C, NOW), 70);
    assert_eq!((supply.at(NOW - 1, |_| vec![]), supply.at(NOW, |_| vec![])), (0, 70));
    let minted = memory.message(|desk| mint(desk, &mut supply, &B, Amount::from(1u32), NOW));
    assert_eq!(minted, Ok((Moved::default(), None)), "B has no delegate");
    assert_eq!((supply.latest(), supply.count()), (71, 1));
}

#[test]
fn the_supply_spills_its_oldest() {
    let (mut memory, mut supply) = (Memory::default(), Supply::default());
    let mut pages: Vec<(u32, Vec<Checkpoint>)> = Vec::new();
    for block in 1..=11 {
        let minted = memory.message(|desk| mint(desk, &mut supply, &A, Amount::from(2u32), block));
        pages.extend(minted.unwrap().1.map(|spill| (spill.page, spill.checkpoints)));
    }
    let page = |from: u32| -> Vec<_> {
        (from..from + 4).map(|block| Checkpoint { block, value: u128::from(block) * 2 }).collect()
    };
    assert_eq!(pages, [(0, page(1)), (1, page(5))]);
    assert_eq!(supply.at(3, |number| pages[number as usize].1.clone()), 6);
    assert_eq!(supply.latest(), 22);
}

#[test]
fn the_supply_ends_at_128_bits() {
    let (mut memory, mut supply) = funded(&[(A, 10)]);
    let mut add = |to: Address, amount| {
        let before = supply.clone();
        let minted = memory.message(|desk| mint(desk, &mut supply, &to, amount, NOW));
        assert!(minted.is_ok() || supply == before);
        (minted.map(|(moved, _)| moved), memory.notes().1)
    };
    let refused = |increased| (Err(TokenError::ExceededSafeSupply { increased, cap: u128::MAX }), vec![]);
    assert_eq!(add(A, Amount::from(u128::MAX - 9)), refused(beyond()));
    assert_eq!(add(B, beyond()), refused(beyond().saturating_add(Amount::from(10u32))));
    assert_eq!(add(B, Amount::MAX), refused(Amount::MAX), "the sum ends at 256 bits");
    let nobody = (Err(TokenError::InvalidReceiver { receiver: NOBODY }), vec![]);
    assert_eq!(add(NOBODY, Amount::MAX), nobody, "which is said first");
    let all = Moved { lost: None, gained: changed(A, 10, u128::MAX) };
    assert_eq!(add(A, Amount::from(u128::MAX - 10)), (Ok(all), vec![A]));
    assert_eq!(add(A, Amount::from(1u32)), refused(beyond()));
    assert_eq!(supply.latest(), MAX_SUPPLY);
    assert_eq!(memory.look(&A).balance(), MAX_SUPPLY);
}

#[test]
fn nobody_and_nothing_move_no_votes() {
    let mut memory = Memory::default();
    let moved = memory.message(|desk| {
        [
            move_votes(desk, &NOBODY, &A, 9, NOW),
            move_votes(desk, &A, &NOBODY, 4, NOW),
            move_votes(desk, &A, &A, 3, NOW),
            move_votes(desk, &A, &B, 0, NOW),
            move_votes(desk, &NOBODY, &NOBODY, 2, NOW),
        ]
    });
    let nothing = Moved::default();
    let gained = Moved { gained: changed(A, 0, 9), ..nothing };
    let lost = Moved { lost: changed(A, 9, 5), ..nothing };
    assert_eq!(moved, [gained, lost, nothing, nothing, nothing]);
    assert_eq!(memory.notes(), (vec![A], vec![A]), "no cell of nobody or of B");
}

#[test]
fn votes_of_every_block_outlast_three_pages() {
    let (mut memory, _) = funded(&[(A, 100), (B, 0)]);
    for block in 2..=50 {
        memory.message(|desk| transfer(desk, &A, &B, Amount::from(1u32), block)).unwrap();
    }
    assert_eq!((memory.pages_of(&A), memory.checkpoints(&A).len()), (3, 50));
    assert_eq!((memory.pages_of(&B), memory.checkpoints(&B).len()), (3, 49));
    for block in 1..=50u32 {
        assert_eq!(memory.votes_at(&A, block), 101 - u128::from(block));
        assert_eq!(memory.votes_at(&B, block), u128::from(block) - 1);
    }
    assert_eq!((memory.votes_at(&A, 0), memory.votes_at(&A, 51)), (0, 51));
}

#[test]
fn a_vote_at_most_doubles_what_there_was_before_the_block() {
    assert_eq!(check_minted(10, 10), Ok(()));
    assert_eq!(check_minted(10, 20), Ok(()));
    let refused = |found, most| Err(ParamError { param: Param::Minted, found, least: 0, most });
    assert_eq!(check_minted(10, 21), refused(11, 10));
    assert_eq!(check_minted(0, 1), refused(1, 0));
    assert_eq!(check_minted(u128::MAX / 2, u128::MAX - 1), Ok(()));
    assert_eq!(check_minted(u128::MAX / 2, u128::MAX), refused(u128::MAX / 2 + 1, u128::MAX / 2));
}
