//! `tributary keys` and the use of keys, by the real program: what it writes, what it says, and what it never
//! says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod crash;
mod passphrases;
mod program;
mod said;
mod terminal;

use std::os::unix::fs::PermissionsExt;

use program::{names, User, PASSPHRASE};
use tributary_client::keys::{KeyFile, Passphrase, Purpose, Secret};

const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const SEED_PUBLIC: &str = "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

fn open(user: &User, name: &str) -> Secret {
    let passphrase = Passphrase::new(PASSPHRASE.to_owned().into()).unwrap();
    let path = user.key(name);
    KeyFile::load(&path).unwrap().open(&passphrase, &path).unwrap()
}

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_key_of_every_purpose_is_made_listed_shown_and_exported_without_its_secret() {
    let user = User::new();
    let mut said = Vec::new();
    for purpose in Purpose::ALL {
        let made = user.run(&["--json", "keys", "new", purpose.word(), "--for", purpose.word()]).ok();
        let path = user.key(purpose.word());
        assert_eq!(made.json()["file"], path.to_str().unwrap());
        assert_eq!((mode(&user.keys()), mode(&path)), (0o700, 0o600));
        let shown = user.run(&["keys", "show", purpose.word(), "--json"]).ok();
        assert_eq!(shown.json(), made.json());
        let exported = user.run(&["keys", "export", purpose.word(), "--json"]).ok();
        let public = open(&user, purpose.word()).public();
        assert_eq!(exported.json()["scheme"], purpose.scheme());
        match public.address() {
            Some(address) => assert_eq!(exported.json()["address"], address.to_string()),
            None => assert_eq!(exported.json()["public_key"], public.to_hex()),
        }
        assert!(user.run(&["keys", "show", purpose.word()]).ok().out.contains(purpose.scheme()));
        said.extend([made, shown, exported]);
    }
    let listed = user.run(&["keys", "list", "--json"]).ok();
    let rows = listed.json();
    let found: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(found, ["account", "node", "oracle", "session", "voter"]);
    said.push(listed);
    for purpose in [Purpose::Session, Purpose::Node, Purpose::Oracle, Purpose::Voter] {
        let bytes = open(&user, purpose.word()).bytes().unwrap();
        let secret = alloy_primitives::hex::encode(*bytes);
        let file = std::fs::read_to_string(user.key(purpose.word())).unwrap();
        assert!(!file.contains(&secret));
        for said in &said {
            said.lacks(&secret).lacks(PASSPHRASE);
        }
    }
}

