//! The table of `README.md` names tests that exist.

use std::{fs, path::Path};

/// The folders of the table's columns.
const COLUMNS: [&str; 6] = [
    "dataset_nft",
    "royalty_splitter",
    "attribution_ledger",
    "node_registry",
    "model_registry",
    "governance",
];

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_table_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let table = readme.split("\n| | dataset-nft |").nth(1).unwrap();
    let mut named = 0;
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells = row.split('|').skip(2);
        for (folder, cell) in COLUMNS.iter().zip(cells) {
            for (file, test) in quoted(cell).filter_map(|name| name.split_once("::")) {
                let tests = root.join("tests/contracts");
                let own = tests.join(folder).join(file).with_extension("rs");
                let path = if own.exists() { own } else { tests.join(file).with_extension("rs") };
                let text = fs::read_to_string(&path).unwrap();
                assert!(
                    text.contains(&format!("#[test]\nfn {test}()")),
                    "{}: no test {test}",
                    path.display()
                );
                named += 1;
            }
        }
    }
    assert!(named > 60, "{named}");
}
