#![allow(clippy::arithmetic_side_effects)]

use std::{path::Path, time::Duration};

use tributary_core::{
    governance::Earning,
    hashing::HostHashing,
    registry::{DatasetRecord, EpochParams},
    Hashing, History,
};

use super::*;
use crate::view::Unready;

const FIRST: &str = "Call me Ishmael. Some years ago, never mind how long precisely, I went to sea.";
const SECOND: &str = "It was the best of times, it was the worst of times, it was the age of wisdom.";
const STALE: Duration = Duration::from_secs(60);
const FUNDS: Wei = Wei(1_000);
/// Half of it is what an anchor may lie behind the head.
const MAX_REPORT_AGE: BlockNumber = 200;

/// Datasets 1, 2, .. with these texts, each registered at its block.
fn registry(datasets: &[(&str, BlockNumber)]) -> Arc<Registry> {
    let params = EpochParams {
        max_report_age: MAX_REPORT_AGE,
        max_voucher_life: 100,
        dead_after: 50,
        retirement_grace: 10,
    };
    let record = |(text, block): &(&str, BlockNumber)| DatasetRecord {
        content_root: HostHashing::sha256(text.as_bytes()),
        active: History::since(*block, true),
        parents: vec![],
    };
    Arc::new(Registry {
        params,
        datasets: (1..).map(DatasetId).zip(datasets.iter().map(record)).collect(),
        nodes: BTreeMap::new(),
        versions: BTreeMap::new(),
        payers: BTreeMap::new(),
        oracles: vec![],
        earning: Earning::NONE,
    })
}

fn shelf(folder: &Path, without: &[u64]) -> Shelf {
    Shelf::new(Library::new(folder.to_owned()), without.iter().copied().map(DatasetId).collect())
}

fn write(folder: &tempfile::TempDir, text: &str) {
    std::fs::write(folder.path().join(hex::encode(HostHashing::sha256(text.as_bytes()))), text).unwrap();
}

/// Looks until nothing is being indexed any more.
fn settled(shelf: &mut Shelf, head: BlockNumber, registry: &Arc<Registry>) -> Sighting {
    loop {
        let sighting = shelf.sight(head, registry.clone(), FUNDS).unwrap();
        if shelf.building.is_none() {
            return sighting;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What is anchored at `block` must carry the root that the chain has there: whoever derives the shares
/// again takes all datasets under that root.
fn assert_exact(view: &View) {
    let root = view.registry.corpus_root_at::<HostHashing>(view.block).unwrap();
    assert_eq!(view.corpus.root, root);
    let counted: Vec<_> = view.registry.corpus_at(view.block).map(|(id, _)| id.0).collect();
    assert_eq!(view.corpus.corpus.ids(), counted, "every dataset under the root is indexed");
}

#[test]
fn a_dataset_that_nobody_has_stops_no_answer_and_bends_no_share() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    let mut shelf = shelf(folder.path(), &[]);
    let view = shelf.sight(20, registry(&[(FIRST, 10)]), FUNDS).unwrap().view(STALE).unwrap();
    assert_eq!(view.block, 20);
    let registry = registry(&[(FIRST, 10), (SECOND, 21)]);
    for head in [21, 60, 120] {
        let sighting = settled(&mut shelf, head, &registry);
        assert_eq!(sighting.missing, [DatasetId(2)].into());
        let view = sighting.view(STALE).unwrap();
        assert_eq!(view.block, 20, "the anchor stays before it");
        assert_eq!(view.registry, registry, "but the chain is read on");
        assert_exact(&view);
    }
    let sighting = settled(&mut shelf, 121, &registry);
    let unready = sighting.view(STALE).unwrap_err();
    assert_eq!(unready, Unready::Incomplete { oldest: 21, missing: vec![2] });
    write(&folder, SECOND);
    let sighting = settled(&mut shelf, 122, &registry);
    assert_eq!(sighting.missing, [].into());
    let view = sighting.view(STALE).unwrap();
    assert_eq!((view.block, view.corpus.corpus.ids()), (122, [1, 2].as_slice()));
    assert_exact(&view);
}

#[test]
fn a_dataset_that_is_taken_out_and_put_back_is_not_indexed_again() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    write(&folder, SECOND);
    let mut shelf = shelf(folder.path(), &[]);
    let mut changing = Registry::clone(&registry(&[(FIRST, 10), (SECOND, 10)]));
    let second = changing.datasets.get_mut(&DatasetId(2)).unwrap();
    second.active =
        History::from_changes([(10, true), (30, false), (40, true), (50, false), (60, true)]).unwrap();
    let changing = Arc::new(changing);
    assert_eq!(settled(&mut shelf, 20, &changing).view(STALE).unwrap().corpus.corpus.ids(), [1, 2]);
    assert_eq!(settled(&mut shelf, 30, &changing).view(STALE).unwrap().corpus.corpus.ids(), [1]);
    for (head, ids) in [(40, [1, 2].as_slice()), (50, &[1]), (60, &[1, 2])] {
        let view = shelf.sight(head, changing.clone(), FUNDS).unwrap().view(STALE).unwrap();
        assert!(shelf.building.is_none());
        assert_eq!((view.block, view.corpus.corpus.ids()), (head, ids), "at once");
        assert_exact(&view);
    }
}

#[test]
fn a_missing_dataset_that_was_quarantined_holds_up_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    let mut shelf = shelf(folder.path(), &[]);
    let mut known = Arc::unwrap_or_clone(registry(&[(FIRST, 10), (SECOND, 21)]));
    let missing = known.datasets.get_mut(&DatasetId(2)).unwrap();
    missing.active.change(30, false).unwrap();
    let known = Arc::new(known);
    assert_eq!(settled(&mut shelf, 29, &known).view(STALE).unwrap().block, 20);
    let sighting = settled(&mut shelf, 30, &known);
    assert_eq!(sighting.missing, [].into());
    let view = sighting.view(STALE).unwrap();
    assert_eq!(view.block, 30);
    assert_exact(&view);
}

