#![allow(clippy::arithmetic_side_effects)]

use super::*;

#[test]
fn only_ended_blocks_are_past() {
    for (timepoint, clock) in [(0, 1), (6, 7), (0, u32::MAX), (u32::MAX - 1, u32::MAX)] {
        assert_eq!(past(Amount::from(timepoint), clock), Ok(timepoint));
    }
    for (timepoint, clock) in [(0, 0), (7, 7), (8, 7), (u32::MAX, u32::MAX), (u32::MAX, 7)] {
        let timepoint = Amount::from(timepoint);
        assert_eq!(past(timepoint, clock), Err(FutureLookup { timepoint, clock }));
    }
}

#[test]
fn no_timepoint_is_cut_to_a_block() {
    // The low 32 bits of each are 3.
    let mut beyond = [0; 32];
    beyond[15] = 1;
    beyond[31] = 3;
    let wide =
        [Amount::from(3u64 + (1 << 32)), Amount::from(3 + (1u128 << 64)), Amount::from_be_bytes(beyond)];
    for timepoint in wide {
        assert_eq!(past(timepoint, 7), Err(FutureLookup { timepoint, clock: 7 }));
    }
    assert_eq!(past(Amount::MAX, u32::MAX).map_err(|error| error.timepoint), Err(Amount::MAX));
}
