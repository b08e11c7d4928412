//! The bounds of the table, tried out.

use tributary_core::{
    committee::{Committee, MAX_COMMITTEE},
    governance::{
        earning::{Earning, CAP_PART, MAX_EARN_RATE, MAX_EPOCH_VOTES},
        params::{
            MAX_GRACE_PERIOD, MAX_PERIOD_FLOOR, MAX_QUORUM_NUMERATOR, MAX_TIMELOCK_DELAY, MAX_TIMELOCK_FLOOR,
            MAX_VOTING_DELAY, MAX_VOTING_PERIOD, MIN_GRACE_PERIOD, MIN_QUORUM_NUMERATOR, MIN_VOTING_DELAY,
        },
        Amount, Floors, Param, Params as Votes,
    },
    ledger::{
        ExitTimes, Params as Windows, MAX_CHALLENGE_WINDOW, MAX_COMMITTEE_DELAY, MAX_PENDING, MAX_REPORT_AGE,
        MAX_RETIREMENT_GRACE, MAX_STAGE, MAX_VOUCHER_LIFE,
    },
    models::{check_name, Features, MAX_FEATURES, MAX_NAME_BYTES},
    nodes::{Params as Stakes, MAX_UNBONDING},
    pause::{Pause, COOLDOWN, MAX_PAUSE},
    splitter::{Params as Delays, MAX_ESCAPE_AFTER, MAX_EXIT_DELAY, MAX_RECIPIENT_DELAY},
    Address, FeePolicy, Ppm, Wei,
};

/// A parameter's least and most in some setting of the others, and whether a value passes there.
pub struct Probe {
    pub name: &'static str,
    pub least: u128,
    pub most: u128,
    /// From one value that may pass to the next.
    pub step: u128,
    pub passes: Box<dyn Fn(u128) -> bool>,
}

/// At least one for each parameter that is checked as a number.
pub fn probes() -> Vec<Probe> {
    let mut probes = dao();
    probes.extend(ledger());
    probes.extend(exits());
    probes.extend(splitter());
    probes.extend(nodes());
    probes.extend(pauses());
    probes.extend(models());
    probes
}

fn probe(
    name: &'static str,
    (least, most): (impl Into<u128>, impl Into<u128>),
    passes: impl Fn(u128) -> bool + 'static,
) -> Probe {
    Probe { name, least: least.into(), most: most.into(), step: 1, passes: Box::new(passes) }
}

/// The same of a value of 32 bits; a larger one does not even fit.
fn short(
    name: &'static str,
    bounds: (impl Into<u128>, impl Into<u128>),
    passes: impl Fn(u32) -> bool + 'static,
) -> Probe {
    probe(name, bounds, move |value| u32::try_from(value).is_ok_and(&passes))
}

const FLOORS: Floors = Floors { voting_period: 20, timelock_delay: 100 };
const SUPPLY: u128 = 1_000_000;
const VOTES: Votes = Votes {
    voting_delay: 5,
    voting_period: 50,
    late_quorum_extension: 0,
    timelock_delay: 1_000,
    grace_period: MAX_GRACE_PERIOD,
    quorum_numerator: Ppm(40_000),
    proposal_threshold: 1_000,
};

