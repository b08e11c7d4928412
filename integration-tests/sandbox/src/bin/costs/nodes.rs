//! The node registry.

use alloy_primitives::B256;
use tributary_sandbox::{
    abi::{
        INodeRegistry::{
            activityChangesCall, addStakeCall, keyChangesCall, leaveCall, leaveOracleCall, minNodeStakeCall,
            minOracleStakeCall, nodeCall, nodeCountCall, oracleAtCall, oracleCall, oracleCountCall,
            oraclePayoutOfCall, payoutOfCall, priceChangesCall, pricedModelsCall, registerNodeCall,
            rotateKeyCall, setEndpointCall, setOracleEndpointCall, setOraclePayoutCall, setPayoutCall,
            setPriceCall, unbondingBlocksCall, withdrawOracleStakeCall, withdrawStakeCall,
        },
        IOwned::{ownerCall, transferOwnershipCall},
    },
    constructors, Contract, NodeRegistry, OracleKeys, Sandbox, TOKEN,
};

use crate::meter::Meter;

const UNBONDING: u32 = 100;

/// Measures all messages.
///
/// # Errors
/// If the contract was not built.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let sandbox = Sandbox::new();
    let [owner, alice, bob] = ["owner", "alice", "bob"].map(|name| sandbox.actor(name));
    let arguments = constructors::node_registry(owner.address(), TOKEN, TOKEN, UNBONDING);
    let registry: Contract<NodeRegistry> = meter.deploy(&sandbox, &owner, &arguments)?;
    let endpoint = || "https://node-7.inference.example:8443/v1".to_owned();

    let call = registerNodeCall {
        key: B256::repeat_byte(1),
        endpoint: endpoint(),
        payout: bob.address(),
        model: 1,
        pricePerToken: 1_000_000,
    };
    meter.pay(&registry, &alice, call, TOKEN, "");
    sandbox.advance(1);
    meter.pay(&registry, &alice, addStakeCall { node: 1 }, TOKEN, "");
    meter.call(&registry, &alice, rotateKeyCall { node: 1, key: B256::repeat_byte(2) }, "");
    meter.call(&registry, &alice, setPriceCall { node: 1, model: 2, pricePerToken: 1_000_000 }, "first");
    sandbox.advance(1);
    meter.call(&registry, &alice, setPriceCall { node: 1, model: 1, pricePerToken: 2_000_000 }, "");
    meter.call(&registry, &alice, setEndpointCall { node: 1, endpoint: endpoint() }, "");
    meter.call(&registry, &alice, setPayoutCall { node: 1, payout: alice.address() }, "");
    let call =
        OracleKeys::from_seed("nodes", 1).registration(0, registry.address(), bob.address(), endpoint());
    let signer = call.signer;
    meter.pay(&registry, &bob, call, TOKEN, "");
    meter.call(&registry, &bob, setOraclePayoutCall { signer, payout: alice.address() }, "");
    meter.call(&registry, &bob, setOracleEndpointCall { signer, endpoint: endpoint() }, "");

    meter.view(&registry, minNodeStakeCall {});
    meter.view(&registry, minOracleStakeCall {});
    meter.view(&registry, unbondingBlocksCall {});
    meter.view(&registry, nodeCall { id: 1 });
    meter.view(&registry, nodeCountCall {});
    meter.view(&registry, payoutOfCall { id: 1 });
    meter.view(&registry, keyChangesCall { id: 1 });
    meter.view(&registry, activityChangesCall { id: 1 });
    meter.view(&registry, priceChangesCall { id: 1, model: 1 });
    meter.view(&registry, pricedModelsCall { id: 1 });
    meter.view(&registry, oracleCall { signer });
    meter.view(&registry, oraclePayoutOfCall { signer });
    meter.view(&registry, oracleCountCall {});
    meter.view(&registry, oracleAtCall { index: 0 });
    meter.view(&registry, ownerCall {});

    meter.call(&registry, &alice, leaveCall { node: 1 }, "");
    meter.call(&registry, &bob, leaveOracleCall { signer }, "");
    sandbox.advance(UNBONDING);
    meter.call(&registry, &alice, withdrawStakeCall { node: 1 }, "");
    meter.call(&registry, &bob, withdrawOracleStakeCall { signer }, "");
    meter.call(&registry, &owner, transferOwnershipCall { newOwner: alice.address() }, "");
    Ok(())
}
