#![allow(clippy::arithmetic_side_effects)]

use proptest::{prelude::*, sample::Index};

use super::*;
use crate::hashing::HostHashing;

mod layout;
mod read;

/// `setVotingPeriod(50400)`.
const LONGER: &str = "e540d01d000000000000000000000000000000000000000000000000000000000000c4e0";

const TEXT: &[u8] = b"Vote longer";

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn hash(text: &str) -> Hash {
    bytes(text).try_into().unwrap()
}

fn address(byte: u8) -> Address {
    Address([byte; 20])
}

fn of(data: &[u8]) -> Hash {
    HostHashing::keccak256(data)
}

/// `count` bytes that count up from `first`.
fn counting(count: u8, first: u8) -> Vec<u8> {
    (first..first + count).collect()
}

fn number(number: usize) -> [u8; 32] {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&(number as u128).to_be_bytes());
    word
}

/// The lists that actions are made of.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lists {
    targets: Vec<Address>,
    values: Vec<[u8; 32]>,
    calldatas: Vec<Vec<u8>>,
}

impl Lists {
    fn actions(&self) -> Actions {
        let calldatas: Vec<&[u8]> = self.calldatas.iter().map(Vec::as_slice).collect();
        Actions::new(&self.targets, &self.values, &calldatas)
    }

    fn id(&self, description: &Hash) -> ProposalId {
        self.actions().id::<HostHashing>(description)
    }

    /// What is hashed for the id.
    fn hashed(&self, description: &Hash) -> Vec<u8> {
        let mut actions = self.actions();
        actions.id::<HostHashing>(description);
        actions.bytes
    }
}

fn one() -> Lists {
    Lists { targets: vec![address(0x11)], values: vec![[0; 32]], calldatas: vec![bytes(LONGER)] }
}

fn three() -> Lists {
    Lists {
        targets: vec![address(0x11), address(0x22), address(0x33)],
        values: vec![[0; 32], number(1_000_000_000_000_000_000), [0xff; 32]],
        calldatas: vec![vec![], counting(32, 1), counting(33, 0x40)],
    }
}

/// The values of the ABI specification, as far as proposals have them.
#[derive(Clone)]
enum Value {
    Word([u8; 32]),
    Bytes(Vec<u8>),
    List(Vec<Value>),
}

impl Value {
    fn address(address: &Address) -> Self {
        Self::Word([[0u8; 12].as_slice(), address.0.as_slice()].concat().try_into().unwrap())
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Word(word) => word.to_vec(),
            Self::Bytes(bytes) => {
                let padding = vec![0; (32 - bytes.len() % 32) % 32];
                [number(bytes.len()).to_vec(), bytes.clone(), padding].concat()
            }
            Self::List(values) => [number(values.len()).to_vec(), tuple(values)].concat(),
        }
    }
}

/// Heads, then tails; the head of what has no fixed size is where its tail begins.
fn tuple(values: &[Value]) -> Vec<u8> {
    let mut heads: Vec<u8> = vec![];
    let mut tails: Vec<u8> = vec![];
    for value in values {
        if let Value::Word(word) = value {
            heads.extend(word);
        } else {
            heads.extend(number(32 * values.len() + tails.len()));
            tails.extend(value.encode());
        }
    }
    [heads, tails].concat()
}

fn abi(lists: &Lists) -> [Value; 3] {
    [
        Value::List(lists.targets.iter().map(Value::address).collect()),
        Value::List(lists.values.iter().map(|value| Value::Word(*value)).collect()),
        Value::List(lists.calldatas.iter().map(|data| Value::Bytes(data.clone())).collect()),
    ]
}

/// The arguments of a call with these lists and one more.
fn arguments(lists: &Lists, last: Value) -> Vec<u8> {
    let [targets, values, calldatas] = abi(lists);
    tuple(&[targets, values, calldatas, last])
}

fn lists() -> impl Strategy<Value = Lists> {
    let targets = prop::collection::vec(any::<[u8; 20]>().prop_map(Address), 0..5);
    let values = prop::collection::vec(any::<[u8; 32]>(), 0..5);
    let calldatas = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 0..5);
    (targets, values, calldatas).prop_map(|(targets, values, calldatas)| Lists { targets, values, calldatas })
}

