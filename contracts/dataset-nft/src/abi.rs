//! The structs of the ABI, beside the core's own.

use ink::{
    prelude::{string::String, vec::Vec},
    sol::FixedBytes,
    U256,
};
use tributary_core::{
    dataset::{Parents, Record, Status, Token},
    Address, BlockNumber, DatasetId,
};

/// A word of the ABI.
pub type Bytes32 = FixedBytes<32>;

/// `IDatasetNft.Dataset`; see [`Record`] and [`Token`].
#[derive(Clone, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct Dataset {
    pub contentRoot: Bytes32,
    pub byteSize: u64,
    pub mediaType: String,
    pub licence: String,
    pub uri: String,
    pub parents: Vec<u64>,
    pub parentShares: Vec<u32>,
    pub createdAt: u32,
    pub status: u8,
}

impl Dataset {
    /// What the cells of a dataset say together.
    pub fn new(record: Record, parents: &Parents, token: &Token) -> Self {
        Self {
            contentRoot: FixedBytes(record.content_root),
            byteSize: record.byte_size,
            mediaType: record.media_type.into(),
            licence: record.licence.into(),
            uri: record.uri.into(),
            parents: parents.shares().iter().map(|(id, _)| id.0).collect(),
            parentShares: parents.shares().iter().map(|(_, share)| share.0).collect(),
            createdAt: token.created_at,
            status: token.status().into(),
        }
    }
}

/// `IDatasetNft.StatusChange`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ink::SolDecode, ink::SolEncode)]
#[allow(non_snake_case, missing_docs)]
pub struct StatusChange {
    pub fromBlock: u32,
    pub status: u8,
}

impl From<(BlockNumber, Status)> for StatusChange {
    fn from((from, status): (BlockNumber, Status)) -> Self {
        Self { fromBlock: from, status: status.into() }
    }
}

/// The core's form of an address.
pub fn from_abi(address: ink::Address) -> Address {
    Address(address.0)
}

/// The ABI's form of an address.
pub fn to_abi(address: Address) -> ink::Address {
    ink::Address::from(address.0)
}

/// A dataset's token id.
pub fn token_id(dataset: DatasetId) -> U256 {
    U256::from(dataset.0)
}
