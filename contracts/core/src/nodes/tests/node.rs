use super::*;
use crate::{ids::Hash, ModelId, NodeId};

const KEY: Hash = [7; 32];
const ELSEWHERE: Address = Address([4; 20]);

fn registration() -> Registration {
    Registration {
        operator: OPERATOR,
        stake: LEAST,
        key: KEY,
        endpoint: URL.into(),
        payout: PAYOUT,
        model: ModelId(3),
        price_per_token: Wei(7),
    }
}

fn register(registration: Registration) -> Result<Registered, NodeError> {
    Node::register(registration, None, LEAST, 10)
}

fn node() -> Node {
    register(registration()).unwrap().node
}

fn left() -> Node {
    node().leave(OPERATOR, UNBONDING, 20).unwrap().withdraw(OPERATOR, 120).unwrap().0
}

#[test]
fn a_node_registers_with_its_first_key_and_price() {
    let Registered { node, key, price } = register(registration()).unwrap();
    assert_eq!(node.bond, bond());
    assert_eq!((node.payout, node.endpoint.as_str()), (PAYOUT, URL));
    assert_eq!(key, KeyChange { from_block: 10, key: KEY });
    assert_eq!(price, PriceChange { from_block: 10, price_per_token: Wei(7) });
}

#[test]
fn a_registration_is_refused_for_each_thing_wrong_with_it() {
    let low = BondError::StakeTooLow { found: Wei(999), least: LEAST };
    assert_eq!(register(Registration { stake: Wei(999), ..registration() }), Err(low.into()));
    let invalid = NodeError::KeyInvalid { key: [0; 32] };
    assert_eq!(register(Registration { key: [0; 32], ..registration() }), Err(invalid));
    let taken = NodeError::KeyTaken { key: KEY, node: NodeId(3) };
    assert_eq!(Node::register(registration(), Some(NodeId(3)), LEAST, 10), Err(taken));
    assert_eq!(register(Registration { payout: NOBODY, ..registration() }), Err(NodeError::PayoutZero));
    let free = NodeError::PriceZero { model: ModelId(3) };
    assert_eq!(register(Registration { price_per_token: Wei::ZERO, ..registration() }), Err(free));
    for (endpoint, length) in bad_endpoints() {
        let refused = NodeError::Endpoint(EndpointError { length });
        assert_eq!(register(Registration { endpoint, ..registration() }), Err(refused));
    }
    assert!(register(Registration { endpoint: longest_endpoint(), ..registration() }).is_ok());
}

#[test]
fn keys_rotate_while_it_is_active() {
    let fresh = KeyChange { from_block: 30, key: [8; 32] };
    assert_eq!(node().rotate_key(OPERATOR, [8; 32], None, 30), Ok(fresh));
    assert_eq!(node().rotate_key(STRANGER, [8; 32], None, 30), Err(NOT_OPERATOR.into()));
    let taken = NodeError::KeyTaken { key: KEY, node: NodeId(1) };
    assert_eq!(node().rotate_key(OPERATOR, KEY, Some(NodeId(1)), 30), Err(taken));
    let invalid = NodeError::KeyInvalid { key: [0; 32] };
    assert_eq!(node().rotate_key(OPERATOR, [0; 32], None, 30), Err(invalid));
    let leaving = node().leave(OPERATOR, UNBONDING, 20).unwrap();
    let inactive = NodeError::Bond(BondError::NotActive { status: 2 });
    assert_eq!(leaving.rotate_key(OPERATOR, [8; 32], None, 30), Err(inactive));
}

#[test]
fn prices_are_set_while_it_is_active() {
    let price = PriceChange { from_block: 30, price_per_token: Wei(5) };
    assert_eq!(node().set_price(OPERATOR, ModelId(2), Wei(5), 30), Ok(price));
    assert_eq!(node().set_price(STRANGER, ModelId(2), Wei(5), 30), Err(NOT_OPERATOR.into()));
    let zero = NodeError::PriceZero { model: ModelId(2) };
    assert_eq!(node().set_price(OPERATOR, ModelId(2), Wei::ZERO, 30), Err(zero));
    let inactive = NodeError::Bond(BondError::NotActive { status: 3 });
    assert_eq!(left().set_price(OPERATOR, ModelId(2), Wei(5), 130), Err(inactive));
}

#[test]
fn its_endpoint_moves_until_it_has_left() {
    let moved = node().set_endpoint(OPERATOR, "http://[::1]:1".into()).unwrap();
    assert_eq!(moved, Node { endpoint: Endpoint::new("http://[::1]:1".into()).unwrap(), ..node() });
    assert!(node().leave(OPERATOR, 1, 20).unwrap().set_endpoint(OPERATOR, URL.into()).is_ok());
    let inactive = NodeError::Bond(BondError::NotActive { status: 3 });
    assert_eq!(left().set_endpoint(OPERATOR, URL.into()), Err(inactive));
    assert_eq!(node().set_endpoint(STRANGER, URL.into()), Err(NOT_OPERATOR.into()));
    for (endpoint, length) in bad_endpoints() {
        let refused = NodeError::Endpoint(EndpointError { length });
        assert_eq!(node().set_endpoint(OPERATOR, endpoint), Err(refused));
    }
}

#[test]
fn its_payout_can_always_move() {
    for node in [node(), node().leave(OPERATOR, UNBONDING, 20).unwrap(), left()] {
        let moved = node.clone().set_payout(OPERATOR, ELSEWHERE).unwrap();
        assert_eq!(moved, Node { payout: ELSEWHERE, ..node.clone() });
        assert_eq!(node.clone().set_payout(STRANGER, ELSEWHERE), Err(NOT_OPERATOR.into()));
        assert_eq!(node.set_payout(OPERATOR, NOBODY), Err(NodeError::PayoutZero));
    }
}

#[test]
fn its_stake_grows_and_goes() {
    let grown = node().add_stake(OPERATOR, Wei(5)).unwrap();
    assert_eq!(grown, Node { bond: Bond { stake: Wei(1_005), ..bond() }, ..node() });
    let (left, stake) = grown.leave(OPERATOR, UNBONDING, 20).unwrap().withdraw(OPERATOR, 120).unwrap();
    assert_eq!((left.bond.stake, stake), (Wei::ZERO, Wei(1_005)));
    assert_eq!((left.payout, left.endpoint.as_str()), (PAYOUT, URL));
}
