//! `adaptive design`.

use crate::command::{Desk, Outcome};

const BANK: &str = "item_id,model,a,b,content\nq1,2pl,1,0,algebra\nq2,2pl,1,1,geometry\n";

fn check(design: &str, flags: &str) -> Outcome {
    Desk::new().with("b.csv", BANK).with("d.toml", design).run(&format!("design check d.toml {flags}"))
}

#[test]
fn what_init_writes_passes_the_check() {
    let items = (0..20).map(|place| format!("q{place},2pl,1,{place}\n"));
    let bank = format!("item_id,model,a,b\n{}", items.collect::<String>());
    let desk = Desk::new().with("b.csv", &bank);
    assert_eq!(desk.run("design init --out d.toml").ok(), "");
    assert_eq!(desk.run("design check d.toml").ok(), "d.toml: nothing wrong\n");
    assert_eq!(desk.run("design check d.toml --bank b.csv").ok(), "d.toml: nothing wrong (checked with b.csv)\n");
    let printed = desk.run("design init").ok();
    assert_eq!(printed, std::fs::read_to_string(desk.path("d.toml")).unwrap());
    for section in
        ["estimator", "prior", "bounds", "quadrature", "start", "selection", "exposure", "content", "stopping"]
    {
        assert!(printed.contains(&format!("\n[{section}]\n")), "{section}");
    }
}

#[test]
fn init_leaves_a_file_that_is_there() {
    let desk = Desk::new().with("d.toml", "mine");
    let message = desk.run("design init --out d.toml").failure(1);
    assert!(message.contains("d.toml is there already"), "{message}");
    assert_eq!(std::fs::read_to_string(desk.path("d.toml")).unwrap(), "mine");
    assert!(desk.run("design init --out no/d.toml").failure(1).contains("cannot write no/d.toml"));
}

#[test]
fn a_fault_is_reported_with_line_and_field() {
    for (design, message) in [
        ("[prior]\nskew = 2\n", "d.toml: TOML parse error at line 2"),
        ("[stopping\n", "d.toml: TOML parse error at line 1"),
        ("[stopping]\nmax_items = 'many'\n", "d.toml: TOML parse error at line 2"),
        ("# mine\n\n[prior]\nsd = -1\n", "d.toml: line 4: prior.sd: -1 is not between"),
        ("stopping = { max_items = 0 }\n", "d.toml: line 1: stopping.max_items: 0 is not"),
        ("[stopping.classification]\nmethod = 'sprt'\n", "d.toml: stopping.classification.cuts"),
    ] {
        let outcome = check(design, "");
        assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""), "{design}");
        assert!(outcome.stdout.starts_with(message), "{design}: {}", outcome.stdout);
    }
}

#[test]
fn a_bank_is_held_against_the_design() {
    let design = "[content.targets]\nalgebra = 0.5\nlatin = 0.5\n";
    assert_eq!(check(design, "").ok(), "d.toml: nothing wrong\n");
    let outcome = check(design, "--bank b.csv");
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("content.targets: latin") && outcome.stdout.contains("b.csv"), "{outcome:?}");
    let outcome = check("[stopping]\nmin_items = 3\n", "--bank b.csv --format json");
    let finding: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&finding["valid"], &finding["problem"]["line"]), (&false.into(), &2.into()));
    assert_eq!((&finding["problem"]["field"], &finding["bank"]), (&"stopping.min_items".into(), &"b.csv".into()));
}

