//! Honest oracles settle.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use tributary_core::{
    ed25519::Zip215,
    epoch::{transition, Inputs, PayerCursor, State, TransitionError},
    hashing::HostHashing,
    Account, Wei,
};
use tributary_sandbox::abi::IAttributionLedger::{finalizeEpochCall, voidInsolventCall};

use crate::{
    answers::Given,
    journal::DONE,
    oracles::After,
    plain::{tree::Node, votes},
    world::{Profile, World},
};

/// Books as predicted: payouts, spends, next sequences, cursors, votes earned.
type Predicted = (
    BTreeMap<Account, Wei>,
    BTreeMap<tributary_core::Address, Wei>,
    BTreeMap<tributary_core::NodeId, u64>,
    BTreeMap<(tributary_core::Address, tributary_core::NodeId), PayerCursor>,
    BTreeMap<Account, Wei>,
);

impl World {
    /// The oracles read the chain, judge what nodes reported, and submit the epoch that follows.
    pub fn settle(&mut self) {
        if self.model.ledger.pending.len() >= usize::from(self.model.ledger.max_pending)
            && self.dice.chance(80)
        {
            return self.finalize();
        }
        let behind = (self.model.ledger.head.cut_block + 1).saturating_sub(self.model.now);
        self.advance(behind);
        let cut_block = self.model.now;
        let before = self.oracles.head().state.clone();
        let mut inputs = Inputs {
            prev: before.head.hash::<HostHashing>(),
            cut_block,
            registry: self.read_registry(),
            reports: Vec::new(),
        };
        if self.dice.chance(15) {
            self.spoil(&before, &inputs);
        }
        let selected = self.select(&before, cut_block);
        inputs.reports = selected.iter().map(|given| given.signed.clone()).collect();
        self.journal.begin(cut_block, &format!("transition of {} reports", selected.len()));
        let epoch = match transition::<HostHashing>(&before, &inputs, &self.suite.domain(), &Zip215) {
            Ok(epoch) => epoch,
            Err(error) => self.fail(&format!("an epoch of {} reports: {error}", selected.len())),
        };
        self.journal.end("transition", DONE);
        let (verdicts, predicted) = self.predict_epoch(&before, &selected, cut_block);
        let found: Vec<_> = epoch.judged.iter().map(|judged| judged.outcome.clone()).collect();
        self.agree("verdicts", &verdicts, &found);
        self.agree("payouts", &predicted.0, &epoch.state.payouts);
        self.agree("spends", &predicted.1, &epoch.state.spends);
        self.agree("next sequences", &predicted.2, &epoch.state.next_sequence);
        self.agree("cursors", &predicted.3, &epoch.state.cursors);
        self.agree("votes", &predicted.4, &epoch.state.votes);
        for verdict in &verdicts {
            let name = verdict.as_ref().map_or_else(|error| format!("{error:?}"), |_| DONE.to_owned());
            let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
            self.journal.tally("report", &name);
        }
        let after = After::honest(epoch.state);
        let node = |node: tributary_core::merkle::Node| Node { hash: B256::new(node.hash), sum: node.sum.0 };
        self.agree("root of payouts", &after.payout.root(), &node(epoch.commitment.payout));
        self.agree("root of spends", &after.spend.root(), &node(epoch.commitment.spend));
        self.agree("root of votes", &after.votes(), &node(epoch.commitment.votes));
        self.advance(1);
        self.submit("submit", &epoch.commitment, after);
        if self.dice.chance(6) {
            self.finalize_now();
        }
    }

    /// The reports that can be consumed: signed by their node, in order, over dead gaps only.
    fn select(&mut self, before: &State, cut: u32) -> Vec<Given> {
        let mut selected = Vec::new();
        for (id, entry) in &self.model.nodes.list {
            let mut due = before.due(tributary_core::NodeId(*id));
            let most = if self.dice.chance(10) { 2 } else { usize::MAX };
            let reports = self.desk.outbox.range((*id, due)..=(*id, u64::MAX));
            let own = reports.filter(|(_, given)| {
                let anchor = given.signed.report.anchor_block;
                entry.keys.at(anchor.min(cut)) == Some(given.node_key)
            });
            for ((_, sequence), given) in own.take(most) {
                let dead = cut.saturating_sub(given.signed.report.anchor_block) > self.limits.dead_after;
                if *sequence != due && !dead {
                    break;
                }
                if *sequence != due {
                    self.journal.tally("gap", DONE);
                }
                selected.push(given.clone());
                due = sequence + 1;
            }
        }
        selected
    }

