//! Somebody with a folder, a chain and the program.

use std::{ffi::OsStr, path::PathBuf, process::Command};

use serde_json::{json, Value};
use tempfile::TempDir;
use tributary_cli::amount::coins;
use tributary_client::{
    governance::Action, Address, Client, Deployment, Receipt, Signer, SolCall, Suite, Until, B256,
};
use tributary_core::Wei;
use tributary_demo::members::Members;
use tributary_devnode::{Devnode, Options};
use tributary_sandbox::OracleKeys;

use crate::{passage::let_pass, program::Program, said::Said};

/// Blocks from asking to leave until a final cut covers it, and until it may be done without.
pub const EXIT_DELAY: u32 = 20;
pub const ESCAPE_AFTER: u32 = 70;
/// Blocks that a stake stays bound after leaving.
pub const UNBONDING: u32 = 30;
/// Blocks from naming a committee until it may follow.
pub const COMMITTEE_DELAY: u32 = EXIT_DELAY + ESCAPE_AFTER;

/// What the DAO is made with: decisions pass in some blocks and a second. Alice has 600 of 1,000 votes, the
/// stashes of Bob and Charlie the others; Dave may veto.
pub const DAO: &str = "dao.toml";

/// A whole vote.
pub const VOTE: u128 = 1_000_000_000_000_000_000;

/// The development accounts Alice, who deploys and guards, Bob, and others, on a chain of their own.
pub struct World {
    pub chain: Devnode,
    pub folder: TempDir,
}

impl World {
    pub fn new(options: Options) -> Self {
        let world = Self { chain: Devnode::start(options).unwrap(), folder: tempfile::tempdir().unwrap() };
        std::fs::write(world.path(DAO), dao()).unwrap();
        world
    }

    /// With the suite deployed by Alice, and her as who may pause and as the treasury. The DAO owns it.
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

    /// The contracts.
    pub async fn suite(&self) -> Suite {
        let client = Client::connect(&self.chain.url()).await.unwrap();
        let deployment = Deployment::load(&self.path("deployment.json")).unwrap();
        deployment.connect_in_office(&client).await.unwrap()
    }

    /// The hash of a version of model 1, as it stands.
    pub fn version_hash(&self, version: usize) -> B256 {
        let model = self.json("//Bob", &["model", "show", "1"]);
        model["versions"][version - 1]["version_hash"].as_str().unwrap().parse().unwrap()
    }

    /// Has the DAO decide on a call, and make it. A second time it takes another reason.
    pub async fn decide(&self, target: Address, call: &impl SolCall, why: &str) -> Receipt {
        self.decide_all(vec![Action::call(target, call)], why).await
    }

    /// The same of several calls.
    pub async fn decide_all(&self, actions: Vec<Action>, why: &str) -> Receipt {
        let dao = self.suite().await.governance;
        let wait = async |until: Until| let_pass(&self.chain, dao.client(), until).await;
        members().decide_with(&dao, actions, why, wait).await.unwrap()
    }
}

/// The DAO's members.
pub fn members() -> Members {
    let others = ["Bob//stash", "Charlie//stash"].map(|name| Signer::dev(name).unwrap());
    Members::new(Signer::dev("Alice").unwrap(), others.into())
}

/// The file of [`DAO`].
fn dao() -> String {
    let founding = members().founding(Signer::dev("Dave").unwrap().address());
    let holder = |(who, units): &(Address, u128)| {
        format!("[[holders]]\nwho = \"{who}\"\nvotes = \"{}\"\n", coins(Wei(*units)))
    };
    let (params, floors) = (founding.params, founding.floors);
    format!(
        "guardian = \"{}\"\n\
         [params]\nvoting_delay = {}\nvoting_period = {}\nlate_quorum_extension = {}\ntimelock_delay = {}\n\
         grace_period = {}\nquorum = \"{}ppm\"\nproposal_threshold = \"{}\"\n\
         [floors]\nvoting_period = {}\ntimelock_delay = {}\n{}",
        address("Dave"),
        params.voting_delay,
        params.voting_period,
        params.late_quorum_extension,
        params.timelock_delay,
        params.grace_period,
        params.quorum_numerator.0,
        coins(Wei(params.proposal_threshold)),
        floors.voting_period,
        floors.timelock_delay,
        founding.holders.iter().map(holder).collect::<String>(),
    )
}

/// Whole votes, as the program's results have them.
pub fn votes(whole: u128) -> Value {
    json!((whole * VOTE).to_string())
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

/// A line with another value of an option.
pub fn with(mut line: Vec<String>, option: &str, value: &str) -> Vec<String> {
    let place = line.iter().position(|word| word == option).unwrap();
    line[place + 1] = value.to_owned();
    line
}

/// The line that deploys, with short delays.
pub fn deploy(more: &[&str]) -> Vec<String> {
    let delays = format!(
        "--exit-delay {EXIT_DELAY} --escape-after {ESCAPE_AFTER} --recipient-delay 2 \
         --unbonding {UNBONDING} --min-node-stake 2coin --min-oracle-stake 3coin --dao {DAO} \
         --guardian {alice} --treasury {alice}",
        alice = address("Alice"),
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
