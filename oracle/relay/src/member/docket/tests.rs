#![allow(clippy::arithmetic_side_effects)]

use super::*;

#[test]
fn places_are_kept_of_the_committee_only() {
    let docket = Docket::default();
    for number in 1..=100u8 {
        let leader = Address([number; 20]);
        let held = (docket.enter(&leader, &[leader]), docket.enter(&leader, &[leader]));
        assert!(held.0.is_some() && held.1.is_some() && docket.enter(&leader, &[leader]).is_none());
        assert_eq!(docket.busy.lock().unwrap().len(), 1, "those of {number} committees before are gone");
    }
}
