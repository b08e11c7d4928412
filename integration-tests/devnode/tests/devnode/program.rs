use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use subxt::rpcs::rpc_params;

use crate::connection::{start, Connection};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary-devnode"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The running program, killed if the test fails before it stopped it.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.strip_prefix("listening on ").unwrap().strip_suffix('\n').unwrap().to_owned();
        Self { child, url }
    }

    fn with_database(folder: &Path) -> Self {
        Self::start(&["--port", "0", "--db", folder.to_str().unwrap()])
    }

    fn stop(mut self, signal: &str) -> ExitStatus {
        let pid = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill \"$0\" \"$1\"", signal, &pid]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_prints_the_port_it_chose_and_answers_there() {
    let running = Running::start(&["--port", "0"]);
    let port: u16 = running.url.strip_prefix("ws://127.0.0.1:").unwrap().parse().unwrap();
    assert_ne!(port, 0);
    let chain = Connection::new(&running.url).await;
    chain.mine(3).await;
    assert_eq!(chain.number().await, 3);
    assert!(running.stop("-TERM").success());
}

#[tokio::test]
async fn its_options_reach_the_chain() {
    let account = format!("0x{}", "07".repeat(32));
    let running =
        Running::start(&["--port", "0", "--block-time-ms", "3600000", "--endow", &format!("{account}=1.5")]);
    let chain = Connection::new(&running.url).await;
    assert!(!chain.rpc.request::<bool>("getAutomine", rpc_params![]).await.unwrap());
    let account = tributary_devnode::runtime::AccountId::new([7; 32]);
    assert_eq!(chain.free(&account).await, 15_000_000_000);
}

#[tokio::test]
async fn signals_stop_it_with_its_database_written() {
    let folder = tempfile::tempdir().unwrap();
    for (signal, expected) in [("-TERM", 4), ("-INT", 8)] {
        let running = Running::with_database(folder.path());
        let chain = Connection::new(&running.url).await;
        chain.mine(4).await;
        assert_eq!(chain.number().await, expected);
        assert!(running.stop(signal).success());
    }
    let running = Running::with_database(folder.path());
    assert_eq!(Connection::new(&running.url).await.number().await, 8);
}

#[test]
fn what_it_cannot_do_ends_it_with_an_error() {
    let devnode = start(Default::default());
    let port = devnode.port().to_string();
    let account = "0x".to_owned() + &"07".repeat(32);
    let too_little = format!("{account}=0.001");
    for (arguments, message) in [
        (vec!["--port", port.as_str()], "cannot listen on"),
        (vec!["--port", "0", "--endow", too_little.as_str()], "existential deposit"),
        (vec!["--port", "0", "--endow", "nobody=1"], "nobody"),
        (vec!["--port", "0", "--db", "/dev/null/chain"], "cannot open the database"),
    ] {
        let mut child = program(&arguments).spawn().unwrap();
        let status = child.wait().unwrap();
        let mut error = String::new();
        child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert!(!status.success(), "{arguments:?}");
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}
