//! What the demo's motions say that they do, below the terms of the version.

use std::fmt::Write;

use tributary_cli::share::percent;
use tributary_core::FeePolicy;

use super::{shown::cuts, Parts};

#[cfg(test)]
mod tests;

/// What a motion does with a version of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purpose {
    /// The feature that it adopts with the version, if it adopts any.
    pub feature: Option<u32>,
    /// The version.
    pub version: u32,
    /// The live version in whose place it puts that one; if none, it brings nothing live.
    pub replaced: Option<u32>,
}

impl Purpose {
    /// Each thing that the motion does, in a numbered line, and what changes with the version: only how fees divide,
    /// from `before` to `after`.
    pub(super) fn words(&self, before: &FeePolicy, after: &FeePolicy) -> String {
        let Self { feature, version, replaced } = *self;
        let approval = match feature {
            Some(feature) => {
                format!("adopts feature {feature} with version {version}, which approves the version")
            }
            None => format!("approves version {version}"),
        };
        let mut things = vec![approval];
        if let Some(replaced) = replaced {
            things.push(format!("makes version {version} live"));
            things.push(format!("retires version {replaced}, which is live until then"));
        }
        let mut words = String::from("What this motion does, all at once:\n");
        for (number, thing) in (1..).zip(things) {
            let _ = writeln!(words, "{number}. {thing}");
        }
        let _ = writeln!(words, "{}", changed(before, after));
        words.push_str(match replaced {
            Some(_) => {
                "It is voted on before an evaluation, which is fine here: the artifact is the one that answers \
                 already, nothing is trained, and only the cuts differ."
            }
            None => {
                "It brings nothing live: that takes a further vote. The artifact is the one that answers already."
            }
        });
        words
    }
}

/// The cuts of two policies beside each other.
fn changed(before: &FeePolicy, after: &FeePolicy) -> String {
    let pairs = Parts::NAMES.into_iter().zip(cuts(before).into_iter().zip(cuts(after)));
    let pairs =
        pairs.map(|(name, (before, after))| format!("{name} {} -> {}", percent(before), percent(after)));
    format!("Of each fee, before -> after: {}", pairs.collect::<Vec<_>>().join(", "))
}