#[test]
fn actions_are_three_lists_of_one_length() {
    for targets in 0..4u32 {
        for values in 0..4u32 {
            for calldatas in 0..4u32 {
                let lists = Lists {
                    targets: vec![address(1); targets as usize],
                    values: vec![[0; 32]; values as usize],
                    calldatas: vec![vec![]; calldatas as usize],
                };
                let alike = [values, calldatas] == [targets; 2];
                let count = alike.then_some(targets as usize);
                let error = LengthError { targets, calldatas, values };
                let expected = if alike && targets != 0 { Ok(()) } else { Err(error) };
                let read = Actions::read(arguments(&lists, Value::Word([0; 32]))).unwrap();
                for actions in [lists.actions(), read] {
                    assert_eq!(actions.count(), count);
                    assert_eq!(actions.check(), expected);
                    assert_eq!(actions.iter().count(), targets.min(values).min(calldatas) as usize);
                }
            }
        }
    }
}

#[test]
fn one_action_is_encoded_as_solidity_does() {
    let words = [
        "0000000000000000000000000000000000000000000000000000000000000080",
        "00000000000000000000000000000000000000000000000000000000000000c0",
        "0000000000000000000000000000000000000000000000000000000000000100",
        "854c16f0712708e5119caeedc51d17e129f492ada6588b64ad464947cac0c0c9",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000001111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000020",
        "0000000000000000000000000000000000000000000000000000000000000024",
        "e540d01d00000000000000000000000000000000000000000000000000000000",
        "0000c4e000000000000000000000000000000000000000000000000000000000",
    ];
    assert_eq!(hex::encode(one().hashed(&of(TEXT))), words.concat());
}

#[test]
fn no_action_is_encoded_as_solidity_does() {
    let words = [
        "0000000000000000000000000000000000000000000000000000000000000080",
        "00000000000000000000000000000000000000000000000000000000000000a0",
        "00000000000000000000000000000000000000000000000000000000000000c0",
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
    ];
    assert_eq!(hex::encode(Lists::default().hashed(&of(b""))), words.concat());
}

/// Computed by an encoder of another language.
#[test]
fn ids_are_golden() {
    let uneven = Lists {
        targets: vec![address(0x11), address(0x22)],
        values: vec![number(7)],
        calldatas: vec![vec![0xaa], vec![], vec![0xbb, 0xcc]],
    };
    let cases = [
        (one(), of(TEXT), "1943bb5e6d39cb37676936e95a0137c3c3c569453f863943f089c77fac850458"),
        (three(), of(b"three"), "168663255dfe6a3e39d704708953c574d60fe5ec3fd56be12473114eb7bdfa20"),
        (uneven, [0; 32], "0dde03f6b00bd58655399f800ea8b5e850bc271cf4a9435591d71560e066822e"),
        (Lists::default(), of(b""), "bc75297d7221c8afd7870cfee6b3f94563a854e6adbf3d0d60dc51f1a7dd3c23"),
    ];
    for (lists, description, id) in cases {
        assert_eq!(hex::encode(lists.id(&description)), id);
        let mut read = Actions::read(arguments(&lists, Value::Bytes(TEXT.to_vec()))).unwrap();
        assert_eq!(hex::encode(read.id::<HostHashing>(&description)), id);
    }
}

#[test]
fn the_event_of_one_action_is_encoded_as_solidity_does() {
    let words = [
        "1943bb5e6d39cb37676936e95a0137c3c3c569453f863943f089c77fac850458",
        "0000000000000000000000007777777777777777777777777777777777777777",
        "0000000000000000000000000000000000000000000000000000000000000120",
        "0000000000000000000000000000000000000000000000000000000000000160",
        "00000000000000000000000000000000000000000000000000000000000001a0",
        "0000000000000000000000000000000000000000000000000000000000000200",
        "000000000000000000000000000000000000000000000000000000000000000c",
        "000000000000000000000000000000000000000000000000000000000000003e",
        "00000000000000000000000000000000000000000000000000000000000002a0",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000001111111111111111111111111111111111111111",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000020",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000001",
        "0000000000000000000000000000000000000000000000000000000000000020",
        "0000000000000000000000000000000000000000000000000000000000000024",
        "e540d01d00000000000000000000000000000000000000000000000000000000",
        "0000c4e000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000000000000000000000000000000000000000000b",
        "566f7465206c6f6e676572000000000000000000000000000000000000000000",
    ];
    let id = one().id(&of(TEXT));
    let data = one().actions().encode_created(&id, &address(0x77), 12, 62, TEXT);
    assert_eq!(hex::encode(data), words.concat());
}

