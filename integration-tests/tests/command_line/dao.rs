//! What members of the DAO do: propose, delegate, vote, sign votes for others to relay, and see to the rest.

use std::time::Duration;

use serde_json::{json, Value};
use tributary_client::{abi::IModelRegistry, governance::Action, Address, B256};
use tributary_devnode::runtime::CHAIN_ID;

use crate::{
    said::Said,
    user::{address, votes, World},
};

/// A motion that the ledger gets another guardian.
const GUARDIAN: &str = "# Another guardian of the ledger\n\nAlice is on leave until spring.";

/// Alice has 600 of 1,000 votes; the stashes of Bob and Charlie have 200 each, and let the keys `ann` and `ben` vote
/// with them, whose accounts hold nothing.
pub struct Assembly {
    pub world: World,
    ann: String,
    ben: String,
}

impl Assembly {
    pub async fn gather() -> Self {
        let world = World::deployed();
        world.json("//Alice", &["dao", "delegate"]);
        let voter = |name: &str, holder: &str| {
            let key = world.json(holder, &["keys", "new", name, "--for", "voter"]);
            let delegated = world.json(holder, &["dao", "delegate", name]);
            assert_eq!(
                (&delegated["delegate"], &delegated["delegated_votes"]),
                (&lower(&key["address"]), &votes(200))
            );
            key["address"].as_str().unwrap().to_lowercase()
        };
        let (ann, ben) = (voter("ann", "//Bob//stash"), voter("ben", "//Charlie//stash"));
        world.mine(1).await;
        Self { world, ann, ben }
    }

    pub fn run(&self, who: &str, line: &[&str]) -> Said {
        self.world.run(who, &[&["dao"][..], line].concat())
    }

    pub fn json(&self, who: &str, line: &[&str]) -> Value {
        self.world.json(who, &[&["dao"][..], line].concat())
    }

    /// Alice proposes calls, and the vote opens. Returns the proposal's id.
    async fn open(&self, description: &str, calls: &[&str]) -> String {
        let actions = calls.iter().flat_map(|call| ["--action", *call]);
        let line: Vec<_> = ["propose", "--description", description].into_iter().chain(actions).collect();
        let proposed = self.json("//Alice", &line);
        assert_eq!(proposed["state"], "pending");
        self.world.mine(2).await;
        proposed["proposal"].as_str().unwrap().to_owned()
    }

    /// The vote ends.
    async fn close(&self, id: &str) {
        let shown = self.json("//Bob", &["show", id]);
        let left = shown["blocks_left"].as_u64().unwrap();
        self.world.mine(u32::try_from(left).unwrap() + 1).await;
    }

    /// Alice decides alone, as her votes suffice; it is queued, and its timelock ends.
    pub async fn ready(&self, description: &str, calls: &[&str]) -> String {
        let id = self.open(description, calls).await;
        self.json("//Alice", &["vote", &id, "for"]);
        self.close(&id).await;
        assert_eq!(self.json("//Bob", &["queue", &id])["state"], "queued");
        self.world.chain.mine_over(1, Duration::from_secs(2)).await.unwrap();
        id
    }
}

/// Addresses are compared without the case that checksums them.
fn lower(address: &Value) -> Value {
    json!(address.as_str().unwrap().to_lowercase())
}

fn set_guardian(guardian: &str) -> String {
    format!("ledger.setGuardian({guardian})")
}

