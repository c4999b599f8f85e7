//! What the command line understands, and the exit codes.

use crate::command::Desk;

const BANK: &str = "item_id,model,a,b\nq1,2pl,1,0\nq2,2pl,1,1\n";

#[test]
fn a_command_that_is_not_understood_ends_with_2() {
    for arguments in [
        "",
        "skore",
        "score --bank b.csv",
        "score --bank b.csv --responses r.csv --format xml",
        "score --bank b.csv --responses r.csv --scaling-constant 0",
        "score --bank b.csv --responses r.csv --scaling-constant NaN",
        "score --bank - --responses -",
        "replay --bank - --responses r.csv --design -",
        "bank",
        "bank check",
        "demo --auto",
        "demo --theta 1",
        "demo --auto --theta 1000",
        "demo --auto --theta NaN",
        "demo --url localhost:8080",
        "demo --url https://localhost",
        "demo --seed -1",
    ] {
        let outcome = Desk::new().run(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{arguments}: {outcome:?}");
        assert!(outcome.stderr.contains("Usage:") || outcome.stderr.contains("--help"), "{arguments}: {outcome:?}");
    }
}

#[test]
fn every_command_explains_itself() {
    for command in [
        "",
        "score",
        "score-table",
        "replay",
        "simulate",
        "info",
        "bank",
        "bank check",
        "bank summary",
        "bank convert",
        "bank generate",
        "design",
        "design check",
        "design init",
        "demo",
        "completions",
    ] {
        let help = Desk::new().run(&format!("{command} --help")).ok();
        assert!(help.contains("Usage: adaptive"), "{help}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let desk = Desk::new().with("b.csv", BANK).with("r.csv", "examinee,q1\nann,1\n");
    for (arguments, file) in [
        ("score --bank no.csv --responses r.csv", "no.csv"),
        ("score --bank b.csv --responses no.csv", "no.csv"),
        ("score --bank b.csv --responses r.csv --design no.toml", "no.toml"),
        ("bank check no.csv", "no.csv"),
    ] {
        let outcome = desk.run(arguments);
        assert_eq!(outcome.stdout, "");
        let message = outcome.failure(1);
        assert!(message.contains(&format!("cannot open {file}")), "{message}");
    }
}

#[test]
fn a_faulty_design_is_reported_with_its_line_or_field() {
    for (design, expected) in [
        ("[prior]\nsd = 1\nskew = 2\n", "line 3"),
        ("[prior]\nsd = 1\nskew = 2\n", "unknown field `skew`"),
        ("[priors]\nsd = 1\n", "unknown field `priors`"),
        ("[estimator]\nfinal = 'best'\n", "unknown variant `best`"),
        ("[stopping]\nmax_items = 'many'\n", "line 2"),
        ("[stopping\n", "line 1"),
        ("[prior]\nsd = -1\n", "prior.sd: -1 is not between"),
        ("[stopping]\nmin_items = 3\n", "d.toml does not go with b.csv: stopping.min_items: 3"),
    ] {
        let desk = Desk::new().with("b.csv", BANK).with("r.csv", "examinee,q1\nann,1\n").with("d.toml", design);
        let outcome = desk.run("score --bank b.csv --responses r.csv --design d.toml");
        assert_eq!(outcome.stdout, "", "{design}");
        let message = outcome.failure(1);
        assert!(message.contains("d.toml") && message.contains(expected), "{design}: {message}");
    }
}
