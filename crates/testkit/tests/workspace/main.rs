//! The rules of the workspace: who may use whom, no circles of files, the features of both binaries, documents that name
//! what exists.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that meets the unexpected has to fail")]

mod documents;
mod features;
mod file_circles;
mod layers;
mod manifests;
mod migrations;
mod module_tree;

use std::path::PathBuf;

/// The root directory of the workspace.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace has a root")
}
