use super::*;

const TEXT: &[u8] = b"It was the best of times, it was the worst of times.";

fn wanted() -> BTreeMap<DatasetId, Hash> {
    BTreeMap::from([(DatasetId(4), HostHashing::sha256(TEXT))])
}

#[test]
fn files_are_known_by_content_and_altered_ones_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let root = HostHashing::sha256(TEXT);
    let mut library = Library::new(folder.path().to_owned());
    assert_eq!(library.missing(&wanted()).unwrap(), [DatasetId(4)].into());
    std::fs::write(folder.path().join("any name"), TEXT).unwrap();
    assert_eq!(library.missing(&wanted()).unwrap(), [].into(), "a file that appears later is found");
    let path = library.file(&root).unwrap().to_owned();
    assert_eq!(read_verified(&path, &root).unwrap(), TEXT);
    std::fs::write(&path, b"something else").unwrap();
    assert_eq!(read_verified(&path, &root), None);
    library.forget(&root);
    assert_eq!(library.missing(&wanted()).unwrap(), [DatasetId(4)].into());
    std::fs::write(folder.path().join("again"), TEXT).unwrap();
    assert_eq!(library.missing(&wanted()).unwrap(), [].into());
}

/// The folder is looked through at every look while a dataset is missing, so a file must not be read each
/// time. Its stamp is put back after its bytes changed: what is found then was not read.
#[test]
fn a_file_is_not_hashed_again_while_its_stamp_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    std::fs::write(&path, vec![b'x'; TEXT.len()]).unwrap();
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut library = Library::new(folder.path().to_owned());
    assert_eq!(library.missing(&wanted()).unwrap(), [DatasetId(4)].into());
    std::fs::write(&path, TEXT).unwrap();
    File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(library.missing(&wanted()).unwrap(), [DatasetId(4)].into(), "it was read again");
    File::options().write(true).open(&path).unwrap().set_modified(SystemTime::now()).unwrap();
    assert_eq!(library.missing(&wanted()).unwrap(), [].into(), "a changed stamp is seen");
}

#[test]
fn a_folder_that_cannot_be_read_is_an_error_and_not_an_empty_one() {
    let mut library = Library::new("/nonexistent/datasets".into());
    let error = library.missing(&wanted()).unwrap_err();
    assert!(error.to_string().contains("/nonexistent/datasets"), "{error}");
}
