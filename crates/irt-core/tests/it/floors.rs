//! The modules of the library stand on floors: an import goes down, or stays within its module.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The floor of each module, by its name at the root of the crate.
const FLOORS: &[(&str, u32)] = &[
    ("ability", 0),
    ("cancellation", 0),
    ("defined_for", 0),
    ("identity", 0),
    ("metric", 0),
    ("named_variants", 0),
    ("normal_probability", 0),
    ("random", 0),
    ("response", 0),
    ("expected_classification", 1),
    ("item_set", 1),
    ("models", 1),
    ("shuffle", 1),
    ("bank", 2),
    ("estimation", 3),
    ("selection", 4),
    ("stopping", 4),
    ("design", 5),
    ("content", 6),
    ("exposure", 6),
    ("assembly", 7),
    ("engine", 8),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The module at the root of the crate that a file belongs to; `None` for the root itself and the guide.
fn module(file: &Path) -> Option<String> {
    let first = file.strip_prefix(source()).unwrap().components().next().unwrap();
    let name = Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned();
    (name != "lib" && name != "guide").then_some(name)
}

/// The code of a file without its comments, on one line.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join(" ")
}

/// The first names after each `crate::` of a code, those of a list in braces included.
fn crate_names(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(list) => names.extend(list_heads(list)),
            None => names.push(head(rest)),
        }
    }
    names
}

fn head(path: &str) -> String {
    path.trim_start()
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_' || *letter == '*')
        .collect()
}

/// The first names of the entries of a list, which ends at its closing brace.
fn list_heads(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, 0, Vec::new());
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' => {
                heads.push(head(&list[start..at]));
                break;
            }
            ',' if depth == 0 => {
                heads.push(head(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Why an import of a name at the root of the crate is wrong in a module.
fn fault(module: &str, name: &str, floors: &BTreeMap<&str, u32>) -> Option<String> {
    match floors.get(name) {
        None => Some(format!("`crate::{name}` is no module: import it from the module that owns it")),
        Some(_) if name == module => None,
        Some(floor) if *floor < floors[module] => None,
        Some(_) => Some(format!("`crate::{name}` is not below `{module}`")),
    }
}

#[test]
fn imports_go_down() {
    let floors: BTreeMap<&str, u32> = FLOORS.iter().copied().collect();
    let mut faults = Vec::new();
    for file in files(&source()) {
        let Some(module) = module(&file) else { continue };
        assert!(floors.contains_key(module.as_str()), "the module `{module}` has no floor");
        let code = code(&std::fs::read_to_string(&file).unwrap());
        let mut found: Vec<String> =
            crate_names(&code).iter().filter_map(|name| fault(&module, name, &floors)).collect();
        if code.contains("super::super") {
            found.push("`super::super` leads out of sight: write the path from `crate`".to_owned());
        }
        let name = file.strip_prefix(source()).unwrap().display().to_string();
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_crate_has_a_floor() {
    let root = code(&std::fs::read_to_string(source().join("lib.rs")).unwrap());
    let declared: Vec<&str> = root.split("mod ").skip(1).filter_map(|rest| rest.split(';').next()).collect();
    for module in declared.into_iter().filter(|module| *module != "guide") {
        assert!(FLOORS.iter().any(|(name, _)| *name == module), "the module `{module}` has no floor");
    }
}

#[test]
fn upward_and_facade_imports_are_found() {
    let floors: BTreeMap<&str, u32> = FLOORS.iter().copied().collect();
    let code = code(
        "use crate::{bank::ItemBank, models::{curve::Curve, FourPl}, Estimate}; // crate::comment\nfn f(_: crate::engine::Step) {}",
    );
    assert_eq!(crate_names(&code), ["bank", "models", "Estimate", "engine"]);
    let is_fault = |name| fault("estimation", name, &floors).is_some();
    assert_eq!(["bank", "estimation", "Estimate", "engine", "*"].map(is_fault), [false, false, true, true, true]);
}
