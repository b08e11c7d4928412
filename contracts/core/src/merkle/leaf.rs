//! What stands in each tree's leaves.

use alloc::vec::Vec;

use crate::{
    account::{Account, ACCOUNT_KEY_LEN},
    hashing::Hashing,
    ids::{Address, DatasetId, Hash, NodeId},
    merkle::Node,
    money::Wei,
};

/// Bytes of a payout's or spend's fields: the account key.
pub const PAYOUT_FIELDS: usize = ACCOUNT_KEY_LEN;
/// Bytes of a credit's or debit's fields: account key, node, sequence.
pub const CREDIT_FIELDS: usize = ACCOUNT_KEY_LEN + 16;
/// Bytes of a report's fields: node, sequence, report digest.
pub const REPORT_FIELDS: usize = 48;
/// Bytes of a cursor's fields: tag, payer, node, generation, nonce.
pub const CURSOR_FIELDS: usize = 41;
/// Bytes of a corpus leaf's fields: dataset, content root.
pub const CORPUS_FIELDS: usize = 40;
/// The longest fields of any tree.
pub const MAX_FIELDS: usize = REPORT_FIELDS;

/// A leaf's fixed-width fields; they order the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeafFields {
    /// Cumulative payout of an account, or cumulative spend of a payer.
    Total(Account),
    /// What one report adds to an account (credits), or takes from a payer (debits).
    Entry {
        /// The account.
        account: Account,
        /// The report's node.
        node: NodeId,
        /// The report's sequence.
        sequence: u64,
    },
    /// A report and what it counts for.
    Report {
        /// Its node.
        node: NodeId,
        /// Its sequence.
        sequence: u64,
        /// Its digest.
        digest: Hash,
    },
    /// A node's next sequence (the amount).
    NodeCursor {
        /// The node.
        node: NodeId,
    },
    /// What a payer has spent at a node (the amount) in its newest generation there.
    PayerCursor {
        /// The payer.
        payer: Address,
        /// The node.
        node: NodeId,
        /// Counts the payer's exits.
        generation: u32,
        /// Nonce of the last voucher that counted.
        nonce: u64,
    },
    /// A dataset of the corpus (the amount is 1).
    Corpus {
        /// The dataset.
        dataset: DatasetId,
        /// Its content root.
        content_root: Hash,
    },
}

impl LeafFields {
    /// The bytes that are hashed and sorted by; numbers are big-endian.
    ///
    /// A node cursor is tag 0, twelve zero bytes, and the node as a 20-byte number in the payer's
    /// place; a payer cursor is tag 1, payer, node, generation, nonce.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Total(account) => account.key().to_vec(),
            Self::Entry { account, node, sequence } => {
                [account.key().as_slice(), &node.0.to_be_bytes(), &sequence.to_be_bytes()].concat()
            }
            Self::Report { node, sequence, digest } => {
                [node.0.to_be_bytes().as_slice(), &sequence.to_be_bytes(), digest].concat()
            }
            Self::NodeCursor { node } => {
                [[0u8].as_slice(), &[0; 12], &node.0.to_be_bytes(), &[0; 20]].concat()
            }
            Self::PayerCursor { payer, node, generation, nonce } => [
                [1u8].as_slice(),
                &payer.0,
                &node.0.to_be_bytes(),
                &generation.to_be_bytes(),
                &nonce.to_be_bytes(),
            ]
            .concat(),
            Self::Corpus { dataset, content_root } => {
                [dataset.0.to_be_bytes().as_slice(), content_root].concat()
            }
        }
    }
}

/// A leaf: fields and amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// What it is about.
    pub fields: LeafFields,
    /// What it counts.
    pub amount: Wei,
}

impl Leaf {
    /// The tree node of this leaf.
    pub fn node<H: Hashing>(&self) -> Node {
        Node { hash: hash::<H>(&self.fields.bytes(), self.amount), sum: self.amount }
    }
}

/// `keccak256(0x00 ‖ fields ‖ amount)`.
fn hash<H: Hashing>(fields: &[u8], amount: Wei) -> Hash {
    H::keccak256(&[[0u8].as_slice(), fields, &amount.0.to_be_bytes()].concat())
}
