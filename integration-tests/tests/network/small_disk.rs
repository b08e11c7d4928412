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

/// The file system; it goes when this is dropped.
pub struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Takes the place of a folder that nobody uses, with what is in it. `None`, after saying why, where file
    /// systems may not be mounted.
    pub fn over(folder: &Path) -> Option<Self> {
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
            println!("SKIPPED: no file system of its own for a full disk: {refused}");
            return None;
        }
        let disk = Self { at: folder.to_owned() };
        let copied = Command::new("cp").arg("-a").arg(beside.join(".")).arg(folder).status().unwrap();
        assert!(copied.success());
        Some(disk)
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
