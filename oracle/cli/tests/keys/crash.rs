//! What is left when the program ends before it is done.

use std::{
    os::unix::process::ExitStatusExt,
    process::Stdio,
    time::{Duration, Instant},
};

use tributary_client::keys::{KeyFile, Passphrase};

use crate::program::{names, Said, User, PASSPHRASE};

const NEW: [&str; 5] = ["keys", "new", "n1", "--for", "node"];

/// The kernel's signals.
const SIGXFSZ: i32 = 25;

/// A run that broke off left nothing that is taken for a key, and the next one is not in its way.
fn recovers(user: &User) {
    assert_eq!(user.run(&["keys", "list", "--json"]).ok().json(), serde_json::json!([]));
    user.run(&["keys", "show", "n1"]).fails(4, "n1");
    user.run(&NEW).ok();
    is_whole(user);
}

fn is_whole(user: &User) {
    let path = user.key("n1");
    let passphrase = Passphrase::new(PASSPHRASE.to_owned().into()).unwrap();
    KeyFile::load(&path).unwrap().open(&passphrase, &path).unwrap();
}

/// The kernel ends a process that writes beyond its limit: here in the middle of the key's file.
#[test]
fn killed_in_the_middle_of_writing_it_leaves_no_key() {
    let user = User::new();
    let mut command = user.through(&["prlimit", "--fsize=300", "--core=0", "--"], &NEW);
    let output = command.output().unwrap();
    let ended = output.status.signal() == Some(SIGXFSZ) || output.status.code() == Some(128 + SIGXFSZ);
    assert!(ended, "{:?}", output.status);
    let left = names(&user.keys());
    assert_eq!(left.len(), 1, "{left:?}");
    let unfinished = user.keys().join(&left[0]);
    assert_eq!(std::fs::metadata(&unfinished).unwrap().len(), 300, "it was written to {left:?}");
    assert!(!left[0].ends_with(".key"), "{left:?}");
    recovers(&user);
}

/// Killed as soon as its unfinished file is seen: between the first write and the renaming, or just after
/// it, as the machine's scheduler has it. Either way there is a whole key or none.
#[test]
fn killed_between_writing_and_renaming_it_leaves_a_whole_key_or_none() {
    for _ in 0..4 {
        let user = User::new();
        // Without `setsid`, which would be what is killed.
        let mut direct = std::process::Command::new(env!("CARGO_BIN_EXE_tributary"));
        direct
            .args(NEW)
            .env_clear()
            .env("TRIBUTARY_KEYS", user.keys())
            .env("TRIBUTARY_PASSPHRASE", PASSPHRASE);
        direct.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = direct.spawn().unwrap();
        let started = Instant::now();
        while names(&user.keys()).is_empty() {
            assert!(started.elapsed() < Duration::from_secs(120), "no file appeared");
            assert!(child.try_wait().unwrap().is_none(), "it ended without a file");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if user.key("n1").exists() {
            is_whole(&user);
        } else {
            recovers(&user);
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let user = User::new();
    std::fs::write(user.keys(), "a file where the folder should be").unwrap();
    let said: Said = user.run(&NEW);
    said.fails(2, "keys");
}
