//! The datasets' files, known by content.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use tracing::warn;
use tributary_core::{hashing::HostHashing, DatasetId, Hash, Hashing};

/// Bytes hashed at a time.
const CHUNK: usize = 1 << 20;

/// The files of one folder, by the SHA-256 of their content. Files that appear or change later are found
/// when a dataset asks for them; a file is hashed once as long as its size and time stay.
#[derive(Debug)]
pub struct Library {
    folder: PathBuf,
    files: BTreeMap<PathBuf, (Stamp, Option<Hash>)>,
    known: HashMap<Hash, PathBuf>,
}

/// What tells that a file changed, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// The datasets' folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the datasets' folder {path}: {source}")]
pub struct LibraryError {
    /// Which folder.
    path: String,
    /// Why.
    source: std::io::Error,
}

impl Library {
    /// The files of `folder`, which are hashed when first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, files: BTreeMap::new(), known: HashMap::new() }
    }

    /// Which of `datasets` no file holds. Looks through the folder only if one is not known yet, and reads
    /// only files that are new or have changed.
    ///
    /// # Errors
    /// [`LibraryError`].
    pub fn missing(
        &mut self,
        datasets: &BTreeMap<DatasetId, Hash>,
    ) -> Result<BTreeSet<DatasetId>, LibraryError> {
        if datasets.values().any(|root| !self.known.contains_key(root)) {
            self.scan()?;
        }
        let unknown = datasets.iter().filter(|(_, root)| !self.known.contains_key(*root));
        Ok(unknown.map(|(dataset, _)| *dataset).collect())
    }

    /// The file that held this content when it was hashed.
    pub fn file(&self, content_root: &Hash) -> Option<&Path> {
        self.known.get(content_root).map(PathBuf::as_path)
    }

    /// Forgets a file that turned out to hold something else; its content is missing from then on, and
    /// the file is read again.
    pub fn forget(&mut self, content_root: &Hash) {
        if let Some(path) = self.known.remove(content_root) {
            self.files.remove(&path);
        }
    }

    fn scan(&mut self) -> Result<(), LibraryError> {
        let fail = |source| LibraryError { path: self.folder.display().to_string(), source };
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(&self.folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            if !metadata.is_file() {
                continue;
            }
            let stamp = Stamp { bytes: metadata.len(), modified: metadata.modified().ok() };
            let hash = match self.files.get(&path) {
                Some((known, hash)) if *known == stamp => *hash,
                _ => hash_or_warn(&path),
            };
            found.insert(path, (stamp, hash));
        }
        let known = found.iter().filter_map(|(path, (_, hash))| hash.map(|hash| (hash, path.clone())));
        self.known = known.collect();
        self.files = found;
        Ok(())
    }
}

/// A file's content, if it still has that hash.
pub fn read_verified(path: &Path, content_root: &Hash) -> Option<Vec<u8>> {
    std::fs::read(path).ok().filter(|content| HostHashing::sha256(content) == *content_root)
}

/// A file that cannot be read holds nothing, until it changes.
fn hash_or_warn(path: &Path) -> Option<Hash> {
    match hash(path) {
        Ok(hash) => Some(hash),
        Err(error) => {
            warn!(path = %path.display(), %error, "a file in the datasets' folder cannot be read");
            None
        }
    }
}

fn hash(path: &Path) -> std::io::Result<Hash> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
