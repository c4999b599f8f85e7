//! The two binaries build their shared dependencies with the same features: a build of the second compiles only what the
//! first has not.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::root;

/// Each package of a tree by name and version, with the sets of features in which it is built.
type Features = BTreeMap<String, BTreeSet<String>>;

/// What cargo resolves for a binary, along these kinds of dependencies.
fn features(package: &str, edges: &str) -> Features {
    let arguments =
        ["tree", "--offline", "--locked", "--prefix", "none", "--format", "{p}|{f}", "-e", edges, "-p", package];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut features = Features::new();
    for line in String::from_utf8(output.stdout).expect("text").lines() {
        let (package, set) = line.split_once('|').expect("a package and its features");
        let package = package.split(' ').take(2).collect::<Vec<_>>().join(" ");
        features.entry(package).or_default().insert(set.trim_end_matches(" (*)").to_owned());
    }
    features
}

#[test]
fn both_binaries_build_their_shared_dependencies_with_the_same_features() {
    let edges = "normal,no-proc-macro";
    let (server, command_line) = (features("adaptive-server", edges), features("adaptive", edges));
    let shared: Vec<_> = server.iter().filter(|(package, _)| command_line.contains_key(*package)).collect();
    assert!(shared.len() > 100, "{} shared packages", shared.len());
    for (package, set) in shared {
        assert_eq!(set, &command_line[package], "{package}: add what is missing to crates/build-features/Cargo.toml");
    }
}

#[test]
fn build_scripts_and_procedural_macros_of_the_command_line_are_those_of_the_server() {
    let target = features("adaptive-server", "normal,no-proc-macro");
    let (server, command_line) = (features("adaptive-server", "normal,build"), features("adaptive", "normal,build"));
    for (package, set) in command_line.iter().filter(|(package, _)| target.contains_key(*package)) {
        assert!(set.is_subset(&server[package]), "{package}: {set:?} and {:?}", server[package]);
    }
    let macros = features("adaptive-server", "normal,build");
    for package in ["syn", "quote", "proc-macro2"] {
        let of = |features: &Features| -> Vec<_> {
            features
                .iter()
                .filter(|(name, _)| name.split(' ').next() == Some(package))
                .map(|(_, set)| set.clone())
                .collect()
        };
        assert_eq!(of(&macros), of(&command_line), "{package}");
    }
}