    /// What an epoch of these reports makes of the books before it.
    fn predict_epoch(
        &self,
        before: &State,
        selected: &[Given],
        cut: u32,
    ) -> (Vec<Result<Wei, tributary_core::epoch::Worthless>>, Predicted) {
        let State { mut payouts, mut spends, mut next_sequence, mut cursors, mut votes, .. } = before.clone();
        let mut merits = BTreeMap::new();
        for payer in &self.model.splitter.order {
            spends.entry(crate::plain::own(*payer)).or_default();
        }
        let oracles = self.oracle_addresses();
        let mut verdicts = Vec::new();
        for given in selected {
            let report = &given.signed.report;
            next_sequence.insert(report.node, report.sequence + 1);
            let verdict = self.model.judge(given, &cursors, cut, &self.limits);
            if let Ok((fee, generation)) = verdict {
                let payer = report.voucher.payer;
                let cursor = cursors.entry((payer, report.node)).or_default();
                let spent = if cursor.generation == generation { cursor.spent.0 } else { 0 } + fee;
                *cursor = PayerCursor { generation, nonce: report.voucher.nonce, spent: Wei(spent) };
                spends.entry(payer).or_default().0 += fee;
                let earned = self.model.divide(report, &oracles);
                for (account, merit) in votes::merits(&earned, report.node) {
                    *merits.entry(account).or_default() += merit;
                }
                for (account, amount) in earned {
                    payouts.entry(account).or_default().0 += amount;
                }
            }
            verdicts.push(verdict.map(|(fee, _)| Wei(fee)));
        }
        votes::earn(&mut votes, merits);
        (verdicts, (payouts, spends, next_sequence, cursors, votes))
    }

    /// Inputs that make no epoch are refused for what is wrong with them.
    fn spoil(&mut self, before: &State, inputs: &Inputs) {
        let (cut, mut inputs) = (inputs.cut_block, inputs.clone());
        let reports: Vec<_> = self.desk.outbox.values().cloned().collect();
        let Some(given) = self.dice.pick(&reports) else { return };
        let report = &given.signed.report;
        let (node, found, expected) = (report.node, report.sequence, before.due(report.node));
        let entry = &self.model.nodes.list[&node.0];
        let own = entry.keys.at(report.anchor_block.min(cut)) == Some(given.node_key);
        let young = cut.saturating_sub(report.anchor_block) <= self.limits.dead_after;
        inputs.reports = vec![given.signed.clone()];
        let mut predicted = match found.cmp(&expected) {
            _ if !own => Some(TransitionError::NotFromNode { node, sequence: found }),
            std::cmp::Ordering::Less => Some(TransitionError::SequenceReused { node, expected, found }),
            std::cmp::Ordering::Greater if young => {
                Some(TransitionError::SequenceGap { node, expected, found })
            }
            _ => None,
        };
        let (epoch, hash) = (before.head.epoch, before.head.hash::<HostHashing>());
        match self.dice.below(6) {
            0 => {
                inputs.reports[0].signature[5] ^= 1;
                predicted = Some(TransitionError::NotFromNode { node, sequence: found });
            }
            1 => {
                inputs.prev = self.dice.word();
                predicted = Some(TransitionError::Prev { epoch, expected: hash, found: inputs.prev });
            }
            2 => {
                inputs.cut_block = before.head.cut_block;
                let (after, found) = (before.head.cut_block, before.head.cut_block);
                predicted = Some(TransitionError::Cut { after, found });
            }
            3 if predicted.is_none() => {
                inputs.reports.push(given.signed.clone());
                predicted = Some(TransitionError::Order { node, sequence: found });
            }
            _ => {}
        }
        let shown = format!("transition of report {found} of node {node}");
        self.journal.begin(cut, &shown);
        let made = transition::<HostHashing>(before, &inputs, &self.suite.domain(), &Zip215);
        self.agree(&shown, &predicted, &made.as_ref().err().cloned());
        let name = predicted.map_or(DONE.to_owned(), |error| format!("{error:?}"));
        self.journal.end("spoil", name.split([' ', '{']).next().unwrap_or_default());
    }

    /// Somebody finalizes the oldest epoch, mostly when it is due.
    pub fn finalize(&mut self) {
        if let Some((_, submitted_at)) = self.model.ledger.pending.first() {
            let due = submitted_at + self.model.ledger.challenge_window;
            if self.dice.chance(80) {
                self.advance(due.saturating_sub(self.model.now));
            }
        }
        self.finalize_now();
    }

    /// Somebody finalizes the oldest epoch, due or not.
    fn finalize_now(&mut self) {
        let who = self.anyone();
        let done = self.ledger("finalize", &who, finalizeEpochCall {}, crate::plain::Model::finalize);
        if let Some(epoch) = done {
            self.oracles.finalized(epoch);
        }
        let payable =
            self.model.ledger.pending.first().is_none_or(|(oldest, _)| {
                self.model.splitter.can_settle(oldest.payout.sum, oldest.spend.sum)
            });
        if !payable && self.profile == Profile::Honest {
            self.fail("honest oracles and patient payers made an epoch that cannot be paid");
        }
        if !payable && self.dice.chance(40) {
            self.void();
        }
    }

    pub fn void(&mut self) {
        let who = self.anyone();
        let done = self.ledger("void", &who, voidInsolventCall {}, crate::plain::Model::void_insolvent);
        if done.is_some() {
            self.oracles.voided(self.model.splitter.root.epoch);
        }
    }
}
