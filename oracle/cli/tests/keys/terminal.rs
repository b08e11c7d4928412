//! Passphrases typed at a terminal.

use std::{
    io::{BufReader, Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{channel, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use crate::program::{names, User, PASSPHRASE};

/// The program at a terminal that `script` plays.
struct Terminal {
    child: Child,
    typing: ChildStdin,
    screen: Receiver<u8>,
    seen: String,
}

impl Terminal {
    fn run(user: &User, arguments: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_tributary");
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &format!("{program} {arguments}"), "/dev/null"]);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("TRIBUTARY_KEYS", user.keys());
        command.current_dir(user.home.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, screen) = channel();
        let output = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            BufReader::new(output).bytes().map_while(Result::ok).try_for_each(|byte| sender.send(byte))
        });
        let typing = child.stdin.take().unwrap();
        Self { child, typing, screen, seen: String::new() }
    }

    /// Waits for a question, then types an answer.
    fn answer(&mut self, question: &str, answer: &str) {
        let started = Instant::now();
        let from = self.seen.len();
        while !self.seen[from..].contains(question) {
            assert!(started.elapsed() < Duration::from_secs(60), "{}", self.seen);
            self.read();
        }
        // The question is written just before the echo is switched off.
        std::thread::sleep(Duration::from_millis(300));
        self.typing.write_all(format!("{answer}\n").as_bytes()).unwrap();
    }

    fn read(&mut self) -> bool {
        match self.screen.recv_timeout(Duration::from_millis(50)) {
            Ok(byte) => self.seen.push(char::from(byte)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return false,
        }
        true
    }

    /// How it ended, and all that the screen showed.
    fn end(mut self) -> (Option<i32>, String) {
        while self.read() {}
        (self.child.wait().unwrap().code(), self.seen)
    }
}

#[test]
fn a_passphrase_is_asked_for_twice_and_never_shown() {
    let user = User::new();
    let mut terminal = Terminal::run(&user, "keys new n1 --for node");
    terminal.answer("new passphrase for key n1: ", PASSPHRASE);
    terminal.answer("again: ", PASSPHRASE);
    let (exit, screen) = terminal.end();
    assert_eq!(exit, Some(0), "{screen}");
    assert!(screen.contains("ed25519") && !screen.contains(PASSPHRASE), "{screen}");
    assert_eq!(names(&user.keys()), ["n1.key"]);
}

#[test]
fn two_that_differ_make_no_key() {
    let user = User::new();
    let mut terminal = Terminal::run(&user, "keys new n1 --for node");
    terminal.answer("new passphrase for key n1: ", PASSPHRASE);
    terminal.answer("again: ", "open-sesame-4712");
    let (exit, screen) = terminal.end();
    assert_eq!(exit, Some(2), "{screen}");
    assert!(screen.contains("differ") && !screen.contains("open-sesame"), "{screen}");
    assert!(names(&user.keys()).is_empty());
}

#[test]
fn a_secret_is_typed_without_echo() {
    let user = User::new();
    let mut terminal = Terminal::run(&user, "keys import alice --for account");
    terminal.answer("secret of key alice: ", "//Alice");
    terminal.answer("new passphrase for key alice: ", PASSPHRASE);
    terminal.answer("again: ", PASSPHRASE);
    let (exit, screen) = terminal.end();
    assert_eq!(exit, Some(0), "{screen}");
    assert!(screen.contains("5GrwvaEF") && !screen.contains("//Alice"), "{screen}");
}
