//! The program as somebody runs it: in a folder of their own, against a chain. Scenarios with nodes and
//! oracles use it, too.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;
use tributary_demo::processes::built;

use crate::said::Said;

/// Where it is run.
pub struct Program<'a> {
    /// The chain's URL.
    pub chain: &'a str,
    /// The folder, with its deployment file and keys.
    pub folder: &'a Path,
}

impl Program<'_> {
    /// A run by whoever has this secret.
    pub fn command(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(built("tributary").unwrap());
        command.args(arguments).current_dir(self.folder).env_clear();
        command.env("TRIBUTARY_CHAIN", self.chain).env("TRIBUTARY_KEYS", self.folder.join("keys"));
        command
            .env("TRIBUTARY_SECRET", secret)
            .env("TRIBUTARY_PASSPHRASE", "of every key")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Said {
        Said::of(self.command(secret, arguments).output().unwrap())
    }

    /// The result of a run that has to succeed.
    pub fn json(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Value {
        let said = Said::of(self.command(secret, arguments).arg("--json").output().unwrap());
        said.ok().json()
    }
}
