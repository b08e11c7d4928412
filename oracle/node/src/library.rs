//! The datasets' files, known by content.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use tributary_attribution::{Corpus, CorpusError, DatasetText};
use tributary_core::{hashing::HostHashing, registry::corpus_root, DatasetId, Hash, Hashing};

/// The files of one folder, by the SHA-256 of their content. Files that appear later are found when a
/// dataset asks for them.
#[derive(Debug)]
pub struct Library {
    folder: PathBuf,
    known: HashMap<Hash, PathBuf>,
}

/// A corpus with its root on chain.
#[derive(Clone, Debug)]
pub struct LoadedCorpus {
    /// The root that reports name.
    pub root: Hash,
    /// The indexed texts.
    pub corpus: Arc<Corpus>,
}

/// Why the corpus cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file or the folder cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// No file has a registered dataset's content.
    #[error("no file in {folder} has the content root 0x{} of dataset {dataset}", hex::encode(content_root))]
    Missing {
        /// The dataset.
        dataset: DatasetId,
        /// Its content root.
        content_root: Hash,
        /// Where was looked.
        folder: String,
    },
    /// The index cannot be built.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The datasets are not in order.
    #[error(transparent)]
    Root(#[from] tributary_core::merkle::TreeError),
}

impl Library {
    /// The files of `folder`, which are hashed when first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, known: HashMap::new() }
    }

    /// Loads and indexes `datasets`, each checked against its content root.
    ///
    /// # Errors
    /// [`LibraryError`] naming the dataset or file.
    pub fn load(&mut self, datasets: &BTreeMap<DatasetId, Hash>) -> Result<LoadedCorpus, LibraryError> {
        let root = corpus_root::<HostHashing>(datasets.iter().map(|(id, root)| (*id, *root)))?;
        let mut texts = Vec::with_capacity(datasets.len());
        for (dataset, content_root) in datasets {
            let text = self.content(*dataset, content_root)?;
            texts.push(DatasetText { id: dataset.0, text });
        }
        Ok(LoadedCorpus { root, corpus: Arc::new(Corpus::build(texts)?) })
    }

    fn content(&mut self, dataset: DatasetId, content_root: &Hash) -> Result<Vec<u8>, LibraryError> {
        if let Some(content) = self.read_known(content_root)? {
            return Ok(content);
        }
        self.scan()?;
        self.read_known(content_root)?.ok_or_else(|| LibraryError::Missing {
            dataset,
            content_root: *content_root,
            folder: self.folder.display().to_string(),
        })
    }

    /// The file's content if it still has that hash.
    fn read_known(&self, content_root: &Hash) -> Result<Option<Vec<u8>>, LibraryError> {
        let Some(path) = self.known.get(content_root) else { return Ok(None) };
        let content = read(path)?;
        Ok(Some(content).filter(|content| HostHashing::sha256(content) == *content_root))
    }

    fn scan(&mut self) -> Result<(), LibraryError> {
        let entries = std::fs::read_dir(&self.folder).map_err(|source| failed(&self.folder, source))?;
        for entry in entries {
            let path = entry.map_err(|source| failed(&self.folder, source))?.path();
            if path.is_file() {
                self.known.insert(HostHashing::sha256(&read(&path)?), path);
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LibraryError> {
    std::fs::read(path).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: std::io::Error) -> LibraryError {
    LibraryError::Read { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_content_and_altered_ones_are_missing() {
        let folder = tempfile::tempdir().unwrap();
        let text = b"It was the best of times, it was the worst of times.";
        std::fs::write(folder.path().join("any name"), text).unwrap();
        let wanted = BTreeMap::from([(DatasetId(4), HostHashing::sha256(text))]);
        let mut library = Library::new(folder.path().to_owned());
        assert_eq!(library.load(&wanted).unwrap().corpus.ids(), [4]);
        std::fs::write(folder.path().join("any name"), b"something else").unwrap();
        let missing = library.load(&wanted).unwrap_err();
        assert!(matches!(missing, LibraryError::Missing { dataset: DatasetId(4), .. }), "{missing}");
        std::fs::write(folder.path().join("again"), text).unwrap();
        assert!(library.load(&wanted).is_ok(), "a file that appears later is found");
    }
}
