//! Models: what is wanted of them, who has it trained, and which version is asked.

use axum::Router;
use serde_json::{json, Value};
use tributary_client::{
    abi::{IModelRegistry, IOwned},
    Signer,
};

use crate::{
    said::Said,
    user::{address, World},
};

const KEY: &str = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const ARTIFACT: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";
const OTHER: &str = "0x2222222222222222222222222222222222222222222222222222222222222222";
const SESSION: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

/// Bob develops model 1.
fn of_the_dao() -> World {
    let world = World::deployed();
    world.json("//Bob", &["model", "register", "whale-7b"]);
    world
}

/// The same, with Alice as the registry's owner by the DAO's decision.
async fn with_model() -> World {
    let world = of_the_dao();
    let registry = world.suite().await.model_registry.address();
    let alice = Signer::dev("Alice").unwrap().address();
    world.decide(registry, &IOwned::transferOwnershipCall { newOwner: alice }, "Alice decides").await;
    world
}

fn set_status(world: &World, who: &str, version: &str, status: &str) -> Said {
    world.run(who, &["model", "set-status", "1", version, status])
}

/// The action of the motion to bring a version of model 1, as it stands, to a status.
fn told(world: &World, version: usize, status: u8) -> String {
    format!("--action 'models.setStatus(1, {version}, {status}, {})'", world.version_hash(version))
}

#[tokio::test]
async fn what_somebody_wants_is_trained_into_a_version() {
    let world = with_model().await;
    let wish = ["model", "feature", "1", "Footnotes", "--uri", "https://talk.example/1"];
    let model = world.json("//Charlie", &wish);
    assert_eq!((&model["proposed_feature"], &model["feature_count"]), (&json!(1), &json!(1)));
    assert!(model["transaction"].is_string());
    let feature = &model["features"][0];
    assert_eq!((&feature["title"], &feature["status"]), (&json!("Footnotes"), &json!("proposed")));
    assert_eq!((&feature["proposer"], &feature["version"]), (&json!(address("Charlie")), &Value::Null));
    world.run("//Charlie", &["model", "feature", "2", "Footnotes"]).fails(4, "unknown model");
    world.run("//Charlie", &["model", "feature", "1", ""]).fails(3, "name invalid");

    // Named twice it is carried once; without an artifact it is still to be trained.
    world.run("//Bob", &["model", "propose", "1", "--feature", "2"]).fails(4, "unknown feature");
    let model = world.json("//Bob", &["model", "propose", "1", "--feature", "1,1"]);
    assert_eq!(model["versions"][0]["features"], json!([1]));
    assert_eq!(model["versions"][0]["artifact"], Value::Null);

    // Charlie is to have it trained.
    let steward = ["model", "steward", "1", &address("Charlie")];
    world.run("//Bob", &steward).fails(3, "not owner");
    assert_eq!(world.json("//Alice", &steward)["steward"], json!(address("Charlie")));
    world.run("//Alice", &["model", "steward", "1"]).fails(2, "STEWARD");
    let artifact = ["model", "artifact", "1", "1", ARTIFACT];
    world.run("//Charlie", &artifact).fails(3, "not in training");
    set_status(&world, "//Charlie", "1", "approved").fails(3, "not allowed");
    // Of more steps than can be taken none is.
    set_status(&world, "//Alice", "1", "live").fails(3, "no artifact yet");
    assert_eq!(world.json("//Bob", &["model", "show", "1"])["versions"][0]["status"], "proposed");
    set_status(&world, "//Alice", "1", "approved").ok();
    set_status(&world, "//Charlie", "1", "training").ok();
    world.run("//Bob", &artifact).fails(3, "not steward");
    let model = world.json("//Charlie", &artifact);
    assert_eq!(model["versions"][0]["artifact"], ARTIFACT);
    world.run("//Charlie", &["model", "artifact", "1", "1", OTHER]).fails(3, "artifact fixed");
    set_status(&world, "//Charlie", "1", "evaluated").ok();
    set_status(&world, "//Charlie", "1", "live").fails(3, "not allowed");
    set_status(&world, "//Alice", "1", "live").ok();

    let model = world.json("//Alice", &["model", "steward", "1", "--nobody"]);
    assert_eq!(model["steward"], Value::Null);
    let table = world.run("//Bob", &["model", "show", "1"]).ok().out;
    for words in ["Footnotes", "https://talk.example/1", "features:", "versions:", "live"] {
        assert!(table.contains(words), "{table}");
    }
}

