//! The object store: epoch data under its own SHA-256, so that whoever has a commitment can check
//! whatever copy it is served.

use std::sync::Arc;

use axum::body::Bytes;
use futures::stream::BoxStream;
use object_store::{local::LocalFileSystem, path::Path, GetResult, ObjectStore, ObjectStoreExt};
use tributary_core::{hashing::HostHashing, Hash, Hashing};

/// Content-addressed objects.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
}

/// Why an object could not be kept or had.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The store failed; trying again may help.
    #[error("object store: {0}")]
    Store(#[from] object_store::Error),
    /// The folder cannot be used.
    #[error("object folder {path}: {source}")]
    Folder {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The stored bytes are not those of their name.
    #[error("object {expected} has bytes of {found}")]
    Corrupt {
        /// Its name.
        expected: String,
        /// The SHA-256 of its bytes.
        found: String,
    },
}

impl Objects {
    /// Objects in a local folder, which is made if missing.
    ///
    /// # Errors
    /// [`ObjectError::Folder`] or [`ObjectError::Store`] if the folder cannot be used.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, ObjectError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| ObjectError::Folder { path: folder.display().to_string(), source })?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Keeps `bytes` and returns their name. Keeping them again changes nothing.
    ///
    /// # Errors
    /// [`ObjectError::Store`].
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Hash, ObjectError> {
        let name = HostHashing::sha256(&bytes);
        self.store.put(&path_of(&name), bytes.into()).await?;
        Ok(name)
    }

    /// The bytes named `name` piece by piece, with their number, if they are here. Whoever reads them has to
    /// check them against their name.
    ///
    /// # Errors
    /// [`ObjectError::Store`].
    #[allow(clippy::type_complexity)]
    pub async fn open(
        &self,
        name: &Hash,
    ) -> Result<Option<(u64, BoxStream<'static, object_store::Result<Bytes>>)>, ObjectError> {
        let object = self.find(name).await?;
        Ok(object.map(|object| (object.meta.size, object.into_stream())))
    }

    /// Forgets the bytes named `name`, if they are here.
    ///
    /// # Errors
    /// [`ObjectError::Store`].
    pub async fn forget(&self, name: &Hash) -> Result<(), ObjectError> {
        match self.store.delete(&path_of(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn find(&self, name: &Hash) -> Result<Option<GetResult>, ObjectError> {
        match self.store.get(&path_of(name)).await {
            Ok(object) => Ok(Some(object)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes named `name`, if they are here.
    ///
    /// # Errors
    /// [`ObjectError::Store`], or [`ObjectError::Corrupt`] if the bytes changed.
    pub async fn get(&self, name: &Hash) -> Result<Option<Vec<u8>>, ObjectError> {
        let Some(object) = self.find(name).await? else { return Ok(None) };
        let bytes = object.bytes().await?.to_vec();
        let found = HostHashing::sha256(&bytes);
        if found != *name {
            return Err(ObjectError::Corrupt { expected: hex::encode(name), found: hex::encode(found) });
        }
        Ok(Some(bytes))
    }
}

fn path_of(name: &Hash) -> Path {
    Path::from(hex::encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn objects_are_found_by_content_and_changed_bytes_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(folder.path()).unwrap();
        let name = objects.put(b"an epoch".to_vec()).await.unwrap();
        assert_eq!(objects.get(&name).await.unwrap().as_deref(), Some(b"an epoch".as_slice()));
        assert!(objects.get(&[0; 32]).await.unwrap().is_none());
        std::fs::write(folder.path().join(hex::encode(name)), b"another").unwrap();
        assert!(matches!(objects.get(&name).await, Err(ObjectError::Corrupt { .. })));
        objects.forget(&name).await.unwrap();
        objects.forget(&name).await.unwrap();
        assert!(objects.open(&name).await.unwrap().is_none());
    }
}
