//! What can go wrong between this process and a chain.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolError;
use tributary_core::{MoneyError, Wei};

use crate::{dispatch::DispatchFailure, revert::KnownError, weight::Weight};

/// The result of talking to a chain.
pub type Result<T, E = ClientError> = std::result::Result<T, E>;

/// Why a chain did not do, or did not say, what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The URL names no WebSocket endpoint.
    #[error("{url:?} is no ws:// or wss:// URL: {reason}")]
    Url {
        /// What was given, without path and credentials.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The node did not answer in time, reconnecting included.
    #[error("{endpoint} did not answer {method} within {waited_ms} ms: {reason}")]
    Unreachable {
        /// Scheme, host and port.
        endpoint: String,
        /// The JSON-RPC method.
        method: &'static str,
        /// How long was waited.
        waited_ms: u64,
        /// The last thing that failed.
        reason: String,
    },
    /// The node answered a request with an error.
    #[error("the node refused {method}: {reason} (code {code})")]
    Node {
        /// The JSON-RPC method.
        method: &'static str,
        /// JSON-RPC error code.
        code: i32,
        /// The node's words.
        reason: String,
    },
    /// The runtime does not have, or does not shape, something as this client needs it.
    #[error("the runtime does not offer {item} as expected: {reason}")]
    Runtime {
        /// The pallet item, API or constant.
        item: String,
        /// How it differs.
        reason: String,
    },
    /// The chain has no block of that number yet.
    #[error("block {number} does not exist yet")]
    BlockUnknown {
        /// Its number.
        number: u32,
    },
    /// The node does not have that block (any more).
    #[error("the node does not have block {hash}")]
    BlockMissing {
        /// Its hash.
        hash: B256,
    },
    /// A contract refused, with its custom error.
    #[error("{contract} refused: {error}")]
    Reverted {
        /// The contract that was called; the error may come from one that it called.
        contract: Address,
        /// What it said.
        error: Box<KnownError>,
    },
    /// The runtime refused, not the contract.
    #[error("the runtime refused: {0}")]
    Dispatch(DispatchFailure),
    /// There is no contract at that address.
    #[error("there is no contract at {address}")]
    NoContract {
        /// The address.
        address: Address,
    },
    /// A contract's answer is not what its interface promises.
    #[error("{contract} answered {call} in another form than its interface declares: {source}")]
    Output {
        /// The contract.
        contract: Address,
        /// Signature of the function called.
        call: &'static str,
        /// How it differs.
        source: alloy_sol_types::Error,
    },
    /// An amount that the native currency, with fewer decimals, cannot express.
    #[error("{amount} wei is no multiple of {ratio} wei, the chain's smallest native unit")]
    Dust {
        /// The amount.
        amount: Wei,
        /// Wei per native unit.
        ratio: u32,
    },
    /// An account does not have what it is to pay.
    #[error("{payer} can spend {balance} wei, of {needed} wei that it is to pay")]
    Unaffordable {
        /// The account.
        payer: Address,
        /// What it can spend.
        balance: Wei,
        /// What it is to pay, in wei.
        needed: U256,
    },
    /// An amount left the range of `u128` wei.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// No block has room for the call.
    #[error("the call needs {required}, a transaction may take {most} at most")]
    TooHeavy {
        /// What the dry run took.
        required: Weight,
        /// What the runtime allows one transaction.
        most: Weight,
    },
    /// The transaction pool refused the transaction; it was not, and will not be, executed.
    #[error("the transaction pool refused the transaction: {reason} (code {code})")]
    Rejected {
        /// JSON-RPC error code.
        code: i32,
        /// The pool's words.
        reason: String,
    },
    /// The transaction was in no block until its mortality ended; it can no longer be executed.
    #[error("transaction {extrinsic} was in no block up to {last_block}, and is dead")]
    Expired {
        /// Its hash.
        extrinsic: B256,
        /// The last block that could have held it.
        last_block: u32,
    },
    /// Another transaction of the same signer took its nonce; it can no longer be executed.
    #[error("transaction {extrinsic} lost nonce {nonce} to another of the same signer")]
    Superseded {
        /// Its hash.
        extrinsic: B256,
        /// The nonce.
        nonce: u64,
    },
    /// The node went away before the fate of the transaction was final. It may or may not be executed.
    #[error("the fate of transaction {extrinsic} (nonce {nonce}) is unknown after {waited_ms} ms: {reason}")]
    Undetermined {
        /// Its hash.
        extrinsic: B256,
        /// The nonce.
        nonce: u64,
        /// How long was waited.
        waited_ms: u64,
        /// The last thing that failed.
        reason: String,
    },
    /// A transaction succeeded without the event that proves what it did.
    #[error("transaction {extrinsic} emitted no {event} from {contract}")]
    EventMissing {
        /// Signature of the event.
        event: &'static str,
        /// Who should have emitted it.
        contract: Address,
        /// Hash of the transaction.
        extrinsic: B256,
    },
    /// An event does not have the form that the runtime or the interface declares.
    #[error("event {event} has another form than declared: {reason}")]
    EventMalformed {
        /// The event.
        event: &'static str,
        /// How it differs.
        reason: String,
    },
    /// The node serves another chain than the one expected.
    #[error("the node serves the chain of genesis {found}, not of {expected}")]
    WrongChain {
        /// The genesis hash wanted.
        expected: B256,
        /// The genesis hash found.
        found: B256,
    },
    /// A deployment file names a ledger that is no longer in office.
    #[error("the deployment names the ledger {named}, the splitter is settled by the ledger {in_office}")]
    LedgerReplaced {
        /// The ledger in the file.
        named: Address,
        /// The splitter's ledger; zero before any was wired.
        in_office: Address,
    },
    /// A signer's secret is unreadable. Says nothing about the secret itself.
    #[error("the secret is neither a 32-byte hex seed, nor a mnemonic phrase, nor a derivation path")]
    Secret,
    /// A deployment file cannot be read or written.
    #[error("deployment file {path}: {reason}")]
    Deployment {
        /// The file.
        path: String,
        /// What failed.
        reason: String,
    },
    /// The contracts' state contradicts itself.
    #[error("the chain's state of {item} contradicts itself: {reason}")]
    Inconsistent {
        /// What was read.
        item: String,
        /// The contradiction.
        reason: String,
    },
}

/// Pool error codes (`author_*`) that pass with time.
const POOL_TEMPORARILY_BANNED: i32 = 1012;
const POOL_IMMEDIATELY_DROPPED: i32 = 1016;

impl ClientError {
    /// Whether the node no longer has the state that was asked for; an archive node has.
    pub fn is_pruned(&self) -> bool {
        match self {
            Self::BlockMissing { .. } => true,
            Self::Node { reason, .. } => reason.contains("State already discarded"),
            _ => false,
        }
    }

    /// Whether the same request may succeed later without any change, and repeating it cannot do
    /// something twice.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Expired { .. } | Self::Superseded { .. } => true,
            Self::Rejected { code, .. } => {
                matches!(*code, POOL_TEMPORARILY_BANNED | POOL_IMMEDIATELY_DROPPED)
            }
            Self::BlockUnknown { .. } => true,
            _ => false,
        }
    }

    /// The contract's custom error, if that is what this is.
    pub fn reverted(&self) -> Option<&KnownError> {
        match self {
            Self::Reverted { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The contract's custom error as `E`, if it is that one.
    pub fn revert_as<E: SolError>(&self) -> Option<E> {
        self.reverted().and_then(KnownError::decode)
    }

    pub(crate) fn runtime(item: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::Runtime { item: item.into(), reason: reason.to_string() }
    }
}
