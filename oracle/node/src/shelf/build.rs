//! Making a corpus from files.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    thread::{Builder, JoinHandle},
};

use tributary_attribution::{Corpus, CorpusError, DatasetText};
use tributary_core::{hashing::HostHashing, merkle::TreeError, registry::corpus_root, DatasetId, Hash};

use crate::{
    library::{read_verified, Library},
    view::LoadedCorpus,
};

/// What a corpus is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Contents {
    /// What counts by the chain, with its content root.
    pub wanted: BTreeMap<DatasetId, Hash>,
    /// What of it is left out.
    pub without: BTreeSet<DatasetId>,
}

/// Why there is no corpus.
#[derive(Debug, thiserror::Error)]
pub(super) enum BuildError {
    /// A file is not what it was.
    #[error("the file of dataset {dataset} is gone or altered")]
    Gone { dataset: DatasetId, content_root: Hash },
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Root(#[from] TreeError),
    /// The thread ended without a result.
    #[error("indexing was broken off")]
    BrokenOff,
}

/// A corpus to be made.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    contents: Contents,
    files: Vec<(DatasetId, Hash, PathBuf)>,
}

impl Plan {
    /// Finds the files of `contents`.
    ///
    /// # Errors
    /// [`BuildError::Gone`] for the first that the library does not have.
    pub fn new(contents: Contents, library: &Library) -> Result<Self, BuildError> {
        let present = contents.wanted.iter().filter(|(dataset, _)| !contents.without.contains(*dataset));
        let files = present
            .map(|(dataset, content_root)| {
                let (dataset, content_root) = (*dataset, *content_root);
                let file = library.file(&content_root).ok_or(BuildError::Gone { dataset, content_root })?;
                Ok((dataset, content_root, file.to_owned()))
            })
            .collect::<Result<_, BuildError>>()?;
        Ok(Self { contents, files })
    }

    /// Reads, checks and indexes the files.
    ///
    /// # Errors
    /// [`BuildError`].
    pub fn build(self) -> Result<LoadedCorpus, BuildError> {
        let root = corpus_root::<HostHashing>(self.contents.wanted)?;
        let mut texts = Vec::with_capacity(self.files.len());
        for (dataset, content_root, path) in self.files {
            let text = read_verified(&path, &content_root);
            let text = text.ok_or(BuildError::Gone { dataset, content_root })?;
            texts.push(DatasetText { id: dataset.0, text });
        }
        let corpus = Arc::new(Corpus::build(texts)?);
        Ok(LoadedCorpus { root, corpus, without: self.contents.without })
    }
}

/// A corpus that a thread is making.
#[derive(Debug)]
pub(super) struct Building {
    contents: Contents,
    thread: JoinHandle<Result<LoadedCorpus, BuildError>>,
}

impl Building {
    /// Starts a thread; none if the system gives none.
    pub fn start(plan: Plan) -> Option<Self> {
        let contents = plan.contents.clone();
        let thread = Builder::new().name("corpus".to_owned()).spawn(|| plan.build()).ok()?;
        Some(Self { contents, thread })
    }

    /// Whether the thread is done.
    pub fn is_done(&self) -> bool {
        self.thread.is_finished()
    }

    /// What it made; waits for it.
    pub fn finish(self) -> (Contents, Result<LoadedCorpus, BuildError>) {
        let made = self.thread.join().unwrap_or(Err(BuildError::BrokenOff));
        (self.contents, made)
    }
}
