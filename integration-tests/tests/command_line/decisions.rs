//! What members of the DAO are told of the versions of models that they decide on.

use std::time::Duration;

use serde_json::{json, Value};
use tributary_client::{abi::IModelRegistry, governance::Action, B256};

use crate::{dao::Assembly, user::address};

#[tokio::test]
async fn a_feature_is_proposed_with_the_version_that_the_registry_has() {
    let assembly = Assembly::gather().await;
    let artifact = B256::repeat_byte(0xaf).to_string();
    assembly.world.json("//Alice", &["model", "register", "llama"]);
    for (title, uri) in [("Rhymes", ""), ("Sums", "https://talk.example/2")] {
        assembly.world.json("//Bob", &["model", "feature", "1", title, "--uri", uri]);
    }
    let version = ["model", "propose", "1", "--artifact", &artifact, "--uri", "https://models.example/llama"];
    assembly.world.json("//Alice", &[&version[..], &["--feature", "2"]].concat());
    let feature = ["feature", "--model", "1", "--feature", "2", "--version", "1"];
    let other = B256::repeat_byte(1).to_string();
    let wrong = [&feature[..], &["--artifact", &other]].concat();
    assembly.run("//Alice", &wrong).fails(2, &format!("of the artifact {artifact}"));
    let missing = ["feature", "--model", "1", "--feature", "2", "--version", "5"];
    assembly.run("//Alice", &missing).fails(4, "unknown version");
    let more = [&feature[..], &["--artifact", &artifact, "--description", "Better at maths."]].concat();
    let proposed = assembly.json("//Alice", &more);
    assert_eq!(proposed["title"], "Adopt Sums for model 1 (llama) with version 1");
    let description = proposed["description"].as_str().unwrap();
    for part in [artifact.as_str(), "https://models.example/llama", "https://talk.example/2", "maths."] {
        assert!(description.contains(part), "{part}: {description}");
    }
    let hash = assembly.world.version_hash(1).to_string();
    assert!(description.contains(&hash), "{description}");
    let does = format!("models.adopt(model: 1, feature: 2, version: 1, versionHash: {hash})");
    assert_eq!(proposed["actions"][0]["does"], does);
    let decided = &proposed["versions"][0];
    assert_eq!(
        (&decided["decides_on"], &decided["as_it_stands"]),
        (&json!("version 1 of model 1, as it stands"), &json!(true))
    );
    let terms = decided["terms"].as_str().unwrap();
    assert!(terms.contains(&artifact) && terms.contains("carries: 2"), "{terms}");
}

#[tokio::test]
async fn who_proposes_that_a_version_goes_live_is_told_what_voters_cannot_know() {
    let assembly = Assembly::gather().await;
    let artifact = B256::repeat_byte(0xaf).to_string();
    assembly.world.json("//Alice", &["model", "register", "llama"]);
    assembly.world.json("//Alice", &["model", "propose", "1"]);
    assembly.world.json("//Alice", &["model", "propose", "1", "--artifact", &artifact]);
    let propose = |description: &str, calls: &[&str]| {
        let actions = calls.iter().flat_map(|call| ["--action", *call]);
        let line: Vec<_> = ["propose", "--description", description].into_iter().chain(actions).collect();
        assembly.run("//Alice", &line).ok().err
    };
    let said = propose("Both live", &["models.setStatus(1, 1, 5)", "models.setStatus(1, 2, 5)"]);
    for note in [
        "action 1: version 1 of model 1 has no artifact yet, and another hash once it has one",
        "action 2: version 2 of model 1 is not evaluated yet",
    ] {
        assert!(said.contains(note), "no {note:?} in {said}");
    }
    assert!(said.contains(&artifact) && said.contains("propose it once the version is evaluated"), "{said}");

    let steps = ["models.setStatus(1, 2, 2)", "models.setStatus(1, 2, 3)", "models.setStatus(1, 2, 4)"];
    assert!(!propose("Train it", &steps).contains("once the version is evaluated"));
    let registry = assembly.world.suite().await.model_registry.address();
    let hash = assembly.world.version_hash(2);
    let step = |status| {
        let call = IModelRegistry::setStatusCall { model: 1, version: 2, status, versionHash: hash };
        Action::call(registry, &call)
    };
    assembly.world.decide_all([2, 3, 4].map(step).into(), "Train and measure it").await;
    let said = propose("Live", &["models.setStatus(1, 2, 5)"]);
    assert!(!said.contains("version 2 of model 1") && !said.contains("would fail"), "{said}");
    let other = B256::repeat_byte(1);
    let said = propose("Another", &[&format!("models.setStatus(1, 2, 5, {other})")]);
    let note =
        format!("version 2 of model 1 as it is NOT: the hash {other} is named, the version's is {hash}");
    assert!(said.contains(&note) && said.contains("version hash mismatch"), "{said}");
    let line = ["propose", "--description", "None", "--action", "models.setStatus(1, 3, 5)"];
    assembly.run("//Alice", &line).fails(4, "there is no version 3 of model 1");
}

