#![allow(clippy::arithmetic_side_effects)]

use proptest::prelude::*;

use super::*;

const GUARDIAN: Address = Address([1; 20]);
const OWNER: Address = Address([2; 20]);
const STRANGER: Address = Address([3; 20]);

#[test]
fn a_pause_ends_by_itself() {
    let paused = Pause::default().pause(GUARDIAN, GUARDIAN, MAX_PAUSE, 10).unwrap();
    assert_eq!(paused.until, 10 + MAX_PAUSE);
    assert_eq!(paused.ensure_running(10), Err(PauseError::Paused { until: paused.until }));
    assert_eq!(paused.ensure_running(paused.until - 1), Err(PauseError::Paused { until: paused.until }));
    assert_eq!(paused.ensure_running(paused.until), Ok(()));
    assert_eq!(paused.ensure_running(9), Err(PauseError::Paused { until: paused.until }));
}

#[test]
fn a_contract_may_have_it_shorter_but_not_longer() {
    let until = |length| Pause::default().pause(GUARDIAN, GUARDIAN, length, 10).unwrap().until;
    assert_eq!([0, 1, 500].map(until), [10, 11, 510]);
    assert_eq!([MAX_PAUSE, MAX_PAUSE + 1, u32::MAX].map(until), [10 + MAX_PAUSE; 3]);
    // None at all is over at once.
    assert_eq!(Pause::default().pause(GUARDIAN, GUARDIAN, 0, 10).unwrap().ensure_running(10), Ok(()));
}

#[test]
fn a_pause_can_be_neither_extended_nor_repeated_at_once() {
    let paused = Pause::default().pause(GUARDIAN, GUARDIAN, MAX_PAUSE, 10).unwrap();
    let again = |now| paused.pause(GUARDIAN, GUARDIAN, MAX_PAUSE, now);
    assert_eq!(again(11), Err(PauseError::Paused { until: paused.until }));
    let cooling = PauseError::CoolingDown { until: paused.until + COOLDOWN };
    assert_eq!(again(paused.until), Err(cooling));
    assert_eq!(again(paused.until + COOLDOWN - 1), Err(cooling));
    assert!(again(paused.until + COOLDOWN).unwrap().is_paused(paused.until + COOLDOWN));
}

#[test]
fn only_the_guardian_pauses() {
    for caller in [OWNER, STRANGER] {
        let refused = PauseError::NotGuardian { caller, guardian: GUARDIAN };
        assert_eq!(Pause::default().pause(caller, GUARDIAN, MAX_PAUSE, 10), Err(refused));
    }
}

#[test]
fn guardian_or_owner_unpause() {
    let paused = Pause::default().pause(GUARDIAN, GUARDIAN, MAX_PAUSE, 10).unwrap();
    for caller in [GUARDIAN, OWNER] {
        let running = paused.unpause(caller, GUARDIAN, OWNER, 20).unwrap();
        assert_eq!(running, Pause { until: 20, cooldown_until: 20 + COOLDOWN });
        assert_eq!(running.ensure_running(20), Ok(()));
    }
    let refused = PauseError::NotGuardian { caller: STRANGER, guardian: GUARDIAN };
    assert_eq!(paused.unpause(STRANGER, GUARDIAN, OWNER, 20), Err(refused));
}

#[test]
fn without_a_pause_there_is_nothing_to_end() {
    let unpause = |pause: Pause, now| pause.unpause(OWNER, GUARDIAN, OWNER, now);
    assert_eq!(unpause(Pause::default(), 20), Err(PauseError::NotPaused { until: 0 }));
    let paused = Pause::default().pause(GUARDIAN, GUARDIAN, MAX_PAUSE, 10).unwrap();
    assert_eq!(unpause(paused, paused.until), Err(PauseError::NotPaused { until: paused.until }));
}

proptest! {
    /// Whatever a guardian does, every window of MAX_PAUSE + COOLDOWN blocks is free of pauses for at
    /// least COOLDOWN of them.
    #[test]
    fn at_most_a_quarter_of_the_time_is_paused(
        steps in prop::collection::vec((0u32..20_000, any::<bool>()), 1..40),
        length in prop_oneof![0u32..30_000, Just(MAX_PAUSE)],
    ) {
        let (mut now, mut pause, mut spans) = (0u32, Pause::default(), Vec::new());
        for (wait, begin) in steps {
            now += wait;
            let next = if begin {
                pause.pause(GUARDIAN, GUARDIAN, length, now)
            } else {
                pause.unpause(GUARDIAN, GUARDIAN, OWNER, now)
            };
            if let Ok(next) = next {
                if begin {
                    spans.push((now, next.until));
                } else {
                    spans.last_mut().unwrap().1 = now;
                }
                pause = next;
            }
        }
        for (start, end) in &spans {
            prop_assert!(end - start <= MAX_PAUSE.min(length));
        }
        for pair in spans.windows(2) {
            prop_assert!(pair[1].0 - pair[0].1 >= COOLDOWN);
        }
    }
}