#[test]
fn what_the_operator_goes_without_is_left_out_but_stays_under_the_root() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, SECOND);
    let registry = registry(&[(FIRST, 10), (SECOND, 21)]);
    let mut waiting = shelf(folder.path(), &[]);
    let none = waiting.sight(30, registry.clone(), FUNDS).unwrap();
    assert_eq!(none.view(STALE).unwrap().corpus.corpus.ids(), [0; 0], "before block 10 nothing counted");
    let mut shelf = shelf(folder.path(), &[1]);
    let sighting = shelf.sight(30, registry.clone(), FUNDS).unwrap();
    assert_eq!(sighting.missing, [DatasetId(1)].into(), "it is missing all the same");
    let view = sighting.view(STALE).unwrap();
    assert_eq!((view.block, view.corpus.corpus.ids()), (30, [2].as_slice()));
    assert_eq!(view.corpus.without, [DatasetId(1)].into());
    assert_eq!(view.corpus.root, registry.corpus_root_at::<HostHashing>(30).unwrap());
    write(&folder, FIRST);
    let view = settled(&mut shelf, 31, &registry).view(STALE).unwrap();
    assert_eq!(view.corpus.corpus.ids(), [1, 2], "once there is a file it is used");
    assert_exact(&view);
}

#[test]
fn a_file_that_changes_under_the_node_makes_its_dataset_missing() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    write(&folder, SECOND);
    let mut shelf = shelf(folder.path(), &[]);
    assert_eq!(shelf.sight(15, registry(&[(FIRST, 10)]), FUNDS).unwrap().view(STALE).unwrap().block, 15);
    let registry = registry(&[(FIRST, 10), (SECOND, 16)]);
    // The library has hashed the second file already, and trusts its stamp until it reads it.
    let second = folder.path().join(hex::encode(HostHashing::sha256(SECOND.as_bytes())));
    shelf.library.missing(&active(&registry, 16)).unwrap();
    std::fs::write(&second, "altered").unwrap();
    let view = settled(&mut shelf, 17, &registry).view(STALE).unwrap();
    assert_eq!(view.block, 15);
    let sighting = settled(&mut shelf, 17, &registry);
    assert_eq!(sighting.missing, [DatasetId(2)].into());
    assert_eq!(sighting.view(STALE).unwrap().block, 15);
}

#[test]
fn indexing_a_new_dataset_stops_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    write(&folder, SECOND);
    let mut shelf = shelf(folder.path(), &[]);
    shelf.sight(20, registry(&[(FIRST, 10)]), FUNDS).unwrap();
    let registry = registry(&[(FIRST, 10), (SECOND, 21)]);
    let meanwhile = shelf.sight(30, registry.clone(), FUNDS).unwrap();
    assert!(shelf.building.is_some() && meanwhile.missing.is_empty());
    let view = meanwhile.view(STALE).unwrap();
    assert_eq!(view.block, 20);
    assert_exact(&view);
    let view = settled(&mut shelf, 31, &registry).view(STALE).unwrap();
    assert_eq!(view.block, 31);
    assert_exact(&view);
}

/// Such as one beyond what an index holds.
#[test]
fn a_corpus_that_cannot_be_indexed_is_tried_once_and_gone_around() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FIRST);
    write(&folder, SECOND);
    let mut shelf = shelf(folder.path(), &[]);
    let registry = registry(&[(FIRST, 10), (SECOND, 21)]);
    let too_large = tributary_attribution::CorpusError::TooLarge { bytes: 2, max: 1 };
    let contents = Contents { wanted: active(&registry, 30), without: [].into() };
    assert!(shelf.keep(contents, Err(too_large.into())).is_none());
    for head in [30, 31] {
        let view = shelf.sight(head, registry.clone(), FUNDS).unwrap().view(STALE).unwrap();
        assert_eq!(view.block, 20);
        assert_exact(&view);
        assert!(shelf.building.is_none(), "it is not tried again");
    }
}

#[test]
fn each_missing_dataset_is_told_of_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut shelf = shelf(folder.path(), &[]);
    let registry = registry(&[(FIRST, 10), (SECOND, 21)]);
    shelf.sight(15, registry.clone(), FUNDS).unwrap();
    assert_eq!(shelf.told, [DatasetId(1)].into());
    shelf.sight(22, registry.clone(), FUNDS).unwrap();
    assert_eq!(shelf.told, [DatasetId(1), DatasetId(2)].into());
    write(&folder, FIRST);
    shelf.sight(23, registry, FUNDS).unwrap();
    assert_eq!(shelf.told, [DatasetId(2)].into());
}

#[test]
fn a_sighting_grows_old() {
    let folder = tempfile::tempdir().unwrap();
    let sighting = shelf(folder.path(), &[]).sight(5, registry(&[]), FUNDS).unwrap();
    assert!(sighting.view(STALE).is_ok());
    std::thread::sleep(Duration::from_millis(20));
    let unready = sighting.view(Duration::from_millis(10)).unwrap_err();
    assert!(matches!(unready, Unready::Stale { most_ms: 10, elapsed_ms: 20.. }), "{unready}");
}
