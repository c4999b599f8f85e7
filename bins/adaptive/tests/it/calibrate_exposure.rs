//! `adaptive calibrate-exposure`.

use serde_json::Value;

use crate::command::Desk;

const RUN: &str = "calibrate-exposure --bank b.csv --design d.toml --limit 0.4 --examinees 400 --seed 5";

fn desk() -> Desk {
    let items = (0..60).map(|i| format!("q{i},2pl,1.6,{}\n", f64::from(i) * 0.1 - 3.0));
    let bank = format!("item_id,model,a,b\n{}", items.collect::<String>());
    Desk::new().with("b.csv", &bank).with("d.toml", "[stopping]\nmax_items = 8\n")
}

#[test]
fn the_section_goes_into_the_design_and_keeps_the_limit() {
    let desk = desk();
    let outcome = desk.run(&format!("{RUN} --out sh.toml"));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(outcome.stderr.starts_with("note: limit 0.4 kept after round "), "{}", outcome.stderr);
    let section = std::fs::read_to_string(desk.path("sh.toml")).unwrap();
    assert_eq!(desk.run(RUN).stdout, section);
    let desk = desk.with("controlled.toml", &format!("[stopping]\nmax_items = 8\n{section}"));
    desk.run("design check controlled.toml --bank b.csv").ok();
    let highest = |design: &str| -> f64 {
        let run = format!("simulate --bank b.csv --design {design} --examinees 400 --seed 77 --out {design}.out");
        let summary: Value = serde_json::from_str(&desk.run(&run).ok()).unwrap();
        summary["exposure"]["highest_rate"].as_f64().unwrap()
    };
    // With 400 examinees a rate of 0.4 scatters by 0.024.
    assert!(highest("d.toml") > 0.9 && highest("controlled.toml") < 0.5);
}

#[test]
fn what_cannot_be_calibrated_is_reported_and_nothing_is_written() {
    for (arguments, design, code, message) in [
        (
            RUN.replace("--limit 0.4", "--limit 0.1"),
            "[stopping]\nmax_items = 8\n",
            1,
            "the exposure limit 0.1 cannot be kept",
        ),
        (RUN.replace("--limit 0.4", "--limit 0"), "", 1, "the exposure limit is 0, not above 0"),
        (
            RUN.to_owned(),
            "[exposure.sympson_hetter]\nq1 = 0.5\n",
            1,
            "d.toml: the design has Sympson-Hetter parameters",
        ),
        (RUN.replace("--limit 0.4", "--limit 2"), "", 2, "--limit"),
        (RUN.replace("--limit 0.4", ""), "", 2, "--limit"),
        (format!("{RUN} --rounds 0"), "", 2, "--rounds"),
        (RUN.replace("--examinees 400", ""), "", 2, "--examinees"),
        (RUN.replace("b.csv", "no.csv"), "", 1, "cannot open no.csv"),
    ] {
        let desk = desk().with("d.toml", design);
        let outcome = desk.run(&format!("{arguments} --out sh.toml"));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (code, ""), "{arguments}: {outcome:?}");
        assert!(outcome.stderr.contains(message), "{arguments}: {}", outcome.stderr);
        assert!(!desk.path("sh.toml").exists());
    }
}

#[test]
fn a_search_that_does_not_end_says_so() {
    let outcome = desk().run(&format!("{RUN} --rounds 1"));
    assert_eq!(outcome.code, 0);
    assert!(outcome.stderr.contains("not kept in a single round"), "{}", outcome.stderr);
    assert!(
        outcome.stdout.contains("\n# The search did not keep the limit: the highest rate was "),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_drawn_seed_is_said_and_gives_the_same_parameters_again() {
    let desk = desk();
    let outcome = desk.run(&RUN.replace(" --seed 5", ""));
    assert_eq!(outcome.code, 0);
    let said = outcome.stderr.lines().last().unwrap();
    let seed: u64 = said.rsplit_once("--seed ").unwrap().1.split(' ').next().unwrap().parse().unwrap();
    assert_eq!(said, format!("note: the seed {seed} was drawn; --seed {seed} gives the same result again"));
    assert_eq!(desk.run(&RUN.replace("--seed 5", &format!("--seed {seed}"))).stdout, outcome.stdout);
}
