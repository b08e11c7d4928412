//! Motions as files, in TOML or JSON.

use std::path::Path;

use alloy_dyn_abi::Specifier;
use alloy_json_abi::Function;
use serde::Deserialize;
use tributary_client::{
    governance::{Action, Motion},
    Bytes, U256,
};

use super::{
    call_text::{encode, parse},
    contracts::Contracts,
};
use crate::{amount, exit::Failure};

#[cfg(test)]
mod tests;

/// A motion as people write it down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MotionFile {
    /// What it says; may be given beside the file instead.
    pub description: Option<String>,
    /// What it does, in order.
    #[serde(default)]
    actions: Vec<ActionEntry>,
}

/// One action, in one of three forms: a call of the deployment's contracts in words; a function with its arguments;
/// calldata in hex. Without any of them it is a payment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionEntry {
    /// `ledger.scheduleCommittee([0x…])`; then nothing else but a value.
    call: Option<String>,
    /// A contract's name, or an address.
    target: Option<String>,
    /// The function's signature, such as `transfer(address,uint256)`.
    function: Option<String>,
    /// Its arguments, each as in a call in words.
    arguments: Option<Vec<Argument>>,
    /// Selector and arguments, in hex.
    calldata: Option<Bytes>,
    /// What is paid with it, such as `1.5coin`.
    value: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Argument {
    Text(String),
    Number(i64),
    Truth(bool),
}

impl Argument {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

impl MotionFile {
    /// Reads a file: JSON if its name ends in `.json`, else TOML.
    ///
    /// # Errors
    /// [`Failure::usage`] naming the file and what is wrong with it.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::usage(format!("motion file {}: {error}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
        if path.extension().is_some_and(|extension| extension == "json") {
            return serde_json::from_str(&text).map_err(|error| failed(&error));
        }
        toml::from_str(&text).map_err(|error| failed(&error))
    }

    /// The actions.
    ///
    /// # Errors
    /// [`Failure::usage`] naming the first action that is none, counted from 1, and why.
    pub fn actions(&self, contracts: &Contracts) -> Result<Vec<Action>, Failure> {
        (1u32..)
            .zip(&self.actions)
            .map(|(number, entry)| {
                entry.read(contracts).map_err(|words| Failure::usage(format!("action {number}: {words}")))
            })
            .collect()
    }

    /// The motion, if the file has a description.
    ///
    /// # Errors
    /// As [`MotionFile::actions`]; [`Failure::usage`] if there is no description.
    pub fn motion(&self, contracts: &Contracts) -> Result<Motion, Failure> {
        let description = self.description.as_deref().unwrap_or_default();
        if description.trim().is_empty() {
            return Err(Failure::usage("the motion has no description"));
        }
        Ok(Motion::new(self.actions(contracts)?, description))
    }
}

impl ActionEntry {
    fn read(&self, contracts: &Contracts) -> Result<Action, String> {
        let Self { call, target, function, arguments, calldata, value } = self;
        let mut action = match (call, target, function, calldata) {
            (Some(call), None, None, None) if arguments.is_none() => parse(call, contracts)?,
            (None, Some(target), function, calldata) => {
                let target = match contracts.named(target) {
                    Some(known) => known.address,
                    None => target.parse().map_err(|_| {
                        format!("target {target:?} is neither an address nor one of {}", contracts.names())
                    })?,
                };
                let calldata = match (function, arguments, calldata) {
                    (Some(function), arguments, None) => {
                        let arguments = arguments.as_deref().unwrap_or_default();
                        called(function, arguments, contracts)?.into()
                    }
                    (None, None, calldata) => calldata.clone().unwrap_or_default(),
                    _ => return Err("either a function with arguments, or calldata".to_owned()),
                };
                Action { target, value: U256::ZERO, calldata }
            }
            _ => return Err("either a call, or a target with a function or calldata".to_owned()),
        };
        if let Some(value) = value {
            action.value = U256::from(amount::parse(value)?.0);
        }
        Ok(action)
    }
}

/// Calldata of a function that is given by its signature.
fn called(signature: &str, arguments: &[Argument], contracts: &Contracts) -> Result<Vec<u8>, String> {
    let function = Function::parse(signature).map_err(|error| format!("function {signature:?}: {error}"))?;
    if let Some(input) = function.inputs.iter().find(|input| input.resolve().is_err()) {
        return Err(format!("function {signature:?} has a parameter of type {}, which is none", input.ty));
    }
    let arguments: Vec<_> = arguments.iter().map(Argument::text).collect();
    encode(&function, &arguments, contracts)
}
