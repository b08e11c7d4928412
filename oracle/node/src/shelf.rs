//! From the chain's registry to the corpus that answers are attributed against.
//!
//! Shares are derived from all datasets under the corpus root, by the node and by whoever checks it. What
//! a missing dataset would have taken cannot be known without its content: from datasets registered
//! before it nothing, from later ones anything. So a node that lacks one does not guess: it goes on
//! anchoring its answers to the newest block at which it holds everything that counted, for as long as
//! the age of an anchor allows. After that its operator decides what to go without. While a new corpus is
//! being indexed the anchor stays behind in the same way.

mod build;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
    time::Instant,
};

use tracing::{error, info, warn};
use tributary_core::{registry::Registry, BlockNumber, DatasetId, Hash, Wei};

use crate::{
    library::{Library, LibraryError},
    shelf::build::{BuildError, Building, Contents, Plan},
    view::{oldest_anchor, LoadedCorpus, Sighting, View},
};

/// The most corpora that are remembered as unfit.
const UNFIT: usize = 64;

/// The most corpora that are kept: a dataset that is taken out and put back costs no indexing. Making one
/// takes as much memory as keeping the one before it.
const KEPT: usize = 2;

/// The library and the corpora made from it last.
#[derive(Debug)]
pub struct Shelf {
    library: Library,
    /// What the operator goes without if it is missing.
    without: BTreeSet<DatasetId>,
    /// The one used last comes last.
    loaded: Vec<(Contents, LoadedCorpus)>,
    building: Option<Building>,
    /// What could not be indexed and is not tried again.
    unfit: HashSet<Contents>,
    /// Missing datasets that were told of.
    told: BTreeSet<DatasetId>,
}

impl Shelf {
    /// A shelf of the library's files; datasets of `without` may be missing.
    pub fn new(library: Library, without: BTreeSet<DatasetId>) -> Self {
        Self {
            library,
            without,
            loaded: Vec::new(),
            building: None,
            unfit: HashSet::new(),
            told: BTreeSet::new(),
        }
    }

    /// What the chain at its newest final block `head` means for this node; the splitter leaves
    /// `withdrawable` to payers there.
    ///
    /// Looks through the folder while a dataset is missing. Reads and indexes files the first time, so
    /// call it where blocking is allowed; later corpora are indexed beside it.
    ///
    /// # Errors
    /// [`LibraryError`] if the folder cannot be read.
    pub fn sight(
        &mut self,
        head: BlockNumber,
        registry: Arc<Registry>,
        withdrawable: Wei,
    ) -> Result<Sighting, LibraryError> {
        let seen = Instant::now();
        if let Some(done) = self.building.take_if(|building| building.is_done()) {
            let (contents, made) = done.finish();
            self.keep(contents, made);
        }
        let all = registry.datasets.iter().map(|(id, record)| (*id, record.content_root)).collect();
        let lacking = self.library.missing(&all)?;
        let view = self.newest(head, &registry, &lacking);
        let missing = active(&registry, head).into_keys().filter(|id| lacking.contains(id)).collect();
        self.tell(head, &missing, view.as_ref());
        Ok(Sighting { head, seen, registry, withdrawable, missing, view: view.map(Arc::new) })
    }

    /// The newest block up to `head` whose corpus is at hand, unless it is too old.
    fn newest(
        &mut self,
        head: BlockNumber,
        registry: &Arc<Registry>,
        lacking: &BTreeSet<DatasetId>,
    ) -> Option<View> {
        let needed: BTreeSet<_> = lacking.difference(&self.without).copied().collect();
        let oldest = oldest_anchor(&registry.params, head);
        let mut before = Some(head);
        loop {
            let block = newest_complete(registry, before?, &needed).filter(|block| *block >= oldest)?;
            let wanted = active(registry, block);
            let without = wanted.keys().copied().filter(|id| lacking.contains(id)).collect();
            if let Some(corpus) = self.corpus(Contents { wanted, without }) {
                return Some(View { block, registry: registry.clone(), corpus });
            }
            before = changed_at(registry, block).and_then(|change| change.checked_sub(1));
        }
    }

    /// The corpus of `contents`, if it is loaded. If none is, it is made now; else it is begun, one at a
    /// time.
    fn corpus(&mut self, contents: Contents) -> Option<LoadedCorpus> {
        if let Some(place) = self.loaded.iter().position(|(loaded, _)| *loaded == contents) {
            let used = self.loaded.remove(place);
            let corpus = used.1.clone();
            self.loaded.push(used);
            return Some(corpus);
        }
        if self.building.is_some() || self.unfit.contains(&contents) {
            return None;
        }
        let plan = match Plan::new(contents.clone(), &self.library) {
            Ok(plan) => plan,
            Err(error) => return self.keep(contents, Err(error)),
        };
        if self.loaded.is_empty() {
            return self.keep(contents, plan.build());
        }
        self.building = Building::start(plan);
        None
    }

    /// Takes over what was made of `contents`.
    fn keep(&mut self, contents: Contents, made: Result<LoadedCorpus, BuildError>) -> Option<LoadedCorpus> {
        let datasets = contents.wanted.len();
        match made {
            Ok(corpus) => {
                info!(datasets, bytes = corpus.corpus.canonical_len(), "corpus loaded");
                if self.loaded.len() == KEPT {
                    self.loaded.remove(0);
                }
                self.loaded.push((contents, corpus.clone()));
                Some(corpus)
            }
            Err(error @ BuildError::Gone { content_root, .. }) => {
                warn!(%error, "reading the datasets' folder again");
                self.library.forget(&content_root);
                None
            }
            Err(error) => {
                error!(%error, datasets, "the corpus cannot be indexed");
                if self.unfit.len() >= UNFIT {
                    self.unfit.clear();
                }
                self.unfit.insert(contents);
                None
            }
        }
    }

    /// Says once of each dataset that it is missing, and once that it is there.
    fn tell(&mut self, head: BlockNumber, missing: &BTreeSet<DatasetId>, view: Option<&View>) {
        let anchor = view.map(|view| view.block);
        for dataset in missing.difference(&self.told) {
            if self.without.contains(dataset) {
                warn!(%dataset, head, "no file holds this dataset; answering without it, as configured");
            } else {
                warn!(%dataset, head, anchor, "no file holds this dataset; the anchor stays before it");
            }
        }
        for dataset in self.told.difference(missing) {
            info!(%dataset, head, "this dataset is no longer missing");
        }
        self.told.clone_from(missing);
    }
}

/// The content roots that counted at `block`.
fn active(registry: &Registry, block: BlockNumber) -> BTreeMap<DatasetId, Hash> {
    registry.corpus_at(block).map(|(id, record)| (id, record.content_root)).collect()
}

/// The newest block, `block` or before it, at which none of `needed` counted.
fn newest_complete(
    registry: &Registry,
    mut block: BlockNumber,
    needed: &BTreeSet<DatasetId>,
) -> Option<BlockNumber> {
    loop {
        let records = needed.iter().filter_map(|id| registry.datasets.get(id));
        let since = records
            .filter_map(|record| record.active.entry_at(block).filter(|(_, active)| **active))
            .map(|(since, _)| since)
            .min();
        match since {
            None => return Some(block),
            Some(since) => block = since.checked_sub(1)?,
        }
    }
}

/// The block since which the corpus is what it is at `block`.
fn changed_at(registry: &Registry, block: BlockNumber) -> Option<BlockNumber> {
    let entries = registry.datasets.values().filter_map(|record| record.active.entry_at(block));
    entries.map(|(since, _)| since).max()
}

#[cfg(test)]
mod tests;
