use clap::{CommandFactory, Parser};

use super::*;

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn the_help_lists_every_exit_code_and_variable() {
    let help = Arguments::command().render_long_help().to_string();
    for (exit, word, _) in Exit::TABLE {
        assert!(help.contains(&format!("{:>2}  {word}", exit.code())), "{word}");
    }
    for variable in ["TRIBUTARY_SECRET", "TRIBUTARY_SESSION_KEY", "TRIBUTARY_PASSPHRASE_FILE"] {
        assert!(help.contains(variable), "{variable}");
    }
}

#[test]
fn every_command_takes_json_before_and_after_it() {
    for command in Arguments::command().get_subcommands() {
        let name = command.get_name();
        let help = Arguments::try_parse_from(["tributary", "--json", name, "--help"]).err().unwrap();
        assert_eq!(help.kind(), clap::error::ErrorKind::DisplayHelp, "{name}");
        assert!(help.to_string().contains("--json"), "{name}");
    }
    assert_eq!(
        Arguments::try_parse_from(["tributary", "status", "--json"]).ok().unwrap().output(),
        Output::Json
    );
    assert_eq!(Arguments::try_parse_from(["tributary", "status"]).ok().unwrap().output(), Output::Table);
}

#[test]
fn no_command_has_an_option_of_a_name_that_all_have() {
    fn walk(command: &clap::Command, global: &[&str]) {
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            assert!(!global.contains(&name), "{} {name}", command.get_name());
        }
        command.get_subcommands().for_each(|command| walk(command, global));
    }
    let command = Arguments::command();
    let global = command.get_arguments().filter(|argument| argument.is_global_set());
    let global: Vec<_> = global.map(|argument| argument.get_id().as_str()).collect();
    assert!(global.contains(&"account"), "{global:?}");
    command.get_subcommands().for_each(|command| walk(command, &global));
}

#[test]
fn no_option_takes_a_secret() {
    fn walk(command: &clap::Command) {
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            for word in ["secret", "seed", "passphrase", "phrase", "mnemonic", "private"] {
                assert!(!name.contains(word), "{} {name}", command.get_name());
            }
        }
        command.get_subcommands().for_each(walk);
    }
    walk(&Arguments::command());
}

#[test]
fn amounts_and_shares_are_read_where_they_are_given() {
    let refused = |line: &[&str]| {
        let error = Arguments::try_parse_from(line).err().unwrap();
        assert_eq!(error.exit_code(), i32::from(Exit::Usage.code()));
        error.to_string()
    };
    assert!(refused(&["tributary", "deposit", "1.5"]).contains("1.5coin"));
    assert!(refused(&["tributary", "dataset", "recipients", "set", "1", "alice=50"]).contains("12.5%"));
    assert!(Arguments::try_parse_from(["tributary", "deposit", "1.5coin"]).is_ok());
    let recipients = ["tributary", "dataset", "recipients", "set", "1", "alice=60%", "bob=400000ppm"];
    assert!(Arguments::try_parse_from(recipients).is_ok());
}
