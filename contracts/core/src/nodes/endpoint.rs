//! Where a node or an oracle answers.

use alloc::string::String;

use scale::{Decode, Encode};
use scale_info::TypeInfo;

/// The longest endpoint, in bytes.
pub const MAX_ENDPOINT: usize = 200;

/// The beginnings that every reader understands.
const SCHEMES: [&str; 2] = ["http://", "https://"];

/// A URL's characters: `http://` or `https://`, then at least one more; at most [`MAX_ENDPOINT`] visible
/// ASCII ones in all. Whether that names a host, and anything answers there, is for its readers to see.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Endpoint(String);

/// A text that is no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an endpoint of {length} bytes is not http:// or https:// and more in {MAX_ENDPOINT} visible ASCII characters")]
pub struct EndpointError {
    /// Its length in bytes.
    pub length: u32,
}

impl Endpoint {
    /// Checks the text.
    ///
    /// # Errors
    /// [`EndpointError`] if it begins otherwise, is too long, or has other characters.
    pub fn new(text: String) -> Result<Self, EndpointError> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        let rest = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme));
        if text.len() <= MAX_ENDPOINT && visible && rest.is_some_and(|rest| !rest.is_empty()) {
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
