//! Key files: the public part in the clear, the secret encrypted with a passphrase by age.
//!
//! A file is a JSON object: `tributary_key` (the format's version, 1), `purpose`, `public` (in hex) and
//! `encrypted`, an armored age file that `age --decrypt` opens too. Its plaintext is the purpose, a line's
//! end, and the secret.

use std::{
    io::{Read, Write},
    os::unix::fs::MetadataExt,
    path::Path,
};

use age::{armor::ArmoredReader, scrypt, DecryptError, Decryptor};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::keys::{KeyError, Passphrase, PublicPart, Purpose, Secret};

/// The format's version.
const VERSION: u32 = 1;

/// scrypt's cost: 2^17 with blocks of 8, which takes 128 MiB and a fraction of a second.
const WORK_FACTOR: u8 = 17;

/// The most that is spent on opening a file: 1 GiB.
const MOST_WORK: u8 = 20;

/// Longer than any secret: a phrase with a derivation path and password.
const LONGEST_PLAINTEXT: usize = 4_096;

/// Longer than any key file.
const LONGEST_FILE: u64 = 64 * 1_024;

/// An encrypted key, as it is on disk.
#[derive(Clone, Debug)]
pub struct KeyFile {
    public: PublicPart,
    encrypted: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    tributary_key: u32,
    purpose: String,
    public: String,
    encrypted: String,
}

impl KeyFile {
    /// Encrypts a secret.
    ///
    /// # Errors
    /// [`KeyError::Encryption`].
    pub fn seal(secret: &Secret, passphrase: &Passphrase) -> Result<Self, KeyError> {
        let mut recipient = scrypt::Recipient::new(passphrase.secret());
        recipient.set_work_factor(WORK_FACTOR);
        let encrypted = age::encrypt_and_armor(&recipient, secret.plaintext().as_bytes())
            .map_err(|error| KeyError::Encryption { reason: error.to_string() })?;
        Ok(Self { public: secret.public(), encrypted })
    }

    /// Decrypts the secret; `path` is where this is from, for errors.
    ///
    /// # Errors
    /// [`KeyError::WrongPassphrase`]; [`KeyError::Altered`] if the public part is another key's;
    /// [`KeyError::TooMuchWork`]; [`KeyError::Malformed`].
    pub fn open(&self, passphrase: &Passphrase, path: &Path) -> Result<Secret, KeyError> {
        let shown = || path.display().to_string();
        let malformed = |reason: String| KeyError::Malformed { path: shown(), reason };
        let refused = |error| match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                KeyError::WrongPassphrase { path: shown() }
            }
            DecryptError::ExcessiveWork { required, .. } => {
                KeyError::TooMuchWork { path: shown(), required, most: MOST_WORK }
            }
            other => malformed(other.to_string()),
        };
        let mut identity = scrypt::Identity::new(passphrase.secret());
        identity.set_max_work_factor(MOST_WORK);
        let armored = ArmoredReader::new(self.encrypted.as_bytes());
        let decryptor = Decryptor::new_buffered(armored).map_err(refused)?;
        let stream = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(refused)?;
        // Its full size at once: growing would leave copies behind in freed memory.
        let mut plaintext = Zeroizing::new(vec![0u8; LONGEST_PLAINTEXT]);
        let length = fill(stream, &mut plaintext).map_err(|error| malformed(error.to_string()))?;
        let text = plaintext.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let (word, secret) = text
            .and_then(|text| text.split_once('\n'))
            .ok_or_else(|| malformed("what it encrypts is no secret".to_owned()))?;
        let purpose: Purpose =
            word.parse().map_err(|_| malformed("what it encrypts has no purpose".to_owned()))?;
        let secret = Secret::parse(purpose, secret, &shown())?;
        if secret.public() != self.public {
            return Err(KeyError::Altered { path: shown() });
        }
        Ok(secret)
    }

    /// The public part, as the file says it; [`KeyFile::open`] checks it.
    pub const fn public(&self) -> PublicPart {
        self.public
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// [`KeyError::Malformed`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, KeyError> {
        let malformed = |reason: String| KeyError::Malformed { path: path.display().to_string(), reason };
        // The parser's own words could quote what was meant to stay secret.
        let form: Form = serde_json::from_str(text)
            .map_err(|_| malformed("it is not in the form that `tributary keys` writes".to_owned()))?;
        if form.tributary_key != VERSION {
            let found = form.tributary_key;
            return Err(malformed(format!("its version is {found}, this program reads version {VERSION}")));
        }
        let purpose = form.purpose.parse()?;
        let public = PublicPart::from_hex(purpose, &form.public)?;
        Ok(Self { public, encrypted: form.encrypted })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`KeyError::Read`], [`KeyError::Malformed`].
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        Self::parse(&read(path)?, path)
    }

    /// Writes a new file, readable by its owner only. It appears whole or not at all, and never takes
    /// another's place.
    ///
    /// # Errors
    /// [`KeyError::Exists`], [`KeyError::Write`].
    pub fn create(&self, path: &Path) -> Result<(), KeyError> {
        let failed = |source: std::io::Error| KeyError::Write { path: path.display().to_string(), source };
        let form = Form {
            tributary_key: VERSION,
            purpose: self.public.purpose().word().to_owned(),
            public: self.public.to_hex(),
            encrypted: self.encrypted.clone(),
        };
        let mut text = serde_json::to_string_pretty(&form).map_err(|error| failed(error.into()))?;
        text.push('\n');
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        // Created with mode 0600.
        let mut beside =
            tempfile::Builder::new().prefix(".unfinished-").tempfile_in(folder).map_err(failed)?;
        beside.write_all(text.as_bytes()).map_err(failed)?;
        beside.as_file().sync_all().map_err(failed)?;
        beside.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.display().to_string() },
            _ => failed(error.error),
        })?;
        // The new name itself has to reach the disk.
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }
}

/// A text file that may hold a secret.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let failed = |source| KeyError::Read { path: path.display().to_string(), source };
    let file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len().min(LONGEST_FILE);
    let capacity = usize::try_from(length).unwrap_or_default().saturating_add(1);
    let mut text = Zeroizing::new(String::with_capacity(capacity));
    file.take(LONGEST_FILE).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

/// Refuses a file that others than its owner may read. A group may read what root owns: so system managers
/// hand secrets to a service's user.
pub(super) fn check_private(path: &Path) -> Result<(), KeyError> {
    let failed = |source| KeyError::Read { path: path.display().to_string(), source };
    let metadata = std::fs::metadata(path).map_err(failed)?;
    let mode = metadata.mode() & 0o777;
    let refused = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    if mode & refused == 0 {
        Ok(())
    } else {
        Err(KeyError::Exposed { path: path.display().to_string(), mode })
    }
}

/// Reads to the end or until `buffer` is full.
fn fill(mut stream: impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0usize;
    while let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest) {
            Ok(0) => break,
            Ok(read) => length = length.saturating_add(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests;
