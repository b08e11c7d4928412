#![allow(clippy::arithmetic_side_effects)]

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType};

use super::*;

/// A schema of one table.
fn schema(sql: &'static str) -> Migrator {
    let first = Migration::new(1, Cow::Borrowed("notes"), MigrationType::Simple, Cow::Borrowed(sql), false);
    Migrator { migrations: Cow::Owned(vec![first]), ..Migrator::DEFAULT }
}

const NOTES: &str = "CREATE TABLE notes (note TEXT NOT NULL)";

async fn note(database: &Database, note: String) -> Result<(), sqlx::Error> {
    let mut transaction = database.writer.begin().await?;
    sqlx::query("SELECT COUNT(*) FROM notes").fetch_one(&mut *transaction).await?;
    sqlx::query("INSERT INTO notes VALUES (?)").bind(note).execute(&mut *transaction).await?;
    transaction.commit().await
}

async fn count(database: &Database) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM notes").fetch_one(&database.readers).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_read_first_wait_for_each_other_and_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.sqlite"), &schema(NOTES)).await.unwrap();
    let writers = (0..8).map(|writer| {
        let database = database.clone();
        tokio::spawn(async move {
            for number in 0..10 {
                note(&database, format!("{writer}: {number}")).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(count(&database).await, 80);
}

#[tokio::test]
async fn readers_cannot_write_and_do_not_wait_for_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.sqlite"), &schema(NOTES)).await.unwrap();
    let refused = sqlx::query("INSERT INTO notes VALUES ('no')").execute(&database.readers).await;
    assert!(refused.unwrap_err().to_string().contains("readonly"));
    let mut open = database.writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO notes VALUES ('later')").execute(&mut *open).await.unwrap();
    assert_eq!(count(&database).await, 0);
    open.commit().await.unwrap();
    assert_eq!(count(&database).await, 1);
}

#[tokio::test]
async fn what_was_written_is_there_again_and_another_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.sqlite");
    let database = Database::open(&path, &schema(NOTES)).await.unwrap();
    for (setting, value) in [("journal_mode", "wal"), ("synchronous", "2")] {
        let found = sqlx::query(&format!("PRAGMA {setting}")).fetch_one(&database.writer).await.unwrap();
        let found = sqlx::Row::try_get::<String, _>(&found, 0)
            .unwrap_or_else(|_| sqlx::Row::get::<i64, _>(&found, 0).to_string());
        assert_eq!(found, value, "{setting}");
    }
    note(&database, "kept".into()).await.unwrap();
    database.close().await;
    assert_eq!(count(&Database::open(&path, &schema(NOTES)).await.unwrap()).await, 1);
    let other = Database::open(&path, &schema("CREATE TABLE other (number INTEGER)")).await;
    assert!(matches!(other, Err(OpenError::Schema(_))));
}

/// As on a disk that is full for a while: SQLite rolls back what it cannot commit.
#[tokio::test]
async fn after_commits_that_failed_what_is_committed_is_durable() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::open(&folder.path().join("notes.sqlite"), &schema(NOTES)).await.unwrap();
    let mut left = 2;
    let fails = move || {
        left -= 1;
        left < 0
    };
    database.writer.acquire().await.unwrap().lock_handle().await.unwrap().set_commit_hook(fails);
    let mut committed = 0;
    for number in 0..5 {
        committed += i64::from(note(&database, number.to_string()).await.is_ok());
        assert_eq!(count(&database).await, committed, "after note {number}");
    }
    assert!((3..5).contains(&committed), "{committed} of 5 were committed");
}
