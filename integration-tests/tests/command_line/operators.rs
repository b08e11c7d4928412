//! Models, nodes and oracles: from registering to taking stakes back.

use serde_json::json;
use tributary_client::{
    abi::{
        IModelRegistry::{setStatusCall, versionHashCall},
        IOwned,
    },
    governance::Action,
    Signer,
};

use crate::user::{address, member, World, UNBONDING};

const KEY: &str = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const OTHER_KEY: &str = "0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const ARTIFACT: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

#[tokio::test]
async fn a_model_goes_from_a_name_to_a_live_version() {
    let world = World::deployed();
    let model = world.json("//Bob", &["model", "register", "whale-7b"]);
    assert_eq!((&model["model"], &model["developer"]), (&json!(1), &json!(address("Bob"))));
    let propose =
        ["model", "propose", "1", "--artifact", ARTIFACT, "--price-floor", "5", "--datasets", "70%"];
    // The cuts have to make the whole.
    world.run("//Bob", &propose).fails(2, "1100000 ppm");
    let propose = [&propose[..], &["--node", "15%"]].concat();
    world.run("//Charlie", &propose).fails(3, "not developer");
    let model = world.json("//Bob", &propose);
    assert_eq!(
        (&model["proposed_version"], &model["versions"][0]["status"]),
        (&json!(1), &json!("proposed"))
    );
    assert_eq!(model["versions"][0]["price_floor_wei"], "5");
    assert_eq!(model["versions"][0]["datasets_ppm"], 700_000);

    // Only a vote moves a version, through every step, and never back.
    let models = world.suite().await.model_registry;
    let hash = models.read(versionHashCall { model: 1, version: 1 }).await.unwrap();
    assert_eq!(model["versions"][0]["version_hash"], json!(hash));
    let two = [2, 3].map(|status| format!(" --action 'models.setStatus(1, 1, {status}, {hash})'")).concat();
    world.run("//Bob", &["model", "set-status", "1", "1", "training"]).fails(3, &two);
    let registry = models.address();
    let step =
        |status| Action::call(registry, &setStatusCall { model: 1, version: 1, status, versionHash: hash });
    world.decide_all([2, 3].map(step).into(), "Train it").await;
    let model = world.json("//Bob", &["model", "show", "1"]);
    assert_eq!(model["versions"][0]["status"], "training");
    world.decide_all([4, 5].map(step).into(), "Bring it live").await;
    let model = world.json("//Bob", &["model", "show", "1"]);
    assert_eq!(model["versions"][0]["status"], "live");
    world.run("//Alice", &["model", "set-status", "1", "1", "approved"]).fails(3, "cannot become approved");
    world.run("//Alice", &["model", "set-status", "1", "1", "alive"]).fails(2, "alive");

    // A second version derives from the first.
    let base = ["--base", "1.1=20%", "--node", "15%", "--datasets", "70%"];
    let derived = [&["model", "propose", "1", "--artifact", ARTIFACT][..], &base].concat();
    let model = world.json("//Bob", &derived);
    assert_eq!(model["versions"][1]["base"], json!({ "model": 1, "version": 1, "share_ppm": 200_000 }));
    // Whom the DAO lets, by making it the owner, does it alone.
    let charlie = Signer::dev("Charlie").unwrap().address();
    world.decide(registry, &IOwned::transferOwnershipCall { newOwner: charlie }, "Charlie decides").await;
    world.run("//Alice", &["model", "set-status", "1", "2", "retired"]).fails(3, "not allowed");
    let model = world.json("//Charlie", &["model", "set-status", "1", "2", "retired"]);
    assert_eq!(model["versions"][1]["status"], "retired");
    assert!(model["transaction"].is_string());

    let model = world.json("//Bob", &["model", "set-developer", "1", &address("Charlie")]);
    assert_eq!(model["developer"], address("Charlie"));
    assert_eq!(world.json("//Bob", &["model", "list"])[0]["name"], "whale-7b");
    world.run("//Bob", &["model", "show", "2"]).fails(4, "unknown model");
    let table = world.run("//Bob", &["model", "status", "1"]).ok().out;
    assert!(table.contains("whale-7b") && table.contains("retired"), "{table}");
}

