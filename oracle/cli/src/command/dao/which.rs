//! Proposals as people name them.

use std::str::FromStr;

use tributary_cli::{dao::short, exit::Failure};
use tributary_client::{abi::IGovernance::proposalCall, U256};

use super::chamber::Chamber;

/// Digits of a whole id in hex.
const ID_DIGITS: usize = 64;

/// More decimal digits than any proposal's number has.
const NUMBER_DIGITS: usize = 9;

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// By its place: 1 is the first that was ever made.
    Number(u32),
    /// By the first hex digits of its id, in lower case.
    Prefix(String),
    /// By its id.
    Id(U256),
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form =
            || format!("{text:?} is no proposal: its id, the first digits of it (0x1a2b), or its number");
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(hex) = text.strip_prefix("0x") {
            if hex.is_empty() || hex.len() > ID_DIGITS || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(form());
            }
            return match hex.len() {
                ID_DIGITS => text.parse().map(Self::Id).map_err(|_| form()),
                _ => Ok(Self::Prefix(hex.to_ascii_lowercase())),
            };
        }
        if !digits(text) {
            return Err(form());
        }
        if text.len() <= NUMBER_DIGITS {
            let number = text.parse().map_err(|_| form())?;
            return if number == 0 { Err(form()) } else { Ok(Self::Number(number)) };
        }
        text.parse().map(Self::Id).map_err(|_| form())
    }
}

impl Which {
    /// The id.
    ///
    /// # Errors
    /// [`Failure::not_found`] if no proposal has that number or begins so, [`Failure::usage`] if several do. A
    /// whole id is not looked up.
    pub(super) async fn find(&self, chamber: &Chamber) -> anyhow::Result<U256> {
        match self {
            Self::Id(id) => Ok(*id),
            Self::Number(number) => find_number(*number, chamber).await,
            Self::Prefix(prefix) => {
                let ids = chamber.newest(usize::MAX).await?.into_iter().map(|record| record.id);
                let found: Vec<_> =
                    ids.filter(|id| format!("{id:064x}").starts_with(prefix.as_str())).collect();
                match found[..] {
                    [id] => Ok(id),
                    [] => Err(Failure::not_found(format!("no proposal's id begins with 0x{prefix}")).into()),
                    _ => {
                        let shown: Vec<_> = found.iter().map(|id| short(*id)).collect();
                        let words = format!("several proposals begin with 0x{prefix}: {}", shown.join(", "));
                        Err(Failure::usage(words).into())
                    }
                }
            }
        }
    }

    /// The id, without a chain to ask.
    ///
    /// # Errors
    /// [`Failure::usage`] for anything but a whole id.
    pub(super) fn whole(&self) -> Result<U256, Failure> {
        match self {
            Self::Id(id) => Ok(*id),
            _ => Err(Failure::usage("offline, a proposal is named by its whole id")),
        }
    }
}

async fn find_number(number: u32, chamber: &Chamber) -> anyhow::Result<U256> {
    let count = chamber.count().await?;
    let missing = || Failure::not_found(format!("there is no proposal {number}, there are {count}"));
    let back = count.checked_sub(number.into()).ok_or_else(missing)?;
    let mut id = chamber.dao.latest(chamber.clock.now.block.hash).await?.ok_or_else(missing)?;
    for _ in 0..back {
        id = chamber.read(proposalCall { proposalId: id }).await?.previous;
    }
    Ok(id)
}
