//! Settled epochs, read back from the object store: their reports and the tree of them.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::Mutex;
use tributary_core::{
    epoch::{Commitment, Epoch, Judged},
    merkle::Tree,
};

use crate::{
    books::{report_tree, Verdicts},
    objects::Objects,
    store::Recorded,
};

/// How many are kept in memory: an auditor asks for the reports of one epoch after another.
const KEPT: usize = 4;

/// What became of a settled epoch's reports.
#[derive(Debug)]
pub struct Past {
    /// What the ledger announced.
    pub commitment: Commitment,
    /// The reports, in the epoch's order.
    pub judged: Vec<Judged>,
    /// The tree of them, of the commitment's root.
    pub reports: Tree,
}

/// An epoch's reports and what became of them.
#[derive(Clone, Debug)]
pub enum Outcomes {
    /// Of the books, which keep what is not final.
    Pending(Arc<Epoch>),
    /// Of the archive.
    Past(Arc<Past>),
}

impl Outcomes {
    /// The reports, in the epoch's order.
    pub fn judged(&self) -> &[Judged] {
        match self {
            Self::Pending(epoch) => &epoch.judged,
            Self::Past(past) => &past.judged,
        }
    }

    /// The tree of them.
    pub fn tree(&self) -> &Tree {
        match self {
            Self::Pending(epoch) => &epoch.reports,
            Self::Past(past) => &past.reports,
        }
    }
}

/// The settled epochs that were asked for last. They are read one at a time, whoever asks: reading one takes
/// memory and a processor for as long as its reports are many, and strangers may ask.
#[derive(Debug, Default)]
pub struct Archive {
    /// The one asked for last comes last.
    kept: Arc<Mutex<VecDeque<Arc<Past>>>>,
}

impl Archive {
    /// The epoch of `recorded`; `None` if its record is not here.
    ///
    /// # Errors
    /// If the object store fails or holds something else.
    pub async fn epoch(&self, objects: &Objects, recorded: &Recorded) -> anyhow::Result<Option<Arc<Past>>> {
        let commitment = recorded.commitment;
        let mut kept = self.kept.clone().lock_owned().await;
        if let Some(place) = kept.iter().position(|past| past.commitment == commitment) {
            let found = kept.remove(place);
            kept.extend(found.clone());
            return Ok(found);
        }
        let Some(name) = recorded.judged else { return Ok(None) };
        let Some(bytes) = objects.get(&name).await? else { return Ok(None) };
        // The lock goes along: who asked may have left before the work is done, and it still counts as the one.
        let reading = tokio::task::spawn_blocking(move || {
            let verdicts = Verdicts::read(&commitment, &bytes)?;
            let reports = report_tree(&commitment, &verdicts)?;
            let past = Arc::new(Past { commitment, judged: verdicts.0, reports });
            if kept.len() == KEPT {
                kept.pop_front();
            }
            kept.push_back(past.clone());
            Ok::<_, anyhow::Error>(past)
        });
        Ok(Some(reading.await??))
    }
}

#[cfg(test)]
mod tests;
