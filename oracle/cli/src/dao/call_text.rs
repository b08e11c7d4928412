//! Calls as people write and read them: `ledger.scheduleCommittee([0x…, 0x…])`.

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt, Specifier};
use alloy_json_abi::{Function, Param};
use tributary_client::{
    governance::{Action, Pace},
    B256, U256,
};

use super::{
    call_words::Reader,
    contracts::{Contracts, Known},
};
use crate::{amount, share};

#[cfg(test)]
mod tests;

/// Reads `CONTRACT.function(argument, argument)`, with the contract by its name or by its address in hex.
///
/// Numbers are decimal or `0x`; those of one whole argument may be amounts (`1.5coin`) or shares (`40%`, in parts
/// per million). Lists are in `[]`, structs in `()`. Texts may be quoted as in JSON. An address may be the name of
/// one of the contracts. An argument may have its name before it: `model: 1`. What is in `()` after a value, as
/// [`words`] says what it means, is not read: `5 (live)`.
///
/// # Errors
/// In words: what is not understood, and what is expected there.
pub fn parse(text: &str, contracts: &Contracts) -> Result<Action, String> {
    let (known, function, arguments) = parts(text, contracts)?;
    action(known, function, &arguments, contracts)
}

/// The same where a decision on a version of a model may leave out the version's hash, its last argument, which
/// is zero then: no version's hash is.
///
/// # Errors
/// As [`parse`].
pub fn parse_open(text: &str, contracts: &Contracts) -> Result<Action, String> {
    let (known, function, mut arguments) = parts(text, contracts)?;
    let with_one_more = known.function(function, arguments.len().saturating_add(1));
    let last = with_one_more.ok().and_then(|function| function.inputs.last());
    if last.is_some_and(|input| input.name == VERSION_HASH) {
        arguments.push(B256::ZERO.to_string());
    }
    action(known, function, &arguments, contracts)
}

/// The name of the argument that may be left out.
const VERSION_HASH: &str = "versionHash";

/// The contract, the function's name and its arguments.
fn parts<'a>(text: &'a str, contracts: &'a Contracts) -> Result<(&'a Known, &'a str, Vec<String>), String> {
    let form = || format!("{text:?} is no call: say CONTRACT.function(argument, argument)");
    let (head, rest) = text.trim().split_once('(').ok_or_else(form)?;
    let arguments = rest.strip_suffix(')').ok_or_else(form)?;
    let (contract, function) = head.trim().split_once('.').ok_or_else(form)?;
    let known =
        contracts.named(contract).or_else(|| contracts.at(contract.parse().ok()?)).ok_or_else(|| {
            let names = contracts.names();
            format!("{contract:?} is none of the contracts {names}; what others are called is said in a file")
        })?;
    Ok((known, function, split(arguments)?))
}

fn action(
    known: &Known,
    function: &str,
    arguments: &[String],
    contracts: &Contracts,
) -> Result<Action, String> {
    let calldata = encode(known.function(function, arguments.len())?, arguments, contracts)?;
    Ok(Action { target: known.address, value: U256::ZERO, calldata: calldata.into() })
}

/// Selector and arguments of a call, each argument written as [`parse`] takes it.
///
/// # Errors
/// In words: how many arguments are expected, or which one is not of its type.
pub fn encode(function: &Function, arguments: &[String], contracts: &Contracts) -> Result<Vec<u8>, String> {
    let (found, expected) = (arguments.len(), function.inputs.len());
    if found != expected {
        return Err(format!("{found} arguments are given, {} takes {expected}", function.signature()));
    }
    let values: Result<Vec<_>, _> =
        function.inputs.iter().zip(arguments).map(|(input, text)| value(input, text, contracts)).collect();
    function.abi_encode_input(&values?).map_err(|error| error.to_string())
}

/// What an action does, in the words that [`parse`] reads where it is a call of one of the contracts, to a reader
/// of whom nothing is known; otherwise its target, selector and bytes.
pub fn words(action: &Action, contracts: &Contracts) -> String {
    Reader { contracts, you: None, pace: Pace::default() }.words(action)
}