#[tokio::test]
async fn a_decision_takes_its_whole_way() {
    let world = World::deployed();
    assert_eq!(world.json("//Bob", &["dao", "list"]), json!([]));
    let line = ["dao", "propose", "--description", GUARDIAN, "--action", &set_guardian(&address("Bob"))];
    world.run("//Alice", &line).fails(3, "your 600 tokens are delegated to nobody: `tributary dao delegate`");
    drop(world);

    let assembly = Assembly::gather().await;
    let id = assembly.open(GUARDIAN, &[&set_guardian(&address("Bob"))]).await;
    assembly.run("//Bob", &["vote", "1", "for"]).fails(3, "you held 0 votes at block");
    let cast = assembly.json("//Alice", &["vote", "1", "for", "--reason", "About time"]);
    assert_eq!(
        (&cast["cast"], &cast["cast_votes"], &cast["state"]),
        (&json!("for"), &votes(600), &json!("active"))
    );
    assert_eq!((&cast["viewer_ballot"], &cast["viewer_reason"]), (&json!("for"), &json!("About time")));
    assembly.run("//Alice", &["vote", &id, "against"]).fails(3, "a vote cannot be changed");

    // Two sign; Bob, who has no vote, relays.
    let ballot = assembly.json("//Bob", &["sign-vote", &id[..12], "for", "--key", "ann", "--to", "ann.json"]);
    assert_eq!((lower(&ballot["voter"]), &ballot["nonce"]), (json!(assembly.ann), &json!(0)));
    let because =
        ["sign-vote", &id, "against", "--key", "ben", "--reason", "Alice guards well", "--to", "ben.json"];
    assembly.json("//Bob", &because);
    let mut forged: Value =
        serde_json::from_slice(&std::fs::read(assembly.world.path("ben.json")).unwrap()).unwrap();
    forged["typed_data"]["message"]["support"] = json!(1);
    std::fs::write(assembly.world.path("forged.json"), forged.to_string()).unwrap();
    let files = ["relay-votes", "ann.json", "ben.json", "forged.json"];
    let relayed = assembly.json("//Bob", &files);
    assert_eq!(relayed["counted"], 2);
    let weights: Vec<_> =
        relayed["relayed"].as_array().unwrap().iter().map(|row| &row["cast_votes"]).collect();
    assert_eq!(weights, [&votes(200), &votes(200)]);
    assert_eq!(relayed["left_out"][0]["from"], "forged.json");
    assembly.run("//Bob", &files).fails(3, "has voted on proposal");
    let shown = assembly.json("//Bob", &["show", &id, "--as", "ben"]);
    assert_eq!(lower(&shown["viewer"]), json!(assembly.ben));
    assert_eq!((&shown["viewer_ballot"], &shown["viewer_votes"]), (&json!("against"), &votes(200)));
    assert_eq!(shown["viewer_reason"], "Alice guards well");
    assert_eq!((&shown["for_votes"], &shown["against_votes"]), (&votes(800), &votes(200)));
    assert_eq!(
        (&shown["quorum_progress_ppm"], &shown["turnout_ppm"]),
        (&json!(8_000_000), &json!(1_000_000))
    );

    assembly.run("//Bob", &["queue", &id]).fails(3, "only one that succeeded can be queued");
    assembly.close(&id).await;
    assembly.run("//Bob", &["vote", &id, "for"]).fails(3, "closed after block");
    assembly.run("//Bob", &["sign-vote", &id, "for", "--key", "ann"]).fails(3, "closed after block");
    assembly.run("//Bob", &["execute", &id]).fails(3, "waits to be queued first");
    let queued = assembly.json("//Bob", &["queue", &id]);
    assert_eq!(queued["state"], "queued");
    assembly.run("//Bob", &["queue", &id]).fails(3, "is queued");
    assembly.world.chain.mine_over(1, Duration::from_secs(2)).await.unwrap();
    assert_eq!(assembly.json("//Bob", &["execute", &id])["state"], "executed");
    assembly.run("//Bob", &["execute", &id]).fails(3, "is executed");
    let roles = assembly.world.json("//Bob", &["role", "show"]);
    assert_eq!(lower(&roles["ledger_guardian"]), json!(address("Bob")));
}

