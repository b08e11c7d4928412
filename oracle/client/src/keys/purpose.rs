//! What a key is for, and what of it everybody may know.

use std::str::FromStr;

use alloy_primitives::{hex, Address};

use crate::{
    keys::KeyError,
    signer::{address_of, ss58_of, AccountId},
};

/// What a key is for. A key made for one purpose is not accepted for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Signs the chain's transactions (sr25519).
    Account,
    /// Signs a consumer's vouchers (ed25519).
    Session,
    /// Signs an inference node's reports (ed25519).
    Node,
    /// Signs a committee member's epochs (secp256k1).
    Oracle,
    /// Signs a DAO member's ballots (secp256k1).
    Voter,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Account, Self::Session, Self::Node, Self::Oracle, Self::Voter];

    /// The word for it in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Session => "session",
            Self::Node => "node",
            Self::Oracle => "oracle",
            Self::Voter => "voter",
        }
    }

    /// The signature scheme.
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Account => "sr25519",
            Self::Session | Self::Node => "ed25519",
            Self::Oracle | Self::Voter => "secp256k1",
        }
    }

    /// What a secret of this purpose looks like.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Account => "a 32-byte seed in hex, a mnemonic phrase, or a derivation path",
            Self::Session | Self::Node => "32 bytes in hex",
            Self::Oracle | Self::Voter => "32 bytes in hex, not zero and below the group's order",
        }
    }
}

impl std::fmt::Display for Purpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Purpose {
    type Err = KeyError;

    fn from_str(word: &str) -> Result<Self, KeyError> {
        let found = Self::ALL.into_iter().find(|purpose| purpose.word() == word);
        found.ok_or_else(|| KeyError::Purpose { found: word.to_owned() })
    }
}

/// The public part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicPart {
    /// An account's public key, which is its native account.
    Account(AccountId),
    /// A session key's public key.
    Session([u8; 32]),
    /// A node key's public key.
    Node([u8; 32]),
    /// The address that `ecrecover` gives for an oracle's signatures.
    Oracle(Address),
    /// The same for a voter's.
    Voter(Address),
}

impl PublicPart {
    /// What the key is for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Account(_) => Purpose::Account,
            Self::Session(_) => Purpose::Session,
            Self::Node(_) => Purpose::Node,
            Self::Oracle(_) => Purpose::Oracle,
            Self::Voter(_) => Purpose::Voter,
        }
    }

    /// The address that contracts know it by: an account's, an oracle's or a voter's.
    pub fn address(&self) -> Option<Address> {
        match self {
            Self::Account(account) => Some(address_of(account)),
            Self::Oracle(address) | Self::Voter(address) => Some(*address),
            Self::Session(_) | Self::Node(_) => None,
        }
    }

    /// The 32 bytes of an ed25519 public key.
    pub const fn ed25519(&self) -> Option<[u8; 32]> {
        match self {
            Self::Session(key) | Self::Node(key) => Some(*key),
            Self::Account(_) | Self::Oracle(_) | Self::Voter(_) => None,
        }
    }

    /// An account as wallets of the chain write it.
    pub fn ss58(&self) -> Option<String> {
        match self {
            Self::Account(account) => Some(ss58_of(*account)),
            _ => None,
        }
    }

    /// In hex: an oracle's or a voter's address, the public key of any other.
    pub fn to_hex(&self) -> String {
        match self {
            Self::Account(bytes) | Self::Session(bytes) | Self::Node(bytes) => hex::encode_prefixed(bytes),
            Self::Oracle(address) | Self::Voter(address) => hex::encode_prefixed(address),
        }
    }

    /// Reads [`PublicPart::to_hex`].
    ///
    /// # Errors
    /// [`KeyError::PublicPart`] if it has another length or is no hex.
    pub fn from_hex(purpose: Purpose, text: &str) -> Result<Self, KeyError> {
        let malformed = || KeyError::PublicPart { purpose, found: text.to_owned() };
        let bytes = hex::decode(text).map_err(|_| malformed())?;
        let key = || <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| malformed());
        let address = || Address::try_from(bytes.as_slice()).map_err(|_| malformed());
        Ok(match purpose {
            Purpose::Account => Self::Account(key()?),
            Purpose::Session => Self::Session(key()?),
            Purpose::Node => Self::Node(key()?),
            Purpose::Oracle => Self::Oracle(address()?),
            Purpose::Voter => Self::Voter(address()?),
        })
    }
}