/// One argument as its parameter takes it.
fn value(input: &Param, text: &str, contracts: &Contracts) -> Result<DynSolValue, String> {
    let named = text.strip_prefix(input.name.as_str()).and_then(|rest| rest.trim_start().strip_prefix(':'));
    let text = match named {
        Some(rest) if !input.name.is_empty() => rest.trim(),
        _ => text.trim(),
    };
    let kind = input.resolve().map_err(|error| error.to_string())?;
    let bare = if kind == DynSolType::String { text.to_owned() } else { bare(text) };
    let text = bare.as_str();
    let refused = |reason: String| {
        let name = if input.name.is_empty() { "argument" } else { input.name.as_str() };
        format!("{name} is {text:?}, which is no {kind}: {reason}")
    };
    match &kind {
        DynSolType::Uint(bits) if text.ends_with("coin") => {
            let amount = amount::parse(text).map_err(refused)?;
            fitting(U256::from(amount.0), *bits).map_err(refused)
        }
        DynSolType::Uint(bits) if text.ends_with('%') || text.ends_with("ppm") => {
            let share = share::parse(text).map_err(refused)?;
            fitting(U256::from(share.0), *bits).map_err(refused)
        }
        DynSolType::Address => match contracts.named(text) {
            Some(known) => Ok(DynSolValue::Address(known.address)),
            None => kind.coerce_str(text).map_err(|_| refused("an address in hex, or a contract".to_owned())),
        },
        DynSolType::String if text.starts_with('"') => {
            let text = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
            Ok(DynSolValue::String(text))
        }
        DynSolType::String => Ok(DynSolValue::String(text.to_owned())),
        _ => kind.coerce_str(text).map_err(|error| refused(error.to_string())),
    }
}

/// A text without what is in brackets after a value.
fn bare(text: &str) -> String {
    let mut kept = String::new();
    let (mut open, mut quoted, mut escaped) = (0u32, false, false);
    for letter in text.chars() {
        if quoted {
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
        } else {
            let value = kept.trim_end();
            let end = value.len();
            let after = end < kept.len() && value.ends_with(|last: char| last.is_alphanumeric());
            match letter {
                '"' => quoted = true,
                '(' if open > 0 || after => {
                    kept.truncate(end);
                    open = open.saturating_add(1);
                }
                ')' if open > 0 => {
                    open = open.saturating_sub(1);
                    continue;
                }
                _ => {}
            }
        }
        if open == 0 {
            kept.push(letter);
        }
    }
    kept
}

fn fitting(value: U256, bits: usize) -> Result<DynSolValue, String> {
    if value.bit_len() > bits {
        return Err(format!("{value} has more than {bits} bits"));
    }
    Ok(DynSolValue::Uint(value, bits))
}

/// The arguments between commas that are in no brackets and no quotes.
fn split(text: &str) -> Result<Vec<String>, String> {
    let unbalanced = || format!("the brackets or quotes of {text:?} do not match");
    let (mut arguments, mut current) = (Vec::new(), String::new());
    let (mut open, mut quoted, mut escaped) = (Vec::new(), false, false);
    for letter in text.chars() {
        if quoted {
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            current.push(letter);
            continue;
        }
        match letter {
            '"' => quoted = true,
            '(' => open.push(')'),
            '[' => open.push(']'),
            ')' | ']' if open.pop() != Some(letter) => return Err(unbalanced()),
            ',' if open.is_empty() => {
                arguments.push(std::mem::take(&mut current).trim().to_owned());
                continue;
            }
            _ => {}
        }
        current.push(letter);
    }
    if quoted || !open.is_empty() {
        return Err(unbalanced());
    }
    let last = current.trim();
    if !last.is_empty() || !arguments.is_empty() {
        arguments.push(last.to_owned());
    }
    Ok(arguments)
}
