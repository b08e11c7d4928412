//! A program at a terminal. The command line's scenarios on a chain use it, too.

use std::{
    io::{BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{channel, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

/// The program at a terminal that `script` plays.
pub struct Terminal {
    child: Child,
    typing: ChildStdin,
    screen: Receiver<u8>,
    seen: String,
}

impl Terminal {
    /// Runs a program with its arguments, variables and folder, and of this process's variables the path alone.
    pub fn run(program: &Command) -> Self {
        let words = std::iter::once(program.get_program()).chain(program.get_args());
        let line: Vec<_> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(program.get_current_dir().unwrap_or(Path::new(".")));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
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
    pub fn answer(&mut self, question: &str, answer: &str) {
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
    pub fn end(mut self) -> (Option<i32>, String) {
        while self.read() {}
        (self.child.wait().unwrap().code(), self.seen)
    }
}
