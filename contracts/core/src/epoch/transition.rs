//! `(state, chain, reports) -> (state', commitment)`.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use scale::{Decode, Encode};
use scale_info::TypeInfo;

use crate::{
    account::Account,
    domain::Domain,
    epoch::{
        divide, judge, merits, votes, Commitment, DivisionError, PayerCursor, Signatures, State, Worthless,
    },
    hashing::Hashing,
    ids::{BlockNumber, EpochId, Hash, NodeId},
    merkle::{Leaf, LeafFields, Tree, TreeError},
    money::{MoneyError, Wei},
    registry::Registry,
    report::SignedReport,
};

/// An epoch's data: with the state before it, all that the commitment follows from. Its SCALE encoding
/// is what the object store keeps under `data_hash`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Inputs {
    /// [`Commitment::hash`] of the epoch before.
    pub prev: Hash,
    /// The block as of which the chain was read.
    pub cut_block: BlockNumber,
    /// The chain there.
    pub registry: Registry,
    /// The reports, sorted by (node, sequence).
    pub reports: Vec<SignedReport>,
}

/// What became of one report.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Judged {
    /// Its node.
    pub node: NodeId,
    /// Its sequence.
    pub sequence: u64,
    /// Its digest.
    pub digest: Hash,
    /// The fee that counts, or the rule it broke.
    pub outcome: Result<Wei, Worthless>,
}

/// An epoch with everything that proofs are made from.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// What the committee signs.
    pub commitment: Commitment,
    /// The books after it.
    pub state: State,
    /// What became of each report.
    pub judged: Vec<Judged>,
    /// Reports at what they count for.
    pub reports: Tree,
    /// What each report adds to each account.
    pub credits: Tree,
    /// What each report takes from its payer.
    pub debits: Tree,
    /// Cumulative payouts.
    pub payout: Tree,
    /// Cumulative spends.
    pub spend: Tree,
    /// Cursors.
    pub cursors: Tree,
    /// Cumulative votes earned.
    pub votes: Tree,
}

/// What makes reports no epoch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The data builds on another epoch.
    #[error("the data builds on another epoch than {epoch}")]
    Prev {
        /// The state's epoch.
        epoch: EpochId,
        /// Its hash.
        expected: Hash,
        /// What the data names.
        found: Hash,
    },
    /// The cut does not move forward.
    #[error("cut block {found} is not after {after}")]
    Cut {
        /// The cut before.
        after: BlockNumber,
        /// The cut given.
        found: BlockNumber,
    },
    /// Reports are not strictly ascending by (node, sequence).
    #[error("report {sequence} of node {node} is out of order or repeated")]
    Order {
        /// Its node.
        node: NodeId,
        /// Its sequence.
        sequence: u64,
    },
    /// A sequence was consumed before.
    #[error("sequence {found} of node {node} was consumed before; {expected} is due")]
    SequenceReused {
        /// The node.
        node: NodeId,
        /// The sequence due.
        expected: u64,
        /// The sequence found.
        found: u64,
    },
    /// A sequence is missing and not dead yet.
    #[error("node {node} skips from {expected} to {found}")]
    SequenceGap {
        /// The node.
        node: NodeId,
        /// The sequence due.
        expected: u64,
        /// The sequence found.
        found: u64,
    },
    /// The report is not signed by the node's key at its anchor.
    #[error("report {sequence} is not signed by node {node}")]
    NotFromNode {
        /// The node named.
        node: NodeId,
        /// The sequence.
        sequence: u64,
    },
    /// More epochs or sequences than `u64`.
    #[error("a counter overflows")]
    Counter,
    /// A tree cannot be built.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Sums overflow.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A fee cannot be divided.
    #[error(transparent)]
    Division(#[from] DivisionError),
}

/// Turns `inputs` into the epoch that follows `state`.
///
/// Deterministic: the same arguments give the same commitment on every machine.
///
/// # Errors
/// [`TransitionError`] if the reports cannot make an epoch; a report that merely breaks a rule does not,
/// it counts for nothing.
pub fn transition<H: Hashing>(
    state: &State,
    inputs: &Inputs,
    domain: &Domain,
    signatures: &impl Signatures,
) -> Result<Epoch, TransitionError> {
    let expected = state.head.hash::<H>();
    if inputs.prev != expected {
        return Err(TransitionError::Prev { epoch: state.head.epoch, expected, found: inputs.prev });
    }
    if inputs.cut_block <= state.head.cut_block {
        return Err(TransitionError::Cut { after: state.head.cut_block, found: inputs.cut_block });
    }
    let mut books = Books::new(state, inputs);
    for signed in &inputs.reports {
        books.consume::<H>(signed, domain, signatures)?;
    }
    books.close::<H>(inputs)
}

