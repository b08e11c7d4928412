//! A secret in memory.

use alloy_primitives::{hex, Address};
use zeroize::Zeroizing;

use crate::{
    keys::{KeyError, OracleKey, PublicPart, Purpose},
    signer::Signer,
};

/// A secret key with its purpose. It can be neither printed nor serialised, and is wiped when dropped.
pub struct Secret {
    text: Zeroizing<String>,
    public: PublicPart,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({} {})", self.public.purpose(), self.public.to_hex())
    }
}

impl Secret {
    /// A new key, from the operating system's random bytes.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate(purpose: Purpose) -> Result<Self, KeyError> {
        // Bytes that are no secp256k1 key come up once in 2^128 draws.
        loop {
            if let Some(secret) = Self::draw(purpose)? {
                return Ok(secret);
            }
        }
    }

    fn draw(purpose: Purpose) -> Result<Option<Self>, KeyError> {
        let mut bytes = Zeroizing::new([0u8; 32]);
        rand_core::RngCore::try_fill_bytes(&mut rand_core::OsRng, bytes.as_mut_slice())
            .map_err(|error| KeyError::Randomness { reason: error.to_string() })?;
        let text = Zeroizing::new(hex::encode_prefixed(bytes.as_slice()));
        Ok(public_part(purpose, &text).map(|public| Self { text, public }))
    }

    /// Reads a secret. For an account: a 32-byte seed in hex, a mnemonic phrase, either with a derivation
    /// path, or a path of the development phrase such as `//Alice`. For anything else: 32 bytes in hex.
    /// `place` is where the text is from, for errors.
    ///
    /// # Errors
    /// [`KeyError::Secret`], which shows nothing of the text.
    pub fn parse(purpose: Purpose, text: &str, place: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let bare = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut kept = Zeroizing::new(String::with_capacity(text.len().saturating_add(2)));
        if bare {
            kept.push_str("0x");
        }
        kept.push_str(text);
        let public = public_part(purpose, &kept).ok_or_else(|| KeyError::Secret {
            place: place.to_owned(),
            purpose,
            expected: purpose.expected(),
        })?;
        Ok(Self { text: kept, public })
    }

    /// What everybody may know of it.
    pub const fn public(&self) -> PublicPart {
        self.public
    }

    /// What it is for.
    pub const fn purpose(&self) -> Purpose {
        self.public.purpose()
    }

    /// An account's secret as a signer of transactions.
    ///
    /// # Errors
    /// [`KeyError::OtherPurpose`] for a key that is no account's.
    pub fn signer(&self) -> Result<Signer, KeyError> {
        self.expect(Purpose::Account)?;
        Signer::from_secret(&self.text).map_err(|_| KeyError::Secret {
            place: "this key".to_owned(),
            purpose: Purpose::Account,
            expected: Purpose::Account.expected(),
        })
    }

    /// The 32 secret bytes of a session, node, oracle or voter key.
    ///
    /// # Errors
    /// [`KeyError::Secret`] for an account's key, which may be a phrase.
    pub fn bytes(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let bytes = match self.purpose() {
            Purpose::Account => None,
            _ => seed(&self.text),
        };
        bytes.ok_or_else(|| KeyError::Secret {
            place: "this key".to_owned(),
            purpose: self.purpose(),
            expected: "32 bytes in hex",
        })
    }

    /// As it is kept inside an encrypted file: the purpose, a line's end, the secret.
    pub(super) fn plaintext(&self) -> Zeroizing<String> {
        let word = self.purpose().word();
        let length = word.len().saturating_add(self.text.len()).saturating_add(1);
        let mut plaintext = Zeroizing::new(String::with_capacity(length));
        plaintext.push_str(word);
        plaintext.push('\n');
        plaintext.push_str(&self.text);
        plaintext
    }

    pub(super) fn expect(&self, expected: Purpose) -> Result<(), KeyError> {
        let found = self.purpose();
        if expected == found {
            return Ok(());
        }
        Err(KeyError::OtherPurpose { place: "this key".to_owned(), expected, found })
    }
}

fn public_part(purpose: Purpose, text: &str) -> Option<PublicPart> {
    let ed25519 = |seed: &[u8; 32]| ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().to_bytes();
    Some(match purpose {
        // The libraries take no phrase at all for the well-known development phrase.
        Purpose::Account if text.is_empty() => return None,
        Purpose::Account => PublicPart::Account(Signer::from_secret(text).ok()?.account_id()),
        Purpose::Session => PublicPart::Session(ed25519(&*seed(text)?)),
        Purpose::Node => PublicPart::Node(ed25519(&*seed(text)?)),
        Purpose::Oracle => PublicPart::Oracle(secp256k1(text)?),
        Purpose::Voter => PublicPart::Voter(secp256k1(text)?),
    })
}

/// The address of a secp256k1 key.
fn secp256k1(text: &str) -> Option<Address> {
    let key = OracleKey::from_bytes(&*seed(text)?).ok()?;
    Some(Address::from(key.address().0))
}

/// Exactly 32 bytes in hex.
fn seed(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    hex::decode_to_slice(text, bytes.as_mut_slice()).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests;
