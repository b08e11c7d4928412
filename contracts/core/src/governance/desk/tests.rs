#![allow(clippy::arithmetic_side_effects)]

use super::{memory::Memory, *};

const A: Address = Address([1; 20]);
const B: Address = Address([2; 20]);
const C: Address = Address([3; 20]);

#[test]
fn each_holder_is_loaded_and_stored_once() {
    let mut memory = Memory::default();
    memory.message(|desk| {
        desk.change(&A).set_balance(1);
        assert_eq!(desk.holder(&B).balance(), 0);
        desk.change(&C).set_balance(3);
        assert_eq!(desk.holder(&A).balance(), 1);
        let balance = desk.holder(&A).balance() + 10;
        desk.change(&A).set_balance(balance);
        desk.change(&C).set_nonce(7);
    });
    assert_eq!(memory.notes(), (vec![A, B, C], vec![A, C]), "what was only read is not stored");
    assert_eq!(memory.look(&A).balance(), 11);
    assert_eq!((memory.look(&C).balance(), memory.look(&C).nonce()), (3, 7));
}

#[test]
fn what_was_read_first_can_still_be_changed() {
    let mut memory = Memory::default();
    memory.message(|desk| {
        assert_eq!(desk.holder(&A).nonce(), 0);
        desk.change(&A).set_nonce(1);
        // Reading it again does not make it unchanged.
        assert_eq!(desk.holder(&A).nonce(), 1);
    });
    assert_eq!(memory.notes(), (vec![A], vec![A]));
    assert_eq!(memory.look(&A).nonce(), 1);
}

#[test]
fn what_was_stored_is_loaded() {
    let mut memory = Memory::default();
    memory.put(A, 5, B);
    memory.message(|desk| {
        assert_eq!((desk.holder(&A).balance(), desk.holder(&A).delegate()), (5, B));
        desk.change(&A).set_balance(6);
    });
    assert_eq!((memory.look(&A).balance(), memory.look(&A).delegate()), (6, B));
}

#[test]
fn a_desk_holds_any_number() {
    let who = |n: u16| {
        let mut address = [0; 20];
        address[18..].copy_from_slice(&n.to_be_bytes());
        Address(address)
    };
    let mut memory = Memory::default();
    memory.message(|desk| (0..300u16).for_each(|n| desk.change(&who(n)).set_balance(u128::from(n))));
    memory.message(|desk| {
        for n in (0..300u16).rev() {
            assert_eq!(desk.holder(&who(n)).balance(), u128::from(n));
        }
    });
    let (loaded, stored) = memory.notes();
    assert_eq!((loaded.len(), stored.len()), (600, 300));
}

#[test]
fn votes_change_with_what_they_were() {
    let mut memory = Memory::default();
    let changes = memory.message(|desk| {
        [
            desk.change_votes(&A, u128::saturating_add, 8, 5),
            desk.change_votes(&A, u128::saturating_sub, 3, 5),
            desk.change_votes(&A, u128::saturating_add, 1, 6),
        ]
    });
    let expected =
        [(0, 8), (8, 5), (5, 6)].map(|(previous, new)| VotesChanged { delegate: A, previous, new });
    assert_eq!(changes, expected);
    assert_eq!([4, 5, 6].map(|block| memory.votes_at(&A, block)), [0, 5, 6]);
    assert_eq!(memory.checkpoints(&A).len(), 2);
}

#[test]
fn a_page_is_stored_when_it_spills() {
    let mut desk = Desk::new(Memory::default());
    for block in 1..=16 {
        desk.change_votes(&A, u128::saturating_add, 1, block);
    }
    assert_eq!(desk.cells.pages_of(&A), 0);
    desk.change_votes(&A, u128::saturating_add, 1, 17);
    assert_eq!(desk.cells.pages_of(&A), 1, "also before the desk is closed");
    let memory = desk.close();
    let expected: Vec<_> = (1..=17u32).map(|block| Checkpoint { block, value: u128::from(block) }).collect();
    assert_eq!(memory.checkpoints(&A), expected);
}
