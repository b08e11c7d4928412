//! Votes as people name them.

use clap::ValueEnum;
use tributary_core::governance::Support;

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Choice {
    /// That it happens.
    For,
    /// That it does not.
    Against,
    /// Neither; it counts to the quorum.
    Abstain,
}

impl From<Choice> for Support {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::For => Self::For,
            Choice::Against => Self::Against,
            Choice::Abstain => Self::Abstain,
        }
    }
}

/// The word for a vote's number.
pub(super) const fn word(support: u8) -> &'static str {
    match Support::read(support) {
        Some(Support::Against) => "against",
        Some(Support::For) => "for",
        Some(Support::Abstain) => "abstain",
        None => "unknown",
    }
}
