//! What can go wrong with keys. No variant carries a secret or a part of one.

use crate::keys::Purpose;

/// Why there is no usable key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Nothing names a key.
    #[error("no {purpose} key is named: {advice}")]
    Unnamed {
        /// What it would be for.
        purpose: Purpose,
        /// Where to name one.
        advice: String,
    },
    /// A file cannot be read.
    #[error("key file {path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Others than its owner may read a file with a plain secret.
    #[error("key file {path} has mode {mode:o}: others may read it; take the mode away (chmod 600)")]
    Exposed {
        /// Which.
        path: String,
        /// Its permissions.
        mode: u32,
    },
    /// A file cannot be written.
    #[error("key file {path} cannot be written: {source}")]
    Write {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A key of that name exists, and is not overwritten.
    #[error("key file {path} exists and is not overwritten")]
    Exists {
        /// Which.
        path: String,
    },
    /// A file is no key file.
    #[error("{path} is no key file: {reason}")]
    Malformed {
        /// Which.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A key is for something else.
    #[error("{place} holds a key for the purpose {found}, this needs one for the purpose {expected}")]
    OtherPurpose {
        /// Where the key is.
        place: String,
        /// The purpose needed.
        expected: Purpose,
        /// The purpose found.
        found: Purpose,
    },
    /// A word that names no purpose.
    #[error("{found:?} is none of account, session, node, oracle")]
    Purpose {
        /// The word.
        found: String,
    },
    /// Text that is no public part.
    #[error("{found} is no public part of a key for the purpose {purpose}")]
    PublicPart {
        /// What it should be of.
        purpose: Purpose,
        /// The text.
        found: String,
    },
    /// A secret of another form.
    #[error("{place} does not hold a secret for the purpose {purpose}: {expected}")]
    Secret {
        /// Where the secret is.
        place: String,
        /// What it is for.
        purpose: Purpose,
        /// What it should be.
        expected: &'static str,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes: {reason}")]
    Randomness {
        /// Its words.
        reason: String,
    },
    /// The passphrase does not open a file.
    #[error("the passphrase does not open key file {path}")]
    WrongPassphrase {
        /// Which.
        path: String,
    },
    /// What a file says of itself in the clear is not what it holds.
    #[error("key file {path} was altered: its public part is not that of the secret in it")]
    Altered {
        /// Which.
        path: String,
    },
    /// A file asks for more work than this program spends on one.
    #[error("key file {path} needs scrypt with a work factor of 2^{required}, the most is 2^{most}")]
    TooMuchWork {
        /// Which.
        path: String,
        /// What it needs.
        required: u8,
        /// The bound.
        most: u8,
    },
    /// Encryption failed.
    #[error("the key could not be encrypted: {reason}")]
    Encryption {
        /// Why.
        reason: String,
    },
    /// There is no passphrase and nobody to ask for one.
    #[error(
        "no passphrase for {place}: set TRIBUTARY_PASSPHRASE_FILE or TRIBUTARY_PASSPHRASE, or run at a \
         terminal ({reason})"
    )]
    NoPassphrase {
        /// What it would open.
        place: String,
        /// Why nobody can be asked.
        reason: String,
    },
    /// Both environment variables are set.
    #[error("TRIBUTARY_PASSPHRASE and TRIBUTARY_PASSPHRASE_FILE are both set: unset one")]
    TwoPassphrases,
    /// The file with the passphrase cannot be read.
    #[error("passphrase file {path}: {source}")]
    PassphraseFile {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing is no passphrase.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The second entry differs.
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
}