#[test]
fn what_a_test_does_at_first_is_checked() {
    for (design, message) in [
        ("[start]\ndraw_from = ['q1', 'q2']\n", "d.toml: nothing wrong (checked with b.csv)"),
        ("[start]\ndraw_from = ['q9']\n", "d.toml: line 2: start.draw_from: q9 is not an item of the bank"),
        (
            "[start]\nitems = ['q1']\ndraw_from = ['q1']\n",
            "d.toml: line 3: start.draw_from: q1 is listed more than once",
        ),
        ("[estimator]\nconstant_pattern = 'step'\n", "d.toml: nothing wrong (checked with b.csv)"),
        (
            "[estimator]\nconstant_pattern = 'eap'\nconstant_pattern_step = 0.7\n",
            "d.toml: line 3: estimator.constant_pattern_step: 0.7 is given, but only `estimator.constant_pattern = \"step\"`",
        ),
        ("[estimator]\nconstant_pattern = 'ml'\n", "d.toml: TOML parse error at line 2"),
    ] {
        let outcome = check(&format!("{design}[stopping]\nmax_items = 2\n"), "--bank b.csv");
        assert!(outcome.stdout.starts_with(message), "{design}: {}", outcome.stdout);
    }
}

#[test]
fn files_that_cannot_be_read_are_an_error_of_the_command() {
    let desk = Desk::new().with("d.toml", "").with("b.csv", "item_id\n");
    assert!(desk.run("design check no.toml").failure(1).contains("cannot open no.toml"));
    assert!(desk.run("design check d.toml --bank b.csv").failure(1).contains("b.csv"));
    assert_eq!(desk.run("design check - --bank -").code, 2);
}

#[test]
fn every_shell_gets_its_completions() {
    for (shell, sign) in [
        ("bash", "_adaptive()"),
        ("zsh", "#compdef adaptive"),
        ("fish", "complete -c adaptive"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = Desk::new().run(&format!("completions {shell}")).ok();
        assert!(script.contains(sign) && script.contains("simulate"), "{shell}");
    }
    assert_eq!(Desk::new().run("completions cmd").code, 2);
}

/// A bank of items that differ in their names only.
fn large_bank(items: u32) -> String {
    let items = (0..items).map(|place| format!("q{place},2pl,1,0\n"));
    format!("item_id,model,a,b\n{}", items.collect::<String>())
}

#[test]
fn the_cost_on_a_bank_is_in_the_json_and_in_the_text_where_it_is_large() {
    let json = check("[selection]\nrule = 'mei'\n", "--bank b.csv --format json").ok();
    let finding: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(finding["cost"]["table_bytes"], 2 * 2 * 57 * 8);
    assert!(finding["cost"]["step_seconds"].as_f64().unwrap() > 0.0, "{json}");
    let desk = Desk::new().with("b.csv", &large_bank(10_000)).with("d.toml", "[selection]\nrule = 'mei'\n");
    let printed = desk.run("design check d.toml --bank b.csv").ok();
    let (verdict, note) = printed.split_once('\n').unwrap();
    assert_eq!(verdict, "d.toml: nothing wrong (checked with b.csv)");
    assert!(note.starts_with("d.toml: note: mei takes about ") && note.contains(" of 10000 on 57 nodes"), "{note}");
    assert!(note.contains("an estimate by eap for each answer to each item"), "{note}");
}

#[test]
fn a_design_that_a_server_refuses_for_its_cost_is_refused_with_its_line() {
    let desk = Desk::new()
        .with("b.csv", &large_bank(100_000))
        .with("slow.toml", "[selection]\nrule = 'mei'\n[estimator]\ninterim = 'mle'\n")
        .with("large.toml", "[quadrature]\nlower = -4.0\nupper = 4.0\nnodes = 3001\n");
    let outcome = desk.run("design check slow.toml --bank b.csv");
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let slow = "slow.toml: line 2: selection.rule: mei takes about ";
    assert!(outcome.stdout.starts_with(slow), "{outcome:?}");
    assert!(
        outcome.stdout.contains("100000 on 57 nodes") && outcome.stdout.contains("the limit is 250 ms"),
        "{outcome:?}"
    );
    let outcome = desk.run("design check large.toml --bank b.csv");
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let large = "large.toml: line 4: quadrature.nodes: 3001 take about 4579 MiB of tables for 100000 items";
    assert!(outcome.stdout.starts_with(large) && outcome.stdout.contains("the limit is 512 MiB"), "{outcome:?}");
}
