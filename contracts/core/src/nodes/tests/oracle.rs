use super::*;

fn register(signer: Address, known: Option<&Oracle>, stake: Wei, url: &str) -> Result<Oracle, OracleError> {
    Oracle::register(signer, known, (OPERATOR, stake), url.into(), LEAST, 10)
}

fn oracle() -> Oracle {
    register(SIGNER, None, LEAST, URL).unwrap()
}

#[test]
fn an_oracle_registers_under_its_signer_once() {
    assert_eq!(oracle().bond, bond());
    assert_eq!(oracle().endpoint.as_str(), URL);
    let left = oracle().leave(OPERATOR, UNBONDING, 20).unwrap().withdraw(OPERATOR, 120).unwrap().0;
    for known in [oracle(), left] {
        let taken = OracleError::SignerTaken { signer: SIGNER };
        assert_eq!(register(SIGNER, Some(&known), LEAST, URL), Err(taken));
    }
}

#[test]
fn a_registration_is_refused_for_each_thing_wrong_with_it() {
    let low = BondError::StakeTooLow { found: Wei(999), least: LEAST };
    assert_eq!(register(SIGNER, None, Wei(999), URL), Err(low.into()));
    assert_eq!(register(NOBODY, None, LEAST, URL), Err(OracleError::SignerZero));
    for (endpoint, length) in bad_endpoints() {
        let refused = OracleError::Endpoint(EndpointError { length });
        assert_eq!(register(SIGNER, None, LEAST, &endpoint), Err(refused));
    }
}

#[test]
fn its_endpoint_moves_until_it_has_left() {
    let leaving = oracle().leave(OPERATOR, UNBONDING, 20).unwrap();
    for before in [oracle(), leaving.clone()] {
        let moved = before.clone().set_endpoint(OPERATOR, "http://b".into()).unwrap();
        assert_eq!(moved, Oracle { endpoint: Endpoint::new("http://b".into()).unwrap(), ..before });
    }
    let (left, stake) = leaving.withdraw(OPERATOR, 120).unwrap();
    assert_eq!(stake, LEAST);
    let inactive = OracleError::Bond(BondError::NotActive { status: 3 });
    assert_eq!(left.set_endpoint(OPERATOR, URL.into()), Err(inactive));
    assert_eq!(oracle().set_endpoint(STRANGER, URL.into()), Err(NOT_OPERATOR.into()));
    let empty = OracleError::Endpoint(EndpointError { length: 0 });
    assert_eq!(oracle().set_endpoint(OPERATOR, String::new()), Err(empty));
}