fn dao() -> Vec<Probe> {
    let set = |name, bounds: (u128, u128), params: Votes, param| {
        probe(name, bounds, move |value| params.with(param, Amount::from(value), &FLOORS, SUPPLY).is_ok())
    };
    let quick = Votes { timelock_delay: FLOORS.timelock_delay, ..VOTES };
    let quorums = (MIN_QUORUM_NUMERATOR.0.into(), MAX_QUORUM_NUMERATOR.0.into());
    let longest = u128::from(MAX_GRACE_PERIOD);
    vec![
        set("votingDelay", (MIN_VOTING_DELAY.into(), MAX_VOTING_DELAY.into()), VOTES, Param::VotingDelay),
        set(
            "votingPeriod",
            (FLOORS.voting_period.into(), MAX_VOTING_PERIOD.into()),
            VOTES,
            Param::VotingPeriod,
        ),
        set("lateQuorumExtension", (0, VOTES.voting_period.into()), VOTES, Param::LateQuorumExtension),
        set(
            "timelockDelay",
            (FLOORS.timelock_delay.into(), MAX_TIMELOCK_DELAY.into()),
            VOTES,
            Param::TimelockDelay,
        ),
        set("gracePeriod", (u128::from(VOTES.timelock_delay) / 2, longest), VOTES, Param::GracePeriod),
        set("gracePeriod", (MIN_GRACE_PERIOD.into(), longest), quick, Param::GracePeriod),
        set("quorumNumerator", quorums, VOTES, Param::QuorumNumerator),
        set("proposalThreshold", (0, SUPPLY / 100), VOTES, Param::ProposalThreshold),
        short("floors.votingPeriod", (1u32, MAX_PERIOD_FLOOR), |voting_period| {
            Floors { voting_period, ..FLOORS }.check().is_ok()
        }),
        short("floors.timelockDelay", (1u32, MAX_TIMELOCK_FLOOR), |timelock_delay| {
            Floors { timelock_delay, ..FLOORS }.check().is_ok()
        }),
        probe("earning.rate", (0u64, MAX_EARN_RATE), |rate| {
            u64::try_from(rate).is_ok_and(|rate| Earning { rate, cap: 0 }.check(SUPPLY).is_ok())
        }),
        probe("earning.cap", (0u32, SUPPLY / CAP_PART), |cap| Earning { rate: 0, cap }.check(SUPPLY).is_ok()),
        probe("earning.cap", (0u32, MAX_EPOCH_VOTES), |cap| {
            Earning { rate: 0, cap }.check(u128::MAX).is_ok()
        }),
    ]
}

/// Leaves all room that there is for each of the others.
const WINDOWS: Windows = Windows {
    challenge_window: 10,
    max_pending: MAX_PENDING,
    max_report_age: MAX_REPORT_AGE,
    max_voucher_life: 1,
    dead_after: 1,
    retirement_grace: 0,
    committee_delay: 1,
    stage_blocks: 1,
};

fn ledger() -> Vec<Probe> {
    let set = |name, bounds: (u32, u32), with: fn(u32) -> Windows| {
        short(name, bounds, move |value| with(value).check().is_ok())
    };
    vec![
        set("challengeWindow", (1, MAX_CHALLENGE_WINDOW), |challenge_window| Windows {
            challenge_window,
            ..WINDOWS
        }),
        set("maxPending", (1, MAX_PENDING.into()), |pending| Windows {
            max_pending: u8::try_from(pending).unwrap(),
            ..WINDOWS
        }),
        // The spacing of ten blocks and 16 places is one block.
        set("maxReportAge", (2 * 10 + 4, MAX_REPORT_AGE), |max_report_age| Windows {
            max_report_age,
            ..WINDOWS
        }),
        set("maxVoucherLife", (1, MAX_VOUCHER_LIFE), |max_voucher_life| Windows {
            max_voucher_life,
            ..WINDOWS
        }),
        set("deadAfter", (1, 99), |dead_after| Windows { dead_after, max_report_age: 100, ..WINDOWS }),
        set("retirementGrace", (0, MAX_RETIREMENT_GRACE), |retirement_grace| Windows {
            retirement_grace,
            ..WINDOWS
        }),
        set("stageBlocks", (1, MAX_STAGE), |stage_blocks| Windows { stage_blocks, ..WINDOWS }),
        Probe {
            // Of three sizes in a row one is 3f + 1.
            step: 3,
            ..short("committee", (1u32, u32::try_from(MAX_COMMITTEE).unwrap()), |members| {
                let members = (1..=members).map(|member| Address([u8::try_from(member).unwrap(); 20]));
                Committee::new(1, members.collect()).is_ok()
            })
        },
    ]
}

/// A ledger's bounds by the exits of its splitter.
fn exits() -> Vec<Probe> {
    const EXITS: ExitTimes = ExitTimes { delay: 500, escape_after: 1_000 };
    const FITTING: Windows = Windows {
        max_report_age: 400,
        max_voucher_life: 30,
        stage_blocks: 2,
        committee_delay: EXITS.delay + EXITS.escape_after,
        ..WINDOWS
    };
    let interval = FITTING.max_report_age / 4 + 17 * FITTING.stage_blocks;
    let window = EXITS.escape_after - EXITS.delay - interval - 1;
    vec![
        short("challengeWindow", (1u32, window), |challenge_window| {
            Windows { challenge_window, ..FITTING }.check_exits(&EXITS).is_ok()
        }),
        short("maxReportAge", (2u32, EXITS.delay - FITTING.max_voucher_life), |max_report_age| {
            Windows { max_report_age, ..FITTING }.check_exits(&EXITS).is_ok()
        }),
        short("committeeDelay", (FITTING.committee_delay, MAX_COMMITTEE_DELAY), |committee_delay| {
            Windows { committee_delay, ..FITTING }.check_exits(&EXITS).is_ok()
        }),
    ]
}