#[tokio::test]
async fn proposals_are_listed_and_shown_to_people_and_programs() {
    let assembly = Assembly::gather().await;
    let call = set_guardian(&address("Bob"));
    let first = assembly.open(GUARDIAN, &[&call]).await;
    let second = assembly.open("Both again", &["splitter.unpause()", &call]).await;
    assembly.json("//Alice", &["vote", &second, "abstain"]);

    let listed = assembly.json("//Bob", &["list"]);
    let rows = listed.as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["proposal"], &rows[0]["number"]), (&json!(second), &json!(2)));
    assert_eq!(
        (&rows[0]["title"], &rows[1]["title"]),
        (&json!("Both again"), &json!("Another guardian of the ledger"))
    );
    assert_eq!(
        (&rows[0]["abstain_votes"], &rows[0]["quorum_progress_ppm"]),
        (&votes(600), &json!(6_000_000))
    );
    assert_eq!(assembly.json("//Bob", &["list", "--limit", "1"]).as_array().unwrap().len(), 1);
    let text = assembly.run("//Bob", &["list"]).ok().out;
    for part in
        ["Both again", "active", &second[..10], "████████████████████ 600 %", "░░░░░░░░░░░░░░░░░░░░ 0 %"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(&second), "a table shows short ids: {text}");

    let shown = assembly.json("//Bob", &["show", &first]);
    assert_eq!((&shown["description"], &shown["proposal"]), (&json!(GUARDIAN), &json!(first)));
    let bob: Address = address("Bob").parse().unwrap();
    let action = &shown["actions"][0];
    assert_eq!(action["does"], format!("ledger.setGuardian(newGuardian: {bob})"));
    assert!(action["calldata"].as_str().unwrap().ends_with(&address("Bob")[2..]));
    let text = assembly.run("//Bob", &["show", "2"]).ok().out;
    for part in ["splitter.unpause()", "ballots count up to block", "Both again", "quorum"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(assembly.json("//Bob", &["show", &first[..20]])["proposal"], json!(first));
    assembly.run("//Bob", &["show", "3"]).fails(4, "there is no proposal 3, there are 2");
    assembly.run("//Bob", &["show", "0xffffffffffff"]).fails(4, "no proposal's id begins with");
    let unknown = B256::repeat_byte(7).to_string();
    assembly.run("//Bob", &["show", &unknown]).fails(4, "there is no proposal 0x0707");
}

#[tokio::test]
async fn the_guardian_stops_what_is_queued_and_the_proposer_what_is_not_open() {
    let assembly = Assembly::gather().await;
    let call = set_guardian(&address("Bob"));
    let id = assembly.ready(GUARDIAN, &[&call]).await;
    assembly.run("//Alice", &["veto", &id]).fails(3, "only the guardian can veto");
    assembly.run("//Alice", &["cancel", &id]).fails(3, "only before the vote is open");
    let vetoed = assembly.json("//Dave", &["veto", &id]);
    assert_eq!(
        (&vetoed["state"], &vetoed["next"]),
        (&json!("canceled"), &json!("nothing: the guardian vetoed it"))
    );
    assembly.run("//Bob", &["execute", &id]).fails(3, "the guardian vetoed it");

    let line = ["propose", "--description", "Not meant so", "--only-me", "--action", &call];
    let mistaken = assembly.json("//Alice", &line);
    assert!(mistaken["description"].as_str().unwrap().ends_with(&format!("#proposer={}", address("Alice"))));
    assembly.run("//Alice", &["vote", "2", "for"]).fails(3, "is not open yet");
    assembly.run("//Alice", &line).fails(3, "were proposed before");
    assembly.run("//Dave", &["veto", "2"]).fails(3, "the guardian can veto only what is queued");
    assembly.run("//Dave", &["cancel", "2"]).fails(3, "only its proposer can call it off");
    let off = assembly.json("//Alice", &["cancel", "2"]);
    assert_eq!(
        (&off["state"], &off["next"]),
        (&json!("canceled"), &json!("nothing: its proposer called it off"))
    );
}

