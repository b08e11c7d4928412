//! Accounts that earn, as users name them.

use clap::{Args, ValueEnum};
use tributary_cli::{exit::Failure, key_folder::KeyFolder};
use tributary_core::{Account, DatasetId, ModelId, NodeId};

use super::who::Who;

#[derive(Args)]
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

#[cfg(test)]
mod tests;
