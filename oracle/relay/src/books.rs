//! The epochs this oracle follows, recomputed from their data.
//!
//! Kept in memory are the books under the newest final epoch and the epochs after it. Older epochs are
//! rebuilt from the object store when somebody asks for them.

mod record;

use std::sync::Arc;

use scale::Decode;
use tributary_core::{
    domain::Domain,
    epoch::{transition, Commitment, Epoch, Inputs, Signatures, State, TransitionError},
    hashing::HostHashing,
    merkle::{Tree, TreeError},
    EpochId, Hash,
};

pub use record::{report_tree, RecordError, Verdicts};

/// The books under a final epoch.
#[derive(Clone, Debug)]
pub struct Totals {
    /// The books.
    pub state: State,
    /// Cumulative payouts.
    pub payout: Tree,
    /// Cumulative spends.
    pub spend: Tree,
    /// Cumulative votes earned.
    pub votes: Tree,
}

impl Totals {
    /// The trees of a state.
    ///
    /// # Errors
    /// [`TreeError`] if the state is none that an epoch leads to.
    pub fn of(state: State) -> Result<Self, TreeError> {
        let (payout, spend) = (state.payout_tree::<HostHashing>()?, state.spend_tree::<HostHashing>()?);
        let votes = state.votes_tree::<HostHashing>()?;
        Ok(Self { state, payout, spend, votes })
    }
}

/// What the next epoch builds on. Cheap to clone; it stands still while the books move.
#[derive(Clone, Debug)]
pub enum Tip {
    /// A final epoch, or none.
    Final(Arc<Totals>),
    /// A pending epoch.
    Pending(Arc<Epoch>),
}

impl Tip {
    /// The books to go on from.
    pub fn state(&self) -> &State {
        match self {
            Self::Final(totals) => &totals.state,
            Self::Pending(epoch) => &epoch.state,
        }
    }

    /// The newest commitment; genesis before any.
    pub fn head(&self) -> &Commitment {
        &self.state().head
    }

    /// The epoch that comes next.
    pub fn next(&self) -> EpochId {
        EpochId(self.head().epoch.0.saturating_add(1))
    }

    /// What follows from `inputs`. Takes as long as an epoch takes: not for an async worker.
    ///
    /// # Errors
    /// [`BooksError::Transition`].
    pub fn compute(
        &self,
        inputs: &Inputs,
        domain: &Domain,
        signatures: &impl Signatures,
    ) -> Result<Epoch, BooksError> {
        transition::<HostHashing>(self.state(), inputs, domain, signatures)
            .map_err(|source| BooksError::Transition { epoch: self.next(), source })
    }

    /// The epoch that was announced, given its data, and the data read.
    ///
    /// # Errors
    /// [`BooksError`] if the data does not lead to the commitment.
    pub fn recompute(
        &self,
        announced: &Commitment,
        data: &[u8],
        domain: &Domain,
        signatures: &impl Signatures,
    ) -> Result<(Epoch, Inputs), BooksError> {
        let epoch = announced.epoch;
        let inputs =
            Inputs::decode(&mut &*data).map_err(|source| BooksError::Undecodable { epoch, source })?;
        let computed = self.compute(&inputs, domain, signatures)?;
        if computed.commitment != *announced {
            return Err(BooksError::FalseCommitment {
                epoch,
                computed: Box::new(computed.commitment),
                announced: Box::new(*announced),
            });
        }
        Ok((computed, inputs))
    }
}

/// The newest final epoch's books and the epochs after it.
#[derive(Clone, Debug)]
pub struct Books {
    base: Arc<Totals>,
    pending: Vec<Arc<Epoch>>,
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
    /// The books moved on meanwhile.
    #[error("epoch {epoch} does not follow the books")]
    Moved {
        /// The epoch.
        epoch: EpochId,
    },
}

impl Books {
    /// Books that go on from a final epoch.
    pub fn new(base: Totals) -> Self {
        Self { base: Arc::new(base), pending: Vec::new() }
    }

    /// What the next epoch builds on.
    pub fn tip(&self) -> Tip {
        match self.pending.last() {
            Some(epoch) => Tip::Pending(epoch.clone()),
            None => Tip::Final(self.base.clone()),
        }
    }

    /// The newest commitment; genesis before any.
    pub fn head(&self) -> Commitment {
        *self.tip().head()
    }

    /// The head's hash.
    pub fn head_hash(&self) -> Hash {
        self.head().hash::<HostHashing>()
    }

    /// The books under the newest final epoch.
    pub fn settled(&self) -> Arc<Totals> {
        self.base.clone()
    }

    /// Epoch `number`, if it is kept: older ones are in the object store.
    pub fn epoch(&self, number: EpochId) -> Option<Arc<Epoch>> {
        self.pending.iter().find(|epoch| epoch.commitment.epoch == number).cloned()
    }

    /// Goes on to an epoch that builds on the tip.
    ///
    /// # Errors
    /// [`BooksError::Moved`] if it does not.
    pub fn push(&mut self, epoch: Epoch) -> Result<(), BooksError> {
        let commitment = epoch.commitment;
        if commitment.prev != self.head_hash() || commitment.epoch != self.tip().next() {
            return Err(BooksError::Moved { epoch: commitment.epoch });
        }
        self.pending.push(Arc::new(epoch));
        Ok(())
    }

    /// Forgets epochs from `epoch` on; final ones stay.
    pub fn forget_from(&mut self, epoch: EpochId) {
        self.pending.retain(|kept| kept.commitment.epoch < epoch);
    }

    /// Drops what is no longer needed once `epoch` is final; returns whether that moved the books.
    pub fn settle(&mut self, epoch: EpochId) -> bool {
        let Some(newest) = self.pending.iter().rposition(|kept| kept.commitment.epoch <= epoch) else {
            return false;
        };
        let mut settled = self.pending.drain(..=newest);
        if let Some(last) = settled.next_back() {
            let (payout, spend, votes) = (last.payout.clone(), last.spend.clone(), last.votes.clone());
            self.base = Arc::new(Totals { state: last.state.clone(), payout, spend, votes });
        }
        true
    }
}

#[cfg(test)]
mod tests;