/// The books of an epoch while its reports are read.
struct Books<'a> {
    inputs: &'a Inputs,
    state: State,
    /// The blocks at which the corpus changed.
    corpus_changes: BTreeSet<BlockNumber>,
    /// Its root since each of them, as far as asked for.
    corpus_roots: BTreeMap<Option<BlockNumber>, Hash>,
    last: Option<(NodeId, u64)>,
    judged: Vec<Judged>,
    credits: BTreeMap<(Account, NodeId, u64), Wei>,
    debits: BTreeMap<(Account, NodeId, u64), Wei>,
    /// What of the treasury's cut each account's work paid in.
    merits: BTreeMap<Account, Wei>,
}

impl<'a> Books<'a> {
    fn new(state: &State, inputs: &'a Inputs) -> Self {
        let mut state = state.clone();
        for payer in inputs.registry.payers.keys() {
            state.spends.entry(*payer).or_default();
        }
        Self {
            inputs,
            state,
            corpus_changes: corpus_changes(&inputs.registry),
            corpus_roots: BTreeMap::new(),
            last: None,
            judged: Vec::with_capacity(inputs.reports.len()),
            credits: BTreeMap::new(),
            debits: BTreeMap::new(),
            merits: BTreeMap::new(),
        }
    }

    fn consume<H: Hashing>(
        &mut self,
        signed: &SignedReport,
        domain: &Domain,
        signatures: &impl Signatures,
    ) -> Result<(), TransitionError> {
        let report = &signed.report;
        let (node, sequence) = (report.node, report.sequence);
        if self.last.is_some_and(|last| last >= (node, sequence)) {
            return Err(TransitionError::Order { node, sequence });
        }
        self.last = Some((node, sequence));
        let digest = report.digest::<H>(domain);
        self.check_signature(signed, &digest, signatures)?;
        self.advance_sequence(node, sequence, report.anchor_block)?;
        // Of an anchor outside of its bounds the corpus is not looked at.
        let newest_anchor = report.anchor_block.min(self.inputs.cut_block);
        let oldest = self.inputs.cut_block.saturating_sub(self.inputs.registry.params.max_report_age);
        let corpus_root = self.corpus_root::<H>(newest_anchor.max(oldest))?;
        let (registry, cut) = (&self.inputs.registry, self.inputs.cut_block);
        let verdict = judge::<H>(report, registry, &self.state, cut, &corpus_root, domain, signatures);
        let outcome = match verdict {
            Ok(generation) => {
                self.book(signed, generation)?;
                Ok(report.fee)
            }
            Err(worthless) => Err(worthless),
        };
        self.judged.push(Judged { node, sequence, digest, outcome });
        Ok(())
    }

    /// A report belongs to the node whose key at its anchor signed it; an anchor beyond the cut is
    /// judged by the key at the cut.
    fn check_signature(
        &self,
        signed: &SignedReport,
        digest: &Hash,
        signatures: &impl Signatures,
    ) -> Result<(), TransitionError> {
        let report = &signed.report;
        let block = report.anchor_block.min(self.inputs.cut_block);
        let key = self.inputs.registry.nodes.get(&report.node).and_then(|node| node.keys.at(block));
        let valid = key.is_some_and(|key| signatures.verify(key, digest, &signed.signature));
        let (node, sequence) = (report.node, report.sequence);
        if valid {
            Ok(())
        } else {
            Err(TransitionError::NotFromNode { node, sequence })
        }
    }

    fn advance_sequence(
        &mut self,
        node: NodeId,
        found: u64,
        anchor: BlockNumber,
    ) -> Result<(), TransitionError> {
        let expected = self.state.due(node);
        if found < expected {
            return Err(TransitionError::SequenceReused { node, expected, found });
        }
        let age = self.inputs.cut_block.saturating_sub(anchor);
        if found > expected && age <= self.inputs.registry.params.dead_after {
            return Err(TransitionError::SequenceGap { node, expected, found });
        }
        let next = found.checked_add(1).ok_or(TransitionError::Counter)?;
        self.state.next_sequence.insert(node, next);
        Ok(())
    }

