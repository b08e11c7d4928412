use std::collections::BTreeSet;

use alloy_json_abi::{Param, StateMutability};

use super::*;
use crate::dao::contracts::{tests::deployment, Contracts};

/// The numbers among parameters, and in their structs and lists.
fn numbers(inputs: &[Param], outer: &str) -> Vec<String> {
    let mut found = Vec::new();
    for input in inputs {
        let name = within(outer, &input.name);
        found.extend(numbers(&input.components, &name));
        if input.ty.starts_with("uint") || input.ty.starts_with("int") {
            found.push(name);
        }
    }
    found
}

/// Contract, function and parameter of every number that a call which changes something takes: the owner's calls are
/// among them.
fn taken() -> BTreeSet<(String, String, String)> {
    let contracts = Contracts::of(&deployment());
    let mut found = BTreeSet::new();
    for name in contracts.names().split(", ") {
        for function in contracts.named(name).unwrap().functions() {
            if matches!(function.state_mutability, StateMutability::View | StateMutability::Pure) {
                continue;
            }
            for number in numbers(&function.inputs, "") {
                found.insert((name.to_owned(), function.name.clone(), number));
            }
        }
    }
    found
}

#[test]
fn every_number_that_a_call_takes_has_a_unit_or_is_plain() {
    let taken = taken();
    for expected in [("models", "proposeVersion", "policy.node"), ("dao", "mint", "amount")] {
        let (contract, function, parameter) = expected;
        assert!(taken.contains(&(contract.to_owned(), function.to_owned(), parameter.to_owned())));
    }
    let missing: Vec<_> = taken
        .iter()
        .filter(|(contract, function, parameter)| unit(contract, function, parameter).is_none())
        .collect();
    assert!(missing.is_empty(), "no unit, not even none: {missing:?}");
}

#[test]
fn every_unit_is_that_of_one_number_that_there_is() {
    let (taken, mut listed) = (taken(), BTreeSet::new());
    for Counted { contract, functions, parameters, .. } in COUNTED {
        for (function, parameter) in functions
            .iter()
            .flat_map(|function| parameters.iter().map(move |parameter| (function, parameter)))
        {
            let number = ((*contract).to_owned(), (*function).to_owned(), (*parameter).to_owned());
            assert!(taken.contains(&number), "{number:?} is no number");
            assert!(listed.insert(number.clone()), "{number:?} is twice");
        }
    }
}
