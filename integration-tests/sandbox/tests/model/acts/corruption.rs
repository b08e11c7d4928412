//! A committee that signs what is false.

use std::collections::BTreeMap;

use tributary_core::{
    epoch::{Commitment, State},
    merkle::Node as CoreNode,
    Account, Address, EpochId, Wei,
};

use crate::{
    oracles::{votes_of, After},
    plain::{
        abi, own,
        tree::{Leaf, Node, Tree},
    },
    world::World,
};

/// Leaves of a false tree.
type Leaves = Vec<Leaf>;

impl World {
    /// The whole committee signs a lie, or somebody takes the place of the ledger.
    pub fn corrupt(&mut self) {
        if self.usurper.is_some() || self.dice.chance(3) {
            return self.usurp();
        }
        if self.model.ledger.last_final.epoch < self.model.splitter.root.epoch {
            return self.inherit();
        }
        if self.model.ledger.pending.len() >= usize::from(self.model.ledger.max_pending) {
            self.finalize();
        }
        let behind = (self.model.ledger.head.cut_block + 2).saturating_sub(self.model.now);
        self.advance(behind);
        match self.dice.below(12) {
            0 | 1 => self.sign_no_successor(),
            2 => self.inflate(true),
            3 | 4 => self.inflate(false),
            5 => self.swap_payouts(),
            6..=8 => self.shift_spends(),
            9 => self.forge_leaf(),
            10 => self.duplicate_leaf(),
            _ => self.omit_leaves(),
        }
    }

    /// Payouts out of nothing, paid for by spends that nobody made.
    fn inflate(&mut self, beyond: bool) {
        let After { mut state, .. } = self.oracles.head().clone();
        let backed = self.model.splitter.backed();
        let sum = self.oracles.head().payout.root().sum;
        let rest = backed.saturating_sub(sum);
        let amount = match (beyond, self.dice.below(5)) {
            (true, _) => rest + self.dice.amount(backed + 1),
            // All that payers left here.
            (false, 0) => rest,
            (false, _) => self.dice.amount(rest / 6),
        };
        let thief = self.thief();
        state.payouts.entry(thief).or_default().0 += amount;
        let Some(victim) = self.dice.pick(&self.model.splitter.order) else { return };
        state.spends.entry(own(victim)).or_default().0 += amount;
        let kind = if beyond { "inflate beyond deposits" } else { "inflate" };
        self.sign_false(kind, state, None, None);
    }

    /// An account that the committee can draw from.
    pub(super) fn thief(&mut self) -> Account {
        let own_account = Account::Oracle(own(self.cast.stranger.address()));
        if self.dice.chance(60) {
            own_account
        } else {
            self.some_account()
        }
    }

    /// What one account earned goes to another, which may have claimed its own before.
    fn swap_payouts(&mut self) {
        let After { mut state, .. } = self.oracles.head().clone();
        let (one, other) = (self.some_account(), self.thief());
        let amounts = [one, other].map(|account| state.payouts.get(&account).copied().unwrap_or_default());
        state.payouts.insert(one, amounts[1]);
        state.payouts.insert(other, amounts[0]);
        self.sign_false("swap payouts", state, None, None);
    }

    /// What one payer spent is said to be another's.
    fn shift_spends(&mut self) {
        let After { mut state, .. } = self.oracles.head().clone();
        let payers: Vec<_> = state.spends.keys().copied().collect();
        let (Some(from), Some(mut to)) = (self.dice.pick(&payers), self.dice.pick(&payers)) else { return };
        if self.dice.chance(50) {
            // Somebody who has least left to lose, such as one who left.
            let left = |payer: &Address| {
                let account = self.model.splitter.payers.get(&abi(*payer));
                account.map_or(0, |account| account.deposited - account.withdrawn)
            };
            to = payers.iter().copied().min_by_key(left).unwrap_or(to);
        }
        let amount = self.dice.amount(state.spends[&from].0).min(state.spends[&from].0);
        state.spends.entry(from).or_default().0 -= amount;
        state.spends.entry(to).or_default().0 += amount;
        self.sign_false("shift spends", state, None, None);
    }

    /// A leaf of more than its tree says it counts.
    fn forge_leaf(&mut self) {
        let After { state, .. } = self.oracles.head().clone();
        let excess = self.dice.amount(self.model.splitter.backed() + 1);
        let mut payout = leaves_of(&state.payouts);
        let mut spend = spends_of(&state.spends);
        if self.dice.chance(50) {
            let index = self.dice.below(u64::try_from(payout.len()).unwrap().max(1));
            let Some(leaf) = payout.get_mut(usize::try_from(index).unwrap()) else { return };
            leaf.amount += excess;
        } else {
            let index = self.dice.below(u64::try_from(spend.len()).unwrap().max(1));
            let Some(leaf) = spend.get_mut(usize::try_from(index).unwrap()) else { return };
            leaf.amount = leaf.amount.saturating_sub(excess);
        }
        self.sign_false("forge a leaf's sum", state, Some(payout), Some(spend));
    }

