//! Somebody with a folder, a chain and the program.

use std::{ffi::OsStr, path::PathBuf, process::Command};

use serde_json::Value;
use tempfile::TempDir;
use tributary_client::Signer;
use tributary_devnode::{Devnode, Options};
use tributary_sandbox::OracleKeys;

use crate::{program::Program, said::Said};

/// Blocks from asking to leave until a final cut covers it, and until it may be done without.
pub const EXIT_DELAY: u32 = 20;
pub const ESCAPE_AFTER: u32 = 70;
/// Blocks that a stake stays bound after leaving.
pub const UNBONDING: u32 = 30;
/// Blocks from naming a committee until it may follow.
pub const COMMITTEE_DELAY: u32 = 80;

/// The development accounts Alice, who deploys and owns, Bob, and others, on a chain of their own.
pub struct World {
    pub chain: Devnode,
    pub folder: TempDir,
}

impl World {
    pub fn new(options: Options) -> Self {
        Self { chain: Devnode::start(options).unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    /// With the suite deployed by Alice, and her as guardian.
    pub fn deployed() -> Self {
        Self::deployed_on(Options::default())
    }

    pub fn deployed_on(options: Options) -> Self {
        let world = Self::new(options);
        world.run("//Alice", &deploy(&["--yes"])).ok();
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Command {
        let chain = self.chain.url();
        Program { chain: &chain, folder: self.folder.path() }.command(secret, arguments)
    }

    pub fn run(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Said {
        let chain = self.chain.url();
        Program { chain: &chain, folder: self.folder.path() }.run(secret, arguments)
    }

    /// The result of a run that has to succeed.
    pub fn json(&self, secret: &str, arguments: &[impl AsRef<OsStr>]) -> Value {
        let chain = self.chain.url();
        Program { chain: &chain, folder: self.folder.path() }.json(secret, arguments)
    }

    /// Keeps the committee key of this member by a name, as its operator does.
    pub fn keep_member(&self, number: u8) -> String {
        let (name, file) = (format!("member-{number}"), self.path("member.secret"));
        std::fs::write(&file, hex::encode(oracle_keys().secret(number - 1).unwrap())).unwrap();
        let import = ["keys", "import", &name, "--for", "oracle", "--from", file.to_str().unwrap()];
        let kept = self.json("//Bob", &import);
        assert_eq!(kept["address"].as_str().unwrap().to_lowercase(), member(number));
        name
    }

    pub async fn mine(&self, blocks: u32) {
        self.chain.mine(blocks).await.unwrap();
    }
}

/// A development account's address.
pub fn address(name: &str) -> String {
    let address = Signer::dev(name).unwrap().address();
    format!("{address:#x}")
}

/// The keys of the first committee.
pub fn oracle_keys() -> OracleKeys {
    OracleKeys::from_seed("command line", 4)
}

/// The first committee's addresses.
pub fn committee() -> String {
    (1..=4).map(member).collect::<Vec<_>>().join(",")
}

/// The first committee's members are 1 to 4; others are addresses that nobody signs with.
pub fn member(number: u8) -> String {
    let own =
        usize::from(number).checked_sub(1).and_then(|index| oracle_keys().addresses().get(index).copied());
    own.map_or_else(|| format!("0x{}", format!("{number:02x}").repeat(20)), |own| format!("{own:#x}"))
}

/// The line that deploys, with short delays.
pub fn deploy(more: &[&str]) -> Vec<String> {
    let delays = format!(
        "--exit-delay {EXIT_DELAY} --escape-after {ESCAPE_AFTER} --recipient-delay 2 \
         --unbonding {UNBONDING} --min-node-stake 2coin --min-oracle-stake 3coin"
    );
    let more = delays.split(' ').chain(more.iter().copied()).map(str::to_owned);
    with_ledger(&["deploy"]).into_iter().chain(more).collect()
}

/// The line that makes another ledger like the first.
pub fn deploy_ledger() -> Vec<String> {
    with_ledger(&["ledger", "deploy"])
}

/// A command with a ledger's options: short windows.
fn with_ledger(command: &[&str]) -> Vec<String> {
    let artifacts = tributary_sandbox::artifact::folder().unwrap();
    let options = format!(
        "--challenge-window 4 --max-pending 4 --max-report-age 12 --max-voucher-life 8 --dead-after 5 \
         --retirement-grace 5 --committee-delay {COMMITTEE_DELAY} --stage 1 --committee {} --artifacts",
        committee()
    );
    let words = command.iter().copied().chain(options.split(' ')).map(str::to_owned);
    words.chain([artifacts.display().to_string()]).collect()
}