/// Three actions at the last blocks there are, with a description that is not UTF-8; computed as the ids are.
#[test]
fn the_event_of_three_actions_is_golden() {
    let id = three().id(&of(b"three"));
    let description = [vec![0xff, 0xfe], counting(40, 1)].concat();
    let data = three().actions().encode_created(&id, &address(0x77), u32::MAX - 1, u32::MAX, &description);
    assert_eq!(data.len(), 37 * 32);
    let golden = hash("2c0d85053e69ddade71b5d47d408c65c66548fa08f87b8c940d5b5145e0eee16");
    assert_eq!(of(&data), golden);
}

/// One of the ways in which lists can differ, at a place of theirs; the same lists where it has nothing to
/// change.
fn changed(lists: &Lists, way: u8, place: Index) -> Lists {
    let mut changed = lists.clone();
    let Lists { targets, values, calldatas } = &mut changed;
    let at = place.index(calldatas.len().max(1));
    match way {
        0 => targets.iter_mut().skip(at).take(1).for_each(|target| target.0[place.index(20)] ^= 1),
        1 => values.iter_mut().skip(at).take(1).for_each(|value| value[place.index(32)] ^= 0x80),
        // The padding must not hide another zero.
        2 => calldatas.iter_mut().skip(at).take(1).for_each(|data| data.push(0)),
        3 => {
            calldatas.iter_mut().skip(at).take(1).for_each(|data| data.truncate(data.len().saturating_sub(1)))
        }
        4 if at + 1 < calldatas.len() => calldatas.swap(at, at + 1),
        5 if at + 1 < targets.len() => targets.swap(at, at + 1),
        6 if at + 1 < values.len() => values.swap(at, at + 1),
        // The boundary between two calldatas, with the same bytes in all.
        7 if at + 1 < calldatas.len() => {
            if let Some(byte) = calldatas[at].pop() {
                calldatas[at + 1].insert(0, byte);
            }
        }
        8 => targets.push(Address::default()),
        9 => values.push([0; 32]),
        10 => calldatas.push(vec![]),
        11 => {
            targets.pop();
            values.pop();
            calldatas.pop();
        }
        _ => {}
    }
    changed
}

proptest! {
    #[test]
    fn any_lists_are_encoded_by_the_specification(
        lists in lists(),
        description in any::<[u8; 32]>(),
        proposer in any::<[u8; 20]>().prop_map(Address),
        start: u32,
        end: u32,
        text in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let hashed = arguments(&lists, Value::Word(description));
        prop_assert_eq!(lists.id(&description), of(&hashed));
        prop_assert_eq!(lists.hashed(&description), hashed);
        let [targets, values, calldatas] = abi(&lists);
        let created = tuple(&[
            Value::Word(description),
            Value::address(&proposer),
            targets,
            values,
            Value::List(vec![Value::Bytes(vec![]); lists.targets.len()]),
            calldatas,
            Value::Word(number(start as usize)),
            Value::Word(number(end as usize)),
            Value::Bytes(text.clone()),
        ]);
        let mut actions = lists.actions();
        let data = actions.encode_created(&description, &proposer, start, end, &text);
        prop_assert_eq!(&data, &created);
        // All of it is reserved before the first byte is written.
        prop_assert_eq!([data.capacity(), actions.bytes.capacity()], [data.len(), actions.bytes.len()]);
        // The hash is of the id alone.
        actions.id::<HostHashing>(&[0xff; 32]);
        prop_assert_eq!(actions.encode_created(&description, &proposer, start, end, &text), created);
    }

    #[test]
    fn every_action_is_one_of_each_list(lists in lists()) {
        let actions = lists.actions();
        let all = lists.targets.iter().zip(&lists.values).zip(&lists.calldatas);
        let all: Vec<_> = all.map(|((&target, value), calldata)| Action { target, value, calldata }).collect();
        prop_assert_eq!(actions.iter().collect::<Vec<_>>(), all);
    }

    #[test]
    fn an_id_is_of_the_last_description_and_changes_no_action(
        lists in lists(),
        first in any::<[u8; 32]>(),
        second in any::<[u8; 32]>(),
    ) {
        let mut actions = lists.actions();
        for description in [first, second, first] {
            prop_assert_eq!(actions.id::<HostHashing>(&description), lists.id(&description));
            prop_assert_eq!(&actions, &lists.actions());
        }
    }

    #[test]
    fn whatever_differs_has_another_id(
        lists in lists(),
        description in any::<[u8; 32]>(),
        way in 0u8..12,
        place: Index,
        bit in 0usize..256,
    ) {
        let id = lists.id(&description);
        let other = changed(&lists, way, place);
        prop_assert_eq!(other.id(&description) == id, other == lists);
        prop_assert_eq!(other.actions() == lists.actions(), other == lists);
        let mut other = description;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert_ne!(lists.id(&other), id);
    }
}
