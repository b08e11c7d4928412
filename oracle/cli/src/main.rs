//! `tributary`: the command line of creators, consumers, providers and operators.

mod command;
mod output;

use clap::Parser;
use tributary_cli::exit::Exit;
use tributary_client::log_to_stderr;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    log_to_stderr("warn");
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
