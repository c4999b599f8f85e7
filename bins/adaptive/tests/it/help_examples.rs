//! The examples at the end of every help text work.

use std::process::Command;

use crate::command::Desk;

const BANK: &str = "item_id,model,a,b,content\nq1,2pl,1.2,-1,algebra\nq2,2pl,1,-0.3,algebra\nq3,2pl,1.4,0.2,geometry\n\
                    q4,2pl,0.9,0.6,geometry\nq5,2pl,1.1,1.2,algebra\n";
const RESPONSES: &str = "examinee,q1,q2,q3,q4,q5\nann,1,1,1,0,0\nbob,1,0,0,0,0\n";
const RATINGS: &str = "examinee,q1,q2,q3,q4,q5\nann,2,2,9,1,1\nbob,2,1,1,99,1\n";
const COEFFICIENTS: &str = "\"\",\"a1\",\"d\",\"g\",\"u\"\n\"i1\",1.3,-0.8,0,1\n\"i2\",-0.9,0.5,0,1\n";
const ITEMS: &str = ";ENTRY MEASURE ST COUNT SCORE NAME\n 1 -0.40 1 75 109 q1\n 2 0.40 1 75 60 q2\n";
const THRESHOLDS: &str = "; CATEGORY THRESHOLD\n 0 .00\n 1 -.85\n 2 .85\n";
const DESIGN: &str = "[stopping]\nmin_items = 2\nmax_items = 4\n";
const BLUEPRINT: &str = "length = 2\n[[rows]]\nid = \"algebra\"\nkind = \"number\"\nwhere = \"content == 'algebra'\"\nlower = 1\nupper = 2\n";
const SHORT: &str = "[stopping]\nmin_items = 2\nmax_items = 2\n";

/// Answers from which items can be calibrated: of two hundred examinees, the later ones of whom answer more items right.
fn answers() -> String {
    let cell =
        |examinee: u32, item: u32| u32::from((examinee * 7919 + item * 104_729) % 211 < 20 + examinee - 15 * item);
    let row = |examinee| {
        format!("e{examinee},{}", (1..=5).map(|item| cell(examinee, item).to_string()).collect::<Vec<_>>().join(","))
    };
    let rows = (100..300).map(row).collect::<Vec<_>>().join("\n");
    format!("examinee,q1,q2,q3,q4,q5\n{rows}\n")
}

/// A desk with the files that the examples name.
fn desk() -> Desk {
    let desk = Desk::new().with("answers.csv", &answers());
    [
        ("bank.csv", BANK),
        ("new.csv", BANK),
        ("responses.csv", RESPONSES),
        ("ratings.csv", RATINGS),
        ("coefficients.csv", COEFFICIENTS),
        ("items.txt", ITEMS),
        ("thresholds.txt", THRESHOLDS),
        ("design.toml", DESIGN),
        ("short.toml", SHORT),
        ("blueprint.toml", BLUEPRINT),
        ("theta.csv", "theta\n-1\n0\n1\n"),
    ]
    .into_iter()
    .fold(desk, |desk, (file, text)| desk.with(file, text))
}

/// The names in the section `Commands` of a help text.
fn subcommands(help: &str) -> Vec<String> {
    let section = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let section = section.split("\n\n").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The commands of the program, each as the words after its name.
fn commands() -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), vec![String::new()]);
    while let Some(command) = next.pop() {
        let help = Desk::new().run(&format!("{command} --help")).ok();
        next.extend(subcommands(&help).into_iter().map(|name| format!("{command} {name}").trim().to_owned()));
        found.push(command);
    }
    found
}

#[test]
fn every_help_ends_with_two_examples_that_work() {
    let commands = commands();
    assert!(commands.len() >= 16, "{commands:?}");
    for command in commands {
        let help = Desk::new().run(&format!("{command} --help")).ok();
        let (_, examples) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command}: {help}"));
        let examples: Vec<&str> = examples.lines().map(str::trim).collect();
        assert_eq!(examples.len(), 2, "{command}: {help}");
        for example in examples {
            let arguments = example.strip_prefix("adaptive ").unwrap();
            assert!(arguments.starts_with(&command), "{command}: {example}");
            let desk = desk();
            let line = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_adaptive"));
            let run = Command::new("sh").args(["-c", &line]).current_dir(desk.path(".")).output().unwrap();
            assert!(run.status.success(), "{example}: {run:?}");
        }
    }
}
