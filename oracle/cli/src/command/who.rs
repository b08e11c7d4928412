//! People and machines as users name them.

use std::str::FromStr;

use tributary_cli::{
    exit::Failure,
    key_folder::{expect, KeyFolder},
};
use tributary_client::{account_of, address_of, keys::Purpose, Address};

/// An address, or a key that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// `0x…`, or the address of an account as the chain's wallets write it.
    Address(Address),
    /// The name of a key.
    Key(String),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("0x") {
            return hex_address(text).map(Self::Address);
        }
        if text.is_empty() {
            return Err("an address in hex, an account of the chain, or a key's name is needed".to_owned());
        }
        let account = account_of(text).map(|account| Self::Address(address_of(&account)));
        Ok(account.unwrap_or_else(|| Self::Key(text.to_owned())))
    }
}

impl Who {
    /// The address that contracts know it by.
    ///
    /// # Errors
    /// If there is no such key, or it has no address.
    pub(super) fn address(&self, folder: &KeyFolder) -> anyhow::Result<Address> {
        match self {
            Self::Address(address) => Ok(*address),
            Self::Key(name) => {
                let public = folder.public(name)?;
                public.address().ok_or_else(|| {
                    let purpose = public.purpose();
                    let words = format!("key {name} is for the purpose {purpose}, which has no address");
                    Failure::usage(words).into()
                })
            }
        }
    }

    /// The address; a key that is named has to be for `purpose`.
    ///
    /// # Errors
    /// As [`Who::address`], and if the key is for another purpose.
    pub(super) fn address_for(&self, folder: &KeyFolder, purpose: Purpose) -> anyhow::Result<Address> {
        if let Self::Key(name) = self {
            expect(name, &folder.public(name)?, purpose)?;
        }
        self.address(folder)
    }
}

/// The signing addresses of a committee's members; a key that is named has to be an oracle's.
pub(super) fn committee(members: &[Who], folder: &KeyFolder) -> anyhow::Result<Vec<Address>> {
    members.iter().map(|who| who.address_for(folder, Purpose::Oracle)).collect()
}

/// Reads an address in hex. One in mixed case carries EIP-55's checksum, which has to hold.
fn hex_address(text: &str) -> Result<Address, String> {
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase() && byte != b'x');
    let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
    if lower && upper {
        Address::parse_checksummed(text, None)
            .map_err(|error| format!("{text:?}: {error}: it is mistyped, or to be written in lower case"))
    } else {
        text.parse().map_err(|error| format!("{text:?}: {error}"))
    }
}

#[cfg(test)]
mod tests;
