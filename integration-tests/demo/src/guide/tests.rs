use super::*;

#[test]
fn a_path_is_one_word_of_a_shell() {
    for path in ["/tmp/a-b/c_d.json", "/tmp/a b", "/tmp/it's", "/tmp/$HOME;`true`"] {
        let line = format!("printf %s {}", quoted(Path::new(path)));
        let said = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
        assert_eq!(String::from_utf8(said.stdout).unwrap(), path);
    }
    assert_eq!(quoted(Path::new("/tmp/a-b/c_d.json")), "/tmp/a-b/c_d.json");
}
