//! How a command ended, as scripts see it.

use tributary_client::{keys::KeyError, ClientError};

use crate::final_root::StaleProof;

/// What a command's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what it says.
    Done = 0,
    /// Something that should not happen.
    Unexpected = 1,
    /// The command line, an environment variable or a file that it names is not as it must be.
    Usage = 2,
    /// A contract, the chain or a node refused.
    Refused = 3,
    /// What was asked for does not exist, or not yet.
    NotFound = 4,
    /// What was to be verified does not hold.
    NotVerified = 5,
    /// A chain, an oracle or a node did not answer; the same command may succeed later.
    Unreachable = 6,
    /// The account, the deposit or the reserve does not hold enough.
    Funds = 7,
    /// A key could not be opened.
    Locked = 8,
    /// The chain is another one, or does not fit.
    WrongChain = 9,
    /// Something was sent that may be executed, or was, before something else failed; look before doing it
    /// again.
    Undetermined = 10,
    /// The answer to the question was no.
    Declined = 11,
    /// A part was done, and the result says which; the same command does the rest once that can be done.
    Partial = 12,
}

impl Exit {
    /// Every code with its meaning, in order.
    pub const TABLE: [(Self, &'static str, &'static str); 13] = [
        (Self::Done, "done", "it did what it says"),
        (Self::Unexpected, "unexpected", "something that should not happen"),
        (Self::Usage, "usage", "the command line, a variable or a file that it names is not as it must be"),
        (Self::Refused, "refused", "a contract, the chain or a node refused; nothing was done"),
        (Self::NotFound, "not_found", "what was asked for does not exist, or not yet"),
        (Self::NotVerified, "not_verified", "what was to be verified does not hold"),
        (Self::Unreachable, "unreachable", "no answer; the same command may succeed later"),
        (Self::Funds, "funds", "the account, the deposit or the reserve does not hold enough"),
        (Self::Locked, "locked", "wrong or missing passphrase, or an altered key file"),
        (Self::WrongChain, "wrong_chain", "the chain is another one, or does not fit"),
        (Self::Undetermined, "undetermined", "something was sent that may be, or is, done: look first"),
        (Self::Declined, "declined", "the answer to the question was no"),
        (Self::Partial, "partial", "a part was done, the result says which; the same command does the rest"),
    ];

    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        Self::TABLE.into_iter().find(|(exit, ..)| *exit == self).map_or("unexpected", |(_, word, _)| word)
    }

    /// The table as text, for `--help`.
    pub fn help() -> String {
        let mut text = String::from("Exit codes:\n");
        for (exit, word, meaning) in Self::TABLE {
            text.push_str(&format!("  {:>2}  {word:<13} {meaning}\n", exit.code()));
        }
        text
    }

    /// What an error means: the first cause that says.
    pub fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(of_cause).unwrap_or(Self::Unexpected)
    }
}

/// A failure of a known kind, in words.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    /// A failure that ends in `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// [`Exit::Usage`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// [`Exit::NotFound`].
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Exit::NotFound, message)
    }

    /// [`Exit::NotVerified`].
    pub fn not_verified(message: impl Into<String>) -> Self {
        Self::new(Exit::NotVerified, message)
    }

    /// How the command ends.
    pub const fn exit(&self) -> Exit {
        self.exit
    }
}

fn of_cause(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    if let Some(failure) = cause.downcast_ref::<Failure>() {
        return Some(failure.exit);
    }
    if let Some(error) = cause.downcast_ref::<ClientError>() {
        return Some(of_client(error));
    }
    if let Some(error) = cause.downcast_ref::<KeyError>() {
        return Some(of_key(error));
    }
    if cause.is::<StaleProof>() {
        return Some(Exit::Unreachable);
    }
    let error = cause.downcast_ref::<reqwest::Error>()?;
    Some(if error.is_builder() { Exit::Usage } else { Exit::Unreachable })
}

/// Names of the runtime's errors that mean too little money.
const FUNDS: [&str; 6] = [
    "StorageDepositNotEnoughFunds",
    "TransferFailed",
    "FundsUnavailable",
    "InsufficientBalance",
    "OutOfFunds",
    "BalanceLow",
];

/// Names of the contracts' errors that mean so.
const CONTRACT_FUNDS: [&str; 4] =
    ["ERC20InsufficientBalance", "ReserveExceedsFree", "StakeTooLow", "WithdrawalAboveCap"];

/// What the pool says to an account that cannot pay a transaction's fee (`InvalidTransaction::Payment`).
const CANNOT_PAY: &str = "Inability to pay some fees";

fn of_client(error: &ClientError) -> Exit {
    match error {
        ClientError::Undetermined { .. } => Exit::Undetermined,
        error if error.is_retryable() => Exit::Unreachable,
        error if error.is_pruned() => Exit::NotFound,
        ClientError::Url { .. }
        | ClientError::Dust { .. }
        | ClientError::Money(_)
        | ClientError::Secret
        | ClientError::Deployment { .. }
        | ClientError::LedgerReplaced { .. } => Exit::Usage,
        ClientError::Reverted { error, .. } => match error.name() {
            name if CONTRACT_FUNDS.contains(&name) => Exit::Funds,
            name if name.starts_with("Unknown") && name != "Unknown" => Exit::NotFound,
            "ERC721NonexistentToken" => Exit::NotFound,
            _ => Exit::Refused,
        },
        ClientError::Dispatch(failure) if FUNDS.contains(&failure.name.as_str()) => Exit::Funds,
        ClientError::Unaffordable { .. } => Exit::Funds,
        ClientError::Rejected { reason, .. } if reason.contains(CANNOT_PAY) => Exit::Funds,
        ClientError::Dispatch(_) | ClientError::Rejected { .. } | ClientError::TooHeavy { .. } => {
            Exit::Refused
        }
        ClientError::WrongChain { .. } | ClientError::NoContract { .. } | ClientError::Runtime { .. } => {
            Exit::WrongChain
        }
        _ => Exit::Unexpected,
    }
}

const fn of_key(error: &KeyError) -> Exit {
    match error {
        KeyError::WrongPassphrase { .. }
        | KeyError::Altered { .. }
        | KeyError::TooMuchWork { .. }
        | KeyError::NoPassphrase { .. } => Exit::Locked,
        KeyError::Write { .. } | KeyError::Randomness { .. } | KeyError::Encryption { .. } => {
            Exit::Unexpected
        }
        _ => Exit::Usage,
    }
}

#[cfg(test)]
mod tests;
