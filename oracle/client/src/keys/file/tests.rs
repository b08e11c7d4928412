use std::os::unix::fs::PermissionsExt;

use super::*;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned())).unwrap()
}

#[test]
fn a_sealed_key_opens_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("alice.key");
    let secret = Secret::parse(Purpose::Account, "//Alice", "a test").unwrap();
    KeyFile::seal(&secret, &passphrase("open sesame")).unwrap().create(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = KeyFile::load(&path).unwrap();
    assert_eq!(kept.public(), secret.public());
    let opened = kept.open(&passphrase("open sesame"), &path).unwrap();
    assert_eq!(opened.signer().unwrap().address(), secret.signer().unwrap().address());
    let refused = kept.open(&passphrase("open sesam"), &path).unwrap_err();
    assert!(matches!(refused, KeyError::WrongPassphrase { .. }), "{refused}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("Alice") && !text.contains("sesame"), "{text}");
}

#[test]
fn a_file_is_not_overwritten_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.key");
    let secret = Secret::generate(Purpose::Node).unwrap();
    let sealed = KeyFile::seal(&secret, &passphrase("one")).unwrap();
    sealed.create(&path).unwrap();
    let before = std::fs::read(&path).unwrap();
    let other = KeyFile::seal(&Secret::generate(Purpose::Node).unwrap(), &passphrase("two")).unwrap();
    assert!(matches!(other.create(&path), Err(KeyError::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn another_public_part_or_purpose_is_found_out() {
    let secret = Secret::generate(Purpose::Session).unwrap();
    let sealed = KeyFile::seal(&secret, &passphrase("one")).unwrap();
    let path = Path::new("a test");
    let other = KeyFile { public: PublicPart::Session([9; 32]), ..sealed.clone() };
    assert!(matches!(other.open(&passphrase("one"), path), Err(KeyError::Altered { .. })));
    let key = secret.public().ed25519().unwrap();
    let other = KeyFile { public: PublicPart::Node(key), ..sealed };
    assert!(matches!(other.open(&passphrase("one"), path), Err(KeyError::Altered { .. })));
}

#[test]
fn damage_is_named_and_no_secret_is_quoted() {
    let path = Path::new("some.key");
    let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let plain = KeyFile::parse(&format!("{{\"seed\":\"{secret}\"}}"), path).unwrap_err();
    assert!(plain.to_string().contains("some.key"), "{plain}");
    assert!(!format!("{plain} {plain:?}").contains(secret), "{plain:?}");
    let form = |version: u32, purpose: &str, public: &str| {
        let text = format!(
            "{{\"tributary_key\":{version},\"purpose\":{purpose:?},\"public\":{public:?},\"encrypted\":\"x\"}}"
        );
        KeyFile::parse(&text, path)
    };
    let key = format!("0x{secret}");
    assert!(form(2, "node", &key).unwrap_err().to_string().contains("version is 2"));
    assert!(form(1, "nodes", &key).unwrap_err().to_string().contains("\"nodes\""));
    assert!(form(1, "node", "0x12").unwrap_err().to_string().contains("0x12"));
    let unreadable = form(1, "node", &key).unwrap();
    let error = unreadable.open(&passphrase("one"), path).unwrap_err();
    assert!(matches!(error, KeyError::Malformed { .. }), "{error}");
}

#[test]
fn a_file_that_asks_for_a_gigabyte_and_more_is_refused_unopened() {
    // The work factor is in the header's line `-> scrypt SALT 17`, which age authenticates only after the
    // work was done.
    let secret = Secret::generate(Purpose::Node).unwrap();
    let mut recipient = scrypt::Recipient::new(passphrase("one").secret());
    recipient.set_work_factor(2);
    let cheap = age::encrypt(&recipient, secret.plaintext().as_bytes()).unwrap();
    let header = b"-> scrypt ";
    let start = cheap.windows(header.len()).position(|window| window == header).unwrap();
    let line_end = start + cheap[start..].iter().position(|byte| *byte == b'\n').unwrap();
    let mut dear = cheap[..line_end - 1].to_vec();
    dear.extend(b"21");
    dear.extend(&cheap[line_end..]);
    let mut armored = Vec::new();
    let mut writer =
        age::armor::ArmoredWriter::wrap_output(&mut armored, age::armor::Format::AsciiArmor).unwrap();
    writer.write_all(&dear).unwrap();
    writer.finish().unwrap();
    let file = KeyFile { public: secret.public(), encrypted: String::from_utf8(armored).unwrap() };
    let error = file.open(&passphrase("one"), Path::new("dear.key")).unwrap_err();
    assert!(matches!(error, KeyError::TooMuchWork { required: 21, most: MOST_WORK, .. }), "{error}");
}
