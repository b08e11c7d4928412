//! Who gets what other accounts than datasets earn.

use serde_json::json;

use crate::user::{address, member, World};

const KEY: &str = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

#[tokio::test]
async fn nodes_and_developers_share_what_they_earn_and_the_treasury_does_not() {
    let world = World::deployed();
    let [alice, bob, charlie, dave] = ["Alice", "Bob", "Charlie", "Dave"].map(address);
    let endpoint = "http://127.0.0.1:8001";
    let register = ["node", "register", "--key", KEY, "--endpoint", endpoint, "--stake", "2coin"];
    world.json("//Bob", &[&register[..], &["--model", "1", "--price", "1"]].concat());
    world.json("//Bob", &["node", "set-payout", "1", &charlie]);
    world.json("//Bob", &["model", "register", "whale-7b"]);
    // Whoever gets everything while there are no recipients says who else does.
    for (account, payee, secret) in
        [("node:1", &charlie, "//Charlie"), ("developer:1", &bob, "//Bob"), ("treasury", &alice, "//Alice")]
    {
        let shown = world.json("//Dave", &["recipients", "show", account]);
        assert_eq!(shown["payee"], json!(payee), "{account}");
        assert_eq!(shown["recipients"], json!([{ "address": payee, "share_ppm": 1_000_000 }]));
        if account == "treasury" {
            let set = ["recipients", "set", account, &format!("{dave}=100%")];
            world.run(secret, &set).fails(3, "treasury has no recipients");
            continue;
        }
        let table = [format!("{payee}=70%"), format!("{dave}=30%")];
        let set = ["recipients", "set", account, &table[0], &table[1]];
        world.run("//Dave", &set).fails(3, "not account owner");
        let set = world.json(secret, &set);
        assert_eq!(set["pending"][1], json!({ "address": dave, "share_ppm": 300_000 }), "{account}");
        world.mine(2).await;
        world.run("//Dave", &["recipients", "apply", account]).fails(3, "not account owner");
        let applied = world.json(secret, &["recipients", "apply", account]);
        assert_eq!((&applied["recipients"], &applied["pending"]), (&set["pending"], &json!(null)));
        let (kind, id) = account.split_once(':').unwrap();
        assert_eq!((&applied["kind"], &applied["id"]), (&json!(kind), &json!(id)));
    }
    // Under this key no oracle ever registered.
    let signer = member(1);
    let oracle = world.json("//Dave", &["recipients", "show", &format!("oracle:{signer}")]);
    assert_eq!(oracle["payee"], json!(signer));
    world.run("//Dave", &["recipients", "show", "node:2"]).fails(3, "payee unknown");
    world.run("//Dave", &["recipients", "show", "payer:1"]).fails(2, "KIND:ID");
}
