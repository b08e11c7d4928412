//! Where a process takes a key from.

use std::path::Path;

use zeroize::Zeroizing;

use crate::keys::{file, KeyError, KeyFile, Passphrase, Purpose, Secret};

/// A key's places: an environment variable with the secret itself, and a file, encrypted or plain.
#[derive(Clone, Copy, Debug)]
pub struct KeySource<'a> {
    /// What the key is for.
    pub purpose: Purpose,
    /// The environment variable; it takes the file's place.
    pub variable: &'a str,
    /// The file: one that `tributary keys` wrote, or a plain one with the secret's text.
    pub file: Option<&'a Path>,
}

impl KeySource<'_> {
    /// Loads the key; asks for the passphrase of an encrypted file as [`Passphrase::of_existing`] does.
    ///
    /// # Errors
    /// [`KeyError::Unnamed`] if there is neither variable nor file; the file's errors;
    /// [`KeyError::OtherPurpose`].
    pub fn load(&self) -> Result<Secret, KeyError> {
        let Self { purpose, variable, file } = *self;
        if let Some(secret) = from_variable(purpose, variable)? {
            return Ok(secret);
        }
        let path = file.ok_or_else(|| KeyError::Unnamed {
            purpose,
            advice: format!("set {variable}, or name a key file in the configuration"),
        })?;
        let shown = path.display().to_string();
        let text = file::read(path)?;
        if !text.trim_start().starts_with('{') {
            file::check_private(path)?;
            return Secret::parse(purpose, &text, &shown);
        }
        let key = KeyFile::parse(&text, path)?;
        let found = key.public().purpose();
        if found != purpose {
            return Err(KeyError::OtherPurpose { place: shown, expected: purpose, found });
        }
        key.open(&Passphrase::of_existing(&format!("key file {shown}"))?, path)
    }
}

/// The secret in an environment variable, if it is set.
fn from_variable(purpose: Purpose, variable: &str) -> Result<Option<Secret>, KeyError> {
    read_secret_text(variable).map(|text| Secret::parse(purpose, &text, variable)).transpose()
}

/// The text of a file with a plain secret, to be wiped when dropped.
///
/// # Errors
/// [`KeyError::Read`]; [`KeyError::Exposed`] if others may read it too.
pub fn read_secret_file(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    file::check_private(path)?;
    file::read(path)
}

/// The text of an environment variable, to be wiped when dropped; `None` if it is not set or no UTF-8.
pub fn read_secret_text(variable: &str) -> Option<Zeroizing<String>> {
    std::env::var(variable).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests;
