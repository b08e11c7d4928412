//! The model registry.

use alloy_primitives::B256;
use tributary_sandbox::{
    abi::{
        IModelRegistry::{
            developerOfCall, modelCall, modelCountCall, proposeVersionCall, registerModelCall,
            setDeveloperCall, setStatusCall, statusChangesCall, versionCall, FeePolicy,
        },
        IOwned::{ownerCall, transferOwnershipCall},
    },
    constructors, Contract, ModelRegistry, Sandbox,
};

use crate::meter::Meter;

/// Measures all messages.
///
/// # Errors
/// If the contract was not built.
pub fn measure(meter: &mut Meter) -> anyhow::Result<()> {
    let sandbox = Sandbox::new();
    let [owner, alice, bob] = ["owner", "alice", "bob"].map(|name| sandbox.actor(name));
    let arguments = constructors::model_registry(owner.address());
    let registry: Contract<ModelRegistry> = meter.deploy(&sandbox, &owner, &arguments)?;

    let call = registerModelCall { name: "An open model, 7B".to_owned(), developer: alice.address() };
    meter.call(&registry, &alice, call, "");
    meter.call(&registry, &alice, version((0, 0, 0)), "");
    sandbox.advance(1);
    meter.call(&registry, &alice, version((1, 1, 200_000)), "on a base");
    meter.call(&registry, &owner, setStatusCall { model: 1, version: 1, status: 2 }, "");

    meter.view(&registry, modelCall { id: 1 });
    meter.view(&registry, modelCountCall {});
    meter.view(&registry, developerOfCall { id: 1 });
    meter.view(&registry, versionCall { model: 1, version: 2 });
    meter.view(&registry, statusChangesCall { model: 1, version: 1 });
    meter.view(&registry, ownerCall {});

    meter.call(&registry, &alice, setDeveloperCall { model: 1, developer: bob.address() }, "");
    meter.call(&registry, &owner, transferOwnershipCall { newOwner: alice.address() }, "");
    Ok(())
}

fn version((base_model, base_version, base_cut): (u64, u32, u32)) -> proposeVersionCall {
    proposeVersionCall {
        model: 1,
        artifactHash: B256::repeat_byte(7),
        baseModel: base_model,
        baseVersion: base_version,
        baseCut: base_cut,
        priceFloor: 1_000_000_000,
        method: 1,
        policy: FeePolicy {
            datasets: 500_000,
            node: 300_000,
            developer: 100_000,
            oracles: 50_000,
            treasury: 50_000,
        },
        uri: "https://models.example/open-7b".to_owned(),
    }
}
