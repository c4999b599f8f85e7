//! Documents name only what exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::root;

/// The documents at the root and in `docs`.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for directory in [root(), root().join("docs"), root().join("docs/decisions")] {
        let entries = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
        found.extend(entries.filter(|file| file.extension().is_some_and(|extension| extension == "md")));
    }
    found
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What stands in backticks in a text, outside blocks of code.
fn code_spans(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The targets of the links of a text, outside blocks of code and without those to other hosts.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with('#') && !target.contains(' ')).collect()
}

#[test]
fn links_lead_to_files() {
    for document in documents() {
        let text = read(&document);
        for link in links(&text) {
            let file = document.with_file_name(link.split('#').next().unwrap_or(link));
            assert!(file.exists(), "{} links to {link}, which does not exist", document.display());
        }
    }
}

#[test]
fn paths_in_the_readme_and_in_contributing_exist() {
    let root = root();
    for document in ["README.md", "CONTRIBUTING.md"] {
        let text = read(&root.join(document));
        for span in code_spans(&text) {
            let first = span.split('/').next().unwrap_or(span);
            let is_name = !span.contains([' ', '…', '{', '<', '*', ':']) && !span.starts_with('/');
            let is_path = is_name && span.contains('/') && root.join(first).is_dir();
            assert!(!is_path || root.join(span).exists(), "{document} names `{span}`, which does not exist");
        }
    }
}

/// All words of all source files.
fn words_of_the_code(directory: &Path, words: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if entry.is_dir() {
            words.insert(name);
            words_of_the_code(&entry, words);
        } else if let Some(stem) = name.strip_suffix(".rs") {
            words.insert(stem.to_owned());
            let text = read(&entry);
            words.extend(text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned));
        }
    }
}

#[test]
fn the_code_map_names_what_is_in_the_code() {
    let mut words = BTreeSet::new();
    for directory in ["crates", "bins", "benches", "migrations"] {
        words_of_the_code(&root().join(directory), &mut words);
    }
    let architecture = read(&root().join("docs/architecture.md"));
    let map = architecture.split("## Code map").nth(1).expect("a code map").split("\n## ").next().expect("its text");
    let mut checked = 0;
    for span in code_spans(map) {
        if root().join(span).exists() {
            continue;
        }
        let name = span.trim_end_matches(['!', '/']).trim_end_matches(".rs");
        for part in name.split(['/', ':']).filter(|part| !part.is_empty()) {
            checked += 1;
            assert!(words.contains(part), "the code map names `{span}`, which is not in the code");
        }
    }
    assert!(checked > 30, "{checked} names were checked");
}
