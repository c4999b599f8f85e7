//! The valid inputs from which hostile ones are made: the files in `fuzz_seeds`. None of them names a session; the tests add it.

use serde_json::Value;

/// The content of a seed.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fuzz_seeds/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The value of a seed.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&bytes(name)).unwrap()
}

/// The names of the seeds that begin like this.
pub(crate) fn names(begin: &str) -> Vec<String> {
    let directory = std::fs::read_dir(format!("{}/tests/fuzz_seeds", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let names = directory.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<_> = names.filter(|name| name.starts_with(begin)).collect();
    found.sort_unstable();
    assert!(!found.is_empty(), "there are no seeds {begin}…");
    found
}
