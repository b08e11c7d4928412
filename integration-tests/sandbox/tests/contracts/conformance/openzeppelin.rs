//! The DAO against OpenZeppelin's own ABIs: whatever is written for its Governor and its ERC20Votes finds the
//! same functions, events and errors here.

use std::collections::{BTreeMap, BTreeSet};

use alloy_json_abi::{JsonAbi, StateMutability};
use tributary_sandbox::artifact;

use super::interfaces::outputs;

/// The ABIs by contract; `openzeppelin/README.md` says where they come from.
const PUBLISHED: &str = include_str!("openzeppelin/abi-5.7.0.json");

/// What they declare and the DAO does not, and why.
const EXCEPTIONS: [(&str, &str); 8] = [
    (
        "function updateTimelock(address)",
        "the timelock is the DAO itself: to move it would be to take it over",
    ),
    ("event TimelockChange(address,address)", "the timelock is the DAO itself"),
    ("error CheckpointUnorderedInsertion()", "blocks only rise"),
    ("error ERC6372InconsistentClock()", "the clock is the block's number for good"),
    (
        "error ECDSAInvalidSignatureLength(uint256)",
        "a ballot's signature of another length is its voter's fault",
    ),
    ("error InvalidShortString()", "name and version are constants"),
    ("error StringTooLong(string)", "name and version are constants"),
    ("error SafeCastOverflowedUintDowncast(uint8,uint256)", "what is too large is refused by its own bound"),
];

/// Interfaces with those that they inherit, and the ERC-165 id that the functions of their own make up.
const IDS: [(&str, &[&str], u32); 7] = [
    ("IGovernor", &["IERC165", "IERC6372"], 0xcdbd_fcee),
    ("IVotes", &[], 0xe90f_b3f6),
    ("IERC20", &[], 0x3637_2b07),
    ("IERC20Permit", &[], 0x9d8f_f7da),
    ("IERC6372", &[], 0xda28_7a1d),
    ("IERC5267", &[], 0x84b0_196e),
    ("IERC165", &[], 0x01ff_c9a7),
];

/// What a caller relies on beside an entry's name and the types of its arguments.
#[derive(Debug)]
struct Shape {
    /// Outputs and mutability, or indexed flags.
    rest: String,
    /// Of the arguments; empty where one has none.
    names: Vec<String>,
}

impl Shape {
    /// Whether this is what `theirs` promises. What they leave without a name may have any.
    fn keeps(&self, theirs: &Self) -> bool {
        self.rest == theirs.rest
            && theirs
                .names
                .iter()
                .zip(&self.names)
                .all(|(theirs, own)| theirs.is_empty() || theirs.eq_ignore_ascii_case(own))
    }
}

/// Every entry by kind and signature, which the selector is made of.
fn surface(abi: &JsonAbi) -> BTreeMap<String, Shape> {
    let functions = abi.functions().map(|function| {
        // ink! has messages that change nothing, and none of which it knows that they do not even read.
        let mutability = match function.state_mutability {
            StateMutability::Pure => StateMutability::View,
            other => other,
        };
        let rest = format!("-> ({}) {mutability:?}", outputs(&function.outputs));
        let names = function.inputs.iter().map(|input| input.name.clone()).collect();
        (format!("function {}", function.signature()), Shape { rest, names })
    });
    let events = abi.events().map(|event| {
        let indexed: Vec<_> = event.inputs.iter().map(|input| input.indexed).collect();
        let rest = format!("indexed {indexed:?} anonymous {}", event.anonymous);
        let names = event.inputs.iter().map(|input| input.name.clone()).collect();
        (format!("event {}", event.signature()), Shape { rest, names })
    });
    let errors = abi.errors().map(|error| {
        let names = error.inputs.iter().map(|input| input.name.clone()).collect();
        (format!("error {}", error.signature()), Shape { rest: String::new(), names })
    });
    let receive = abi.receive.iter().map(|receive| {
        let rest = format!("{:?}", receive.state_mutability);
        ("receive()".to_owned(), Shape { rest, names: Vec::new() })
    });
    functions.chain(events).chain(errors).chain(receive).collect()
}

fn published() -> BTreeMap<String, JsonAbi> {
    serde_json::from_str(PUBLISHED).unwrap()
}

fn selectors(abi: &JsonAbi) -> BTreeSet<u32> {
    abi.functions().map(|function| u32::from_be_bytes(function.selector().0)).collect()
}

#[test]
fn the_dao_has_what_openzeppelin_has() {
    let built = surface(&artifact::abi("governance").unwrap());
    let mut missing = BTreeSet::new();
    let mut different = Vec::new();
    for (contract, abi) in published() {
        for (entry, theirs) in surface(&abi) {
            match built.get(&entry) {
                Some(own) if own.keeps(&theirs) => {}
                Some(own) => different.push(format!("{contract}: {entry}: {theirs:?}, not {own:?}")),
                None => {
                    missing.insert(entry);
                }
            }
        }
    }
    let excepted: BTreeSet<_> = EXCEPTIONS.iter().map(|(entry, _)| (*entry).to_owned()).collect();
    let unexplained: Vec<_> = missing.difference(&excepted).collect();
    let stale: Vec<_> = EXCEPTIONS.iter().filter(|(entry, _)| !missing.contains(*entry)).collect();
    assert!(
        different.is_empty() && unexplained.is_empty() && stale.is_empty(),
        "different: {different:#?}\nmissing: {unexplained:#?}\nno longer missing: {stale:#?}"
    );
}

#[test]
fn the_abis_are_whole() {
    let abis = published();
    assert_eq!(abis.len(), 17, "{:?}", abis.keys());
    for (interface, inherited, id) in IDS {
        let mut own = selectors(&abis[interface]);
        for inherited in inherited {
            let inherited = selectors(&abis[*inherited]);
            own.retain(|selector| !inherited.contains(selector));
        }
        assert_eq!(own.iter().fold(0, |xor, selector| xor ^ selector), id, "{interface}");
    }
    // Each of the extensions has what the interfaces have, and more.
    for (contract, interface) in [
        ("Governor", "IGovernor"),
        ("ERC20Votes", "IVotes"),
        ("ERC20Votes", "IERC20Metadata"),
        ("ERC20Permit", "IERC20Permit"),
    ] {
        let (contract, interface) = (surface(&abis[contract]), surface(&abis[interface]));
        assert!(
            interface.keys().all(|entry| contract.contains_key(entry)) && contract.len() > interface.len()
        );
    }
}