    /// Two leaves of one account.
    fn duplicate_leaf(&mut self) {
        let After { mut state, .. } = self.oracles.head().clone();
        let mut payout = leaves_of(&state.payouts);
        let mut spend = spends_of(&state.spends);
        let thief = self.some_account();
        let robbed: Vec<_> = payout.iter().filter(|leaf| leaf.account != thief).copied().collect();
        if let Some(robbed) = self.dice.pick(&robbed) {
            let amount = self.dice.amount(robbed.amount).min(robbed.amount);
            let held = payout.iter_mut().find(|leaf| leaf.account == robbed.account).unwrap();
            (held.amount, held.declared) = (held.amount - amount, held.declared - amount);
            payout.push(Leaf::honest(thief, amount));
            state.payouts.entry(robbed.account).or_default().0 -= amount;
            state.payouts.entry(thief).or_default().0 += amount;
        }
        // One payer's spend in two parts: it may leave by the smaller one.
        if let Some(split) = self.dice.pick(&spend) {
            let part = self.dice.amount(split.amount).min(split.amount);
            let held = spend.iter_mut().find(|leaf| leaf.account == split.account).unwrap();
            (held.amount, held.declared) = (held.amount - part, held.declared - part);
            spend.push(Leaf::honest(split.account, part));
        }
        self.sign_false("duplicate a leaf", state, Some(payout), Some(spend));
    }

    /// Somebody's earnings are left out and given to another, and somebody's spend.
    fn omit_leaves(&mut self) {
        let After { mut state, .. } = self.oracles.head().clone();
        let (robbed, thief) = (self.some_account(), self.thief());
        if let Some(amount) = state.payouts.remove(&robbed) {
            state.payouts.entry(thief).or_default().0 += amount.0;
        }
        let payers: Vec<_> = state.spends.keys().copied().collect();
        if let Some((left_out, billed)) = self.dice.pick(&payers).zip(self.dice.pick(&payers)) {
            let amount = state.spends.remove(&left_out).unwrap_or_default();
            state.spends.entry(billed).or_default().0 += amount.0;
        }
        self.sign_false("omit a leaf", state, None, None);
    }

    /// Signs a successor with these books; with other leaves than theirs if given.
    fn sign_false(
        &mut self,
        kind: &'static str,
        mut state: State,
        payout: Option<Leaves>,
        spend: Option<Leaves>,
    ) {
        let payout = Tree::new(payout.unwrap_or_else(|| leaves_of(&state.payouts)));
        let spend = Tree::new(spend.unwrap_or_else(|| spends_of(&state.spends)));
        self.give_votes(&mut state);
        let commitment = self.false_commitment(payout.root(), spend.root(), votes_of(&state));
        let state = State { head: commitment, ..state };
        self.submit(kind, &commitment, After { state, payout, spend });
    }

    /// Votes that nobody earned, now and then.
    pub(super) fn give_votes(&mut self, state: &mut State) {
        if self.dice.chance(30) {
            let votes = self.dice.amount(1_000_000);
            state.votes.entry(self.thief()).or_default().0 += votes;
        }
    }

    /// A commitment that follows the head, with these roots.
    fn false_commitment(&mut self, payout: Node, spend: Node, votes: Node) -> Commitment {
        let head = self.model.ledger.head;
        let growth = payout.sum.wrapping_sub(head.payout.sum);
        let entries = entries(self.dice.word(), growth);
        Commitment {
            epoch: EpochId(head.epoch + 1),
            prev: head.hash.0,
            cut_block: self.dice.between(head.cut_block + 1, self.model.now - 1),
            corpus_root: self.dice.word(),
            reports: entries,
            report_count: self.dice.below(10),
            credits: entries,
            debits: entries,
            payout: node_of(payout),
            spend: node_of(spend),
            cursors: self::entries(self.dice.word(), 1),
            data_hash: self.dice.word(),
            votes: node_of(votes),
        }
    }

    /// Signs something that cannot follow the head, whatever it says.
    fn sign_no_successor(&mut self) {
        let head = self.oracles.head();
        let (payout, spend, votes) = (head.payout.root(), head.spend.root(), head.votes());
        let mut commitment = self.false_commitment(payout, spend, votes);
        let amount = Wei(self.dice.amount(1_000_000_000));
        let state = State { head: commitment, ..self.oracles.head().state.clone() };
        let mut after = After { state, ..self.oracles.head().clone() };
        match self.dice.below(12) {
            // An epoch of before, once more.
            0 | 1 => {
                if let Some(before) = self.dice.pick(&self.oracles.signed) {
                    (commitment, after) = before;
                }
            }
            2 => commitment.epoch.0 += 1,
            3 => commitment.prev = self.dice.word(),
            4 => commitment.cut_block = self.model.now,
            5 => commitment.cut_block = self.model.ledger.head.cut_block,
            6 => commitment.payout.sum.0 += amount.0,
            7 => commitment.spend.sum.0 += amount.0,
            8 => commitment.credits.sum.0 += amount.0,
            9 => commitment.votes.sum.0 = self.model.ledger.head.votes.sum.saturating_sub(1),
            10 => commitment.votes.sum.0 = u128::MAX - amount.0,
            _ => {
                // Earlier payouts shrink, so that they can be paid anew.
                let less = Wei(commitment.payout.sum.0.saturating_sub(amount.0));
                (commitment.payout.sum, commitment.spend.sum) = (less, less);
            }
        }
        self.submit("sign no successor", &commitment, after);
    }
}

pub(super) fn leaves_of(payouts: &BTreeMap<Account, Wei>) -> Leaves {
    payouts.iter().map(|(account, amount)| Leaf::honest(*account, amount.0)).collect()
}

pub(super) fn spends_of(spends: &BTreeMap<Address, Wei>) -> Leaves {
    spends.iter().map(|(payer, amount)| Leaf::honest(Account::Payer(*payer), amount.0)).collect()
}

pub(super) fn node_of(node: Node) -> CoreNode {
    entries(node.hash.0, node.sum)
}

pub(super) const fn entries(hash: [u8; 32], sum: u128) -> CoreNode {
    CoreNode { hash, sum: Wei(sum) }
}
