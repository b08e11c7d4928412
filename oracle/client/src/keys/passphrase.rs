//! Passphrases, and where they come from.

use std::{ffi::OsString, path::PathBuf};

use age::secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::keys::KeyError;

/// The environment variable with the passphrase.
const VARIABLE: &str = "TRIBUTARY_PASSPHRASE";
/// The environment variable with the path of a file that holds it.
const FILE_VARIABLE: &str = "TRIBUTARY_PASSPHRASE_FILE";

/// What encrypts key files. It can be neither printed nor serialised, and is wiped when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

impl Passphrase {
    /// A passphrase from text.
    ///
    /// # Errors
    /// [`KeyError::EmptyPassphrase`].
    pub fn new(text: Zeroizing<String>) -> Result<Self, KeyError> {
        if text.is_empty() {
            return Err(KeyError::EmptyPassphrase);
        }
        Ok(Self(SecretString::from(text.as_str())))
    }

    /// The passphrase of an existing key: from `TRIBUTARY_PASSPHRASE` or from the file that
    /// `TRIBUTARY_PASSPHRASE_FILE` names (without the line's end), of which at most one may be set; with
    /// neither, typed at the terminal, without echo. `place` names the key in the question.
    ///
    /// # Errors
    /// [`KeyError::NoPassphrase`] if there is no terminal; [`KeyError::TwoPassphrases`],
    /// [`KeyError::PassphraseFile`], [`KeyError::EmptyPassphrase`].
    pub fn of_existing(place: &str) -> Result<Self, KeyError> {
        match from_environment(&|name| std::env::var_os(name))? {
            Some(passphrase) => Ok(passphrase),
            None => Self::new(typed(place, &format!("passphrase for {place}: "))?),
        }
    }

    /// The passphrase of a key to be made; typed twice at the terminal, unless the environment has it.
    ///
    /// # Errors
    /// As [`Passphrase::of_existing`]; [`KeyError::PassphrasesDiffer`].
    pub fn of_new(place: &str) -> Result<Self, KeyError> {
        if let Some(passphrase) = from_environment(&|name| std::env::var_os(name))? {
            return Ok(passphrase);
        }
        let first = typed(place, &format!("new passphrase for {place}: "))?;
        let second = typed(place, "the same again: ")?;
        if first != second {
            return Err(KeyError::PassphrasesDiffer);
        }
        Self::new(first)
    }

    pub(super) fn secret(&self) -> SecretString {
        SecretString::from(self.0.expose_secret())
    }
}

fn from_environment(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Option<Passphrase>, KeyError> {
    match (variable(VARIABLE), variable(FILE_VARIABLE)) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(KeyError::TwoPassphrases),
        (Some(text), None) => {
            let text = text.into_string().map_err(|_| KeyError::NoPassphrase {
                place: "a key".to_owned(),
                reason: format!("{VARIABLE} is no UTF-8"),
            })?;
            Passphrase::new(Zeroizing::new(text)).map(Some)
        }
        (None, Some(path)) => {
            let path = PathBuf::from(path);
            let text = std::fs::read_to_string(&path)
                .map(Zeroizing::new)
                .map_err(|source| KeyError::PassphraseFile { path: path.display().to_string(), source })?;
            let line = text.trim_end_matches(['\r', '\n']);
            Passphrase::new(Zeroizing::new(line.to_owned())).map(Some)
        }
    }
}

fn typed(place: &str, question: &str) -> Result<Zeroizing<String>, KeyError> {
    rpassword::prompt_password(question)
        .map(Zeroizing::new)
        .map_err(|error| KeyError::NoPassphrase { place: place.to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests;