#[tokio::test]
async fn what_would_fail_is_said_before_and_named_when_it_does() {
    let assembly = Assembly::gather().await;
    let world = &assembly.world;
    let motion = "description = \"Two at once\"\n\
                  [[actions]]\ncall = \"splitter.setTreasury(dao)\"\n\
                  [[actions]]\ntarget = \"datasets\"\nfunction = \"quarantine(uint64)\"\narguments = [7]\n";
    std::fs::write(world.path("motion.toml"), motion).unwrap();
    let proposed = assembly.run("//Alice", &["propose", "--file", "motion.toml", "--json"]).ok();
    assert!(proposed.err.contains("action 2, datasets.quarantine(id: 7), would fail"), "{}", proposed.err);
    let (id, shown) = (proposed.json()["proposal"].as_str().unwrap().to_owned(), proposed.json());
    assert_eq!(shown["actions"][0]["would_fail_now"], json!(null));
    assert!(shown["actions"][1]["would_fail_now"].as_str().unwrap().contains("unknown dataset"));
    world.mine(2).await;
    assembly.json("//Alice", &["vote", &id, "for"]);
    assembly.close(&id).await;
    std::fs::write(world.path("other.toml"), motion.replace("at once", "in turn")).unwrap();
    assembly.run("//Bob", &["queue", &id, "--file", "other.toml"]).fails(2, "is the motion of proposal");
    assembly.json("//Bob", &["queue", &id, "--file", "motion.toml"]);
    world.chain.mine_over(1, Duration::from_secs(2)).await.unwrap();
    let failed = assembly.run("//Bob", &["execute", &id]);
    failed.fails(3, "action 2, datasets.quarantine(id: 7), fails: unknown dataset");

    // The DAO's own bounds are known before, too.
    let line = ["propose", "--description", "Fast", "--action", "dao.setVotingPeriod(1)"];
    let warned = assembly.run("//Alice", &line).ok();
    assert!(
        warned.err.contains("the voting period would be 1 blocks; its bounds are 2 blocks"),
        "{}",
        warned.err
    );
    let quiet =
        assembly.run("//Alice", &["propose", "--description", "Slow", "--action", "dao.setVotingPeriod(30)"]);
    assert!(!quiet.ok().err.contains("would fail"));
    let nonsense = ["propose", "--description", "x", "--action", "dao.setVotingPeriod(soon)"];
    assembly.run("//Alice", &nonsense).fails(2, "\"soon\"");
}

#[tokio::test]
async fn a_feature_is_proposed_with_the_artifact_that_the_registry_has() {
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
    let hash = version_hash(&assembly.world, 1);
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
    let hash: B256 = version_hash(&assembly.world, 2).parse().unwrap();
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
    let hash = version_hash(world, 1).parse().unwrap();
    let approve = IModelRegistry::setStatusCall { model: 1, version: 1, status: 2, versionHash: hash };
    world.decide(registry, &approve, "Approve it").await;

    let id = assembly.open("Retire it", &["models.setStatus(1, 1, 6)"]).await;
    let row = || assembly.json("//Bob", &["show", &id])["versions"][0].clone();
    assert_eq!(row()["decides_on"], "version 1 of model 1, as it stands");
    let artifact = B256::repeat_byte(0xaf).to_string();
    world.json("//Bob", &["model", "artifact", "1", "1", &artifact]);
    let said = row();
    let expected = format!("as it is NOT: it was named without an artifact, and has {artifact}");
    assert!(said["decides_on"].as_str().unwrap().ends_with(&expected), "{said}");
    assert_eq!((&said["as_it_stands"], &said["terms"]), (&json!(false), &Value::Null));

    assembly.json("//Alice", &["vote", &id, "for"]);
    assembly.close(&id).await;
    assembly.json("//Bob", &["queue", &id]);
    world.chain.mine_over(1, Duration::from_secs(2)).await.unwrap();
    assembly.run("//Bob", &["execute", &id]).fails(3, "version hash mismatch");
    // As it stands it is retired; what was decided has nothing to compare.
    let id = assembly.ready("Retire it with its artifact", &["models.setStatus(1, 1, 6)"]).await;
    let executed = assembly.json("//Bob", &["execute", &id]);
    assert_eq!((&executed["state"], &executed["versions"]), (&json!("executed"), &Value::Null));
}

