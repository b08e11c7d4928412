use super::*;
use crate::{
    hashing::HostHashing,
    secp256k1::signing::{address, key, recover, sign},
};

/// Oracles sign as key 4.
fn signer() -> Address {
    address(key(4).verifying_key())
}

fn consent() -> Consent {
    let terms = ConsentTerms { chain_id: 1, registry: Address([9; 20]), operator: OPERATOR };
    let signature = sign(&key(4), &terms.digest::<HostHashing>());
    terms.check::<HostHashing>(signer(), &signature, recover).unwrap()
}

fn register(known: Option<&Oracle>, stake: Wei, url: &str) -> Result<Oracle, OracleError> {
    Oracle::register(consent(), known, stake, url.into(), LEAST, 10)
}

fn oracle() -> Oracle {
    register(None, LEAST, URL).unwrap()
}

#[test]
fn an_oracle_registers_under_its_signer_once() {
    assert_eq!((oracle().bond, oracle().payout), (bond(), OPERATOR));
    assert_eq!(oracle().endpoint.as_str(), URL);
    let left = oracle().leave(OPERATOR, UNBONDING, 20).unwrap().withdraw(OPERATOR, 120).unwrap().0;
    for known in [oracle(), left] {
        let taken = OracleError::SignerTaken { signer: signer() };
        assert_eq!(register(Some(&known), LEAST, URL), Err(taken));
    }
}

#[test]
fn a_registration_is_refused_for_each_thing_wrong_with_it() {
    let low = BondError::StakeTooLow { found: Wei(999), least: LEAST };
    assert_eq!(register(None, Wei(999), URL), Err(low.into()));
    for (endpoint, length) in bad_endpoints() {
        let refused = OracleError::Endpoint(EndpointError { length });
        assert_eq!(register(None, LEAST, &endpoint), Err(refused));
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

#[test]
fn its_earnings_go_where_its_operator_says_even_after_it_left() {
    let leaving = oracle().leave(OPERATOR, UNBONDING, 20).unwrap();
    let left = leaving.clone().withdraw(OPERATOR, 120).unwrap().0;
    for before in [oracle(), leaving, left] {
        assert_eq!(Oracle::payout_of(signer(), Some(&before)), OPERATOR);
        let moved = before.clone().set_payout(OPERATOR, PAYOUT).unwrap();
        assert_eq!(moved, Oracle { payout: PAYOUT, ..before.clone() });
        assert_eq!(Oracle::payout_of(signer(), Some(&moved)), PAYOUT);
        // Nor may who is paid, or who holds the key.
        for caller in [STRANGER, PAYOUT, signer()] {
            let refused = BondError::NotOperator { caller, operator: OPERATOR };
            assert_eq!(moved.clone().set_payout(caller, caller), Err(refused.into()));
        }
        assert_eq!(before.set_payout(OPERATOR, NOBODY), Err(OracleError::PayoutZero));
    }
}

#[test]
fn who_never_registered_is_paid_at_its_own_address() {
    assert_eq!(Oracle::payout_of(signer(), None), signer());
}
