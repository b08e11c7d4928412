//! Where `tributary-node` takes its key from, by the real program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::process::{Command, Stdio};

use tributary_client::keys::{KeyFile, Passphrase, Purpose, Secret};

const CONFIG: &str = "chain_url = \"ws://127.0.0.1:1\"\ndeployment = \"no-deployment.json\"\nnode = 1\n\
                      listen = \"127.0.0.1:0\"\ndata = \"data\"\ndatasets = \"datasets\"\n\
                      node_key = \"node.key\"\n\n[[models]]\nname = \"m\"\nmodel = 1\nversion = 1\n";

/// What it says when it ends; it always does, for want of a deployment.
fn said(folder: &std::path::Path, variables: &[(&str, &str)]) -> String {
    // Without a terminal that it could ask at.
    let mut command = Command::new("setsid");
    command.args(["--wait", env!("CARGO_BIN_EXE_tributary-node"), "--config", "node.toml"]);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).envs(variables.iter().copied());
    let output = command.current_dir(folder).stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_key_comes_from_an_encrypted_file_a_plain_one_or_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("node.toml"), CONFIG).unwrap();
    let key = path.join("node.key");
    assert!(said(path, &[]).contains("node.key"), "there is none yet");

    let passphrase = Passphrase::new("open sesame".to_owned().into()).unwrap();
    let keep = |purpose| {
        drop(std::fs::remove_file(&key));
        KeyFile::seal(&Secret::generate(purpose).unwrap(), &passphrase).unwrap().create(&key).unwrap();
    };
    keep(Purpose::Node);
    assert!(said(path, &[("TRIBUTARY_PASSPHRASE", "open sesame")]).contains("no-deployment.json"));
    let wrong = said(path, &[("TRIBUTARY_PASSPHRASE", "open sesam")]);
    assert!(wrong.contains("does not open") && !wrong.contains("sesam"), "{wrong}");
    assert!(said(path, &[]).contains("TRIBUTARY_PASSPHRASE_FILE"), "nobody can be asked");
    keep(Purpose::Session);
    assert!(said(path, &[("TRIBUTARY_PASSPHRASE", "open sesame")]).contains("for the purpose session"));

    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    assert!(said(path, &[("TRIBUTARY_NODE_KEY", seed)]).contains("no-deployment.json"));
    std::fs::write(&key, format!("{seed}\n")).unwrap();
    assert!(said(path, &[]).contains("no-deployment.json"));
    std::fs::write(&key, &seed[1..]).unwrap();
    let short = said(path, &[]);
    assert!(short.contains("32 bytes in hex") && !short.contains(&seed[1..]), "{short}");
}