/// The hash of a version of model 1, as it stands.
fn version_hash(world: &World, version: usize) -> String {
    let model = world.json("//Bob", &["model", "show", "1"]);
    model["versions"][version - 1]["version_hash"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_vote_is_signed_without_a_chain_and_by_wallets() {
    let assembly = Assembly::gather().await;
    let id = assembly.open(GUARDIAN, &[&set_guardian(&address("Bob"))]).await;
    let online = assembly.json("//Bob", &["sign-vote", "1", "abstain", "--key", "ann"]);
    let chain_id = CHAIN_ID.to_string();
    let nowhere = ["--chain", "ws://127.0.0.1:1"];
    let offline =
        ["sign-vote", &id, "abstain", "--key", "ann", "--offline", "--nonce", "0", "--chain-id", &chain_id];
    let offline = assembly.json("//Bob", &[&offline[..], &nowhere[..]].concat());
    assert_eq!(offline, online, "the same words, the same signature");
    let short =
        ["sign-vote", "1", "for", "--key", "ann", "--offline", "--nonce", "0", "--chain-id", &chain_id];
    assembly.run("//Bob", &short).fails(2, "whole id");

    // A wallet gets the same to sign.
    let wallet = assembly.json("//Bob", &["sign-vote", "1", "abstain", "--voter", &assembly.ann]);
    assert_eq!((&wallet["typed_data"], &wallet["signature"]), (&online["typed_data"], &json!(null)));
    assert_eq!(wallet["typed_data"]["primaryType"], "Ballot");
    let nobody = ["sign-vote", "1", "for", "--voter", &address("Eve")];
    assembly.run("//Bob", &nobody).fails(3, "you hold no tokens");

    // What the wallet signed is put beside it.
    let signed = json!([{ "typed_data": wallet["typed_data"], "signature": online["signature"] }, {}]);
    std::fs::write(assembly.world.path("wallet.json"), signed.to_string()).unwrap();
    let relayed = assembly.json("//Bob", &["relay-votes", "wallet.json"]);
    assert_eq!((&relayed["counted"], &relayed["relayed"][0]["vote"]), (&json!(1), &json!("abstain")));
    assert_eq!(relayed["left_out"][0]["from"], "wallet.json (2)");
    assembly.run("//Bob", &["relay-votes", "none.json"]).fails(2, "none.json");
}

#[tokio::test]
async fn votes_that_nobody_earned_are_not_claimed() {
    let world = World::deployed();
    let earned = world.json("//Bob", &["dao", "earned"]);
    assert_eq!(earned["earning"], "work earns no votes: the rate is 0");
    assert_eq!((&earned["final_epoch"], &earned["read_epoch"]), (&json!(0), &json!(0)));
    assert_eq!((&earned["earned_votes"], &earned["minted_votes"]), (&votes(0), &votes(0)));
    let text = world.run("//Bob", &["dao", "earned"]).ok().out;
    assert!(text.contains("the rate is 0") && text.contains("allowed votes"), "{text}");
    // No oracle is registered.
    for line in [["dao", "earned", "dataset:1"], ["dao", "claim-votes", "node:1"]] {
        world.run("//Bob", &line).fails(6, "--oracle");
    }
    for line in [["dao", "earned", "developer:1"], ["dao", "claim-votes", "treasury"]] {
        world.run("//Bob", &line).fails(2, "only datasets and nodes earn votes");
    }
}
