//! What a dataset says of itself; immutable.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::ids::Hash;

#[cfg(test)]
mod tests;

/// The longest media type, in bytes.
pub const MAX_MEDIA_TYPE: usize = 64;
/// The longest licence, in bytes: `0x` and a SHA-256 in hexadecimal.
pub const MAX_LICENCE: usize = 66;
/// The longest metadata URI, in bytes.
pub const MAX_URI: usize = 200;

/// A description that no dataset can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// No bytes, or no content root.
    #[error("the dataset has no content")]
    EmptyContent,
    /// Not `type/subtype` in printable ASCII, or too long.
    #[error("a media type of {length} bytes is not type/subtype of at most {MAX_MEDIA_TYPE} bytes")]
    MediaType {
        /// Its length in bytes.
        length: u32,
    },
    /// Neither an SPDX expression nor a hash.
    #[error("a licence of {length} bytes is neither an SPDX expression nor 0x and a SHA-256")]
    Licence {
        /// Its length in bytes.
        length: u32,
    },
    /// Empty, too long, or with characters that a URI has not.
    #[error("a URI of {length} bytes is not 1 to {MAX_URI} visible ASCII characters")]
    Uri {
        /// Its length in bytes.
        length: u32,
    },
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $is_valid:path, $error:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
        pub struct $name(String);

        impl $name {
            /// Checks the text.
            ///
            /// # Errors
            #[doc = concat!("[`RecordError::", stringify!($error), "`] if it is not one.")]
            pub fn new(text: String) -> Result<Self, RecordError> {
                if $is_valid(&text) {
                    return Ok(Self(text));
                }
                Err(RecordError::$error { length: u32::try_from(text.len()).unwrap_or(u32::MAX) })
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

checked_text!(
    /// An IANA media type, with parameters if need be: `type/subtype`, printable ASCII, at most
    /// [`MAX_MEDIA_TYPE`] bytes.
    MediaType, is_media_type, MediaType
);
checked_text!(
    /// An SPDX licence expression, or `0x` and the SHA-256 of the licence's text in hexadecimal.
    Licence, is_licence, Licence
);
checked_text!(
    /// Where the metadata stands: visible ASCII, 1 to [`MAX_URI`] bytes.
    Uri, is_uri, Uri
);

fn is_media_type(text: &str) -> bool {
    text.len() <= MAX_MEDIA_TYPE
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.split_once('/').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
}

fn is_licence(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0x") {
        return digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    }
    let spdx = |byte: u8| byte.is_ascii_alphanumeric() || b"-.+:() ".contains(&byte);
    !text.is_empty() && text.len() <= MAX_LICENCE && text.bytes().all(spdx)
}

fn is_uri(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_URI && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A dataset's immutable description. One cell, at most 376 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Record {
    /// SHA-256 of the file.
    pub content_root: Hash,
    /// The file's size in bytes.
    pub byte_size: u64,
    /// What kind of file it is.
    pub media_type: MediaType,
    /// Under which terms it may be used.
    pub licence: Licence,
    /// Where its metadata stands.
    pub uri: Uri,
}

impl Record {
    /// Checks a description.
    ///
    /// # Errors
    /// [`RecordError`] for the first part that is not valid.
    pub fn new(
        content_root: Hash,
        byte_size: u64,
        media_type: String,
        licence: String,
        uri: String,
    ) -> Result<Self, RecordError> {
        if byte_size == 0 || content_root == Hash::default() {
            return Err(RecordError::EmptyContent);
        }
        Ok(Self {
            content_root,
            byte_size,
            media_type: MediaType::new(media_type)?,
            licence: Licence::new(licence)?,
            uri: Uri::new(uri)?,
        })
    }
}
