//! `tributary`: the command line of creators, consumers, providers and operators.

mod command;
mod output;

use clap::Parser;
use output::Output;
use tributary_cli::exit::{Exit, Failure};
use tributary_client::log_to_stderr;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    log_to_stderr("warn");
    let arguments = match command::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return not_understood(&error),
    };
    let output = arguments.output();
    let exit = match command::run(arguments).await {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("{}", output.render_error(&error));
            Exit::of(&error)
        }
    };
    exit.code().into()
}

/// Help, the version, or what is wrong with the command line: for programs, if they asked for that.
fn not_understood(error: &clap::Error) -> std::process::ExitCode {
    let json = std::env::args_os().any(|argument| argument == "--json");
    if !error.use_stderr() || !json {
        error.exit();
    }
    let words = error.to_string();
    let words = words.trim().trim_start_matches("error: ");
    eprintln!("{}", Output::Json.render_error(&Failure::usage(words).into()));
    Exit::Usage.code().into()
}