#[test]
fn an_imported_key_is_the_one_that_was_given() {
    let user = User::new();
    let piped = user
        .run_with_input(&["--json", "keys", "import", "n1", "--for", "node"], &format!("0x{SEED}\n"))
        .ok();
    assert_eq!(piped.json()["public_key"], SEED_PUBLIC);
    piped.lacks(SEED);
    let phrase = user.home.path().join("phrase");
    std::fs::write(&phrase, format!("{PHRASE}//Alice\n")).unwrap();
    let from = ["--json", "keys", "import", "alice", "--for", "account", "--from", "phrase"];
    let imported = user.run(&from).ok();
    assert_eq!(imported.json()["ss58"], "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    imported.lacks("bottom drive").lacks("//Alice");
    assert!(phrase.exists(), "what was imported from is the user's");
    assert_eq!(open(&user, "n1").public().to_hex(), SEED_PUBLIC);
}

#[test]
fn what_is_no_secret_is_refused_without_being_repeated() {
    let user = User::new();
    let import = ["keys", "import", "n1", "--for", "node"];
    let wrong = "correct horse battery staple";
    user.run_with_input(&import, wrong).fails(2, "32 bytes in hex").lacks(wrong);
    user.run_with_input(&import, &SEED[2..]).fails(2, "the standard input").lacks(&SEED[2..]);
    user.run_with_input(&import, "\n").fails(2, "no secret");
    user.run(&["keys", "import", "n1", "--for", "node", "--from", "nowhere"]).fails(2, "nowhere");
    assert!(names(&user.keys()).is_empty(), "nothing was kept");
}

#[test]
fn a_name_is_used_once_and_stays_in_its_folder() {
    let user = User::new();
    user.run(&["keys", "new", "n1", "--for", "node"]).ok();
    let before = std::fs::read(user.key("n1")).unwrap();
    user.run(&["keys", "new", "n1", "--for", "node"]).fails(2, "n1.key");
    user.run_with_input(&["keys", "import", "n1", "--for", "node"], SEED).fails(2, "not overwritten");
    assert_eq!(std::fs::read(user.key("n1")).unwrap(), before);
    user.run(&["keys", "new", "../n2", "--for", "node"]).fails(2, "../n2");
    user.run(&["keys", "new", "n2", "--for", "fun"]).fails(2, "fun");
    user.run(&["keys", "show", "nobody"]).fails(4, "keys list");
    assert_eq!(names(&user.keys()), ["n1.key"]);
}

#[test]
fn an_export_goes_to_a_new_file() {
    let user = User::new();
    user.run_with_input(&["keys", "import", "n1", "--for", "node"], SEED).ok();
    user.run(&["keys", "export", "n1", "--to", "n1.json"]).ok();
    let path = user.home.path().join("n1.json");
    let read: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(read["public_key"], SEED_PUBLIC);
    assert_eq!(read.get("file"), None, "where this user keeps it is nobody's business");
    user.run(&["keys", "export", "n1", "--to", "n1.json"]).fails(2, "n1.json");
}

/// Commands unlock the account before they look for a deployment, which there is none of here: exit code 2
/// says that the key was opened.
const SIGNED: [&str; 4] = ["--account", "alice", "deposit", "1coin"];

#[test]
fn a_key_opens_with_its_passphrase_only() {
    let user = User::new();
    user.run_with_input(&["keys", "import", "alice", "--for", "account"], "//Alice").ok();
    user.run(&SIGNED).fails(2, "deployment.json");

    let wrong = |command: &mut std::process::Command| {
        program::Said::of(command.env("TRIBUTARY_PASSPHRASE", "wrong-4712").output().unwrap())
    };
    wrong(&mut user.command(&SIGNED)).fails(8, "alice.key").lacks("wrong-4712");
    let json = wrong(user.command(&SIGNED).arg("--json"));
    let last = json.err.lines().last().unwrap();
    let error: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!((&error["error"]["exit"], &error["error"]["kind"]), (&8.into(), &"locked".into()));

    let mut none = user.command(&SIGNED);
    none.env_remove("TRIBUTARY_PASSPHRASE");
    let words = "TRIBUTARY_PASSPHRASE_FILE";
    program::Said::of(none.output().unwrap()).fails(8, words);

    std::fs::write(user.home.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
    let said = |file: &str| {
        let mut command = user.command(&SIGNED);
        command.env_remove("TRIBUTARY_PASSPHRASE").env("TRIBUTARY_PASSPHRASE_FILE", file);
        program::Said::of(command.output().unwrap())
    };
    said("passphrase").fails(2, "deployment.json").lacks(PASSPHRASE);
    said("nowhere").fails(2, "nowhere");
    let mut both = user.command(&SIGNED);
    both.env("TRIBUTARY_PASSPHRASE_FILE", "passphrase");
    program::Said::of(both.output().unwrap()).fails(2, "both set");
}

#[test]
fn a_key_serves_its_purpose_only_and_is_named_once() {
    let user = User::new();
    user.run_with_input(&["keys", "import", "n1", "--for", "node"], SEED).ok();
    user.run(&["--account", "n1", "deposit", "1coin"]).fails(2, "for the purpose node");
    user.run(&["deposit", "1coin"]).fails(2, "TRIBUTARY_SECRET");
    let said = |secret: &str, arguments: &[&str]| {
        program::Said::of(user.command(arguments).env("TRIBUTARY_SECRET", secret).output().unwrap())
    };
    said("//Alice", &["deposit", "1coin"]).fails(2, "deployment.json");
    said("correct horse", &["deposit", "1coin"]).fails(2, "TRIBUTARY_SECRET").lacks("correct horse");
    said("//Alice", &["--account", "n1", "deposit", "1coin"]).fails(2, "only one of them").lacks("//Alice");
}

#[test]
fn an_altered_or_broken_file_is_found_out() {
    let user = User::new();
    user.run_with_input(&["keys", "import", "alice", "--for", "account"], "//Alice").ok();
    user.run_with_input(&["keys", "import", "bob", "--for", "account"], "//Bob").ok();
    let (alice, bob) = (user.key("alice"), user.key("bob"));
    let public = |path| KeyFile::load(path).unwrap().public().to_hex();
    let (of_alice, of_bob) = (public(&alice), public(&bob));
    // Whoever can write the file makes others pay to Bob; it does not sign for him, though.
    let text = std::fs::read_to_string(&alice).unwrap();
    std::fs::write(&alice, text.replace(&of_alice, &of_bob)).unwrap();
    user.run(&SIGNED).fails(8, "altered");
    std::fs::write(&alice, &text[..text.len() / 2]).unwrap();
    user.run(&SIGNED).fails(2, "no key file");
    let listed = user.run(&["keys", "list", "--json"]).ok().json();
    assert!(listed[0]["fault"].as_str().unwrap().contains("alice.key"), "{listed}");
    assert_eq!(listed[1]["name"], "bob");
}
