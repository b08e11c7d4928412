use super::*;
use crate::exit::Exit;

fn exit(result: anyhow::Result<impl std::fmt::Debug>) -> Exit {
    Exit::of(&result.unwrap_err())
}

#[test]
fn names_stay_in_the_folder() {
    let folder = KeyFolder::at("/keys".into());
    assert_eq!(folder.file("alice-2_B").unwrap(), Path::new("/keys/alice-2_B.key"));
    assert_eq!(folder.file("./alice.key").unwrap(), Path::new("./alice.key"));
    for name in ["", "..", "a.key", "a b", "a\0", &"a".repeat(65)] {
        assert_eq!(exit(folder.file(name)), Exit::Usage, "{name:?}");
    }
    let secret = Secret::generate(Purpose::Node).unwrap();
    assert_eq!(exit(folder.keep("../alice", &secret)), Exit::Usage, "no key is kept by path");
}

#[test]
fn a_folder_that_is_not_there_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyFolder::at(folder.path().join("none"));
    assert!(keys.list().unwrap().is_empty());
    assert_eq!(exit(keys.public("alice")), Exit::NotFound);
}

#[test]
fn what_is_no_key_file_is_listed_with_the_reason_and_leftovers_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyFolder::at(folder.path().to_owned());
    std::fs::write(folder.path().join("broken.key"), "{}").unwrap();
    std::fs::write(folder.path().join(".unfinished-Ab12"), "{\"tributary_key\":").unwrap();
    std::fs::write(folder.path().join("notes.txt"), "").unwrap();
    let list = keys.list().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].0, "broken");
    assert!(list[0].1.as_ref().unwrap_err().contains("broken.key"));
}

#[test]
fn a_key_for_another_purpose_is_refused() {
    let public = Secret::generate(Purpose::Node).unwrap().public();
    let error = expect("n1", &public, Purpose::Account).unwrap_err();
    assert_eq!(error.to_string(), "key n1 is for the purpose node, this needs one for account");
    assert_eq!(Exit::of(&error), Exit::Usage);
}
