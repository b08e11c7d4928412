//! A file system with little room, in the place of a folder.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// How much there is: for a scenario's databases and no more.
const SIZE: &str = "size=16m";
/// What takes up the room that is left.
const FILLER: &str = "filler";

/// Set to 1, scenarios that mount a file system are left out.
const WITHOUT: &str = "TRIBUTARY_WITHOUT_MOUNTS";

/// Whether whoever runs the scenarios wants those left out that mount a file system.
pub fn is_left_out() -> bool {
    let left_out = std::env::var_os(WITHOUT).is_some_and(|set| set == "1");
    if left_out {
        println!("left out: {WITHOUT} is 1");
    }
    left_out
}

/// The file system; it goes when this is dropped.
pub struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Takes the place of a folder that nobody uses, with what is in it.
    pub fn over(folder: &Path) -> Self {
        let beside = folder.with_extension("before");
        std::fs::rename(folder, &beside).unwrap();
        std::fs::create_dir(folder).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder).output();
        let refused = match mounted {
            Ok(output) if output.status.success() => None,
            Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(refused) = refused {
            panic!(
                "needs root or CAP_SYS_ADMIN to mount a tmpfs; set {WITHOUT}=1 to leave this scenario out: \
                 {refused}"
            );
        }
        let disk = Self { at: folder.to_owned() };
        let copied = Command::new("cp").arg("-a").arg(beside.join(".")).arg(folder).status().unwrap();
        assert!(copied.success());
        disk
    }

    /// Takes all room that is left.
    pub fn fill(&self) {
        let mut filler = std::fs::File::create(self.at.join(FILLER)).unwrap();
        let error = loop {
            if let Err(error) = filler.write_all(&[1; 4_096]) {
                break error;
            }
        };
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull, "{error}");
    }

    /// Gives it back.
    pub fn make_room(&self) {
        std::fs::remove_file(self.at.join(FILLER)).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has a file open there keeps it until then.
        let unmounted = Command::new("umount").arg("--lazy").arg(&self.at).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} is still mounted", self.at.display());
        }
    }
}