fn splitter() -> Vec<Probe> {
    const DELAYS: Delays = Delays { exit_delay: 10, escape_after: MAX_ESCAPE_AFTER, recipient_delay: 1 };
    vec![
        short("exitDelay", (1u32, MAX_EXIT_DELAY), |exit_delay| {
            Delays { exit_delay, ..DELAYS }.validate().is_ok()
        }),
        short("escapeAfter", (DELAYS.exit_delay + 1, MAX_ESCAPE_AFTER), |escape_after| {
            Delays { escape_after, ..DELAYS }.validate().is_ok()
        }),
        short("recipientDelay", (1u32, MAX_RECIPIENT_DELAY), |recipient_delay| {
            Delays { recipient_delay, ..DELAYS }.validate().is_ok()
        }),
    ]
}

fn nodes() -> Vec<Probe> {
    const STAKES: Stakes = Stakes { min_node_stake: Wei(1), min_oracle_stake: Wei(1), unbonding: 1 };
    vec![
        probe("minNodeStake", (1u128, u128::MAX), |stake| {
            Stakes { min_node_stake: Wei(stake), ..STAKES }.validate().is_ok()
        }),
        probe("minOracleStake", (1u128, u128::MAX), |stake| {
            Stakes { min_oracle_stake: Wei(stake), ..STAKES }.validate().is_ok()
        }),
        short("unbondingBlocks", (1u32, MAX_UNBONDING), |unbonding| {
            Stakes { unbonding, ..STAKES }.validate().is_ok()
        }),
    ]
}

/// What a guardian gets who asks for a pause without end.
fn pauses() -> Vec<Probe> {
    const GUARDIAN: Address = Address([7; 20]);
    const NOW: u32 = 1_000;
    let paused = || Pause::default().pause(GUARDIAN, GUARDIAN, u32::MAX, NOW).unwrap();
    vec![
        short("MAX_PAUSE", (MAX_PAUSE, MAX_PAUSE), move |length| {
            let pause = paused();
            pause.is_paused(NOW + length - 1) && !pause.is_paused(NOW + length)
        }),
        short("COOLDOWN", (COOLDOWN, COOLDOWN), move |length| {
            let pause = paused();
            let again = |block| pause.pause(GUARDIAN, GUARDIAN, 1, block).is_ok();
            again(pause.until + length) && !again(pause.until + length - 1)
        }),
    ]
}

fn models() -> Vec<Probe> {
    const NOTHING: FeePolicy = FeePolicy {
        datasets: Ppm::ZERO,
        node: Ppm::ZERO,
        developer: Ppm::ZERO,
        oracles: Ppm::ZERO,
        treasury: Ppm::ZERO,
    };
    // The rest goes to another cut.
    let cut = |name, with: fn(Ppm, Ppm) -> FeePolicy| {
        short(name, (0u32, Ppm::WHOLE.0), move |part| {
            let rest = Ppm(Ppm::WHOLE.0.saturating_sub(part));
            with(Ppm(part), rest).validate().is_ok()
        })
    };
    vec![
        cut("policy.datasets", |datasets, node| FeePolicy { datasets, node, ..NOTHING }),
        cut("policy.node", |node, datasets| FeePolicy { node, datasets, ..NOTHING }),
        cut("policy.developer", |developer, node| FeePolicy { developer, node, ..NOTHING }),
        cut("policy.oracles", |oracles, node| FeePolicy { oracles, node, ..NOTHING }),
        cut("policy.treasury", |treasury, node| FeePolicy { treasury, node, ..NOTHING }),
        short("features", (0u32, u32::try_from(MAX_FEATURES).unwrap()), |count| {
            Features::read((1..=count).collect(), u32::MAX).is_ok()
        }),
        short("name", (1u32, u32::try_from(MAX_NAME_BYTES).unwrap()), |bytes| {
            check_name(&"m".repeat(usize::try_from(bytes).unwrap())).is_ok()
        }),
    ]
}
