//! Manifests are complete, and every library but this one can be packaged.

use cargo_metadata::{MetadataCommand, Package, TargetKind};

fn is_library(package: &Package) -> bool {
    package.name.as_str() != "testkit" && package.targets.iter().any(|target| target.kind.contains(&TargetKind::Lib))
}

#[test]
fn every_manifest_describes_its_crate() {
    for package in MetadataCommand::new().no_deps().exec().expect("cargo metadata").packages {
        let name = &package.name;
        assert!(package.description.is_some(), "{name} has a description");
        assert!((1..=5).contains(&package.keywords.len()), "{name} has one to five keywords");
        assert!((1..=5).contains(&package.categories.len()), "{name} has one to five categories");
        assert!(package.license.is_some() && package.readme.is_some(), "{name} has a licence and a readme");
    }
}

#[test]
fn every_library_can_be_packaged_with_its_licences() {
    let packages = MetadataCommand::new().no_deps().exec().expect("cargo metadata").packages;
    for package in packages.iter().filter(|package| is_library(package) && package.name.as_str() != "benches") {
        let name = &package.name;
        assert_eq!(package.publish, None, "{name}: leave out `publish`, or cargo does not package what depends on it");
        for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(package.manifest_path.with_file_name(file).exists(), "{name} has {file}");
        }
    }
}
