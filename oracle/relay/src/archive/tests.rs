#![allow(clippy::arithmetic_side_effects)]

use scale::Encode;
use tempfile::TempDir;

use super::*;
use crate::{
    books::{Books, Totals},
    scene::{epoch, registry, report},
};
use tributary_core::{epoch::State, Hash, NodeId};

/// Epochs of one report each, recorded as a follower does, with the names of their records.
async fn recorded(count: u32) -> (Objects, Vec<(Epoch, Recorded)>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::in_folder(folder.path()).unwrap();
    let mut books = Books::new(Totals::of(State::genesis()).unwrap());
    let mut epochs = Vec::new();
    for cut in (1..=count).map(|number| 60 + number) {
        let sequence = books.tip().state().due(NodeId(1));
        let (next, _) = epoch(&books.tip(), cut, &registry(1), vec![report(1, sequence, cut - 1)]);
        let name = objects.put(Verdicts(next.judged.clone()).encode()).await.unwrap();
        books.push(next.clone()).unwrap();
        let commitment = next.commitment;
        epochs.push((next, Recorded { commitment, judged: Some(name) }));
    }
    (objects, epochs, folder)
}

async fn read(archive: &Archive, objects: &Objects, recorded: &Recorded) -> Arc<Past> {
    archive.epoch(objects, recorded).await.unwrap().unwrap()
}

fn file(folder: &TempDir, name: Hash) -> std::path::PathBuf {
    folder.path().join(hex::encode(name))
}

#[tokio::test]
async fn an_old_epoch_is_read_back_as_it_was_and_once_for_all_who_ask_at_a_time() {
    let (objects, epochs, _folder) = recorded(2).await;
    let archive = Archive::default();
    for (epoch, recorded) in &epochs {
        let (one, other) =
            tokio::join!(read(&archive, &objects, recorded), read(&archive, &objects, recorded));
        assert!(Arc::ptr_eq(&one, &other), "read once");
        assert_eq!((&one.judged, one.reports.root()), (&epoch.judged, epoch.reports.root()));
    }
}

#[tokio::test]
async fn the_last_few_need_no_object_and_older_ones_are_read_again() {
    let (objects, epochs, folder) = recorded(5).await;
    let archive = Archive::default();
    for (_, recorded) in &epochs {
        read(&archive, &objects, recorded).await;
        std::fs::remove_file(file(&folder, recorded.judged.unwrap())).unwrap();
    }
    for (_, recorded) in &epochs[1..] {
        read(&archive, &objects, recorded).await;
    }
    let oldest = archive.epoch(&objects, &epochs[0].1).await.unwrap();
    assert!(oldest.is_none(), "no longer in memory, and its object is gone");
}

#[tokio::test]
async fn an_epoch_not_followed_is_unknown_and_a_spoilt_record_is_refused_until_it_is_whole_again() {
    let (objects, epochs, folder) = recorded(2).await;
    let archive = Archive::default();
    let first = epochs[0].1;
    assert!(archive.epoch(&objects, &Recorded { judged: None, ..first }).await.unwrap().is_none());
    let other = Recorded { judged: epochs[1].1.judged, ..first };
    assert!(archive.epoch(&objects, &other).await.is_err(), "another epoch's record");
    let path = file(&folder, first.judged.unwrap());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"spoilt").unwrap();
    assert!(archive.epoch(&objects, &first).await.is_err());
    std::fs::write(&path, whole).unwrap();
    assert_eq!(read(&archive, &objects, &first).await.judged, epochs[0].0.judged);
}
