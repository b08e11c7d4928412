//! Any calls at any blocks and times, against a log of what succeeded: whatever can be asked of a proposal is
//! worked out from all of its log again.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::*;
use crate::governance::{guardian::CancelError, timelock::TimelockError, Support};

const GUARDIAN: Address = Address([3; 20]);
const NOBODY: Address = Address([0; 20]);
const CALLERS: [Address; 4] = [PROPOSER, OTHER, GUARDIAN, NOBODY];

/// So many proposals at most.
const MOST: usize = 4;

/// When something about a proposal changes by itself.
#[derive(Clone, Copy, Debug)]
enum Border {
    Snapshot,
    Deadline,
    Eta,
    Expiry,
}

#[derive(Clone, Debug)]
enum Step {
    Propose {
        by: usize,
        spares: bool,
        quorum: u128,
    },
    Vote {
        which: usize,
        support: u8,
        weight: u128,
    },
    Queue(usize),
    Execute(usize),
    Cancel {
        which: usize,
        by: usize,
    },
    Wait {
        blocks: u32,
        seconds: u64,
    },
    /// Waits until just before, at or just after a border, if that is to come.
    Reach {
        which: usize,
        border: Border,
        shift: i8,
    },
    /// Other parameters: delay, period, extension, timelock and grace.
    Change([u32; 5]),
    /// Another guardian, or none.
    Guard(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..MOST;
    let border = prop_oneof![
        3 => Just(Border::Snapshot),
        1 => Just(Border::Deadline),
        2 => Just(Border::Eta),
        1 => Just(Border::Expiry),
    ];
    prop_oneof![
        3 => (0usize..3, prop::bool::weighted(0.3), 0u128..100)
            .prop_map(|(by, spares, quorum)| Step::Propose { by, spares, quorum }),
        6 => (which(), 0u8..4, 0u128..80)
            .prop_map(|(which, support, weight)| Step::Vote { which, support, weight }),
        // Few vote against, so that much is queued.
        3 => (which(), 1u8..3, 20u128..80)
            .prop_map(|(which, support, weight)| Step::Vote { which, support, weight }),
        4 => which().prop_map(Step::Queue),
        4 => which().prop_map(Step::Execute),
        2 => (which(), 0..CALLERS.len()).prop_map(|(which, by)| Step::Cancel { which, by }),
        2 => (0u32..4, 0u64..8).prop_map(|(blocks, seconds)| Step::Wait { blocks, seconds }),
        6 => (which(), border, -1i8..2)
            .prop_map(|(which, border, shift)| Step::Reach { which, border, shift }),
        1 => (0u32..4, 1u32..10, 0u32..12, 0u32..20, 1u32..20)
            .prop_map(|(delay, period, extension, timelock, grace)| {
                Step::Change([delay, period, extension, timelock, grace])
            }),
        1 => (2usize..4).prop_map(Step::Guard),
    ]
}

/// The way of a proposal that passes, with one vote for it. At its end there is a veto, or someone executes
/// it about its eta or its expiry.
fn way() -> impl Strategy<Value = Vec<Step>> {
    (0..MOST, 40u128..100, 0i8..2, 0u8..3, -1i8..2).prop_map(|(which, weight, voted, end, shift)| {
        let mut steps = vec![
            Step::Reach { which, border: Border::Snapshot, shift: 1 },
            Step::Vote { which, support: Support::For as u8, weight },
            Step::Reach { which, border: Border::Deadline, shift: voted },
            Step::Queue(which),
        ];
        match end {
            0 => steps.push(Step::Cancel { which, by: 2 }),
            1 => steps.push(Step::Reach { which, border: Border::Eta, shift }),
            _ => steps.push(Step::Reach { which, border: Border::Expiry, shift }),
        }
        steps.push(Step::Execute(which));
        steps
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let some = prop_oneof![7 => step().prop_map(|step| vec![step]), 1 => way()];
    prop::collection::vec(some, 1..60).prop_map(|parts| parts.concat())
}

/// A ballot, with the extension as it was.
struct Ballot {
    block: u32,
    support: Support,
    weight: u128,
    extension: u32,
}

/// All that happened to a proposal.
struct Log {
    by: Address,
    spares: bool,
    quorum: u128,
    made_at: u32,
    delay: u32,
    period: u32,
    ballots: Vec<Ballot>,
    /// When, with the timelock and the grace period as they were.
    queued: Vec<(u64, u32, u32)>,
    executed: Vec<u64>,
    canceled: Vec<Address>,
}

impl Log {
    fn snapshot(&self) -> u32 {
        self.made_at + self.delay
    }

    fn sum(ballots: &[Ballot], wanted: Support) -> u128 {
        ballots.iter().filter(|ballot| ballot.support == wanted).map(|ballot| ballot.weight).sum()
    }

    fn for_quorum(ballots: &[Ballot]) -> u128 {
        Self::sum(ballots, Support::For) + Self::sum(ballots, Support::Abstain)
    }

    /// The ballot with which there was a quorum.
    fn decisive(&self) -> Option<&Ballot> {
        let place = (0..self.ballots.len())
            .find(|place| Self::for_quorum(&self.ballots[..=*place]) >= self.quorum)?;
        Some(&self.ballots[place])
    }

    fn deadline(&self) -> u32 {
        let planned = self.snapshot() + self.period;
        self.decisive().map_or(planned, |ballot| planned.max(ballot.block + ballot.extension))
    }

    fn passed(&self) -> bool {
        let majority = Self::sum(&self.ballots, Support::For) > Self::sum(&self.ballots, Support::Against);
        majority && Self::for_quorum(&self.ballots) >= self.quorum
    }

    /// From when until when it can be executed; zeros if it was not queued.
    fn window(&self) -> (u64, u64) {
        self.queued.first().map_or((0, 0), |(time, timelock, grace)| {
            let eta = time + u64::from(*timelock);
            (eta, eta + u64::from(*grace))
        })
    }

    fn state(&self, block: u32, time: u64) -> State {
        let voted = block > self.deadline();
        match (self.executed.len(), self.canceled.len(), self.queued.len()) {
            (1, 0, 1) => State::Executed,
            (0, 1, _) => State::Canceled,
            (0, 0, 1) if time < self.window().1 => State::Queued,
            (0, 0, 1) => State::Expired,
            (0, 0, 0) if voted && self.passed() => State::Succeeded,
            (0, 0, 0) if voted => State::Defeated,
            (0, 0, 0) if block > self.snapshot() => State::Active,
            (0, 0, 0) => State::Pending,
            log => panic!("executed, canceled, queued {log:?} times"),
        }
    }

    /// The proposal as it should be kept.
    fn kept(&self, number: usize) -> Proposal {
        let (eta, until) = self.window();
        Proposal {
            proposer: self.by,
            number: number as u32,
            created_at: self.made_at,
            vote_start: self.snapshot(),
            vote_end: self.deadline(),
            against: Self::sum(&self.ballots, Support::Against),
            in_favour: Self::sum(&self.ballots, Support::For),
            abstain: Self::sum(&self.ballots, Support::Abstain),
            quorum: self.ballots.first().map(|_| self.quorum),
            eta,
            until,
            previous: [number as u8; 32],
            quorum_reached: self.decisive().is_some(),
            executed: !self.executed.is_empty(),
            canceled: !self.canceled.is_empty(),
            spares_guardian: self.spares,
        }
    }
}

/// Whether the state may become the other, other states in between included.
fn leads(from: State, to: State) -> bool {
    let ends: &[State] = match from {
        State::Pending => &[State::Active, State::Canceled, State::Defeated],
        State::Active => &[State::Succeeded, State::Defeated],
        State::Succeeded => &[State::Queued],
        State::Queued => &[State::Executed, State::Canceled, State::Expired],
        State::Canceled | State::Defeated | State::Expired | State::Executed => &[],
    };
    from == to || ends.contains(&to)
}

struct World {
    block: u32,
    time: u64,
    params: Params,
    guardian: Address,
    proposals: Vec<Proposal>,
    logs: Vec<Log>,
    states: Vec<State>,
    /// How often each deadline moved.
    extended: Vec<u32>,
    /// Which states there were, as a bitmap.
    seen: u8,
    spared: bool,
}

impl World {
    fn new() -> Self {
        Self {
            block: 10,
            time: 1_000,
            params: Params {
                voting_delay: 2,
                voting_period: 5,
                late_quorum_extension: 3,
                timelock_delay: 10,
                grace_period: 10,
                ..PARAMS
            },
            guardian: GUARDIAN,
            proposals: vec![],
            logs: vec![],
            states: vec![],
            extended: vec![],
            seen: 0,
            spared: false,
        }
    }

    fn run(steps: &[Step]) -> Self {
        let mut world = Self::new();
        for step in steps {
            world.step(step);
            world.check();
        }
        world
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Propose { by, spares, quorum } => self.propose(CALLERS[*by], *spares, *quorum),
            Step::Wait { blocks, seconds } => {
                self.block += blocks;
                self.time += seconds;
            }
            Step::Change([delay, period, extension, timelock, grace]) => {
                self.params = Params {
                    voting_delay: *delay,
                    voting_period: *period,
                    late_quorum_extension: *extension,
                    timelock_delay: *timelock,
                    grace_period: *grace,
                    ..self.params
                };
            }
            Step::Guard(who) => self.guardian = CALLERS[*who],
            Step::Vote { which, support, weight } if *which < self.logs.len() => {
                self.vote(*which, *support, *weight);
            }
            Step::Queue(which) if *which < self.logs.len() => self.queue(*which),
            Step::Execute(which) if *which < self.logs.len() => self.execute(*which),
            Step::Cancel { which, by } if *which < self.logs.len() => self.cancel(*which, CALLERS[*by]),
            Step::Reach { which, border, shift } if *which < self.logs.len() => {
                self.reach(*which, *border, *shift);
            }
            _ => {}
        }
    }

    fn propose(&mut self, by: Address, spares: bool, quorum: u128) {
        let number = self.logs.len();
        if number == MOST {
            return;
        }
        let previous = [number as u8; 32];
        let made = Proposal::new(&self.params, by, number as u32, previous, spares, self.block);
        self.proposals.push(made);
        self.states.push(State::Pending);
        self.extended.push(0);
        self.logs.push(Log {
            by,
            spares,
            quorum,
            made_at: self.block,
            delay: self.params.voting_delay,
            period: self.params.voting_period,
            ballots: vec![],
            queued: vec![],
            executed: vec![],
            canceled: vec![],
        });
    }

    fn vote(&mut self, which: usize, support: u8, weight: u128) {
        let (block, extension) = (self.block, self.params.late_quorum_extension);
        let (log, proposal) = (&mut self.logs[which], &mut self.proposals[which]);
        let current = log.state(block, self.time);
        let active = proposal.check_active(block, self.time);
        if current != State::Active {
            assert_eq!(active, Err(UnexpectedState { current, expected: 0x02 }));
            return;
        }
        assert_eq!(active, Ok(()));
        let Some(support) = Support::read(support) else {
            assert_eq!(support, 3);
            return;
        };
        // Only the first ballot's quorum may count.
        let quorum = if log.ballots.is_empty() { log.quorum } else { weight };
        let moved = proposal.count(support, weight, quorum, extension, block);
        let before = log.deadline();
        log.ballots.push(Ballot { block, support, weight, extension });
        let after = log.deadline();
        assert_eq!(moved, (after != before).then_some(after));
        assert!(before <= after && after <= before.max(block + extension));
        self.extended[which] += u32::from(moved.is_some());
    }

    fn queue(&mut self, which: usize) {
        let (log, proposal) = (&mut self.logs[which], &mut self.proposals[which]);
        let current = log.state(self.block, self.time);
        let queued = proposal.queue(&self.params, self.block, self.time);
        if current == State::Succeeded {
            assert_eq!(queued, Ok(()));
            log.queued.push((self.time, self.params.timelock_delay, self.params.grace_period));
        } else {
            assert_eq!(queued, Err(UnexpectedState { current, expected: 0x10 }));
        }
    }

    fn execute(&mut self, which: usize) {
        let (log, proposal) = (&mut self.logs[which], &mut self.proposals[which]);
        let current = log.state(self.block, self.time);
        let (eta, until) = log.window();
        match proposal.execute(self.block, self.time) {
            Ok(()) => {
                let sum = |wanted| Log::sum(&log.ballots, wanted);
                assert!(sum(Support::For) + sum(Support::Abstain) >= log.quorum, "no quorum");
                assert!(sum(Support::For) > sum(Support::Against), "no majority");
                assert!(log.executed.is_empty(), "twice");
                assert!(log.canceled.is_empty(), "after a veto");
                assert_eq!(log.queued.len(), 1);
                assert!(self.time >= eta, "before its eta");
                assert!(self.time < until, "after it expired");
                let voting = log.snapshot() + 1..=log.deadline();
                assert!(log.ballots.iter().all(|ballot| voting.contains(&ballot.block)));
                assert!(self.block > log.deadline());
                log.executed.push(self.time);
            }
            Err(TimelockError::NotReady { eta: found, now }) => {
                assert_eq!((current, found, now), (State::Queued, eta, self.time));
                assert!(now < eta);
            }
            Err(TimelockError::State(refused)) => {
                assert_eq!(refused, UnexpectedState { current, expected: 0x20 });
                assert_ne!(current, State::Queued);
            }
        }
    }

    fn cancel(&mut self, which: usize, by: Address) {
        let (log, proposal) = (&mut self.logs[which], &mut self.proposals[which]);
        let current = log.state(self.block, self.time);
        let guards = by == self.guardian && self.guardian != NOBODY;
        let ended = [State::Canceled, State::Expired, State::Executed].contains(&current);
        let expected = if current == State::Pending && by == log.by {
            Ok(())
        } else if !guards || !(ended || current == State::Queued) {
            Err(CancelError::Unable { caller: by })
        } else if ended {
            Err(CancelError::State(UnexpectedState { current, expected: 0x3b }))
        } else if log.spares {
            Err(CancelError::Spared)
        } else {
            Ok(())
        };
        assert_eq!(proposal.cancel(&by, &self.guardian, self.block, self.time), expected);
        self.spared |= expected == Err(CancelError::Spared);
        if expected.is_ok() {
            log.canceled.push(by);
        }
    }

    fn reach(&mut self, which: usize, border: Border, shift: i8) {
        let log = &self.logs[which];
        let (eta, until) = log.window();
        let to_block = |border: u32| self.block.max(border.saturating_add_signed(shift.into()));
        let to_time = |border: u64| self.time.max(border.saturating_add_signed(shift.into()));
        match border {
            Border::Snapshot => self.block = to_block(log.snapshot()),
            Border::Deadline => self.block = to_block(log.deadline()),
            Border::Eta => self.time = to_time(eta),
            Border::Expiry => self.time = to_time(until),
        }
    }

    fn check(&mut self) {
        for (number, (proposal, log)) in self.proposals.iter().zip(&self.logs).enumerate() {
            // A refusal changed nothing, too.
            assert_eq!(*proposal, log.kept(number));
            let state = proposal.state(self.block, self.time);
            assert_eq!(state, log.state(self.block, self.time));
            let before = std::mem::replace(&mut self.states[number], state);
            assert!(leads(before, state), "{before:?} to {state:?}");
            assert!(self.extended[number] <= 1);
            self.seen |= state.bit();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn nothing_is_executed_but_what_was_voted_queued_and_waited_for(steps in steps()) {
        World::run(&steps);
    }
}

/// The property above means something: its calls lead to every state, also to extensions and vetoes refused.
#[test]
fn the_calls_lead_everywhere() {
    let mut runner = TestRunner::deterministic();
    let (mut seen, mut extended, mut spared) = (0, 0, false);
    for _ in 0..500 {
        let world = World::run(&steps().new_tree(&mut runner).unwrap().current());
        seen |= world.seen;
        extended += world.extended.iter().sum::<u32>();
        spared |= world.spared;
    }
    assert_eq!(seen, u8::MAX);
    assert!(extended > 0 && spared);
}
