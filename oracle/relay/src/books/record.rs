//! What became of an epoch's reports, kept so that proofs of old ones need no books of their time.

use scale::{Decode, Encode};
use tributary_core::{
    epoch::{Commitment, Judged},
    hashing::HostHashing,
    merkle::{Leaf, LeafFields, Tree, TreeError},
    EpochId, Wei,
};

/// What became of each report of an epoch, as the object store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Verdicts(pub Vec<Judged>);

/// Why a record does not prove anything.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is no record.
    #[error("the record of epoch {epoch} cannot be decoded: {source}")]
    Undecodable {
        /// The epoch.
        epoch: EpochId,
        /// Why.
        source: scale::Error,
    },
    /// Its reports make no tree.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// It is another epoch's.
    #[error("the record of epoch {epoch} does not lead to its reports root")]
    OtherRoot {
        /// The epoch.
        epoch: EpochId,
    },
}

impl Verdicts {
    /// Reads the record of the epoch of `commitment`.
    ///
    /// # Errors
    /// [`RecordError::Undecodable`].
    pub fn read(commitment: &Commitment, bytes: &[u8]) -> Result<Self, RecordError> {
        let epoch = commitment.epoch;
        Self::decode(&mut &*bytes).map_err(|source| RecordError::Undecodable { epoch, source })
    }
}

/// The tree of an epoch's reports, checked against its commitment.
///
/// # Errors
/// [`RecordError`].
pub fn report_tree(commitment: &Commitment, verdicts: &Verdicts) -> Result<Tree, RecordError> {
    let leaves = verdicts.0.iter().map(|judged| Leaf {
        fields: LeafFields::Report { node: judged.node, sequence: judged.sequence, digest: judged.digest },
        amount: judged.outcome.as_ref().copied().unwrap_or(Wei::ZERO),
    });
    let tree = Tree::build::<HostHashing>(leaves.collect())?;
    if tree.root() != commitment.reports {
        return Err(RecordError::OtherRoot { epoch: commitment.epoch });
    }
    Ok(tree)
}
