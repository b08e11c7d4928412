//! Where an oracle wants its earnings.

use alloy_primitives::Address;
use tributary_sandbox::abi::{
    INodeRegistry::{
        leaveOracleCall, oraclePayoutOfCall, setOraclePayoutCall, withdrawOracleStakeCall, NotOperator,
        Oracle, OraclePayoutChanged, UnknownOracle,
    },
    IOwned::ZeroAddress,
};

use super::{payout, signer, Registry, LEFT, UNBONDING};
use crate::{
    expectation::{stops, Emits},
    refusal::refuses,
};

fn pay(payout: Address) -> setOraclePayoutCall {
    setOraclePayoutCall { signer: signer(1), payout }
}

impl Registry {
    #[track_caller]
    fn oracle_payout(&self, signer: Address) -> Address {
        self.contract.view(oraclePayoutOfCall { signer })
    }
}

#[test]
fn they_go_to_its_operator_until_it_says_otherwise() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    assert_eq!(registry.oracle_payout(signer(1)), alice.address());
    let before = registry.oracle(1);
    assert_eq!(before.payout, alice.address());
    let event: OraclePayoutChanged = registry.contract.call(&alice, pay(payout(9)), 0).ok().only_event();
    assert_eq!((event.signer, event.payout), (signer(1), payout(9)));
    assert_eq!(registry.oracle_payout(signer(1)), payout(9));
    assert_eq!(registry.oracle(1), Oracle { payout: payout(9), ..before });
    // As often as it likes, and to its own key too.
    registry.contract.call(&alice, pay(signer(1)), 0).ok();
    assert_eq!(registry.oracle_payout(signer(1)), signer(1));
}

#[test]
fn who_never_registered_is_paid_at_its_own_address() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    for signer in [signer(2), alice.address(), Address::ZERO] {
        assert_eq!(registry.oracle_payout(signer), signer);
    }
}

#[test]
fn nobody_but_the_operator_says_so() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    let bob = registry.actor("bob");
    // Nor who is paid.
    registry.contract.call(&alice, pay(bob.address()), 0).ok();
    for caller in [&bob, &registry.owner] {
        let refused = NotOperator { caller: caller.address(), operator: alice.address() };
        refuses(&registry.contract, caller, pay(caller.address()), refused);
    }
    refuses(&registry.contract, &alice, pay(Address::ZERO), ZeroAddress {});
    for signer in [Address::ZERO, signer(2), alice.address()] {
        let call = setOraclePayoutCall { signer, payout: payout(9) };
        refuses(&registry.contract, &alice, call, UnknownOracle { signer });
    }
    stops(&registry.contract, &alice, pay(payout(9)), 1, "ContractTrapped");
    assert_eq!(registry.oracle_payout(signer(1)), bob.address());
}

#[test]
fn earnings_outlast_the_leaving() {
    let (registry, alice) = Registry::with_oracle_of("alice");
    registry.contract.call(&alice, pay(payout(7)), 0).ok();
    registry.contract.call(&alice, leaveOracleCall { signer: signer(1) }, 0).ok();
    assert_eq!(registry.oracle_payout(signer(1)), payout(7));
    registry.contract.call(&alice, pay(payout(8)), 0).ok();
    registry.sandbox.advance(UNBONDING);
    registry.contract.call(&alice, withdrawOracleStakeCall { signer: signer(1) }, 0).ok();
    assert_eq!((registry.oracle(1).status, registry.oracle_payout(signer(1))), (LEFT, payout(8)));
    registry.contract.call(&alice, pay(payout(9)), 0).ok();
    assert_eq!(registry.oracle_payout(signer(1)), payout(9));
}
