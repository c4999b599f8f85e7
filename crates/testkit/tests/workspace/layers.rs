//! The layers of the workspace: who may use whom, what each layer must not see, and how many dependencies a crate has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, TargetKind};

use crate::root;

/// Small crates for what several layers need. They use no crate of the workspace.
const SMALL: [&str; 4] = ["credentials", "edge", "fail-points", "tls-files"];

/// For each crate, the crates of the workspace it may use beside the small ones. Rows of crates that do not exist yet hold
/// from the day on which they appear.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("irt-core", &["test-assembly"]),
    ("irt-multi", &["irt-core"]),
    ("test-assembly", &[]),
    ("reporting", &["irt-core"]),
    ("calibration", &["irt-core", "irt-multi", "reporting"]),
    ("simulation", &["irt-core", "irt-multi", "reporting"]),
    ("state-store", &["irt-core", "irt-multi"]),
    ("persistence", &["irt-core", "irt-multi"]),
    ("exam", &["irt-core", "irt-multi", "state-store", "persistence"]),
    ("api", &["irt-core", "exam"]),
    ("pages", &["exam", "reporting", "api"]),
    ("credentials", &[]),
    ("edge", &[]),
    ("fail-points", &[]),
    ("tls-files", &[]),
    ("webhooks", &[]),
    // The features of third-party crates; has no code.
    ("build-features", &[]),
    // For tests only.
    ("testkit", &[]),
];

/// Programs may use every crate but the one for tests.
const PROGRAMS: [&str; 4] = ["adaptive", "adaptive-server", "adaptive-python", "benches"];

const IO: [&str; 6] = ["tokio", "actix", "diesel", "redis", "deadpool", "async-trait"];
const BACKENDS: [&str; 7] = ["actix", "redis", "deadpool", "diesel", "tokio-postgres", "libsqlite3-sys", "rustls"];
const OF_API: [&str; 6] = ["redis", "deadpool", "diesel", "tokio-postgres", "config", "clap"];

/// For each crate, the outside crates that neither it nor its dependencies may use: by name, or with a hyphen and more behind
/// it.
const MUST_NOT_SEE: [(&str, &[&str]); 19] = [
    ("irt-core", &IO),
    ("irt-core", &["rand", "getrandom", "tracing", "log"]),
    ("irt-multi", &IO),
    ("irt-multi", &["rand", "getrandom", "tracing", "log"]),
    ("test-assembly", &IO),
    ("test-assembly", &["rand", "getrandom", "tracing", "log"]),
    ("reporting", &IO),
    ("calibration", &IO),
    ("simulation", &IO),
    ("state-store", &["actix", "diesel", "tokio-postgres", "libsqlite3-sys"]),
    ("persistence", &["actix", "redis"]),
    ("exam", &BACKENDS),
    ("api", &OF_API),
    ("pages", &OF_API),
    ("credentials", &IO),
    ("edge", &IO),
    ("fail-points", &IO),
    ("tls-files", &["tokio", "actix", "diesel", "redis"]),
    ("webhooks", &["actix", "diesel", "redis", "deadpool", "tokio-postgres", "libsqlite3-sys"]),
];

/// For each crate, what its code must not name.
const MUST_NOT_NAME: [(&str, &[&str]); 9] = [
    ("irt-core", &["std::env", "SystemTime", "Instant", "std::fs", "std::net"]),
    ("irt-multi", &["std::env", "SystemTime", "Instant", "std::fs", "std::net"]),
    ("test-assembly", &["std::env", "SystemTime", "Instant", "std::fs", "std::net"]),
    ("reporting", &["std::env", "SystemTime", "Instant", "std::net"]),
    ("calibration", &["std::env", "SystemTime", "std::net"]),
    ("simulation", &["std::env", "SystemTime", "std::net"]),
    ("api", &["std::env"]),
    ("pages", &["std::env"]),
    ("webhooks", &["std::env", "SystemTime"]),
];

/// The largest number of outside crates that a library may use directly.
const MOST_DEPENDENCIES: usize = 12;
/// Libraries with another limit.
const OTHER_LIMITS: [(&str, usize); 5] =
    [("irt-core", 4), ("build-features", usize::MAX), ("state-store", 13), ("webhooks", 13), ("benches", 13)];
/// The largest number of lines of a `main.rs`.
const MOST_LINES_OF_MAIN: usize = 60;

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo metadata")
}

fn names(metadata: &Metadata) -> BTreeSet<&str> {
    metadata.packages.iter().map(|package| package.name.as_str()).collect()
}

