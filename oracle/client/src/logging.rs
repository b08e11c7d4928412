//! What a program says while it runs.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Sends the program's logs to standard error, coloured on a terminal only. `RUST_LOG` chooses what is
/// logged; without it `otherwise` does. To be called once, at start.
pub fn log_to_stderr(otherwise: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(otherwise));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
}
