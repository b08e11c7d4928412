//! Running the program as a user does, without a terminal.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub use crate::said::Said;

pub const PASSPHRASE: &str = "open-sesame-4711";

/// A user with a folder for keys.
pub struct User {
    pub home: TempDir,
}

impl User {
    pub fn new() -> Self {
        // On the disk that builds are on: that of /tmp may be memory, where syncing takes no time.
        Self { home: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() }
    }

    pub fn keys(&self) -> PathBuf {
        self.home.path().join("keys")
    }

    pub fn key(&self, name: &str) -> PathBuf {
        self.keys().join(format!("{name}.key"))
    }

    /// The program through others such as `prlimit`, without this process's variables and terminal.
    pub fn through(&self, wrapper: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new("setsid");
        command.arg("--wait").args(wrapper).arg(env!("CARGO_BIN_EXE_tributary")).args(arguments);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("RUST_LOG", "trace");
        command.env("TRIBUTARY_KEYS", self.keys()).env("TRIBUTARY_PASSPHRASE", PASSPHRASE);
        command.current_dir(self.home.path()).stdin(Stdio::null());
        command
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.through(&[], arguments)
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Said::of(child.wait_with_output().unwrap())
    }
}

/// Names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or(vec![]);
    let mut names: Vec<_> = entries.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
