//! Where an export goes: a file that appears when it is complete, or standard output.

use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// Where an export goes. A file that is not kept is removed.
pub(super) enum Output {
    File { written: NamedTempFile, path: PathBuf },
    Standard,
}

impl Output {
    /// Opens a file beside the one to be written; `-` is standard output.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::Standard);
        }
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let written = NamedTempFile::new_in(directory);
        let written = written.with_context(|| format!("cannot write into {}", directory.display()))?;
        Ok(Self::File { written, path: path.to_owned() })
    }

    /// Writes a part; whether the reader wants more.
    pub(super) fn write(&mut self, part: &[u8]) -> anyhow::Result<bool> {
        match self {
            Self::File { written, path } => {
                written.write_all(part).with_context(|| format!("cannot write {}", path.display()))?;
                Ok(true)
            }
            Self::Standard => match io::stdout().lock().write_all(part) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
                outcome => outcome.map(|()| true).context("standard output cannot be written"),
            },
        }
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::File { written, path } => {
                let in_place = written.as_file().sync_all().and_then(|()| Ok(written.persist(&path)?));
                in_place.map(drop).with_context(|| format!("cannot write {}", path.display()))
            }
            Self::Standard => match io::stdout().lock().flush() {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                outcome => outcome.context("standard output cannot be written"),
            },
        }
    }
}
