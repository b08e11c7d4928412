//! Passphrases typed at a terminal.

use std::process::Command;

use crate::{
    program::{names, User, PASSPHRASE},
    terminal::Terminal,
};

/// The user's program with these arguments, and without a passphrase in a variable.
fn at_terminal(user: &User, arguments: &str) -> Terminal {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tributary"));
    program.args(arguments.split(' ')).env("TRIBUTARY_KEYS", user.keys()).current_dir(user.home.path());
    Terminal::run(&program)
}

#[test]
fn a_passphrase_is_asked_for_twice_and_never_shown() {
    let user = User::new();
    let mut terminal = at_terminal(&user, "keys new n1 --for node");
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
    let mut terminal = at_terminal(&user, "keys new n1 --for node");
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
    let mut terminal = at_terminal(&user, "keys import alice --for account");
    terminal.answer("secret of key alice: ", "//Alice");
    terminal.answer("new passphrase for key alice: ", PASSPHRASE);
    terminal.answer("again: ", PASSPHRASE);
    let (exit, screen) = terminal.end();
    assert_eq!(exit, Some(0), "{screen}");
    assert!(screen.contains("5GrwvaEF") && !screen.contains("//Alice"), "{screen}");
}
