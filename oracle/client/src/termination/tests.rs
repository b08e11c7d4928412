use std::{process::Command, time::Duration};

use tokio::time::timeout;

use super::*;

/// Sends this process a signal, and returns once it was delivered.
fn send(name: &str) {
    let own = std::process::id().to_string();
    assert!(Command::new("sh").args(["-c", "kill \"$0\" \"$1\"", name, &own]).status().unwrap().success());
}

#[tokio::test]
async fn a_signal_that_comes_before_anybody_waits_for_it_ends_nothing_and_is_kept() {
    let mut termination = Termination::listen().unwrap();
    for name in ["-TERM", "-INT"] {
        let early = timeout(Duration::from_millis(50), termination.asked()).await;
        assert!(early.is_err(), "{name} was not sent yet");
        send(name);
        std::thread::sleep(Duration::from_millis(50));
        timeout(Duration::from_secs(10), termination.asked()).await.unwrap();
    }
}
