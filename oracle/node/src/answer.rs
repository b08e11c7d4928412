//! Where answers come from: the embedded model or an upstream server, piece by piece either way.

mod embedded;
mod request;
mod upstream;

pub use embedded::Embedded;
pub use request::{Endpoint, Prompt, RequestError};
pub use upstream::{Upstream, UpstreamError};

use futures::stream::BoxStream;

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// More text.
    Text(String),
    /// The server's own count of tokens: prompt, completion.
    Usage(u32, u32),
}

/// An answer as it is made.
pub type Pieces = BoxStream<'static, Result<Piece, UpstreamError>>;

/// A source of answers.
#[derive(Debug)]
pub enum Source {
    /// The embedded infinity-gram model over the registered datasets.
    Embedded(Embedded),
    /// An OpenAI-compatible server.
    Upstream(Upstream),
}
