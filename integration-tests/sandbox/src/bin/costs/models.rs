//! The model registry.

use alloy_primitives::B256;
use tributary_sandbox::{
    abi::{
        IModelRegistry::{
            adoptCall, developerOfCall, featureCall, featureCountCall, modelCall, modelCountCall,
            proposeFeatureCall, proposeVersionCall, registerModelCall, setArtifactCall, setDeveloperCall,
            setStatusCall, setStewardCall, statusChangesCall, stewardOfCall, versionCall, versionHashCall,
            withdrawFeatureCall, FeePolicy,
        },
        IOwned::{ownerCall, transferOwnershipCall},
    },
    constructors, Actor, Contract, ModelRegistry, Sandbox,
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
    meter.call(&registry, &owner, step(&registry, 1, 2), "");
    features(meter, &registry, [&owner, &alice, &bob]);

    meter.view(&registry, modelCall { id: 1 });
    meter.view(&registry, modelCountCall {});
    meter.view(&registry, developerOfCall { id: 1 });
    meter.view(&registry, versionCall { model: 1, version: 2 });
    meter.view(&registry, versionHashCall { model: 1, version: 2 });
    meter.view(&registry, statusChangesCall { model: 1, version: 1 });
    meter.view(&registry, stewardOfCall { model: 1 });
    meter.view(&registry, featureCall { model: 1, feature: 1 });
    meter.view(&registry, featureCountCall { model: 1 });
    meter.view(&registry, ownerCall {});

    meter.call(&registry, &alice, setDeveloperCall { model: 1, developer: bob.address() }, "");
    meter.call(&registry, &owner, transferOwnershipCall { newOwner: alice.address() }, "");
    Ok(())
}

/// What is wanted of a model, from the proposal to a version that was trained for it.
fn features(meter: &mut Meter, registry: &Contract<ModelRegistry>, [owner, developer, member]: [&Actor; 3]) {
    meter.call(registry, member, feature(1), "");
    for number in 2..=18 {
        registry.call(member, feature(number), 0).ok();
    }
    meter.call(registry, member, withdrawFeatureCall { model: 1, feature: 18 }, "");
    meter.call(registry, owner, setStewardCall { model: 1, steward: member.address() }, "");
    let untrained = proposeVersionCall { artifactHash: B256::ZERO, features: vec![1], ..version((0, 0, 0)) };
    let one = registry.call(developer, untrained, 0).ok().value;
    let all = proposeVersionCall { features: (2..=17).collect(), ..version((0, 0, 0)) };
    let many = meter.call(registry, developer, all, "with 16 features");
    registry.sandbox().advance(1);
    let adopt =
        |feature, version| adoptCall { model: 1, feature, version, versionHash: hash(registry, version) };
    meter.call(registry, owner, adopt(1, one), "1 feature");
    meter.call(registry, owner, adopt(2, many), "16 features");
    let artifact = setArtifactCall { model: 1, version: one, artifactHash: B256::repeat_byte(8) };
    meter.call(registry, member, artifact, "");
    meter.call(registry, member, step(registry, one, 3), "by a steward");
}

/// What names a version of model 1 as it stands.
fn hash(registry: &Contract<ModelRegistry>, version: u32) -> B256 {
    registry.view(versionHashCall { model: 1, version })
}

/// A step of a version of model 1 as it stands.
fn step(registry: &Contract<ModelRegistry>, version: u32, status: u8) -> setStatusCall {
    setStatusCall { model: 1, version, status, versionHash: hash(registry, version) }
}

fn feature(number: u32) -> proposeFeatureCall {
    let title = format!("Answers with footnotes, {number}");
    proposeFeatureCall { model: 1, title, uri: "https://forum.example/t/footnotes".to_owned() }
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
        features: Vec::new(),
    }
}