fn normal_dependencies(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

fn is_library(package: &Package) -> bool {
    package.targets.iter().any(|target| target.kind.contains(&TargetKind::Lib))
}

/// What a crate compiles by itself with its default features: its dependencies and theirs.
fn all_dependencies(package: &str, features: &[&str]) -> BTreeSet<String> {
    let arguments =
        ["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p}", "-e", "normal,no-proc-macro"];
    let output =
        Command::new(env!("CARGO")).args(arguments).args(["-p", package]).args(features).current_dir(root()).output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn is_or_begins_with(used: &str, name: &str) -> bool {
    used.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[test]
fn every_crate_has_a_row_in_the_table() {
    let metadata = metadata();
    let listed: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).chain(PROGRAMS).collect();
    let missing: Vec<_> = names(&metadata).difference(&listed).copied().collect();
    assert!(missing.is_empty(), "say in this table what {missing:?} may use");
}

#[test]
fn crates_use_only_the_layers_below_them() {
    let metadata = metadata();
    let members = names(&metadata);
    for package in &metadata.packages {
        let name = package.name.as_str();
        let row = MAY_USE.iter().find(|(listed, _)| *listed == name).map(|(_, allowed)| *allowed);
        let is_allowed = |used: &str| match row {
            Some(allowed) => allowed.contains(&used) || (SMALL.contains(&used) && !SMALL.contains(&name)),
            None => used != "testkit",
        };
        let used = normal_dependencies(package).into_iter().filter(|used| members.contains(used));
        let forbidden: Vec<_> = used.filter(|used| !is_allowed(used)).collect();
        assert!(forbidden.is_empty(), "{name} must not use {forbidden:?}");
    }
}

#[test]
fn crates_do_not_see_what_their_layer_hides() {
    let metadata = metadata();
    let members = names(&metadata);
    for (name, hidden) in MUST_NOT_SEE.into_iter().filter(|(name, _)| members.contains(name)) {
        let seen = all_dependencies(name, &[]);
        let forbidden: Vec<_> =
            seen.iter().filter(|seen| hidden.iter().any(|name| is_or_begins_with(seen, name))).collect();
        assert!(forbidden.is_empty(), "{name} must not see {forbidden:?}");
    }
}

#[test]
fn stores_and_records_without_their_features_have_no_backend() {
    for name in ["state-store", "persistence"] {
        let seen = all_dependencies(name, &["--no-default-features"]);
        let backends: Vec<_> =
            seen.iter().filter(|seen| BACKENDS.iter().any(|name| is_or_begins_with(seen, name))).collect();
        assert!(backends.is_empty(), "{name} has {backends:?} without features");
    }
}

/// The text of every source file below a directory.
fn sources(directory: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(sources(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.insert(entry.display().to_string(), std::fs::read_to_string(&entry).expect("text"));
        }
    }
    found
}

#[test]
fn pure_crates_name_no_clock_and_no_environment() {
    let crates = root().join("crates");
    for (name, hidden) in MUST_NOT_NAME.into_iter().filter(|(name, _)| crates.join(name).exists()) {
        for (file, text) in sources(&crates.join(name).join("src")) {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let named = code.flat_map(|line| hidden.iter().filter(|hidden| line.contains(**hidden)));
            assert_eq!(named.collect::<Vec<_>>(), Vec::<&&str>::new(), "{file}");
        }
    }
}

#[test]
fn libraries_stay_within_their_number_of_dependencies() {
    let metadata = metadata();
    let members = names(&metadata);
    for package in metadata.packages.iter().filter(|package| is_library(package)) {
        let outside: Vec<_> = normal_dependencies(package).into_iter().filter(|used| !members.contains(used)).collect();
        let other = OTHER_LIMITS.iter().find(|(name, _)| *name == package.name.as_str());
        let most = other.map_or(MOST_DEPENDENCIES, |(_, most)| *most);
        assert!(
            outside.len() <= most,
            "{} has {} dependencies, more than {most}: {outside:?}",
            package.name,
            outside.len()
        );
    }
}

#[test]
fn main_files_are_short() {
    for package in metadata().packages {
        let main = package.manifest_path.with_file_name("src").join("main.rs");
        if let Ok(text) = std::fs::read_to_string(&main) {
            let lines = text.lines().count();
            assert!(lines <= MOST_LINES_OF_MAIN, "{main} has {lines} lines, more than {MOST_LINES_OF_MAIN}");
        }
    }
}
