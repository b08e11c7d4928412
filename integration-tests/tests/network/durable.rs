//! What an oracle has on disk: how many bytes its transactions take, and what it has of an epoch.

use std::{path::Path, process::Command};

use sqlx::{sqlite::SqliteConnectOptions, ConnectOptions, Connection, Row};

use crate::network::Network;

/// SQLite's write-ahead log: a header, then frames of a header and a page each. The last frame of a transaction
/// names the size of the database after it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Bytes of a frame with a page of the usual size.
pub const FRAME: u64 = 24 + 4_096;

/// Where each transaction in a write-ahead log ends, in bytes from the log's beginning.
pub fn transactions(log: &Path) -> Vec<u64> {
    let bytes = std::fs::read(log).unwrap();
    let page = u32::from_be_bytes(bytes[8..12].try_into().unwrap()) as usize;
    let (salts, frame) = (&bytes[16..24], FRAME_HEADER + page);
    let frames = bytes[LOG_HEADER..].chunks_exact(frame);
    // Frames of before the log began anew have other salts.
    let valid = (1u64..).zip(frames).take_while(|(_, frame)| &frame[8..16] == salts);
    let last = valid.filter(|(_, frame)| frame[4..8] != [0; 4]);
    last.map(|(count, _)| LOG_HEADER as u64 + count * frame as u64).collect()
}

impl Network {
    /// Lets a process's files grow to so many bytes each; the kernel ends it when it writes beyond.
    pub fn limit(&self, process: &str, bytes: &str) {
        let process = self.processes.iter().find(|running| running.name() == process).unwrap();
        let pid = process.pid().unwrap().to_string();
        let limit = format!("--fsize={bytes}:");
        let done = Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap();
        assert!(done.success(), "{done}");
    }
}

/// What an oracle has of an epoch.
#[derive(Debug)]
pub struct Kept {
    /// What it voted for last.
    pub voted: Option<Vec<u8>>,
    /// How often it tried to submit the quorum that waits in its outbox.
    pub attempts: Option<i64>,
    /// What the ledger announced.
    pub recorded: Option<Vec<u8>>,
    /// Whether it consumed reports.
    pub consumed: bool,
    /// Whether it has what became of them.
    pub judged: bool,
    /// Whether its books are those under this epoch.
    pub books: bool,
}

/// How far an oracle got with an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// It has not voted.
    BeforeVote,
    /// It voted, and has no quorum.
    Voted,
    /// The quorum is in the outbox and was not sent.
    Queued,
    /// It was sent, or about to be; the ledger's event is not recorded.
    Sent,
    /// The event is recorded, the epoch not adopted.
    Recorded,
    /// Reports are consumed; what became of them is not noted.
    Consumed,
    /// The epoch is adopted; the books under it are not kept.
    Adopted,
    /// All is done.
    Done,
}

impl Kept {
    /// Reads an oracle's database, whether it runs or not, and changes nothing there.
    pub async fn read(database: &Path, epoch: u64) -> Self {
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        let mut connection = options.connect().await.unwrap();
        let row = sqlx::query(
            "SELECT (SELECT hash FROM votes WHERE epoch = ?1 ORDER BY stage DESC LIMIT 1) AS voted,
                    (SELECT attempts FROM outbox WHERE epoch = ?1) AS attempts,
                    (SELECT hash FROM epochs WHERE epoch = ?1) AS recorded,
                    EXISTS (SELECT 1 FROM consumed WHERE epoch = ?1) AS consumed,
                    EXISTS (SELECT 1 FROM epochs WHERE epoch = ?1 AND judged IS NOT NULL) AS judged,
                    EXISTS (SELECT 1 FROM snapshot WHERE epoch >= ?1) AS books",
        )
        .bind(i64::try_from(epoch).unwrap())
        .fetch_one(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        Self {
            voted: row.get("voted"),
            attempts: row.get("attempts"),
            recorded: row.get("recorded"),
            consumed: row.get("consumed"),
            judged: row.get("judged"),
            books: row.get("books"),
        }
    }

    pub fn moment(&self) -> Moment {
        match (self.recorded.is_some(), self.attempts) {
            (true, _) if self.books => Moment::Done,
            (true, _) if self.judged => Moment::Adopted,
            (true, _) if self.consumed => Moment::Consumed,
            (true, _) => Moment::Recorded,
            (false, Some(0)) => Moment::Queued,
            (false, Some(_)) => Moment::Sent,
            (false, None) if self.voted.is_some() => Moment::Voted,
            (false, None) => Moment::BeforeVote,
        }
    }
}

/// The next block whose events an oracle reads.
pub async fn next_block(database: &Path) -> u32 {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut connection = options.connect().await.unwrap();
    let row = sqlx::query("SELECT next_block FROM progress").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    row.get("next_block")
}
