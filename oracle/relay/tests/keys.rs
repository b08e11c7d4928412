//! Where `tributary-oracle` takes its two keys from, by the real program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::{
    path::Path,
    process::{Command, Stdio},
};

use tributary_client::keys::{KeyFile, Passphrase, Purpose, Secret};

const CONFIG: &str = "chain_url = \"ws://127.0.0.1:1\"\ndeployment = \"no-deployment.json\"\n\
                      listen = \"127.0.0.1:0\"\ndata = \"data\"\noracle_key = \"oracle.key\"\n\
                      account_key = \"account.key\"\n";

/// What it says when it ends; it always does, for want of a deployment.
fn said(folder: &Path, variables: &[(&str, &str)]) -> String {
    // Without a terminal that it could ask at.
    let mut command = Command::new("setsid");
    command.args(["--wait", env!("CARGO_BIN_EXE_tributary-oracle"), "--config", "oracle.toml"]);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).envs(variables.iter().copied());
    let output = command.current_dir(folder).stdin(Stdio::null()).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn both_keys_come_from_encrypted_files_plain_ones_or_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("oracle.toml"), CONFIG).unwrap();
    let passphrase = Passphrase::new("open sesame".to_owned().into()).unwrap();
    let keep = |purpose, name: &str| {
        let file = path.join(name);
        drop(std::fs::remove_file(&file));
        KeyFile::seal(&Secret::generate(purpose).unwrap(), &passphrase).unwrap().create(&file).unwrap();
    };
    keep(Purpose::Oracle, "oracle.key");
    let open = [("TRIBUTARY_PASSPHRASE", "open sesame")];
    assert!(said(path, &open).contains("account.key"), "there is none yet");
    keep(Purpose::Account, "account.key");
    assert!(said(path, &open).contains("no-deployment.json"));
    let wrong = said(path, &[("TRIBUTARY_PASSPHRASE", "open sesam")]);
    assert!(wrong.contains("does not open") && !wrong.contains("sesam"), "{wrong}");
    keep(Purpose::Node, "account.key");
    assert!(said(path, &open).contains("for the purpose node"));

    std::fs::write(path.join("account.key"), "//Alice\n").unwrap();
    std::fs::write(path.join("oracle.key"), "07".repeat(32)).unwrap();
    assert!(said(path, &[]).contains("no-deployment.json"));
    let hex = "07".repeat(32);
    let variables = [("TRIBUTARY_ORACLE_KEY", hex.as_str()), ("TRIBUTARY_ACCOUNT_KEY", hex.as_str())];
    std::fs::remove_file(path.join("account.key")).unwrap();
    assert!(said(path, &variables).contains("no-deployment.json"));
    let none = said(path, &[("TRIBUTARY_ORACLE_KEY", &"00".repeat(32))]);
    assert!(none.contains("TRIBUTARY_ORACLE_KEY") && none.contains("group's order"), "{none}");
}
