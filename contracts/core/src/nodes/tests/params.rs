use super::*;

const PARAMS: Params = Params { min_node_stake: Wei(1), min_oracle_stake: Wei(1), unbonding: 1 };

#[test]
fn the_bounds_themselves_pass() {
    assert_eq!(PARAMS.validate(), Ok(()));
    let most = Wei(u128::MAX);
    let params = Params { min_node_stake: most, min_oracle_stake: most, unbonding: MAX_UNBONDING };
    assert_eq!(params.validate(), Ok(()));
}

#[test]
fn each_parameter_out_of_its_bounds_is_named() {
    let error = |param, found, most| Err(ParamError { param, found, least: 1, most });
    let most = u128::from(MAX_UNBONDING);
    assert_eq!(Params { min_node_stake: Wei(0), ..PARAMS }.validate(), error(0, 0, u128::MAX));
    assert_eq!(Params { min_oracle_stake: Wei(0), ..PARAMS }.validate(), error(1, 0, u128::MAX));
    assert_eq!(Params { unbonding: 0, ..PARAMS }.validate(), error(2, 0, most));
    assert_eq!(Params { unbonding: MAX_UNBONDING + 1, ..PARAMS }.validate(), error(2, most + 1, most));
}
