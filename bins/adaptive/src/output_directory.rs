//! A directory of results that appears when all its files are complete.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

/// A directory that is written beside its target.
///
/// If it is dropped without [`move_into_place`](Self::move_into_place), all its files are removed.
pub(crate) struct OutputDirectory {
    target: PathBuf,
    draft: TempDir,
    /// A directory that holds the name of the target until the files are there.
    reserved: Option<ReservedDirectory>,
}

/// An empty directory, removed when it is dropped unless it has files by then.
struct ReservedDirectory(PathBuf);

impl Drop for ReservedDirectory {
    fn drop(&mut self) {
        // A directory with files stays, and is the target.
        let _ = fs::remove_dir(&self.0);
    }
}

impl OutputDirectory {
    /// Creates the draft of a directory. The target must not exist or be an empty directory; with `force`, it may have files.
    pub(crate) fn create(target: &Path, force: bool) -> anyhow::Result<Self> {
        let shown = target.display();
        let target = match fs::canonicalize(target) {
            Ok(existing) => {
                let mut entries = fs::read_dir(&existing).with_context(|| format!("{shown} is not a directory"))?;
                if !force && entries.next().is_some() {
                    bail!("{shown} is not empty; with --force, files of an earlier run in it are replaced");
                }
                existing
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => target.to_owned(),
            Err(error) => return Err(error).with_context(|| format!("cannot write into {shown}")),
        };
        let parent = match target.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => &target,
        };
        let draft = tempfile::Builder::new().prefix(".adaptive-").tempdir_in(parent);
        let draft = draft.with_context(|| format!("cannot write {shown}: {} takes no files", parent.display()))?;
        let begun = Self { target, draft, reserved: None };
        fs::create_dir(begun.files()).with_context(|| format!("cannot write {shown}"))?;
        Ok(begun)
    }

    /// Creates the draft of a new directory in the working directory, and the name of that: `name-1`, or with the first
    /// number that no other has.
    pub(crate) fn create_numbered(name: &str) -> anyhow::Result<(Self, PathBuf)> {
        for number in 1_u32.. {
            let target = PathBuf::from(format!("{name}-{number}"));
            match fs::create_dir(&target) {
                Ok(()) => {
                    let reserved = ReservedDirectory(target.clone());
                    let begun = Self::create(&target, false)?;
                    return Ok((Self { reserved: Some(reserved), ..begun }, target));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(|| format!("cannot write {}", target.display())),
            }
        }
        bail!("there is no number left for a directory {name}-1, {name}-2, …; give --out")
    }

    /// Creates a directory in the draft, and those above.
    pub(crate) fn make(&self, name: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(self.files().join(name)).with_context(|| format!("cannot write {}", self.target.display()))
    }

    /// The path of a file in the draft.
    pub(crate) fn file(&self, name: impl AsRef<Path>) -> PathBuf {
        self.files().join(name)
    }

    /// Moves the files to the target.
    pub(crate) fn move_into_place(mut self) -> anyhow::Result<()> {
        let unwritten = || format!("cannot write {}", self.target.display());
        let was_reserved = self.reserved.take().is_some();
        if was_reserved || !self.target.exists() {
            return fs::rename(self.files(), &self.target).with_context(unwritten);
        }
        merge(&self.files(), &self.target).with_context(unwritten)
    }

    /// A directory in the draft, as the draft itself is closed to other users.
    fn files(&self) -> PathBuf {
        self.draft.path().join("files")
    }
}

/// Moves everything in a directory into another, whose files of the same names are replaced.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() && target.is_dir() {
            merge(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}
