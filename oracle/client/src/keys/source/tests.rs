use std::os::unix::fs::PermissionsExt;

use super::*;

/// A name that nothing sets.
const NOWHERE: &str = "TRIBUTARY_TEST_VARIABLE_THAT_NOTHING_SETS";

fn source(purpose: Purpose, file: Option<&Path>) -> KeySource<'_> {
    KeySource { purpose, variable: NOWHERE, file }
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_plain_file_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    std::fs::write(&path, "11".repeat(32)).unwrap();
    for mode in [0o604, 0o660, 0o644, 0o602] {
        allow(&path, mode);
        let error = source(Purpose::Node, Some(&path)).load().unwrap_err();
        assert!(matches!(error, KeyError::Exposed { mode: found, .. } if found == mode), "{mode:o}: {error}");
        assert!(read_secret_file(&path).is_err());
    }
    for mode in [0o600, 0o400] {
        allow(&path, mode);
        assert!(source(Purpose::Node, Some(&path)).load().is_ok(), "{mode:o}");
        assert_eq!(read_secret_file(&path).unwrap().as_str(), "11".repeat(32));
    }
}

#[test]
fn a_plain_file_holds_the_secret_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    let hex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    std::fs::write(&path, format!("{hex}\n")).unwrap();
    allow(&path, 0o600);
    let secret = source(Purpose::Node, Some(&path)).load().unwrap();
    assert_eq!(alloy_primitives::hex::encode(*secret.bytes().unwrap()), hex);
    std::fs::write(&path, "not hex").unwrap();
    let error = source(Purpose::Node, Some(&path)).load().unwrap_err();
    assert!(error.to_string().contains("node.key") && !error.to_string().contains("not hex"), "{error}");
}

#[test]
fn an_encrypted_file_for_something_else_is_refused_before_any_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.key");
    let passphrase = Passphrase::new("open sesame".to_owned().into()).unwrap();
    let secret = Secret::generate(Purpose::Session).unwrap();
    KeyFile::seal(&secret, &passphrase).unwrap().create(&path).unwrap();
    let error = source(Purpose::Node, Some(&path)).load().unwrap_err();
    let expected = KeyError::OtherPurpose {
        place: path.display().to_string(),
        expected: Purpose::Node,
        found: Purpose::Session,
    };
    assert_eq!(error.to_string(), expected.to_string());
}

#[test]
fn neither_variable_nor_file_says_what_to_do() {
    let error = source(Purpose::Oracle, None).load().unwrap_err().to_string();
    assert!(error.contains(NOWHERE) && error.contains("oracle"), "{error}");
    let missing = source(Purpose::Oracle, Some(Path::new("/nonexistent/oracle.key"))).load().unwrap_err();
    assert!(missing.to_string().contains("/nonexistent/oracle.key"), "{missing}");
}
