//! What oracles and nodes have on disk: how many bytes their transactions take; and what an oracle has of an
//! epoch.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::{sqlite::SqliteConnectOptions, ConnectOptions, Connection, Row, SqliteConnection};

use crate::network::Network;

/// SQLite's write-ahead log: a header, then frames of a header and a page each. The last frame of a transaction
/// names the size of the database after it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Bytes of a frame with a page of the usual size.
pub const FRAME: u64 = 24 + 4_096;

/// A write-ahead log at one moment. Whenever all of it is in the database and it has grown long, the next
/// transaction begins it anew.
pub struct Log {
    /// Others each time that it begins anew.
    salts: [u8; 8],
    /// Where each transaction ends, in bytes from the log's beginning.
    ends: Vec<u64>,
}

impl Log {
    fn read(log: &Path) -> Self {
        let bytes = std::fs::read(log).unwrap();
        let Some((header, frames)) = bytes.split_at_checked(LOG_HEADER) else {
            // Nothing was written since it was made.
            return Self { salts: [0; 8], ends: Vec::new() };
        };
        let page = u32::from_be_bytes(header[8..12].try_into().unwrap()) as usize;
        let salts: [u8; 8] = header[16..24].try_into().unwrap();
        let size = FRAME_HEADER + page;
        // Frames of before the log began anew have other salts.
        let valid = (1u64..).zip(frames.chunks_exact(size)).take_while(|(_, frame)| frame[8..16] == salts);
        let last = valid.filter(|(_, frame)| frame[4..8] != [0; 4]);
        let ends = last.map(|(count, _)| LOG_HEADER as u64 + count * size as u64).collect();
        Self { salts, ends }
    }

    /// Where the next transaction begins, unless it begins the log anew.
    pub fn end(&self) -> u64 {
        self.ends.last().copied().unwrap_or(LOG_HEADER as u64)
    }

    /// Where the transactions since `before` end, from where the first of them began; `None` if the log began
    /// anew in between, so that this is not known.
    pub fn since(&self, before: &Self) -> Option<Vec<u64>> {
        let began = before.end();
        let later = self.ends.iter().filter(|end| **end > began).map(|end| end - began);
        (self.salts == before.salts).then(|| later.collect())
    }
}

impl Network {
    /// Where an oracle or a node has its database.
    pub fn database(&self, process: &str) -> PathBuf {
        // It is called as what it is, and which one.
        let (kind, _) = process.split_once('-').unwrap();
        self.program().folder.join(process).join(kind).with_extension("sqlite")
    }

    /// Its write-ahead log, as it is now.
    pub fn log(&self, process: &str) -> Log {
        Log::read(&self.database(process).with_extension("sqlite-wal"))
    }

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
        let mut connection = open(database).await;
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

/// A connection by which nothing is changed.
async fn open(database: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    options.connect().await.unwrap()
}

/// The next block whose events an oracle reads.
pub async fn next_block(database: &Path) -> u32 {
    let mut connection = open(database).await;
    let row = sqlx::query("SELECT next_block FROM progress").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    row.get("next_block")
}
