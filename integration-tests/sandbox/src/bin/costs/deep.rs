//! Commitments whose trees are as high as those of a large deployment, without building one.

use alloy_primitives::{Bytes, B256};
use anyhow::Context;
use tributary_core::{
    epoch::{Commitment, Head},
    hashing::HostHashing,
    merkle::{Leaf, LeafFields, Node, Proof, Side, Step, Tree},
    Account, EpochId, Wei,
};

/// Levels of a tree of more than 65,536 accounts.
pub const LEVELS: usize = 17;

/// A tree of which only one corner is known: some leaves, and the siblings on the way to the root.
pub struct Corner {
    tree: Tree,
    above: Vec<Step>,
    root: Node,
}

impl Corner {
    /// The corner with these leaves in a tree that counts `sum` in all.
    ///
    /// # Errors
    /// If the leaves make no tree, or count more than `sum`.
    pub fn new(amounts: &[(Account, u128)], sum: u128) -> anyhow::Result<Self> {
        let leaf = |(account, amount): &(Account, u128)| Leaf {
            fields: LeafFields::Total(*account),
            amount: Wei(*amount),
        };
        let mut leaves: Vec<_> = amounts.iter().map(leaf).collect();
        leaves.sort_by_key(|leaf| leaf.fields.bytes());
        let tree = Tree::build::<HostHashing>(leaves)?;
        let height = amounts.len().next_power_of_two().ilog2();
        let missing = LEVELS.saturating_sub(usize::try_from(height)?);
        let rest = Wei(sum).try_sub(tree.root().sum)?;
        // The lowest sibling counts all that the corner does not.
        let step = |level: usize| Step {
            side: Side::Right,
            sibling: Node {
                hash: [u8::try_from(level).unwrap_or(u8::MAX); 32],
                sum: if level == 0 { rest } else { Wei::ZERO },
            },
        };
        let above: Vec<_> = (0..missing).map(step).collect();
        let root = Proof(above.clone()).root::<HostHashing>(tree.root())?;
        Ok(Self { tree, above, root })
    }

    /// An account's word, amount and proof of [`LEVELS`] steps.
    ///
    /// # Errors
    /// If the account has no leaf here.
    pub fn prove(&self, account: Account) -> anyhow::Result<(B256, u128, Bytes)> {
        let found = self.tree.find(&LeafFields::Total(account));
        let (leaf, Proof(mut steps)) = found.with_context(|| format!("{account:?} has no leaf"))?;
        steps.extend(&self.above);
        Ok((B256::new(account.to_word()), leaf.amount.0, Proof(steps).to_bytes().into()))
    }

    /// Its root.
    pub const fn root(&self) -> Node {
        self.root
    }
}

/// The commitment that follows `head` with these trees, and no votes earned.
///
/// # Errors
/// If payouts shrink.
pub fn follow(head: &Head, cut_block: u32, payout: &Corner, spend: &Corner) -> anyhow::Result<Commitment> {
    follow_with_votes(head, cut_block, payout, spend, Node { hash: [0; 32], sum: head.votes_sum })
}

/// The commitment that follows `head` with these trees and this root of votes.
///
/// # Errors
/// If payouts shrink.
pub fn follow_with_votes(
    head: &Head,
    cut_block: u32,
    payout: &Corner,
    spend: &Corner,
    votes: Node,
) -> anyhow::Result<Commitment> {
    let growth = payout.root().sum.try_sub(head.payout_sum)?;
    let entries = Node { hash: [7; 32], sum: growth };
    Ok(Commitment {
        epoch: EpochId(head.epoch.0.saturating_add(1)),
        prev: head.hash,
        cut_block,
        corpus_root: [1; 32],
        reports: entries,
        report_count: 1_000,
        credits: entries,
        debits: entries,
        payout: payout.root(),
        spend: spend.root(),
        cursors: entries,
        data_hash: [2; 32],
        votes,
    })
}
