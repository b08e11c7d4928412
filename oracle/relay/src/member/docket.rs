//! What leaders proposed lately, so that none of them keeps an oracle busy.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tributary_core::{hashing::HostHashing, Address, EpochId, Hash};

use super::Refusal;
use crate::agreement::Proposal;

/// How often one proposal is derived here in vain.
const TRIES: u32 = 4;
/// How many proposals of one leader are looked at at once.
const AT_ONCE: usize = 2;

/// A leader's one proposal in one stage.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: Hash,
    refused: u32,
}

/// One stage of what one leader may propose in: an epoch after its predecessor, by a committee.
type Place = (EpochId, Hash, Hash, u32, Address);

/// The proposals that passed as their leader's to make, by stage and leader. An honest leader makes one in
/// each stage, and makes it durable before it sends it.
#[derive(Debug, Default)]
pub(super) struct Docket {
    entries: Mutex<BTreeMap<Place, Entry>>,
    busy: Mutex<BTreeMap<Address, Arc<Semaphore>>>,
}

impl Docket {
    /// A place among those of `leader`, a member of `committee`, that are looked at; `None` if all are taken.
    pub fn enter(&self, leader: &Address, committee: &[Address]) -> Option<OwnedSemaphorePermit> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.retain(|member, _| committee.contains(member));
        let places = busy.entry(*leader).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        places.clone().try_acquire_owned().ok()
    }

    /// Notes a proposal of `leader` that is its to make.
    ///
    /// # Errors
    /// [`Refusal::Proposed`] if it proposed something else in this stage, [`Refusal::TooOften`] if this one
    /// was refused often enough.
    pub fn note(&self, proposal: &Proposal, leader: &Address) -> Result<(), Refusal> {
        let commitment = &proposal.commitment;
        let (epoch, hash) = (commitment.epoch, commitment.hash::<HostHashing>());
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|(of, ..), _| *of >= epoch);
        let entry = entries.entry(place(proposal, leader)).or_insert(Entry { hash, refused: 0 });
        if entry.hash != hash {
            return Err(Refusal::Proposed { epoch, stage: proposal.stage, hash: entry.hash });
        }
        if entry.refused >= TRIES {
            return Err(Refusal::TooOften(entry.refused));
        }
        Ok(())
    }

    /// Counts a refusal of a proposal, once it was derived.
    pub fn count_refusal(&self, proposal: &Proposal, leader: &Address) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get_mut(&place(proposal, leader)) {
            entry.refused = entry.refused.saturating_add(1);
        }
    }
}

const fn place(proposal: &Proposal, leader: &Address) -> Place {
    let commitment = &proposal.commitment;
    (commitment.epoch, commitment.prev, proposal.config_digest, proposal.stage, *leader)
}

#[cfg(test)]
mod tests;
