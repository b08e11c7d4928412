//! The demo's own processes: started, waited for, ended by pid.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{bail, Context};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// How long a process may take to say where it listens.
const START: Duration = Duration::from_secs(60);
/// How long it may take to end when asked to.
const STOP: Duration = Duration::from_secs(10);

/// A running process.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Process {
    /// Starts `program` from the folder of this one, and waits for its line `listening on URL`. What it
    /// logs goes to `<logs>/<name>.log`.
    pub async fn start(
        name: &str,
        program: &str,
        arguments: &[&str],
        secrets: &[(&str, String)],
        logs: &Path,
    ) -> anyhow::Result<Self> {
        let log = std::fs::File::create(logs.join(format!("{name}.log")))?;
        let mut child = Command::new(beside(program)?)
            .args(arguments)
            .envs(secrets.iter().map(|(variable, value)| (variable, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {program}"))?;
        let output = child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return Ok(url.to_owned());
                }
            }
            bail!("it ended: see {}", logs.join(format!("{name}.log")).display())
        };
        let url = timeout(START, listening)
            .await
            .with_context(|| format!("{name} did not start within {} s", START.as_secs()))?
            .with_context(|| format!("starting {name}"))?;
        // Keeps reading, so that a full pipe never blocks the process.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { name: name.to_owned(), child, url })
    }

    /// Asks it to end, and ends it if it does not.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(pid) = self.child.id() {
            Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
        }
        match timeout(STOP, self.child.wait()).await {
            Ok(status) => {
                let status = status?;
                anyhow::ensure!(status.success(), "{} ended with {status}", self.name);
                Ok(())
            }
            Err(_) => {
                self.child.kill().await?;
                bail!("{} did not end within {} s", self.name, STOP.as_secs())
            }
        }
    }
}

fn beside(program: &str) -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let path = own.parent().context("no folder")?.join(program);
    anyhow::ensure!(path.is_file(), "{} is missing: build it with cargo build --bins", path.display());
    Ok(path)
}

/// A free port of the loopback interface.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
