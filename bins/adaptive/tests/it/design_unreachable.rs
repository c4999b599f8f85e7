//! `adaptive design check`: what a sound design asks for and cannot get.

use std::fmt::Write as _;

use crate::command::{Desk, Outcome};

/// Twenty items, ten of algebra and ten of geometry.
fn bank() -> String {
    let mut bank = "item_id,model,a,b,content\n".to_owned();
    for place in 0..20 {
        let (a, b) = (1.0 + 0.1 * f64::from(place % 5), -2.0 + 0.2 * f64::from(place));
        let area = if place % 2 == 0 { "algebra" } else { "geometry" };
        writeln!(bank, "q{place},2pl,{a},{b},{area}").unwrap();
    }
    bank
}

fn check(design: &str, flags: &str) -> Outcome {
    Desk::new().with("b.csv", &bank()).with("d.toml", design).run(&format!("design check d.toml {flags}"))
}

#[track_caller]
fn assert_warns(design: &str, flags: &str, line: &str, text: &str) {
    let printed = check(design, flags).ok();
    assert!(printed.starts_with(&format!("d.toml: {line}warning: ")) && printed.contains(text), "{printed}");
}

#[test]
fn a_longest_test_beyond_the_bank_is_named() {
    let text = "stopping.max_items: 50 is more than the 20 items that a test can have";
    assert_warns("[stopping]\nmax_items = 50\n", "--bank b.csv", "line 2: ", text);
    let text = "50 is more than the 19 items";
    let excluded = "[stopping]\nmax_items = 50\n[content]\nexcluded = ['q0']\n";
    assert_warns(excluded, "--bank b.csv", "line 2: ", text);
    assert!(check("[stopping]\nmax_items = 50\n", "").ok().contains("nothing wrong"));
    assert!(check("[stopping]\nmax_items = 20\n", "--bank b.csv").ok().contains("nothing wrong"));
}

/// All 20 items together have an information of less than 6 at any ability, so no SE is below 0.37 under this prior.
#[test]
fn a_standard_error_that_no_test_reaches_is_named_with_the_least() {
    let design = "[stopping]\nstandard_error = 0.3\n";
    assert_warns(design, "--bank b.csv", "line 2: ", "no test of 200 simulated ones reached 0.3; the least was 0.4");
    assert!(check("[stopping]\nstandard_error = 0.6\n", "--bank b.csv").ok().contains("nothing wrong"));
}

#[test]
fn content_that_the_bank_does_not_have_is_named_by_area() {
    let design = "[content.targets]\nalgebra = 0.9\ngeometry = 0.1\n[stopping]\nmax_items = 15\n";
    let text = "content.targets: algebra: a share of 0.9 of 15 items is 13 items, and the bank has 10 of them";
    assert_warns(design, "--bank b.csv", "line 1: ", text);
    let fits = "[content.targets]\nalgebra = 0.5\ngeometry = 0.5\n[stopping]\nmax_items = 15\n";
    assert!(check(fits, "--bank b.csv").ok().contains("nothing wrong"));
}

#[test]
fn an_exposure_limit_that_no_use_of_the_bank_keeps_is_named() {
    let design = "[exposure]\nmaximum_rate = 0.2\n[stopping]\nmax_items = 8\n";
    assert_warns(design, "--bank b.csv", "line 2: ", "exposure.maximum_rate: 0.2 cannot be kept: 20 items");
}

/// Beyond two standard deviations on either side lie 4.55 % of a normal distribution.
#[test]
fn the_share_of_the_prior_off_a_grid_is_named_with_a_remedy() {
    let design = "[prior]\nsd = 2\n[quadrature]\nlower = -4\n";
    assert_warns(design, "", "line 4: ", "from -4 to 4, leaves 4.55 % of the prior out");
    assert_warns(design, "", "line 4: ", "leave [quadrature] out, or let it reach from -14 to 14");
    let uniform = "[prior]\nkind = 'uniform'\nlower = -5\nupper = 3\n";
    assert_warns(uniform, "", "", "leaves 12.5 % of the prior out");
    assert_warns(uniform, "", "", "set [quadrature] to reach from -5 to 3");
    for sound in ["[prior]\nsd = 2\n", "[quadrature]\nlower = -4\n", "[prior]\nsd = 2\n[quadrature]\n"] {
        assert!(check(sound, "").ok().contains("nothing wrong"), "{sound}");
    }
}

#[test]
fn json_lists_the_warnings_of_a_valid_design() {
    let outcome = check("[stopping]\nmax_items = 50\nstandard_error = 0.1\n", "--bank b.csv --format json");
    let finding: serde_json::Value = serde_json::from_str(&outcome.ok()).unwrap();
    assert_eq!(finding["valid"], true);
    let fields: Vec<_> = finding["warnings"].as_array().unwrap().iter().map(|warning| &warning["field"]).collect();
    assert_eq!(fields, ["stopping.max_items", "stopping.standard_error"]);
}
