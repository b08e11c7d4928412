//! How a chain is started.

use std::{path::PathBuf, str::FromStr, time::Duration};

use sp_core::{crypto::Ss58Codec, H160};
use thiserror::Error;

use crate::{
    finality::MAX_FINALITY_LAG,
    genesis::eth_account,
    runtime::{AccountId, Balance, UNIT},
};

#[cfg(test)]
mod tests;

/// Decimals of the native token.
const DECIMALS: usize = 10;

/// How a chain is started. The default, meant for tests, is a free port, state in memory, and a
/// block as soon as a transaction is ready, final at once; the program's own default port is 9944.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// TCP port of JSON-RPC on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 9944)]
    pub port: u16,
    /// Seal a block every N milliseconds, also an empty one (by default: one as soon as a
    /// transaction is ready, holding all that are)
    #[arg(long = "block-time-ms", value_name = "N", value_parser = block_time)]
    pub block_time: Option<Duration>,
    /// Make a block final when so many others have followed it, at most 100; 0 makes each final when it
    /// is sealed
    #[arg(
        long,
        value_name = "BLOCKS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(..=i64::from(MAX_FINALITY_LAG))
    )]
    pub finality_lag: u32,
    /// Keep the chain in a database in this folder (by default: in memory)
    #[arg(long, value_name = "PATH")]
    pub db: Option<PathBuf>,
    /// Give an account money at genesis, beside the well-known development accounts. ACCOUNT is
    /// an SS58 address, 0x and 64 digits of an account id, or 0x and 40 digits of an Ethereum
    /// address; AMOUNT is in native tokens with up to ten decimals
    #[arg(long = "endow", value_name = "ACCOUNT=AMOUNT")]
    pub endow: Vec<Endowment>,
    /// Map no account to its address by itself, as chains before pallet-revive 0.20 do: each has to
    /// call map_account before contracts know it
    #[arg(long)]
    pub manual_mapping: bool,
    /// Wei per planck in the eyes of contracts, to try what refuses other chains (by default: 100000000,
    /// as on Polkadot Hub)
    #[arg(long, value_name = "WEI", value_parser = clap::value_parser!(u32).range(1..))]
    pub native_to_eth_ratio: Option<u32>,
    /// For how many blocks the chain remembers block hashes, and so the longest life of a transaction, to
    /// try what refuses other chains (by default: 4096)
    #[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(4..))]
    pub block_hash_count: Option<u32>,
}

/// Money an account owns at genesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endowment {
    /// Who owns it.
    pub account: AccountId,
    /// How much, in plancks.
    pub plancks: Balance,
}

/// Why `ACCOUNT=AMOUNT` could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EndowmentError {
    /// There is no `=`.
    #[error("{0:?} is not of the form ACCOUNT=AMOUNT")]
    Form(String),
    /// Neither an SS58 address nor 20 or 32 bytes in hexadecimal.
    #[error("{0:?} is neither an SS58 address nor 0x with 40 or 64 hexadecimal digits")]
    Account(String),
    /// Not a decimal number of native tokens that fits into 128 bits of plancks.
    #[error("{0:?} is not an amount of native tokens with at most {DECIMALS} decimals")]
    Amount(String),
}

impl FromStr for Endowment {
    type Err = EndowmentError;

    fn from_str(text: &str) -> Result<Self, EndowmentError> {
        let (account, amount) = text.split_once('=').ok_or_else(|| EndowmentError::Form(text.to_owned()))?;
        Ok(Self {
            account: parse_account(account).ok_or_else(|| EndowmentError::Account(account.to_owned()))?,
            plancks: parse_amount(amount).ok_or_else(|| EndowmentError::Amount(amount.to_owned()))?,
        })
    }
}

fn parse_account(text: &str) -> Option<AccountId> {
    if let Some(digits) = text.strip_prefix("0x") {
        return match digits.len() {
            40 => digits.parse::<H160>().ok().map(eth_account),
            64 => digits.parse::<sp_core::H256>().ok().map(|id| AccountId::new(id.0)),
            _ => None,
        };
    }
    // Any network's prefix: it is the same account.
    AccountId::from_ss58check_with_version(text).ok().map(|(account, _)| account)
}

fn parse_amount(text: &str) -> Option<Balance> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    if whole.is_empty() || !digits(whole) || !digits(decimals) || !(1..=DECIMALS).contains(&decimals.len()) {
        return None;
    }
    let decimals: Balance = format!("{decimals:0<DECIMALS$}").parse().ok()?;
    whole.parse::<Balance>().ok()?.checked_mul(UNIT)?.checked_add(decimals)
}

fn block_time(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(0) => Err("a block time of zero: leave the option out to seal as transactions come".to_owned()),
        Ok(milliseconds) => Ok(Duration::from_millis(milliseconds)),
        Err(error) => Err(error.to_string()),
    }
}
