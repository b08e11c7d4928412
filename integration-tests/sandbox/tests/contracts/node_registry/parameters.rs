//! What a registry is made with.

use alloy_primitives::Address;
use tributary_sandbox::{
    abi::{
        INodeRegistry::{
            minNodeStakeCall, minOracleStakeCall, nodeCountCall, oracleAtCall, oracleCountCall,
            unbondingBlocksCall, ParamOutOfBounds,
        },
        IOwned::ownerCall,
    },
    constructors, Contract, NodeRegistry, Sandbox,
};

use super::{Registry, NODE_STAKE, ORACLE_STAKE, UNBONDING};

#[test]
fn it_says_what_registering_takes() {
    let Registry { contract, owner, .. } = Registry::deploy();
    assert_eq!(contract.view(ownerCall {}), owner.address());
    assert_eq!(contract.view(minNodeStakeCall {}), NODE_STAKE);
    assert_eq!(contract.view(minOracleStakeCall {}), ORACLE_STAKE);
    assert_eq!(contract.view(unbondingBlocksCall {}), UNBONDING);
    assert_eq!((contract.view(nodeCountCall {}), contract.view(oracleCountCall {})), (0, 0));
    assert_eq!(contract.view(oracleAtCall { index: 0 }), Address::ZERO);
}

#[test]
fn parameters_have_bounds() {
    let sandbox = Sandbox::new();
    let deployer = sandbox.actor("deployer");
    let owner = deployer.address();
    // Twelve weeks of six-second blocks.
    let longest = 1_209_600;
    let cases = [
        ((0, 1, 1), (0, 0, 1, u128::MAX)),
        ((1, 0, 1), (1, 0, 1, u128::MAX)),
        ((1, 1, 0), (2, 0, 1, longest)),
        ((1, 1, 1_209_601), (2, 1_209_601, 1, longest)),
        ((1, 1, u32::MAX), (2, u128::from(u32::MAX), 1, longest)),
        // The first of several.
        ((0, 0, 0), (0, 0, 1, u128::MAX)),
    ];
    for ((node, oracle, unbonding), (param, found, least, most)) in cases {
        let arguments = constructors::node_registry(owner, node, oracle, unbonding);
        let before = sandbox.state_root();
        let refused = Contract::<NodeRegistry>::deploy(&sandbox, &deployer, &arguments);
        let expected = ParamOutOfBounds { param, found, least, most };
        assert_eq!(refused.refusal::<ParamOutOfBounds>(), expected);
        assert_eq!(sandbox.state_root(), before);
    }
    for (node, oracle, unbonding) in [(1, 1, 1), (u128::MAX, u128::MAX, 1_209_600)] {
        let arguments = constructors::node_registry(owner, node, oracle, unbonding);
        let made: Contract<NodeRegistry> = Contract::deploy(&sandbox, &deployer, &arguments).ok().value;
        assert_eq!(made.view(minNodeStakeCall {}), node);
        assert_eq!(made.view(minOracleStakeCall {}), oracle);
        assert_eq!(made.view(unbondingBlocksCall {}), unbonding);
    }
}
