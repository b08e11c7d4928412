//! `tributary`: the command line of creators, consumers, providers and operators.

mod command;
mod output;

use std::io::IsTerminal;

use clap::Parser;
use tributary_cli::exit::Exit;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let arguments = command::Arguments::parse();
    let output = arguments.output();
    let exit = match command::run(arguments).await {
        Ok(()) => Exit::Done,
        Err(error) => {
            eprintln!("{}", output.render_error(&error));
            Exit::of(&error)
        }
    };
    exit.code().into()
}
