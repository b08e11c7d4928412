//! The epochs this oracle follows, recomputed from their data.

use std::sync::Arc;

use scale::Decode;
use tributary_core::{
    domain::Domain,
    ed25519::Zip215,
    epoch::{transition, Commitment, Epoch, Inputs, State, TransitionError},
    hashing::HostHashing,
    EpochId, Hash,
};

/// Epochs from the first to the head, each with its trees.
#[derive(Clone, Debug)]
pub struct Books {
    domain: Domain,
    epochs: Vec<Arc<Epoch>>,
}

/// Why data does not make the epoch that was announced.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// The data is no epoch's.
    #[error("the data of epoch {epoch} cannot be decoded: {source}")]
    Undecodable {
        /// The epoch.
        epoch: EpochId,
        /// Why.
        source: scale::Error,
    },
    /// The reports make no epoch.
    #[error("epoch {epoch}: {source}")]
    Transition {
        /// The epoch.
        epoch: EpochId,
        /// Why.
        source: TransitionError,
    },
    /// The data leads to another commitment than the one on chain.
    #[error("epoch {epoch} on chain is not what its data leads to")]
    FalseCommitment {
        /// The epoch.
        epoch: EpochId,
        /// What it leads to.
        computed: Box<Commitment>,
        /// What is on chain.
        announced: Box<Commitment>,
    },
}

impl Books {
    /// Books before any epoch.
    pub const fn new(domain: Domain) -> Self {
        Self { domain, epochs: Vec::new() }
    }

    /// What signatures are bound to.
    pub const fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The books after the head.
    pub fn state(&self) -> State {
        self.epochs.last().map_or_else(State::genesis, |epoch| epoch.state.clone())
    }

    /// The newest commitment; genesis before any.
    pub fn head(&self) -> Commitment {
        self.epochs.last().map_or(Commitment::GENESIS, |epoch| epoch.commitment)
    }

    /// The head's hash.
    pub fn head_hash(&self) -> Hash {
        self.head().hash::<HostHashing>()
    }

    /// Epoch `number`, if it was followed.
    pub fn epoch(&self, number: EpochId) -> Option<Arc<Epoch>> {
        let index = usize::try_from(number.0.checked_sub(1)?).ok()?;
        self.epochs.get(index).cloned()
    }

    /// What follows the head from `inputs`, without following it.
    ///
    /// # Errors
    /// [`BooksError::Transition`].
    pub fn compute(&self, inputs: &Inputs) -> Result<Epoch, BooksError> {
        transition::<HostHashing>(&self.state(), inputs, &self.domain, &Zip215).map_err(|source| {
            BooksError::Transition { epoch: EpochId(self.head().epoch.0.saturating_add(1)), source }
        })
    }

    /// Follows an announced epoch, given its data.
    ///
    /// # Errors
    /// [`BooksError`] if the data does not lead to the commitment; the books are then unchanged.
    pub fn follow(&mut self, announced: &Commitment, data: &[u8]) -> Result<Inputs, BooksError> {
        let epoch = announced.epoch;
        let inputs =
            Inputs::decode(&mut &*data).map_err(|source| BooksError::Undecodable { epoch, source })?;
        let computed = self.compute(&inputs)?;
        if computed.commitment != *announced {
            return Err(BooksError::FalseCommitment {
                epoch,
                computed: Box::new(computed.commitment),
                announced: Box::new(*announced),
            });
        }
        self.epochs.push(Arc::new(computed));
        Ok(inputs)
    }

    /// Forgets epochs from `epoch` on.
    pub fn forget_from(&mut self, epoch: EpochId) {
        let keep = usize::try_from(epoch.0.saturating_sub(1)).unwrap_or(usize::MAX);
        self.epochs.truncate(keep);
    }
}
