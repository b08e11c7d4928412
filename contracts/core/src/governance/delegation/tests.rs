use super::*;
use crate::governance::{
    desk::memory::Memory,
    holder::NOBODY,
    token::{mint, Supply, VotesChanged},
    Amount,
};

const A: Address = Address([1; 20]);
const B: Address = Address([2; 20]);
const C: Address = Address([3; 20]);

fn changed(delegate: Address, previous: u128, new: u128) -> Option<VotesChanged> {
    Some(VotesChanged { delegate, previous, new })
}

fn choose(memory: &mut Memory, who: Address, to: Address, now: BlockNumber) -> Delegated {
    memory.message(|desk| delegate(desk, &who, &to, now))
}

#[test]
fn a_balance_counts_once_it_is_delegated() {
    let mut memory = Memory::default();
    memory.put(A, 100, NOBODY);
    assert_eq!(memory.votes_at(&A, 9), 0);
    let moved = Moved { lost: None, gained: changed(A, 0, 100) };
    assert_eq!(choose(&mut memory, A, A, 5), Delegated { from: NOBODY, moved });
    assert_eq!(memory.notes(), (vec![A], vec![A]), "to oneself, one cell");
    assert_eq!([4, 5].map(|block| memory.votes_at(&A, block)), [0, 100]);
    assert_eq!((memory.look(&A).balance(), memory.look(&A).delegate()), (100, A));
}

#[test]
fn another_choice_moves_the_whole_balance() {
    let mut memory = Memory::default();
    memory.put(A, 100, NOBODY);
    memory.put(C, 7, NOBODY);
    choose(&mut memory, A, B, 5);
    choose(&mut memory, C, B, 5);
    let moved = Moved { lost: changed(B, 107, 7), gained: changed(C, 0, 100) };
    assert_eq!(choose(&mut memory, A, C, 6), Delegated { from: B, moved });
    assert_eq!([A, B, C].map(|who| memory.votes_at(&who, 5)), [0, 107, 0]);
    assert_eq!([A, B, C].map(|who| memory.votes_at(&who, 6)), [0, 7, 100]);
}

#[test]
fn votes_can_be_taken_back_to_nobody() {
    let mut memory = Memory::default();
    memory.put(A, 100, NOBODY);
    choose(&mut memory, A, B, 5);
    let moved = Moved { lost: changed(B, 100, 0), gained: None };
    assert_eq!(choose(&mut memory, A, NOBODY, 6), Delegated { from: B, moved });
    assert_eq!([5, 6].map(|block| memory.votes_at(&B, block)), [100, 0]);
    assert_eq!(memory.look(&NOBODY).votes_count(), 0);
}

#[test]
fn the_same_choice_again_makes_no_checkpoint() {
    let mut memory = Memory::default();
    memory.put(A, 100, NOBODY);
    choose(&mut memory, A, B, 5);
    assert_eq!(choose(&mut memory, A, B, 6), Delegated { from: B, moved: Moved::default() });
    assert_eq!(memory.checkpoints(&B).len(), 1);
}

#[test]
fn a_choice_without_a_balance_holds_for_later() {
    let mut memory = Memory::default();
    assert_eq!(choose(&mut memory, A, B, 5), Delegated { from: NOBODY, moved: Moved::default() });
    assert!(memory.checkpoints(&B).is_empty());
    let mut supply = Supply::default();
    memory.message(|desk| mint(desk, &mut supply, &A, Amount::from(8u32), 6)).unwrap();
    assert_eq!(memory.votes_at(&B, 6), 8);
}

#[test]
fn votes_do_not_pass_on() {
    let mut memory = Memory::default();
    memory.put(A, 100, NOBODY);
    memory.put(B, 10, NOBODY);
    choose(&mut memory, B, C, 5);
    choose(&mut memory, A, B, 5);
    assert_eq!([A, B, C].map(|who| memory.votes_at(&who, 5)), [0, 100, 10]);
}
