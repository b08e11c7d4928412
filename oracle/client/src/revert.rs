//! What a contract says when it refuses.

use std::{collections::HashMap, sync::LazyLock};

use alloy_dyn_abi::{DynSolValue, ErrorExt};
use alloy_json_abi::Error;
use alloy_primitives::{hex, Bytes};
use alloy_sol_types::{Panic, Revert, SolError};
use tributary_core::Account;

use crate::abi;

/// Every declared custom error by its selector. Interfaces that declare the same error agree on it.
static DECLARED: LazyLock<HashMap<[u8; 4], Error>> =
    LazyLock::new(|| abi::errors().map(|error| (error.selector().0, error)).collect());

/// `Err(LangError::CouldNotReadInput)`.
const INK_COULD_NOT_READ_INPUT: [u8; 2] = [1, 1];

/// A contract's refusal, by name and values.
///
/// Its `Display` is a sentence: `sequence gap: node 3, expected 7, found 9`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    name: String,
    values: Vec<(String, String)>,
    data: Bytes,
}

impl KnownError {
    /// Reads the data of a revert.
    pub fn read(data: &[u8]) -> Self {
        Self::known(data).unwrap_or_else(|| {
            let values = vec![("data".to_owned(), hex::encode_prefixed(data))];
            Self { name: "Unknown".to_owned(), values, data: Bytes::copy_from_slice(data) }
        })
    }

    /// Reads the data of a revert, if it is an error that is declared or a standard one.
    fn known(data: &[u8]) -> Option<Self> {
        let (name, values) = Self::declared(data).or_else(|| Self::standard(data))?;
        Some(Self { name, values, data: Bytes::copy_from_slice(data) })
    }

    fn declared(data: &[u8]) -> Option<(String, Vec<(String, String)>)> {
        let error = DECLARED.get(data.first_chunk::<4>()?)?;
        let decoded = error.decode_error(data).ok()?;
        let values = error
            .inputs
            .iter()
            .zip(&decoded.body)
            .map(|(input, value)| (input.name.trim_end_matches('_').to_owned(), text(&input.name, value)))
            .collect();
        Some((error.name.clone(), values))
    }

    /// Solidity's own, `Error(string)` and `Panic(uint256)`, and what ink! answers to calldata that is none
    /// of the contract's functions with its arguments.
    fn standard(data: &[u8]) -> Option<(String, Vec<(String, String)>)> {
        if data == INK_COULD_NOT_READ_INPUT {
            return Some(("InputNotUnderstood".into(), Vec::new()));
        }
        if let Ok(revert) = Revert::abi_decode(data) {
            return Some(("Error".into(), vec![("reason".into(), revert.reason)]));
        }
        let panic = Panic::abi_decode(data).ok()?;
        Some(("Panic".into(), vec![("code".into(), panic.code.to_string())]))
    }

    /// Its name in the interface; `Error` and `Panic` are Solidity's own, `InputNotUnderstood` says that the
    /// contract has no such function, `Unknown` is none declared.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its arguments by name, in order, as text.
    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// The data as the contract returned it.
    pub const fn data(&self) -> &Bytes {
        &self.data
    }

    /// This as `E`, if it is that error.
    pub fn decode<E: SolError>(&self) -> Option<E> {
        E::abi_decode(&self.data).ok()
    }

    /// Whether this is `E`.
    pub fn is<E: SolError>(&self) -> bool {
        self.data.starts_with(&E::SELECTOR)
    }
}

impl std::error::Error for KnownError {}

impl std::fmt::Display for KnownError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&words(&self.name))?;
        for (index, (name, value)) in self.values.iter().enumerate() {
            let before = if index == 0 { ": " } else { ", " };
            write!(f, "{before}{} {value}", words(name))?;
        }
        Ok(())
    }
}

/// `SequenceGap` as `sequence gap`; capitals in a row stay together.
fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len().saturating_add(8));
    let mut previous_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() && previous_lower {
            out.push(' ');
        }
        previous_lower = letter.is_lowercase() || letter.is_ascii_digit();
        out.extend(letter.to_lowercase());
    }
    out
}

/// A value as people write it.
fn text(name: &str, value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(value, _) => value.to_string(),
        DynSolValue::Uint(value, _) => value.to_string(),
        DynSolValue::FixedBytes(word, size) => match (name, Account::from_word(word.0)) {
            ("account", Ok(account)) => account_text(account),
            _ => hex::encode_prefixed(word.get(..*size).unwrap_or(word.as_slice())),
        },
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::Function(function) => function.to_string(),
        DynSolValue::Bytes(bytes) if name == "reason" => reason_text(bytes),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
        DynSolValue::String(string) => format!("{string:?}"),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => listed('[', values, ']'),
        DynSolValue::Tuple(values) => listed('(', values, ')'),
    }
}

/// Another contract's refusal, which this one passes on.
fn reason_text(data: &[u8]) -> String {
    KnownError::known(data).map_or_else(|| hex::encode_prefixed(data), |known| format!("({known})"))
}

fn listed(open: char, values: &[DynSolValue], close: char) -> String {
    let items: Vec<String> = values.iter().map(|value| text("", value)).collect();
    format!("{open}{}{close}", items.join(", "))
}

fn account_text(account: Account) -> String {
    match account {
        Account::Dataset(id) => format!("dataset {id}"),
        Account::Node(id) => format!("node {id}"),
        Account::Developer(id) => format!("developer of model {id}"),
        Account::Oracle(address) => format!("oracle {address}"),
        Account::Treasury => "treasury".to_owned(),
        Account::Payer(address) => format!("payer {address}"),
    }
}

#[cfg(test)]
mod tests;
