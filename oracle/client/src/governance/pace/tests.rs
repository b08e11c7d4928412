use super::*;

#[test]
fn a_pace_is_the_mean_of_the_blocks_measured() {
    assert_eq!(Pace::measured(100, 600), Pace::default());
    assert_eq!(Pace::measured(0, 5), Pace::default());
    assert_eq!(Pace::measured(10, 20).seconds(3), 6);
}

#[test]
fn time_is_rounded_up_and_never_stands_still() {
    assert_eq!(Pace::measured(100, 0).seconds(1), 1);
    assert_eq!(Pace::measured(2, 3).seconds(1), 2);
    assert_eq!(Pace::default().seconds(0), 0);
    assert_eq!(Pace::measured(1, u64::MAX).seconds(u32::MAX), u64::MAX.div_ceil(1_000));
}