#[tokio::test]
async fn a_node_comes_changes_and_goes() {
    let world = World::deployed();
    let at = |endpoint: &'static str| ["node", "register", "--key", KEY, "--endpoint", endpoint];
    let unpriced = at("http://127.0.0.1:8001");
    world.run("//Bob", &[&unpriced[..], &["--model", "2"]].concat()).fails(2, "--price");
    world.run("//Bob", &[&unpriced[..], &["--price", "0.25coin"]].concat()).fails(2, "--model");
    world.run("//Bob", &[&unpriced[..], &["--model", "2", "--price", "0"]].concat()).fails(3, "price zero");
    let priced = ["--model", "2", "--price", "0.25coin"];
    let register = [&unpriced[..], &priced].concat();
    world.run("//Bob", &[&register[..], &["--stake", "1coin"]].concat()).fails(7, "stake too low");
    world.run("//Bob", &[&at("ftp://x")[..], &priced].concat()).fails(2, "ftp");
    let node = world.json("//Bob", &register);
    assert_eq!((&node["node"], &node["stake_wei"]), (&json!(1), &json!("2000000000000000000")));
    assert_eq!(node["prices"][0]["price_per_token_wei"], "250000000000000000");
    assert_eq!((&node["payout"], &node["status"]), (&json!(address("Bob")), &json!("active")));
    world.run("//Charlie", &register).fails(3, "key taken");

    let node = world.json("//Bob", &["node", "add-stake", "1", "1coin"]);
    assert_eq!(node["stake_wei"], "3000000000000000000");
    let node = world.json("//Bob", &["node", "set-endpoint", "1", "https://node.example.org"]);
    assert_eq!(node["endpoint"], "https://node.example.org");
    let node = world.json("//Bob", &["node", "set-payout", "1", &address("Dave")]);
    assert_eq!(node["payout"], address("Dave"));
    let node = world.json("//Bob", &["node", "rotate-key", "1", OTHER_KEY]);
    assert_eq!((&node["key"], node["keys"].as_array().unwrap().len()), (&json!(OTHER_KEY), 2));
    world.run("//Charlie", &["node", "rotate-key", "1", KEY]).fails(3, "not operator");
    world.run("//Bob", &["node", "rotate-key", "1", "0x12"]).fails(2, "ed25519");
    world.json("//Alice", &["model", "register", "m"]);
    let node = world.json("//Bob", &["node", "set-price", "1", "1", "0.5coin"]);
    assert_eq!(node["prices"][0]["price_per_token_wei"], "500000000000000000");
    world.run("//Bob", &["node", "price", "1", "1", "0"]).fails(3, "price zero");
    assert_eq!(world.json("//Bob", &["node", "list"]).as_array().unwrap().len(), 1);
    world.run("//Bob", &["node", "show", "2"]).fails(4, "unknown node");

    world.run("//Bob", &["node", "withdraw-stake", "1"]).fails(3, "not leaving");
    let node = world.json("//Bob", &["node", "leave", "1"]);
    assert_eq!(node["status"], "leaving");
    let (left, free) =
        (node["left_at_block"].as_u64().unwrap(), node["stake_free_from_block"].as_u64().unwrap());
    assert_eq!(free - left, u64::from(UNBONDING));
    world.run("//Bob", &["node", "withdraw-stake", "1"]).fails(3, "still bonded");
    world.mine(UNBONDING).await;
    let node = world.json("//Bob", &["node", "withdraw-stake", "1"]);
    assert_eq!((&node["status"], &node["stake_wei"]), (&json!("left"), &json!("0")));
}

#[tokio::test]
async fn an_oracle_comes_changes_and_goes() {
    let world = World::deployed();
    let (signer, key) = (member(1), world.keep_member(1));
    let register = ["oracle", "register", "--endpoint", "http://127.0.0.1:7001", "--signer"];
    // The members' addresses are known to all; their seats are for who has their keys.
    world.run("//Bob", &[&register[..], &[&signer]].concat()).fails(2, "consent");
    let by_name = [&register[..], &[&key]].concat();
    let oracle = world.json("//Bob", &by_name);
    assert_eq!((&oracle["signer"], &oracle["in_committee"]), (&json!(signer), &json!(true)));
    assert_eq!((&oracle["operator"], &oracle["payout"]), (&json!(address("Bob")), &json!(address("Bob"))));
    assert_eq!(oracle["stake_wei"], "3000000000000000000");
    world.run("//Charlie", &by_name).fails(3, "signer taken");

    // Where the key is, it consents to one operator, who registers elsewhere.
    let (second, key) = (member(2), world.keep_member(2));
    let consent = world.json("//Bob", &["oracle", "consent", &key, "--operator", &address("Charlie")]);
    assert_eq!((&consent["signer"], &consent["operator"]), (&json!(second), &json!(address("Charlie"))));
    let signature = consent["consent"].as_str().unwrap();
    let consented = [&register[..], &[&second, "--stake", "4coin", "--consent", signature]].concat();
    world.run("//Dave", &consented).fails(3, "wrong signer");
    let cut = &signature[..signature.len() - 2];
    let short = [&register[..], &[&second, "--consent", cut]].concat();
    world.run("//Charlie", &short).fails(3, "signature malformed");
    let other = world.json("//Charlie", &consented);
    assert_eq!((&other["in_committee"], &other["stake_wei"]), (&json!(true), &json!("4000000000000000000")));
    assert_eq!((&other["signer"], &other["operator"]), (&json!(second), &json!(address("Charlie"))));
    assert_eq!(world.json("//Bob", &["oracle", "list"]).as_array().unwrap().len(), 2);
    // A node's key signs no epochs.
    world.run("//Bob", &["oracle", "show", "n1"]).fails(4, "n1");

    // What it earns is its operator's, who may have it paid elsewhere.
    let earner = format!("oracle:{signer}");
    assert_eq!(world.json("//Dave", &["recipients", "show", &earner])["payee"], address("Bob"));
    let dave = address("Dave");
    world.run("//Dave", &["oracle", "set-payout", &signer, &dave]).fails(3, "not operator");
    assert_eq!(world.json("//Bob", &["oracle", "payout", &signer, &dave])["payout"], dave);
    assert_eq!(world.json("//Dave", &["recipients", "show", &earner])["payee"], dave);
    let table = ["recipients", "set", &earner, &format!("{dave}=100%")];
    world.run("//Bob", &table).fails(3, "not account owner");
    assert_eq!(world.json("//Dave", &table)["payee"], dave);

    let moved = world.json("//Bob", &["oracle", "set-endpoint", &signer, "http://127.0.0.1:7002"]);
    assert_eq!(moved["endpoint"], "http://127.0.0.1:7002");
    world.run("//Charlie", &["oracle", "leave", &signer]).fails(3, "not operator");
    assert_eq!(world.json("//Bob", &["oracle", "leave", &signer])["status"], "leaving");
    world.run("//Bob", &["oracle", "withdraw-stake", &signer]).fails(3, "still bonded");
    world.mine(UNBONDING).await;
    assert_eq!(world.json("//Bob", &["oracle", "withdraw-stake", &signer])["status"], "left");
    world.run("//Bob", &["oracle", "show", &member(8)]).fails(4, "unknown oracle");
}
