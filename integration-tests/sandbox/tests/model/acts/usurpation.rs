//! Somebody that is no ledger holds its office, and settles whatever the splitter takes.

use alloy_primitives::B256;
use tributary_core::{
    epoch::{Commitment, State},
    hashing::HostHashing,
    EpochId,
};
use tributary_sandbox::abi::IRoyaltySplitter::{self, settleCall};

use super::corruption::{entries, leaves_of, node_of, spends_of};
use crate::{
    oracles::{votes_of, After},
    plain::{own, splitter::Root, tree::Tree},
    world::{Touch, World},
};

impl World {
    /// Somebody takes the ledger's office, uses it, or loses it to a ledger.
    pub fn usurp(&mut self) {
        if self.usurper.is_none() {
            return self.install(true);
        }
        for _ in 0..self.dice.between(1, 4) {
            self.settle_anything();
        }
        if self.dice.chance(50) {
            self.install(false);
        }
    }

    /// A root of any trees and any sums, whether they balance or not.
    fn settle_anything(&mut self) {
        let Some(who) = self.usurper.clone() else { return };
        let root = self.model.splitter.root;
        self.advance((root.cut_block + 2).saturating_sub(self.model.now));
        let (state, payout, spend) = self.anything();
        let due = root.epoch + 1;
        let epoch = if self.dice.chance(8) { self.dice.below(due) } else { due };
        let commitment = Commitment {
            epoch: EpochId(epoch),
            prev: root.commitment.0,
            cut_block: match self.dice.below(20) {
                0 => root.cut_block,
                1 => self.model.now,
                2 => u32::MAX,
                _ => self.dice.between(root.cut_block + 1, self.model.now - 1),
            },
            corpus_root: self.dice.word(),
            reports: entries(self.dice.word(), 0),
            report_count: 0,
            credits: entries(self.dice.word(), 0),
            debits: entries(self.dice.word(), 0),
            payout: node_of(payout.root()),
            spend: node_of(spend.root()),
            cursors: entries(self.dice.word(), 1),
            data_hash: self.dice.word(),
            votes: node_of(votes_of(&state)),
        };
        let next = Root {
            epoch: commitment.epoch.0,
            commitment: commitment.hash::<HostHashing>().into(),
            cut_block: commitment.cut_block,
            finalized_at: self.model.now,
            payout: payout.root(),
            spend: spend.root(),
            votes: votes_of(&state),
        };
        if self.settle_as(&who, next) {
            self.oracles.voided(root.epoch);
            self.oracles.chain.push(After { state: State { head: commitment, ..state }, payout, spend });
            self.oracles.finalized(next.epoch);
        }
    }

    /// Books that somebody made up, with their trees: of the final ones some amounts are others.
    fn anything(&mut self) -> (State, Tree, Tree) {
        let After { mut state, .. } = self.oracles.epoch(self.model.splitter.root.epoch).clone();
        let backed = self.model.splitter.backed();
        let room = backed.saturating_sub(self.model.splitter.committed());
        let most = if self.dice.chance(8) { backed + 1 } else { room / 4 };
        let (account, amount) = (self.thief(), self.dice.amount(most).min(most));
        state.payouts.entry(account).or_default().0 += amount;
        if let Some(payer) = self.dice.pick(&self.model.splitter.order) {
            let amount = if self.dice.chance(30) { amount } else { self.dice.amount(most).min(most) };
            state.spends.entry(own(payer)).or_default().0 += amount;
        }
        self.give_votes(&mut state);
        match self.dice.below(10) {
            0 => drop(state.payouts.pop_first()),
            1 => drop(state.spends.pop_first()),
            2 => state.spends.values_mut().for_each(|spent| spent.0 /= 2),
            3 => state.votes.values_mut().for_each(|votes| votes.0 /= 2),
            _ => {}
        }
        let (mut payout, mut spend) = (leaves_of(&state.payouts), spends_of(&state.spends));
        // Leaves of other amounts than the trees count.
        if self.dice.chance(30) {
            let excess = self.dice.amount(backed + 1);
            payout.iter_mut().take(1).for_each(|leaf| leaf.amount += excess);
            spend.iter_mut().take(2).for_each(|leaf| leaf.amount = leaf.amount.saturating_sub(excess));
        }
        (state, Tree::new(payout), Tree::new(spend))
    }

    /// Somebody has the splitter make a root final. Whether it did.
    pub fn settle_as(&mut self, who: &crate::cast::Person, root: Root) -> bool {
        let settlement = IRoyaltySplitter::Settlement {
            epoch: root.epoch,
            commitment: B256::new(root.commitment.0),
            cutBlock: root.cut_block,
            payoutHash: root.payout.hash,
            payoutSum: root.payout.sum,
            spendHash: root.spend.hash,
            spendSum: root.spend.sum,
            votesHash: root.votes.hash,
            votesSum: root.votes.sum,
        };
        let caller = who.address();
        let in_office = self.model.splitter.ledger == caller;
        let kind = if in_office { "settle as the ledger" } else { "settle past the ledger" };
        let call = settleCall { settlement };
        self.splitter((kind, Touch::Nothing), who, call, |model| model.settle(caller, root)).is_some()
    }
}
