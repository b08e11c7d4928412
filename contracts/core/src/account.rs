//! Who earns and who pays, as one fixed-width key.

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::ids::{Address, DatasetId, Hash, ModelId, NodeId};

/// A party of an epoch's books.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Account {
    /// A dataset's royalties.
    #[codec(index = 1)]
    Dataset(DatasetId),
    /// What a node earned by answering.
    #[codec(index = 2)]
    Node(NodeId),
    /// What a model's developer earned.
    #[codec(index = 3)]
    Developer(ModelId),
    /// What a committee member earned, by its signing address.
    #[codec(index = 4)]
    Oracle(Address),
    /// The treasury's cut.
    #[codec(index = 5)]
    Treasury,
    /// A payer; only in spends and debits.
    #[codec(index = 6)]
    Payer(Address),
}

/// Bytes of an account key.
pub const ACCOUNT_KEY_LEN: usize = 21;

/// A word that names no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:02x?} names no account")]
pub struct UnknownAccount {
    /// The word given.
    pub word: Hash,
}

impl Account {
    /// The kind's number, the key's first byte.
    pub const fn kind(&self) -> u8 {
        match self {
            Self::Dataset(_) => 1,
            Self::Node(_) => 2,
            Self::Developer(_) => 3,
            Self::Oracle(_) => 4,
            Self::Treasury => 5,
            Self::Payer(_) => 6,
        }
    }

    /// `kind ‖ id`, where a number is 20 bytes big-endian and the treasury's id is zero. Keys sort
    /// as accounts do.
    pub fn key(&self) -> [u8; ACCOUNT_KEY_LEN] {
        let id = match self {
            Self::Dataset(DatasetId(n)) | Self::Node(NodeId(n)) | Self::Developer(ModelId(n)) => {
                number_id(*n)
            }
            Self::Oracle(Address(bytes)) | Self::Payer(Address(bytes)) => *bytes,
            Self::Treasury => [0; 20],
        };
        let mut key = [0; ACCOUNT_KEY_LEN];
        let (kind, rest) = key.split_at_mut(1);
        kind.copy_from_slice(&[self.kind()]);
        rest.copy_from_slice(&id);
        key
    }

    /// The key as one ABI word (`bytes32`): eleven zero bytes, then the key.
    pub fn to_word(&self) -> Hash {
        let mut word = [0; 32];
        let (_, tail) = word.split_at_mut(32usize.saturating_sub(ACCOUNT_KEY_LEN));
        tail.copy_from_slice(&self.key());
        word
    }

    /// Reads a key; only the exact form that [`Account::key`] writes is an account.
    ///
    /// # Errors
    /// [`UnknownAccount`] for any other key.
    pub fn from_key(key: &[u8; ACCOUNT_KEY_LEN]) -> Result<Self, UnknownAccount> {
        let mut word = [0; 32];
        let (_, tail) = word.split_at_mut(32usize.saturating_sub(ACCOUNT_KEY_LEN));
        tail.copy_from_slice(key);
        Self::from_word(word)
    }

    /// Reads an ABI word; only the exact form that [`Account::to_word`] writes is an account.
    ///
    /// # Errors
    /// [`UnknownAccount`] for any other word.
    pub fn from_word(word: Hash) -> Result<Self, UnknownAccount> {
        let unknown = UnknownAccount { word };
        let id: [u8; 20] = word.get(12..).and_then(|tail| tail.try_into().ok()).ok_or(unknown)?;
        let number =
            id.get(12..).and_then(|tail| tail.try_into().ok()).map(u64::from_be_bytes).ok_or(unknown)?;
        let account = match word.get(11).copied() {
            Some(1) => Self::Dataset(DatasetId(number)),
            Some(2) => Self::Node(NodeId(number)),
            Some(3) => Self::Developer(ModelId(number)),
            Some(4) => Self::Oracle(Address(id)),
            Some(5) => Self::Treasury,
            Some(6) => Self::Payer(Address(id)),
            _ => return Err(unknown),
        };
        if account.to_word() == word {
            Ok(account)
        } else {
            Err(unknown)
        }
    }
}

fn number_id(number: u64) -> [u8; 20] {
    let mut id = [0; 20];
    let (_, tail) = id.split_at_mut(12);
    tail.copy_from_slice(&number.to_be_bytes());
    id
}
