//! What the chain says, as read at a cut block: everything that reports are judged by.

use alloc::{collections::BTreeMap, vec::Vec};

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    governance::Earning,
    hashing::Hashing,
    history::History,
    ids::{Address, BlockNumber, DatasetId, Hash, ModelId, NodeId},
    merkle::{Leaf, LeafFields, Tree, TreeError},
    money::Wei,
    policy::FeePolicy,
    ppm::Ppm,
};

/// The longest chain of parents, of datasets and of base models.
pub const MAX_DEPTH: u8 = 4;

/// Limits that the ledger sets for judging reports, in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct EpochParams {
    /// The most between a report's anchor and the cut.
    pub max_report_age: BlockNumber,
    /// The most between an anchor and its voucher's expiry.
    pub max_voucher_life: BlockNumber,
    /// A sequence missing before a report whose anchor is older than this is skipped for good.
    pub dead_after: BlockNumber,
    /// For how long a retired model version still counts.
    pub retirement_grace: BlockNumber,
}

/// A dataset, as far as reports need it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DatasetRecord {
    /// SHA-256 of its file.
    pub content_root: Hash,
    /// Whether it counts: neither delisted nor quarantined.
    pub active: History<bool>,
    /// Its parents (smaller ids) and what each gets of its royalties.
    pub parents: Vec<(DatasetId, Ppm)>,
}

/// A node, as far as reports need it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct NodeRecord {
    /// Its ed25519 keys.
    pub keys: History<Hash>,
    /// Whether it may answer.
    pub active: History<bool>,
    /// Its price per token, by model.
    pub prices: BTreeMap<ModelId, History<Wei>>,
}

/// Where a model version stands; the numbers are the registry's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum VersionStatus {
    /// Described by its developer.
    #[codec(index = 1)]
    Proposed,
    /// Wanted by the owner.
    #[codec(index = 2)]
    Approved,
    /// Being trained.
    #[codec(index = 3)]
    Training,
    /// Trained and measured.
    #[codec(index = 4)]
    Evaluated,
    /// In use: its reports count.
    #[codec(index = 5)]
    Live,
    /// Out of use for good.
    #[codec(index = 6)]
    Retired,
}

impl VersionStatus {
    /// The number that the registry's ABI and the encoding use.
    pub const fn number(self) -> u8 {
        match self {
            Self::Proposed => 1,
            Self::Approved => 2,
            Self::Training => 3,
            Self::Evaluated => 4,
            Self::Live => 5,
            Self::Retired => 6,
        }
    }
}

/// A version of a model; its terms never change.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VersionRecord {
    /// Its lifecycle.
    pub status: History<VersionStatus>,
    /// How its fees divide.
    pub policy: FeePolicy,
    /// The least price per token.
    pub price_floor: Wei,
    /// The attribution method its reports use.
    pub method: u16,
    /// What it derives from, with the base's part of the developer's cut.
    pub base: Option<(ModelId, u32, Ppm)>,
}

/// How much a payer set aside for one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reserve {
    /// Counts the payer's exits; a reserve dies with its generation.
    pub generation: u32,
    /// Everything set aside in this generation.
    pub total: Wei,
}

/// Whether a payer's vouchers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Standing {
    /// Counts the payer's exits.
    pub generation: u32,
    /// False once an exit was requested.
    pub open: bool,
}

/// A payer, as far as reports need it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PayerRecord {
    /// The generation at the cut; reports of earlier ones no longer count.
    pub generation: u32,
    /// Whether its vouchers count.
    pub standing: History<Standing>,
    /// Its ed25519 session keys.
    pub keys: History<Hash>,
    /// What it reserved, by node.
    pub reserves: BTreeMap<NodeId, History<Reserve>>,
}

/// The chain as read at a cut block. Maps are sorted, so its encoding is canonical.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Registry {
    /// Limits for judging.
    pub params: EpochParams,
    /// Every dataset ever registered.
    pub datasets: BTreeMap<DatasetId, DatasetRecord>,
    /// Every node ever registered.
    pub nodes: BTreeMap<NodeId, NodeRecord>,
    /// Every version of every model.
    pub versions: BTreeMap<(ModelId, u32), VersionRecord>,
    /// Everyone who ever deposited.
    pub payers: BTreeMap<Address, PayerRecord>,
    /// The committee, who share the oracles' cut equally.
    pub oracles: Vec<Address>,
    /// How work earns votes; nothing where no DAO is.
    pub earning: Earning,
}

impl Registry {
    /// The datasets that counted at `block`, by id.
    pub fn corpus_at(&self, block: BlockNumber) -> impl Iterator<Item = (DatasetId, &DatasetRecord)> {
        self.datasets
            .iter()
            .filter(move |(_, record)| record.active.at(block).copied().unwrap_or(false))
            .map(|(id, record)| (*id, record))
    }

    /// The root of the corpus at `block`: a Merkle-sum tree of (id, content root), each counting 1.
    ///
    /// # Errors
    /// [`TreeError`] cannot occur for datasets keyed by id, and is passed on.
    pub fn corpus_root_at<H: Hashing>(&self, block: BlockNumber) -> Result<Hash, TreeError> {
        corpus_root::<H>(self.corpus_at(block).map(|(id, record)| (id, record.content_root)))
    }
}

/// The root of a corpus of (id, content root), sorted by id.
///
/// # Errors
/// [`TreeError::Order`] if the ids are not strictly ascending.
pub fn corpus_root<H: Hashing>(
    datasets: impl IntoIterator<Item = (DatasetId, Hash)>,
) -> Result<Hash, TreeError> {
    let leaves = datasets
        .into_iter()
        .map(|(dataset, content_root)| Leaf {
            fields: LeafFields::Corpus { dataset, content_root },
            amount: Wei(1),
        })
        .collect();
    Ok(Tree::build::<H>(leaves)?.root().hash)
}
