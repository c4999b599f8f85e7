//! A file system in memory that can be full.

use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A mounted file system. Only root can mount one.
pub(crate) struct SmallDisk(TempDir);

impl SmallDisk {
    /// A file system of this size, as `mount` reads it.
    pub(crate) fn mount(size: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let options = format!("size={size},mode=0777");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(directory.path()).status();
        assert!(mounted.expect("mount runs").success(), "only root can mount");
        // The directory above is closed to the account that PostgreSQL runs under.
        std::fs::set_permissions(directory.path(), Permissions::from_mode(0o777)).expect("the directory is ours");
        Self(directory)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all that is left.
    pub(crate) fn fill(&self) {
        let mut filler = std::fs::File::create(self.filler()).expect("a file can be made");
        // By pages, so that no part of one is left.
        while filler.write_all(&[1; 4096]).is_ok() {}
    }

    /// Gives it back.
    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.filler()).expect("the filler can be removed");
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
