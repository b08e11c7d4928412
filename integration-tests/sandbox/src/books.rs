//! What an epoch says that everybody earned and spent, with the proofs that claims and exits need; votes too.

use std::collections::BTreeMap;

use alloy_primitives::{Bytes, B256};
use tributary_core::{
    epoch::{Commitment, State},
    hashing::{Hashing, HostHashing},
    merkle::{Absence, Leaf, LeafFields, Tree},
    Account, Address, EpochId, NodeId, Wei,
};

use crate::outcome::fail;

/// Cumulative payouts and spends, as a test decides them, and the commitments that name them.
///
/// It takes the place of reports: each epoch counts as one report of node 1 that moved all that was
/// added since the last. Its trees are those of the protocol, so proofs from it are what a real
/// epoch's would be. The two sides need not balance; a ledger then refuses the commitment.
#[derive(Clone, Debug, Default)]
pub struct Books {
    state: State,
    /// Payouts and spends of the epoch before.
    settled: (BTreeMap<Account, Wei>, BTreeMap<Address, Wei>),
}

impl Books {
    /// Before any epoch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to what an account ever earned.
    #[track_caller]
    pub fn earn(&mut self, account: Account, wei: u128) -> &mut Self {
        add(self.state.payouts.entry(account).or_default(), wei);
        self
    }

    /// Adds to what a payer ever spent; with 0 it gets its leaf.
    #[track_caller]
    pub fn spend(&mut self, payer: Address, wei: u128) -> &mut Self {
        add(self.state.spends.entry(payer).or_default(), wei);
        self
    }

    /// Adds to the votes that a dataset or a node ever earned, in units of 10^-18.
    #[track_caller]
    pub fn earn_votes(&mut self, account: Account, votes: u128) -> &mut Self {
        add(self.state.votes.entry(account).or_default(), votes);
        self
    }

    /// What was committed to last.
    pub const fn head(&self) -> &Commitment {
        &self.state.head
    }

    /// Commits to the books as they are now, as the epoch after the last.
    pub fn commit(&mut self, cut_block: u32) -> Commitment {
        let (payout, spend) = (self.payout_tree(), self.spend_tree());
        let before = self.state.head;
        let epoch = EpochId(before.epoch.0.saturating_add(1));
        let entry = |account| LeafFields::Entry { account, node: NodeId(1), sequence: epoch.0 };
        let credits = added(&self.settled.0, &self.state.payouts, |account| entry(*account));
        let debits = added(&self.settled.1, &self.state.spends, |payer| entry(Account::Payer(*payer)));
        let digest = HostHashing::sha256(&epoch.0.to_be_bytes());
        let report = LeafFields::Report { node: NodeId(1), sequence: epoch.0, digest };
        let cursor = LeafFields::NodeCursor { node: NodeId(1) };
        let next = Wei(u128::from(epoch.0).saturating_add(1));
        let commitment = Commitment {
            epoch,
            prev: before.hash::<HostHashing>(),
            cut_block,
            corpus_root: HostHashing::keccak256(b"corpus"),
            reports: tree(vec![Leaf { fields: report, amount: debits.root().sum }]).root(),
            report_count: 1,
            credits: credits.root(),
            debits: debits.root(),
            payout: payout.root(),
            spend: spend.root(),
            cursors: tree(vec![Leaf { fields: cursor, amount: next }]).root(),
            data_hash: digest,
            votes: self.votes_tree().root(),
        };
        self.state.head = commitment;
        self.settled = (self.state.payouts.clone(), self.state.spends.clone());
        commitment
    }

    /// The tree of cumulative payouts, as it is now.
    pub fn payout_tree(&self) -> Tree {
        self.state.payout_tree::<HostHashing>().unwrap_or_else(|error| fail(&error.to_string()))
    }

    /// The tree of cumulative spends, as it is now.
    pub fn spend_tree(&self) -> Tree {
        self.state.spend_tree::<HostHashing>().unwrap_or_else(|error| fail(&error.to_string()))
    }

    /// The tree of cumulative votes earned, as it is now.
    pub fn votes_tree(&self) -> Tree {
        self.state.votes_tree::<HostHashing>().unwrap_or_else(|error| fail(&error.to_string()))
    }

    /// An account's cumulative votes and proof, as `claimVotes` takes them, as [`Books::claim`] does of money.
    ///
    /// # Panics
    /// If the account never earned any.
    #[track_caller]
    pub fn claim_votes(&self, account: Account) -> (u128, Bytes) {
        prove(&self.votes_tree(), account)
    }

    /// An account's word, cumulative payout and proof, as `claim` takes them. They hold under the root
    /// committed to last as long as nothing was added since.
    ///
    /// # Panics
    /// If the account never earned.
    #[track_caller]
    pub fn claim(&self, account: Account) -> (B256, u128, Bytes) {
        let (amount, proof) = prove(&self.payout_tree(), account);
        (B256::new(account.to_word()), amount, proof)
    }

    /// That an account never earned, as `applyRecipients` takes it.
    ///
    /// # Panics
    /// If it did.
    #[track_caller]
    pub fn absence(&self, account: Account) -> Bytes {
        let absence = Absence::prove(&self.payout_tree(), &LeafFields::Total(account));
        absence.unwrap_or_else(|| fail(&format!("{account:?} is in the books"))).to_bytes().into()
    }

    /// A payer's cumulative spend and proof, as `exit` takes them.
    ///
    /// # Panics
    /// If the payer has no leaf.
    #[track_caller]
    pub fn exit(&self, payer: Address) -> (u128, Bytes) {
        prove(&self.spend_tree(), Account::Payer(payer))
    }
}

#[track_caller]
fn prove(tree: &Tree, account: Account) -> (u128, Bytes) {
    let found = tree.find(&LeafFields::Total(account));
    let (leaf, proof) = found.unwrap_or_else(|| fail(&format!("{account:?} is not in the books")));
    (leaf.amount.0, proof.to_bytes().into())
}

/// The entries that lead from `before` to `after`.
fn added<K: Ord>(
    before: &BTreeMap<K, Wei>,
    after: &BTreeMap<K, Wei>,
    fields: impl Fn(&K) -> LeafFields,
) -> Tree {
    let leaves = after.iter().filter_map(|(key, total)| {
        let amount = total.try_sub(before.get(key).copied().unwrap_or_default()).ok()?;
        (!amount.is_zero()).then(|| Leaf { fields: fields(key), amount })
    });
    tree(leaves.collect())
}

fn tree(leaves: Vec<Leaf>) -> Tree {
    Tree::build::<HostHashing>(leaves).unwrap_or_else(|error| fail(&error.to_string()))
}

#[track_caller]
fn add(total: &mut Wei, wei: u128) {
    *total = total.try_add(Wei(wei)).unwrap_or_else(|error| fail(&error.to_string()));
}
