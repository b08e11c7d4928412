//! Any sequence of submissions, finality and voiding against a plain list of epochs.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    /// A commitment that follows the head, cut so many blocks before now.
    Submit {
        age: BlockNumber,
        amount: u128,
    },
    /// A commitment that follows some earlier epoch, or none.
    SubmitStale {
        behind: usize,
        amount: u128,
    },
    /// A commitment that was voided before.
    SubmitVoided(usize),
    Wait(BlockNumber),
    Finalize,
    Void,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u32..6, 0u128..1_000).prop_map(|(age, amount)| Step::Submit { age, amount }),
        1 => (1usize..4, 0u128..1_000).prop_map(|(behind, amount)| Step::SubmitStale { behind, amount }),
        1 => (0usize..10).prop_map(Step::SubmitVoided),
        4 => (1u32..8).prop_map(Step::Wait),
        3 => Just(Step::Finalize),
        1 => Just(Step::Void),
    ]
}

/// A ledger with a list for every epoch it took, beside the ring that a contract keeps.
struct Ledger {
    queue: Queue,
    ring: Vec<Option<Pending>>,
    finals: Vec<Pending>,
    pendings: Vec<Pending>,
    taken: Vec<Commitment>,
    voided: Vec<Commitment>,
    voided_at: BlockNumber,
    now: BlockNumber,
}

impl Ledger {
    fn new() -> Self {
        let ring = vec![None; usize::from(MOST)];
        Self {
            queue: Queue::default(),
            ring,
            finals: vec![],
            pendings: vec![],
            taken: vec![],
            voided: vec![],
            voided_at: 0,
            now: 10,
        }
    }

    fn cell(&mut self, epoch: EpochId) -> &mut Option<Pending> {
        &mut self.ring[usize::from(Pending::slot(epoch, MOST))]
    }

    fn take(&mut self, commitment: &Commitment) -> Result<(), QueueError> {
        let hash = commitment.hash::<HostHashing>();
        let (queue, pending) = self.queue.submit(commitment, hash, self.now, MOST)?;
        self.queue = queue;
        *self.cell(pending.epoch) = Some(pending);
        self.pendings.push(pending);
        self.taken.push(*commitment);
        Ok(())
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Submit { age, amount } => {
                let cut = (self.now - 1).saturating_sub(*age);
                let forward = cut > self.head().cut_block && cut >= self.voided_at;
                let fits = self.pendings.len() < usize::from(MOST) && forward;
                let taken = self.take(&following(&self.queue.head, cut, *amount));
                assert_eq!(taken.is_ok(), fits, "{taken:?}");
            }
            Step::SubmitStale { behind, amount } => {
                let known: Vec<_> = self.finals.iter().chain(&self.pendings).map(Pending::head).collect();
                let before = known.len().checked_sub(behind + 1).and_then(|place| known.get(place));
                let base = before.copied().unwrap_or_default();
                let stale = following(&base, self.now - 1, *amount);
                let first = known.is_empty() && self.now > self.voided_at;
                assert_eq!(self.take(&stale).is_ok(), first);
            }
            Step::SubmitVoided(place) => {
                if let Some(voided) = self.voided.get(*place).copied() {
                    assert!(self.take(&voided).is_err());
                }
            }
            Step::Wait(blocks) => self.now += blocks,
            Step::Finalize => self.finalize(),
            Step::Void => {
                let voided = self.queue.void(self.now);
                assert_eq!(voided.is_ok(), !self.pendings.is_empty());
                if let Ok(queue) = voided {
                    self.queue = queue;
                    self.voided_at = self.now;
                    let kept = self.taken.len() - self.pendings.len();
                    self.voided.extend(self.taken.drain(kept..));
                    self.pendings.clear();
                }
            }
        }
    }

    fn finalize(&mut self) {
        let Ok(oldest) = self.queue.oldest() else {
            assert!(self.pendings.is_empty());
            return;
        };
        let pending = self.cell(oldest).unwrap();
        assert_eq!(Some(&pending), self.pendings.first());
        let due = self.now >= pending.submitted_at + WINDOW;
        match self.queue.finalize(&pending, self.now, WINDOW) {
            Ok(queue) => {
                assert!(due);
                self.queue = queue;
                self.finals.push(self.pendings.remove(0));
            }
            Err(refusal) => {
                assert!(!due);
                let until = pending.submitted_at + WINDOW;
                assert_eq!(refusal, QueueError::WindowOpen { epoch: oldest, until });
            }
        }
    }

    fn head(&self) -> Head {
        self.pendings.last().or(self.finals.last()).map(Pending::head).unwrap_or_default()
    }

    fn check(&mut self) {
        let after = self.head().cut_block.max(self.voided_at.saturating_sub(1));
        assert_eq!(self.queue.head, Head { cut_block: after, ..self.head() });
        assert_eq!(self.queue.last_final, self.finals.last().map(Pending::head).unwrap_or_default());
        assert_eq!(self.queue.pending(), self.pendings.len() as u64);
        assert!(self.queue.pending() <= u64::from(MOST));
        let epochs: Vec<_> = self.queue.pending_epochs().collect();
        assert_eq!(epochs, self.pendings.iter().map(|pending| pending.epoch).collect::<Vec<_>>());
        for pending in self.pendings.clone() {
            assert_eq!(*self.cell(pending.epoch), Some(pending));
        }
        let mut before = Head::default();
        for epoch in self.finals.iter().chain(&self.pendings) {
            assert_eq!(epoch.epoch.0, before.epoch.0 + 1);
            assert!(epoch.cut_block > before.cut_block && epoch.cut_block < epoch.submitted_at);
            assert!(epoch.payout.sum >= before.payout_sum && epoch.spend.sum >= before.spend_sum);
            assert_eq!(epoch.payout.sum, epoch.spend.sum);
            before = epoch.head();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn epochs_stay_in_order_bounded_and_monotone(steps in prop::collection::vec(step(), 1..80)) {
        let mut ledger = Ledger::new();
        for step in &steps {
            ledger.step(step);
            ledger.check();
        }
    }
}
