//! What carries over from epoch to epoch.

use alloc::{collections::BTreeMap, vec::Vec};

use scale::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    account::Account,
    epoch::Commitment,
    hashing::Hashing,
    ids::{Address, NodeId},
    merkle::{Leaf, LeafFields, Tree, TreeError},
    money::Wei,
};

/// How far a payer's vouchers at one node have been used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PayerCursor {
    /// The payer's generation that `spent` belongs to.
    pub generation: u32,
    /// Nonce of the last voucher that counted.
    pub nonce: u64,
    /// Spent at this node in this generation.
    pub spent: Wei,
}

/// Cumulative books after an epoch. Maps are sorted, so its encoding is canonical.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct State {
    /// The epoch it results from.
    pub head: Commitment,
    /// Everything each account ever earned.
    pub payouts: BTreeMap<Account, Wei>,
    /// Everything each payer ever spent.
    pub spends: BTreeMap<Address, Wei>,
    /// The next sequence of each node; 1 where absent.
    pub next_sequence: BTreeMap<NodeId, u64>,
    /// Voucher use per payer and node.
    pub cursors: BTreeMap<(Address, NodeId), PayerCursor>,
    /// Every vote that each dataset and node ever earned, in units of 10^-18.
    pub votes: BTreeMap<Account, Wei>,
}

impl Default for State {
    fn default() -> Self {
        Self::genesis()
    }
}

impl State {
    /// Before any epoch.
    pub const fn genesis() -> Self {
        Self {
            head: Commitment::GENESIS,
            payouts: BTreeMap::new(),
            spends: BTreeMap::new(),
            next_sequence: BTreeMap::new(),
            cursors: BTreeMap::new(),
            votes: BTreeMap::new(),
        }
    }

    /// The sequence due from `node`.
    pub fn due(&self, node: NodeId) -> u64 {
        self.next_sequence.get(&node).copied().unwrap_or(1)
    }

    /// The tree of cumulative payouts.
    ///
    /// # Errors
    /// [`TreeError::Sum`] if they overflow.
    pub fn payout_tree<H: Hashing>(&self) -> Result<Tree, TreeError> {
        totals::<H>(self.payouts.iter().map(|(account, amount)| (*account, *amount)))
    }

    /// The tree of cumulative spends.
    ///
    /// # Errors
    /// [`TreeError::Sum`] if they overflow.
    pub fn spend_tree<H: Hashing>(&self) -> Result<Tree, TreeError> {
        totals::<H>(self.spends.iter().map(|(payer, amount)| (Account::Payer(*payer), *amount)))
    }

    /// The tree of cumulative votes earned.
    ///
    /// # Errors
    /// [`TreeError::Sum`] if they overflow.
    pub fn votes_tree<H: Hashing>(&self) -> Result<Tree, TreeError> {
        totals::<H>(self.votes.iter().map(|(account, amount)| (*account, *amount)))
    }

    /// The tree of cursors: nodes first, then payers at nodes.
    ///
    /// # Errors
    /// [`TreeError::Sum`] if they overflow.
    pub fn cursor_tree<H: Hashing>(&self) -> Result<Tree, TreeError> {
        let nodes = self.next_sequence.iter().map(|(node, next)| Leaf {
            fields: LeafFields::NodeCursor { node: *node },
            amount: Wei(u128::from(*next)),
        });
        let payers = self.cursors.iter().map(|((payer, node), cursor)| Leaf {
            fields: LeafFields::PayerCursor {
                payer: *payer,
                node: *node,
                generation: cursor.generation,
                nonce: cursor.nonce,
            },
            amount: cursor.spent,
        });
        Tree::build::<H>(nodes.chain(payers).collect())
    }
}

fn totals<H: Hashing>(amounts: impl Iterator<Item = (Account, Wei)>) -> Result<Tree, TreeError> {
    let leaves: Vec<_> =
        amounts.map(|(account, amount)| Leaf { fields: LeafFields::Total(account), amount }).collect();
    Tree::build::<H>(leaves)
}
