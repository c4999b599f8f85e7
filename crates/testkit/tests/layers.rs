//! The layers of the workspace: who may use whom, read from the manifests themselves.
#![expect(clippy::expect_used, reason = "a test that meets the unexpected has to fail")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// For each crate, the crates of the workspace it may use.
const MAY_USE: [(&str, &[&str]); 11] = [
    ("irt-core", &[]),
    ("state-store", &["irt-core"]),
    ("persistence", &["irt-core"]),
    ("exam", &["irt-core", "state-store", "persistence"]),
    ("api", &["irt-core", "exam"]),
    ("reporting", &["irt-core"]),
    ("simulation", &["irt-core", "reporting"]),
    ("testkit", &[]),
    ("adaptive-server", &["irt-core", "state-store", "persistence", "exam", "api"]),
    ("adaptive", &["irt-core", "state-store", "persistence", "exam", "api", "simulation", "reporting"]),
    ("benches", &["irt-core", "state-store", "persistence", "exam", "api", "simulation"]),
];

/// For each crate, the outside crates it must never see: by name, or with a hyphen and more behind it.
const MUST_NOT_SEE: [(&str, &[&str]); 7] = [
    (
        "irt-core",
        &["tokio", "actix", "diesel", "redis", "deadpool", "rand", "getrandom", "tracing", "log", "async-trait"],
    ),
    ("state-store", &["actix", "diesel"]),
    ("persistence", &["actix", "redis", "deadpool-redis"]),
    ("exam", &["actix", "redis", "deadpool", "diesel"]),
    ("api", &["redis", "deadpool", "diesel", "config", "clap"]),
    ("reporting", &["tokio", "actix", "diesel", "redis", "deadpool"]),
    ("simulation", &["tokio", "actix", "diesel", "redis", "deadpool"]),
];

/// How many outside crates a library may use directly.
const MOST_DEPENDENCIES: [(&str, usize); 1] = [("irt-core", 4)];

fn normal_dependencies(package: &Package) -> BTreeSet<String> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

fn is_of(used: &str, name: &str) -> bool {
    used.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn workspace() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata");
    metadata.packages.iter().map(|package| (package.name.to_string(), normal_dependencies(package))).collect()
}

#[test]
fn every_crate_has_a_row_in_the_table() {
    let listed: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(workspace().into_keys().collect::<BTreeSet<_>>(), listed);
}

#[test]
fn crates_use_only_the_layers_below_them() {
    let workspace = workspace();
    for (name, allowed) in MAY_USE {
        let used = workspace[name].iter().filter(|dependency| workspace.contains_key(*dependency));
        let forbidden: Vec<_> = used.filter(|dependency| !allowed.contains(&dependency.as_str())).collect();
        assert!(forbidden.is_empty(), "{name} must not use {forbidden:?}");
    }
}

#[test]
fn crates_do_not_see_what_their_layer_hides() {
    let workspace = workspace();
    for (name, hidden) in MUST_NOT_SEE {
        let seen: Vec<_> = workspace[name].iter().filter(|used| hidden.iter().any(|name| is_of(used, name))).collect();
        // The backends stand behind features that the layers above do not switch on.
        let own_backend = |used: &&&String| {
            matches!(
                (name, used.as_str()),
                ("state-store", "redis" | "deadpool-redis")
                    | ("persistence", "diesel" | "diesel-async" | "diesel_migrations")
            )
        };
        let forbidden: Vec<_> = seen.iter().filter(|used| !own_backend(used)).collect();
        assert!(forbidden.is_empty(), "{name} must not see {forbidden:?}");
    }
}

#[test]
fn libraries_stay_within_their_dependency_budget() {
    let workspace = workspace();
    for (name, most) in MOST_DEPENDENCIES {
        assert!(workspace[name].len() <= most, "{name} has more than {most} dependencies: {:?}", workspace[name]);
    }
}