#[tokio::test]
async fn what_is_no_more_than_proposed_is_given_up_by_whose_it_is() {
    let world = with_model().await;
    for title in ["Footnotes", "Rhymes", "Maps"] {
        world.json("//Charlie", &["model", "feature", "1", title]);
    }
    let withdraw = |feature| ["model", "withdraw-feature", "1", feature];
    world.run("//Bob", &withdraw("2")).fails(3, "not proposer");
    world.run("//Charlie", &withdraw("4")).fails(4, "unknown feature");
    world.json("//Charlie", &withdraw("2"));
    let model = world.json("//Alice", &withdraw("3"));
    let standing: Vec<_> =
        model["features"].as_array().unwrap().iter().map(|row| row["status"].clone()).collect();
    assert_eq!(standing, ["proposed", "withdrawn", "withdrawn"]);
    world.run("//Charlie", &withdraw("2")).fails(3, "feature not proposed");
    let newest = world.json("//Bob", &["model", "show", "1", "--features", "1"]);
    assert_eq!((&newest["feature_count"], &newest["features"][0]["title"]), (&json!(3), &json!("Maps")));
    assert_eq!(newest["features"].as_array().unwrap().len(), 1);

    // A developer takes back a draft, and nothing that was decided on.
    for _ in 1..=2 {
        world.json("//Bob", &["model", "propose", "1", "--artifact", ARTIFACT]);
    }
    set_status(&world, "//Charlie", "1", "retired").fails(3, "not allowed");
    set_status(&world, "//Bob", "1", "retired").ok();
    set_status(&world, "//Alice", "2", "approved").ok();
    set_status(&world, "//Bob", "2", "retired").fails(3, "not allowed");
}

#[tokio::test]
async fn who_has_a_role_of_the_daos_acts_alone_and_others_are_told_the_motion() {
    let world = of_the_dao();
    world.json("//Charlie", &["model", "feature", "1", "Footnotes"]);
    world.json("//Charlie", &["model", "feature", "1", "Rhymes"]);
    world.json("//Bob", &["model", "propose", "1", "--feature", "1"]);
    let registry = world.suite().await.model_registry.address();
    let charlie = Signer::dev("Charlie").unwrap().address();
    let name = |steward| IModelRegistry::setStewardCall { model: 1, steward };
    let motion = format!("--action 'models.setSteward(1, {charlie})'");
    world.run("//Charlie", &["model", "steward", "1", &address("Charlie")]).fails(3, &motion);
    world.decide(registry, &name(charlie), "Charlie has it trained").await;
    let motion = told(&world, 1, 2);
    set_status(&world, "//Charlie", "1", "approved").fails(3, &motion);
    let (feature, untrained) = (1, world.version_hash(1));
    let adopt = IModelRegistry::adoptCall { model: 1, feature, version: 1, versionHash: untrained };
    world.decide(registry, &adopt, "Footnotes").await;

    set_status(&world, "//Charlie", "1", "training").ok();
    let artifact = ["model", "artifact", "1", "1", ARTIFACT];
    world.run("//Bob", &artifact).fails(3, "--action 'models.setArtifact(1, 1, 0x1111");
    world.json("//Charlie", &artifact);
    set_status(&world, "//Charlie", "1", "evaluated").ok();
    // The motion is about the file that was trained.
    let motion = told(&world, 1, 5);
    assert!(!motion.contains(&untrained.to_string()), "{motion}");
    set_status(&world, "//Charlie", "1", "live").fails(3, &motion);
    let withdraw = ["model", "withdraw-feature", "1", "2"];
    world.run("//Bob", &withdraw).fails(3, "--action 'models.withdrawFeature(1, 2)'");
    world.json("//Charlie", &withdraw);
    // A draft is its developer's.
    world.json("//Bob", &["model", "propose", "1"]);
    set_status(&world, "//Charlie", "2", "retired").fails(3, &told(&world, 2, 6));
    set_status(&world, "//Bob", "2", "retired").ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_live_version_is_asked() {
    let world = with_model().await;
    // A server that says nothing of models.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new()).await.unwrap() });
    let register =
        ["node", "register", "--key", KEY, "--endpoint", &endpoint, "--model", "1", "--price", "5"];
    world.json("//Bob", &register);
    let ask = |more: &[&str]| {
        let line = [&["ask", "--node", "1", "--max-fee", "1coin"][..], more, &["Why?"]].concat();
        let mut asking = world.command("//Bob", &line);
        asking.env("TRIBUTARY_SESSION_KEY", SESSION);
        Said::of(asking.output().unwrap())
    };
    ask(&[]).fails(4, "no version of model 1 is live");
    for version in ["1", "2", "3"] {
        world.json("//Bob", &["model", "propose", "1", "--artifact", ARTIFACT]);
        if version != "3" {
            set_status(&world, "//Alice", version, "live").ok();
        }
    }
    ask(&[]).fails(4, "does not serve version 2 of model 1");
    ask(&["--model-version", "1"]).fails(4, "does not serve version 1 of model 1");
    set_status(&world, "//Alice", "2", "retired").ok();
    ask(&[]).fails(4, "does not serve version 1 of model 1");
}
