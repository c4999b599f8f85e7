//! No file takes names from a file that, directly or through others, takes names from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;

use crate::module_tree::ModuleTree;
use crate::root;

/// The root file of every library, program, test, bench and example of the workspace.
fn targets() -> BTreeSet<PathBuf> {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata");
    let targets = metadata.packages.iter().flat_map(|package| &package.targets);
    targets.map(|target| target.src_path.clone().into_std_path_buf()).collect()
}

/// All files that can be reached from a file.
fn reachable<'a>(edges: &BTreeMap<&'a Path, BTreeSet<&'a Path>>, from: &'a Path) -> BTreeSet<&'a Path> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&Path> = edges[from].iter().copied().collect();
    while let Some(file) = waiting.pop() {
        if seen.insert(file) {
            waiting.extend(&edges[file]);
        }
    }
    seen
}

/// The circles of a target: the files of each, which reach each other.
fn circles(tree: &ModuleTree) -> BTreeSet<Vec<PathBuf>> {
    let edges = tree.edges();
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = edges.keys().map(|file| (*file, reachable(&edges, file))).collect();
    let on_circles = edges.keys().filter(|file| reached[*file].contains(*file));
    let circle = |file: &Path| {
        reached[file].iter().filter(|other| reached[*other].contains(file)).map(|file| file.to_path_buf()).collect()
    };
    on_circles.map(|file| circle(file)).collect()
}

#[test]
fn no_circle_of_files() {
    let root = root();
    let mut found = Vec::new();
    for target in targets() {
        let tree = ModuleTree::read(&target);
        let edges = tree.edges();
        for circle in circles(&tree) {
            found.push("circle:".to_owned());
            for file in &circle {
                for to in edges[file.as_path()].iter().filter(|to| circle.iter().any(|file| file == *to)) {
                    let shown = |path: &Path| path.strip_prefix(&root).unwrap_or(path).display().to_string();
                    found.push(format!("  {} -> {}", shown(file), shown(to)));
                }
            }
        }
    }
    assert!(found.is_empty(), "files take names from each other:\n{}", found.join("\n"));
}

/// Writes files into a directory of its own and reads them as one target.
fn tree_of(files: &[(&str, &str)]) -> (tempfile::TempDir, ModuleTree) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let file = directory.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("the directory can be made");
        std::fs::write(file, text).expect("the file can be written");
    }
    let tree = ModuleTree::read(&directory.path().join("lib.rs"));
    (directory, tree)
}

fn check(files: &[(&str, &str)], expected: usize) {
    let (_directory, tree) = tree_of(files);
    assert_eq!(circles(&tree).len(), expected, "{files:?}");
}

#[test]
fn two_files_that_use_each_other_are_a_circle() {
    check(
        &[
            ("lib.rs", "mod a;\nmod b;"),
            ("a.rs", "use crate::b::B;\npub(crate) struct A(B);"),
            ("b.rs", "pub(crate) struct B;\nfn f() { let _: Option<super::a::A> = None; }"),
        ],
        1,
    );
}

#[test]
fn a_circle_through_a_facade_or_a_macro_is_seen() {
    let a = ("a.rs", "pub(crate) struct A;\nfn f() { println!(\"{:?}\", crate::b::f()); }");
    let b = ("b.rs", "use crate::A;\npub(crate) fn f() -> Option<A> { None }");
    check(&[("lib.rs", "mod a;\nmod b;\npub(crate) use a::A;"), a, b], 1);
}

#[test]
fn a_parent_that_only_re_exports_its_child_is_no_circle() {
    let child = ("a/child.rs", "use super::Parent;\npub(crate) struct Child(Parent);");
    let parent = "mod child;\npub(crate) use child::Child;\npub(crate) struct Parent;";
    check(&[("lib.rs", "mod a;"), ("a/mod.rs", parent), child], 0);
    let user = format!("{parent}\nfn f() -> Option<Child> {{ None }}");
    check(&[("lib.rs", "mod a;"), ("a/mod.rs", &user), child], 1);
}

#[test]
fn test_code_inside_a_file_makes_no_circle() {
    let a = ("a.rs", "pub(crate) struct A;\n#[cfg(test)]\nmod tests { use crate::b::B; }");
    check(&[("lib.rs", "mod a;\nmod b;"), a, ("b.rs", "use crate::a::A;\npub(crate) struct B(A);")], 0);
}

#[test]
fn a_crate_with_the_name_of_a_module_is_another_file() {
    let parent = "mod exam;\nuse ::exam::Service;\npub(crate) struct Parent(Service);";
    check(&[("lib.rs", "mod a;"), ("a/mod.rs", parent), ("a/exam.rs", "use super::Parent;\nstruct Child(Parent);")], 0);
}
