//! The embedded infinity-gram model.

use std::sync::Arc;

use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tributary_attribution::{Corpus, Model};

use crate::answer::{Piece, Pieces};

/// Pieces made ahead of the reader.
const AHEAD: usize = 64;

/// Answers from the corpus itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

impl Embedded {
    /// Answers `prompt` in at most `max_tokens`; the same corpus, prompt and seed give the same answer.
    pub fn answer(self, corpus: Arc<Corpus>, prompt: String, max_tokens: u32, seed: [u8; 32]) -> Pieces {
        let (sender, receiver) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let model = Model::new(corpus);
            for text in model.generate(&prompt, u64::from(max_tokens), seed) {
                if sender.blocking_send(Ok(Piece::Text(text))).is_err() {
                    return;
                }
            }
        });
        ReceiverStream::new(receiver).boxed()
    }
}
