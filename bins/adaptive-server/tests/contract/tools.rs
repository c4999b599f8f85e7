//! The tools and the documents that the tests hand to them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// A file beside these tests.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract").join(name)
}

/// The committed document.
pub(crate) fn document() -> PathBuf {
    root().join("docs/openapi.json")
}

/// A program of the Python tools.
pub(crate) fn python_tool(name: &str) -> Command {
    tool(&installed().join("venv/bin").join(name))
}

/// A program of the Node tools.
pub(crate) fn node_tool(name: &str) -> Command {
    tool(&installed().join("node_modules/.bin").join(name))
}

/// A tool, which may call others by their names.
fn tool(program: &Path) -> Command {
    let others = installed().join("venv/bin");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new(program);
    command.env("PATH", format!("{path}:{}", others.display()));
    command
}

fn installed() -> PathBuf {
    let directory = root().join("target/contract");
    assert!(directory.join("node_modules").is_dir(), "the tools are not installed: run `just contract-tools`");
    directory
}

/// Runs a program that must succeed, and gives all that it prints.
#[track_caller]
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{printed}");
    printed
}
