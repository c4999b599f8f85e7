//! Writing a file that appears complete, or not at all.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

/// Writes a file. An existing file is replaced after everything has been written.
///
/// If the path is not a file but, for instance, a device or a pipe, it is written to directly.
pub(crate) fn write(path: &Path, text: &[u8]) -> anyhow::Result<()> {
    let unwritten = || format!("cannot write {}", path.display());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return fs::write(path, text).with_context(unwritten);
    }
    let directory = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".adaptive-");
    // The rights that a file gets without further ado; those of a temporary file are narrower.
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut draft = builder.tempfile_in(directory).with_context(unwritten)?;
    draft.write_all(text).and_then(|()| draft.flush()).with_context(unwritten)?;
    draft.persist(path).map_err(|error| error.error).with_context(unwritten)?;
    Ok(())
}
