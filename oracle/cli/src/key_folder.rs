//! The folder in which a user's keys are kept, by name.

use std::path::{Path, PathBuf};

use tributary_client::keys::{KeyFile, Passphrase, PublicPart, Purpose, Secret};

use crate::exit::Failure;

/// How key files' names end.
const EXTENSION: &str = "key";

/// The longest name.
const LONGEST_NAME: usize = 64;

/// A folder of key files.
#[derive(Clone, Debug)]
pub struct KeyFolder(PathBuf);

/// One key of a folder: its name, and its public part or why there is none.
pub type Listed = (String, Result<PublicPart, String>);

impl KeyFolder {
    /// The folder at `path`; made when the first key is.
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// `.tributary/keys` in the user's home.
    ///
    /// # Errors
    /// If the user has no home.
    pub fn of_user() -> anyhow::Result<Self> {
        let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty()).ok_or_else(|| {
            Failure::usage("the user has no home folder: name one with --keys or TRIBUTARY_KEYS")
        })?;
        Ok(Self(home.join(".tributary").join("keys")))
    }

    /// The file of a key by name, or by path: what has a `/` in it is a path.
    ///
    /// # Errors
    /// If the name has other signs than letters, digits, `-`, `_`, or more than 64 of them.
    pub fn file(&self, key: &str) -> anyhow::Result<PathBuf> {
        if key.contains('/') {
            return Ok(PathBuf::from(key));
        }
        check_name(key).map_err(Failure::usage)?;
        Ok(self.0.join(format!("{key}.{EXTENSION}")))
    }

    /// Every key, by name.
    ///
    /// # Errors
    /// If the folder cannot be read; one that does not exist is empty.
    pub fn list(&self) -> anyhow::Result<Vec<Listed>> {
        let shown = self.0.display();
        let entries = match std::fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::usage(format!("key folder {shown}: {error}")).into()),
        };
        let mut keys = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if path.extension().is_none_or(|found| found != EXTENSION) || check_name(&name).is_err() {
                continue;
            }
            keys.push((
                name,
                KeyFile::load(&path).map(|key| key.public()).map_err(|error| error.to_string()),
            ));
        }
        keys.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(keys)
    }

    /// A key's public part; needs no passphrase.
    ///
    /// # Errors
    /// [`Failure::not_found`] if there is no such key; if its file is none.
    pub fn public(&self, key: &str) -> anyhow::Result<PublicPart> {
        Ok(self.load(key)?.1.public())
    }

    /// Unlocks a key; asks for its passphrase as [`Passphrase::of_existing`] does.
    ///
    /// # Errors
    /// As [`KeyFolder::public`]; if it is for another purpose; the passphrase's.
    pub fn unlock(&self, key: &str, purpose: Purpose) -> anyhow::Result<Secret> {
        let (path, file) = self.load(key)?;
        expect(key, &file.public(), purpose)?;
        Ok(file.open(&Passphrase::of_existing(&format!("key {key}"))?, &path)?)
    }

    /// Keeps a new key under a name, encrypted with a passphrase that [`Passphrase::of_new`] gets.
    /// Returns its file.
    ///
    /// # Errors
    /// If the name is taken or none, the folder cannot be made, or there is no passphrase.
    pub fn keep(&self, name: &str, secret: &Secret) -> anyhow::Result<PathBuf> {
        check_name(name).map_err(Failure::usage)?;
        let path = self.file(name)?;
        if path.exists() {
            let shown = path.display();
            return Err(Failure::usage(format!("key file {shown} exists and is not overwritten")).into());
        }
        make_private(&self.0)?;
        let passphrase = Passphrase::of_new(&format!("key {name}"))?;
        KeyFile::seal(secret, &passphrase)?.create(&path)?;
        Ok(path)
    }

    fn load(&self, key: &str) -> anyhow::Result<(PathBuf, KeyFile)> {
        let path = self.file(key)?;
        if !path.exists() {
            let shown = path.display();
            let advice = "`tributary keys list` shows the keys there are";
            return Err(Failure::not_found(format!("there is no key {key} ({shown}): {advice}")).into());
        }
        let file = KeyFile::load(&path)?;
        Ok((path, file))
    }
}

/// Refuses a key for another purpose.
///
/// # Errors
/// [`Failure::usage`] naming both purposes.
pub fn expect(key: &str, public: &PublicPart, purpose: Purpose) -> anyhow::Result<()> {
    let found = public.purpose();
    if found == purpose {
        return Ok(());
    }
    Err(Failure::usage(format!("key {key} is for the purpose {found}, this needs one for {purpose}")).into())
}

fn check_name(name: &str) -> Result<(), String> {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(sign) {
        return Ok(());
    }
    Err(format!("{name:?} is no name for a key: at most {LONGEST_NAME} letters, digits, - and _"))
}

/// Makes a folder that only its owner enters.
fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        Failure::usage(format!("key folder {} cannot be made: {error}", folder.display())).into()
    })
}

#[cfg(test)]
mod tests;
