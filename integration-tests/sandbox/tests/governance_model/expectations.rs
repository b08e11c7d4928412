//! What has to have happened in a run, lest its agreement say little.

use crate::{
    journal::DONE,
    world::{Profile, World},
};

/// Operations and how each of them has to have ended at least once.
const OUTCOMES: [(&str, &[&str]); 7] = [
    ("transfer", &[DONE, "ERC20InsufficientBalance", "ERC20InvalidReceiver"]),
    (
        "transferFrom",
        &[
            DONE,
            "ERC20InsufficientAllowance",
            "ERC20InsufficientBalance",
            "ERC20InvalidApprover",
            "ERC20InvalidReceiver",
        ],
    ),
    ("approve", &[DONE, "ERC20InvalidSpender"]),
    ("delegate", &[DONE]),
    (
        "delegateBySig",
        &[
            DONE,
            "ECDSAInvalidSignature",
            "ECDSAInvalidSignatureS",
            "InvalidAccountNonce",
            "VotesExpiredSignature",
        ],
    ),
    (
        "permit",
        &[
            DONE,
            "ECDSAInvalidSignature",
            "ECDSAInvalidSignatureS",
            "ERC20InvalidSpender",
            "ERC2612ExpiredSignature",
            "ERC2612InvalidSigner",
        ],
    ),
    ("mint", &[DONE, "ERC20ExceededSafeSupply", "ERC20InvalidReceiver"]),
];

/// Checkpoints that spill more than two pages of twelve from an account's cell of sixteen.
const MANY: usize = 41;

/// Further tries until all of it has to have happened.
const TRIES: usize = 2_000;

impl World {
    /// Goes on until everything expected has happened.
    pub fn catch_up(&mut self) {
        for _ in 0..TRIES {
            if self.missing().is_none() {
                return;
            }
            self.step();
        }
        if let Some(missing) = self.missing() {
            self.fail(&format!("{missing} in {} operations", self.journal.operations()));
        }
    }

    fn missing(&self) -> Option<String> {
        for (kind, outcomes) in OUTCOMES {
            let missing = outcomes.iter().find(|outcome| self.journal.count(kind, outcome) == 0);
            if let Some(outcome) = missing {
                return Some(format!("no {kind} ended with {outcome}"));
            }
        }
        let count = |number| self.plain.checkpoints(self.address(number)).len();
        let few = self.profile == Profile::Few && (count(0) < MANY || count(1) < MANY);
        few.then(|| format!("{} and {} checkpoints", count(0), count(1)))
    }
}
