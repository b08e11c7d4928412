//! The attribution engine: which registered datasets shaped an answer.
//!
//! Two things over one suffix array of the registered datasets:
//!
//! - **method v1** ([`Corpus::attribute`]): the share of each dataset in an answer, with the
//!   passages that prove it. It is part of the protocol: the same datasets and answer give the same
//!   shares on every machine. METHOD.md beside this crate defines it for a second implementation.
//! - **an ∞-gram language model** ([`Model`]): answers a node gives when no model server is
//!   configured. Reproducible from its seed, but no part of the protocol.
//!
//! ```
//! use tributary_attribution::{Corpus, DatasetText};
//!
//! let speech = "We can not dedicate, we can not consecrate, we can not hallow this ground.";
//! let corpus = Corpus::build(vec![DatasetText { id: 7, text: speech.into() }])?;
//! let quoted = corpus.attribute("He said: we can not dedicate, we can not consecrate, we can not hallow it.");
//! assert_eq!(quoted.shares, [(7, 783_783)]);
//! # Ok::<(), tributary_attribution::CorpusError>(())
//! ```

mod attribution;
mod canonical;
mod corpus;
mod index;
mod method;
mod model;
mod script;
mod shares;
mod token;

pub use attribution::{Attribution, Span};
pub use canonical::{canonical, canonical_bytes};
pub use corpus::{Corpus, CorpusError, DatasetText};
pub use index::MAX_INDEX_BYTES;
pub use method::{Method, METHOD_VERSION};
pub use model::{
    Completion, Finish, Generation, Model, LONGEST_CONTEXT, SENTENCES, SHORTEST_BACKOFF, SPARSE_RUN,
};
pub use script::{class, Class};
pub use token::{count_tokens, tokenize};
