use super::*;

#[test]
fn addresses_of_precompiles() {
    assert_eq!(ECRECOVER.to_string(), "0x0000000000000000000000000000000000000001");
    assert_eq!(SHA256.to_string(), "0x0000000000000000000000000000000000000002");
}

#[test]
fn what_the_precompile_must_not_see_is_refused_before_it() {
    // Off chain the host call panics: reaching it would fail these.
    for v in [0, 1, 26, 29, 255] {
        assert_eq!(ecrecover(&[1; 32], v, &[1; 32], &[1; 32]), None);
    }
    assert_eq!(ecrecover(&[1; 32], 27, &[1; 32], &[0xff; 32]), None);
}
