use super::*;

fn environment<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
    move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
}

fn text(passphrase: Option<Passphrase>) -> String {
    passphrase.unwrap().0.expose_secret().to_owned()
}

#[test]
fn the_variable_is_taken_as_it_is_and_the_file_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    std::fs::write(&path, "open sesame \r\n").unwrap();
    let path = path.to_str().unwrap();
    let given = from_environment(&environment(&[(VARIABLE, " open ")])).unwrap();
    assert_eq!(text(given), " open ");
    let given = from_environment(&environment(&[(FILE_VARIABLE, path)])).unwrap();
    assert_eq!(text(given), "open sesame ");
    assert!(from_environment(&environment(&[])).unwrap().is_none());
}

#[test]
fn doubt_and_emptiness_are_refused() {
    let both = from_environment(&environment(&[(VARIABLE, "a"), (FILE_VARIABLE, "b")]));
    assert!(matches!(both, Err(KeyError::TwoPassphrases)));
    let empty = from_environment(&environment(&[(VARIABLE, "")]));
    assert!(matches!(empty, Err(KeyError::EmptyPassphrase)));
    let missing = from_environment(&environment(&[(FILE_VARIABLE, "/nonexistent/passphrase")]));
    assert!(matches!(missing, Err(KeyError::PassphraseFile { .. })));
}

#[test]
fn debug_shows_nothing() {
    let passphrase = Passphrase::new(Zeroizing::new("open sesame".to_owned())).unwrap();
    assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
}