    /// The root at `anchor`. Anchors are the nodes' to choose, so what they cost must not depend on how many
    /// there are: a root is built once for each change of the corpus.
    fn corpus_root<H: Hashing>(&mut self, anchor: BlockNumber) -> Result<Hash, TransitionError> {
        let since = self.corpus_changes.range(..=anchor).next_back().copied();
        if let Some(known) = self.corpus_roots.get(&since) {
            return Ok(*known);
        }
        let root = self.inputs.registry.corpus_root_at::<H>(anchor)?;
        self.corpus_roots.insert(since, root);
        Ok(root)
    }

    fn book(&mut self, signed: &SignedReport, generation: u32) -> Result<(), TransitionError> {
        let report = &signed.report;
        let (node, sequence, payer) = (report.node, report.sequence, report.voucher.payer);
        let cursor = self.state.cursors.entry((payer, node)).or_default();
        let spent_before = if cursor.generation == generation { cursor.spent } else { Wei::ZERO };
        let spent = spent_before.try_add(report.fee)?;
        *cursor = PayerCursor { generation, nonce: report.voucher.nonce, spent };
        if report.fee.is_zero() {
            return Ok(());
        }
        let credits = divide(report, &self.inputs.registry)?;
        for (account, merit) in merits(&credits, node)? {
            add(&mut self.merits, account, merit)?;
        }
        for (account, amount) in credits {
            self.credits.insert((account, node, sequence), amount);
            add(&mut self.state.payouts, account, amount)?;
        }
        self.debits.insert((Account::Payer(payer), node, sequence), report.fee);
        let total = self.state.spends.entry(payer).or_default();
        *total = total.try_add(report.fee)?;
        Ok(())
    }

    fn close<H: Hashing>(mut self, inputs: &Inputs) -> Result<Epoch, TransitionError> {
        let before = self.state.head;
        let report_leaves = self.judged.iter().map(|judged| Leaf {
            fields: LeafFields::Report {
                node: judged.node,
                sequence: judged.sequence,
                digest: judged.digest,
            },
            amount: judged.outcome.as_ref().copied().unwrap_or(Wei::ZERO),
        });
        let reports = Tree::build::<H>(report_leaves.collect())?;
        let credits = entries::<H>(&self.credits)?;
        let debits = entries::<H>(&self.debits)?;
        let payout = self.state.payout_tree::<H>()?;
        let spend = self.state.spend_tree::<H>()?;
        let cursors = self.state.cursor_tree::<H>()?;
        for (account, earned) in votes(&self.merits, &inputs.registry.earning)? {
            add(&mut self.state.votes, account, earned)?;
        }
        let votes = self.state.votes_tree::<H>()?;
        let commitment = Commitment {
            epoch: EpochId(before.epoch.0.checked_add(1).ok_or(TransitionError::Counter)?),
            prev: inputs.prev,
            cut_block: inputs.cut_block,
            corpus_root: self.corpus_root::<H>(inputs.cut_block)?,
            reports: reports.root(),
            report_count: u64::try_from(self.judged.len()).map_err(|_| TransitionError::Counter)?,
            credits: credits.root(),
            debits: debits.root(),
            payout: payout.root(),
            spend: spend.root(),
            cursors: cursors.root(),
            data_hash: H::sha256(&inputs.encode()),
            votes: votes.root(),
        };
        self.state.head = commitment;
        let Self { state, judged, .. } = self;
        Ok(Epoch { commitment, state, judged, reports, credits, debits, payout, spend, cursors, votes })
    }
}

fn add(totals: &mut BTreeMap<Account, Wei>, account: Account, amount: Wei) -> Result<(), MoneyError> {
    let total = totals.entry(account).or_default();
    *total = total.try_add(amount)?;
    Ok(())
}

fn corpus_changes(registry: &Registry) -> BTreeSet<BlockNumber> {
    let changes = registry.datasets.values().flat_map(|record| record.active.changes());
    changes.map(|(block, _)| *block).collect()
}

fn entries<H: Hashing>(amounts: &BTreeMap<(Account, NodeId, u64), Wei>) -> Result<Tree, TreeError> {
    let leaves = amounts.iter().map(|((account, node, sequence), amount)| Leaf {
        fields: LeafFields::Entry { account: *account, node: *node, sequence: *sequence },
        amount: *amount,
    });
    Tree::build::<H>(leaves.collect())
}
