//! Accounts that earn, as users name them.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use tributary_cli::{exit::Failure, key_folder::KeyFolder, oracle_http};
use tributary_core::{Account, DatasetId, ModelId, NodeId};

use super::who::Who;

/// An account: two words of a command line, or one as [`FromStr`] reads it.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(super) struct Earner {
    /// Whose earnings.
    kind: Kind,
    /// Its id, or an oracle's address or key; nothing for the treasury.
    #[arg(default_value = "", hide_default_value = true)]
    id: String,
}

/// Who earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Dataset,
    Node,
    Developer,
    Oracle,
    Treasury,
}

impl FromStr for Earner {
    type Err = String;

    /// Reads `KIND:ID`, `treasury`, or a dataset's number.
    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, id) = match text.split_once(':') {
            Some((kind, id)) => (kind, id),
            None if text.starts_with(|first: char| first.is_ascii_digit()) => ("dataset", text),
            None => (text, ""),
        };
        let kind = Kind::from_str(kind, false).map_err(|_| {
            let kinds: Vec<_> = Kind::value_variants().iter().filter_map(Kind::to_possible_value).collect();
            let names: Vec<_> = kinds.iter().map(clap::builder::PossibleValue::get_name).collect();
            format!("{text:?} is no account that earns: say KIND:ID, with a kind of {}", names.join(", "))
        })?;
        Ok(Self { kind, id: id.to_owned() })
    }
}

impl Earner {
    /// The account.
    ///
    /// # Errors
    /// [`Failure::usage`] if the id is none of that kind; if there is no such key.
    pub(super) fn account(&self, keys: &KeyFolder) -> anyhow::Result<Account> {
        let id = self.id.as_str();
        let number = || {
            id.parse::<u64>().map_err(|error| {
                let what =
                    if id.is_empty() { "an id is missing".to_owned() } else { format!("{id:?}: {error}") };
                Failure::usage(format!("{what}: a dataset, node or developer's model has a number"))
            })
        };
        Ok(match self.kind {
            Kind::Dataset => Account::Dataset(DatasetId(number()?)),
            Kind::Node => Account::Node(NodeId(number()?)),
            Kind::Developer => Account::Developer(ModelId(number()?)),
            Kind::Oracle => {
                let address = id.parse::<Who>().map_err(Failure::usage)?.address(keys)?;
                Account::Oracle(tributary_core::Address(address.into_array()))
            }
            Kind::Treasury if matches!(id, "" | "0") => Account::Treasury,
            Kind::Treasury => {
                return Err(Failure::usage(format!("the treasury has no id, {id:?} was given")).into())
            }
        })
    }
}

/// An account as [`Earner`] reads it.
pub(super) fn name_of(account: &Account) -> String {
    match (account, oracle_http::path_of(account)) {
        (Account::Treasury, (kind, _)) => kind.to_owned(),
        (_, (kind, id)) => format!("{kind}:{id}"),
    }
}

#[cfg(test)]
mod tests;
