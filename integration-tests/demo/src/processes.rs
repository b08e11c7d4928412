//! Processes: started, waited for, ended by pid.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    process::Stdio,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{bail, Context};
use rand::Rng;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
    time::timeout,
};

/// How long a process may take to say where it listens.
const START: Duration = Duration::from_secs(60);
/// How long it may take to end when asked to.
const STOP: Duration = Duration::from_secs(10);

/// How to start a process, and start it again.
#[derive(Clone)]
pub struct Command {
    /// What it is called in errors, and its log file.
    pub name: String,
    /// The program, which stands where this one does.
    pub program: &'static str,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its secrets, by environment variable.
    pub secrets: Vec<(&'static str, String)>,
    /// The folder of its log.
    pub logs: PathBuf,
}

/// A running process.
pub struct Process {
    command: Command,
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Process {
    /// Starts the program and waits for its line `listening on URL`. What it logs is added to
    /// `<logs>/<name>.log`.
    ///
    /// # Errors
    /// If the program is missing, ends, or does not listen within a minute.
    pub async fn start(command: Command) -> anyhow::Result<Self> {
        let log_path = command.logs.join(format!("{}.log", command.name));
        let log = std::fs::File::options().create(true).append(true).open(&log_path)?;
        let mut child = tokio::process::Command::new(built(command.program)?)
            .args(&command.arguments)
            .envs(command.secrets.iter().map(|(variable, value)| (variable, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", command.program))?;
        let output = child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return Ok(url.to_owned());
                }
            }
            bail!("it ended: see {}", log_path.display())
        };
        let url = timeout(START, listening)
            .await
            .with_context(|| format!("{} did not start within {} s", command.name, START.as_secs()))?
            .with_context(|| format!("starting {}", command.name))?;
        // Keeps reading, so that a full pipe never blocks the process.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { command, child, url })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.command.name
    }

    /// How to start it again.
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// Its number in the system; `None` once it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it has ended, however.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Ends it without any warning, as a crash of its machine would; returns how to start it again.
    ///
    /// # Errors
    /// If the system cannot.
    pub async fn kill(mut self) -> anyhow::Result<Command> {
        self.child.kill().await?;
        Ok(self.command)
    }

    /// Asks it to end, and ends it if it does not.
    ///
    /// # Errors
    /// If it does not end within ten seconds, or not well.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(pid) = self.child.id() {
            ask_to_end(pid).await?;
        }
        match timeout(STOP, self.child.wait()).await {
            Ok(status) => {
                let status = status?;
                anyhow::ensure!(status.success(), "{} ended with {status}", self.command.name);
                Ok(())
            }
            Err(_) => {
                self.child.kill().await?;
                bail!("{} did not end within {} s", self.command.name, STOP.as_secs())
            }
        }
    }
}

/// Sends SIGTERM. By the shell, every one of which has `kill` built in: as a program of its own it may be missing.
///
/// # Errors
/// If there is no such process, or it is another's.
pub async fn ask_to_end(pid: u32) -> anyhow::Result<()> {
    let pid = pid.to_string();
    let status = tokio::process::Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().await?;
    anyhow::ensure!(status.success(), "process {pid} could not be asked to end");
    Ok(())
}

/// A program that cargo built beside this one; tests stand one folder below.
///
/// # Errors
/// If it is not there.
pub fn built(program: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let found =
        own.ancestors().skip(1).take(2).map(|folder| folder.join(program)).find(|path| path.is_file());
    found.with_context(|| format!("{program} is missing: build it with cargo build --workspace --bins"))
}

/// Ports that the system gives to nobody who does not ask for one: its own choices, for clients too, begin
/// at 32,768 (Linux's `ip_local_port_range`).
const PORTS: std::ops::Range<u16> = 12_000..32_000;

/// A port that nothing listens at. The process that is to serve there binds it later, so it is chosen where
/// neither the system nor, by chance, another run beside this one takes it meanwhile; it is given once.
///
/// # Errors
/// If nearly all ports are taken.
pub fn free_port() -> anyhow::Result<u16> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    (0..1_000)
        .map(|_| rand::thread_rng().gen_range(PORTS))
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok() && given.insert(*port))
        .context("no port is free between 12000 and 32000")
}
