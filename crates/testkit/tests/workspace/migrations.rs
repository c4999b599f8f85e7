//! Both databases have the same migrations.

use std::collections::BTreeSet;
use std::path::Path;

use crate::root;

/// The names of the migrations in a directory, each of which goes up and down.
fn migrations(directory: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let folders = entries.filter(|path| path.is_dir());
    folders
        .map(|folder| {
            for file in ["up.sql", "down.sql"] {
                assert!(folder.join(file).is_file(), "{} has no {file}", folder.display());
            }
            folder.file_name().expect("a name").to_string_lossy().into_owned()
        })
        .collect()
}

#[test]
fn both_databases_have_the_same_migrations() {
    let [sqlite, postgres] =
        ["migrations/sqlite", "migrations/postgres"].map(|folder| migrations(&root().join(folder)));
    assert_eq!(sqlite, postgres);
    assert!(!sqlite.is_empty());
}

#[test]
fn no_two_migrations_have_one_number() {
    // The database knows a migration by the number before the first underscore: of two with one number it runs one.
    let names = migrations(&root().join("migrations/sqlite"));
    let numbers: BTreeSet<_> = names.iter().filter_map(|name| name.split('_').next()).collect();
    assert_eq!(numbers.len(), names.len(), "{names:?}");
}