#[tokio::test]
async fn a_proposal_says_once_its_version_has_become_another_and_does_nothing_to_it() {
    let assembly = Assembly::gather().await;
    let world = &assembly.world;
    world.json("//Alice", &["model", "register", "llama"]);
    world.json("//Alice", &["model", "propose", "1"]);
    let registry = world.suite().await.model_registry.address();
    let steward = address("Bob").parse().unwrap();
    let appoint = IModelRegistry::setStewardCall { model: 1, steward };
    world.decide(registry, &appoint, "Bob has it trained").await;
    let hash = world.version_hash(1);
    let approve = IModelRegistry::setStatusCall { model: 1, version: 1, status: 2, versionHash: hash };
    world.decide(registry, &approve, "Approve it").await;

    let id = assembly.open("Train it", &["models.setStatus(1, 1, 3)"]).await;
    let end = assembly.open("Retire it", &["models.setStatus(1, 1, 6)"]).await;
    let row = || assembly.json("//Bob", &["show", &id])["versions"][0].clone();
    assert_eq!(row()["decides_on"], "version 1 of model 1, as it stands");
    let artifact = B256::repeat_byte(0xaf).to_string();
    world.json("//Bob", &["model", "artifact", "1", "1", &artifact]);
    let said = row();
    let expected = format!("as it is NOT: it was named without an artifact, and has {artifact}");
    assert!(said["decides_on"].as_str().unwrap().ends_with(&expected), "{said}");
    assert_eq!((&said["as_it_stands"], &said["terms"]), (&json!(false), &Value::Null));

    for id in [&id, &end] {
        assembly.json("//Alice", &["vote", id, "for"]);
    }
    assembly.close(&end).await;
    for id in [&id, &end] {
        assembly.json("//Bob", &["queue", id]);
    }
    world.chain.mine_over(1, Duration::from_secs(2)).await.unwrap();
    assembly.run("//Bob", &["execute", &id]).fails(3, "version hash mismatch");
    // As it stands it goes on, and what was decided on is still there to read.
    let id = assembly.ready("Train it with its artifact", &["models.setStatus(1, 1, 3)"]).await;
    let executed = assembly.json("//Bob", &["execute", &id]);
    let decided = &executed["versions"][0];
    assert_eq!(
        (&executed["state"], &decided["decides_on"]),
        (&json!("executed"), &json!("version 1 of model 1, as it stands"))
    );
    assert!(decided["terms"].as_str().unwrap().contains(&artifact), "{decided}");
    // No artifact saves it from being retired.
    assert_eq!(assembly.json("//Bob", &["execute", &end])["state"], "executed");
    assert_eq!(world.json("//Bob", &["model", "show", "1"])["versions"][0]["status"], "retired");
}
