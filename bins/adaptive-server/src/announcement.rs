//! The line on standard output that says where the server listens.

use std::io::{self, Write as _};

/// Prints the address of the server, for people and for programs that started the server on port 0. From a thread of its own: a server whose
/// standard output is closed, full or not read serves all the same.
pub(crate) fn announce(address: String) {
    let announcement = std::thread::Builder::new().name("announcement".to_owned());
    let announced = announcement.spawn(move || {
        if let Err(error) = print(&address) {
            tracing::warn!(%error, address, "standard output does not take the address; the server runs");
        }
    });
    if let Err(error) = announced {
        tracing::warn!(%error, "the address cannot be printed; the server runs");
    }
}

fn print(address: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "adaptive-server is ready: {address}")?;
    out.flush()
}
