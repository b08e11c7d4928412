//! Where a node or an oracle answers.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

/// The longest endpoint, in bytes.
pub const MAX_ENDPOINT: usize = 200;

/// A URL's characters: 1 to [`MAX_ENDPOINT`] visible ASCII ones. Whether anything answers there is for
/// its readers to see.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Endpoint(String);

/// A text that is no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an endpoint of {length} bytes is not 1 to {MAX_ENDPOINT} visible ASCII characters")]
pub struct EndpointError {
    /// Its length in bytes.
    pub length: u32,
}

impl Endpoint {
    /// Checks the text.
    ///
    /// # Errors
    /// [`EndpointError`] if it is empty, too long, or has other characters.
    pub fn new(text: String) -> Result<Self, EndpointError> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if (1..=MAX_ENDPOINT).contains(&text.len()) && visible {
            return Ok(Self(text));
        }
        Err(EndpointError { length: u32::try_from(text.len()).unwrap_or(u32::MAX) })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}
