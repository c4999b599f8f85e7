//! The examples in the documents of the file formats do what the documents say.

use std::fs;
use std::process::Command;

use irt_core::{CatDesign, CatSpec};

use crate::command::Desk;
use crate::demo_http::serve;

/// A fenced block: what stands after its opening fence, and its text.
struct Block {
    label: String,
    text: String,
}

/// The fenced blocks of a document, `` ```csv bank.csv `` for instance having the label `csv bank.csv`.
fn blocks(document: &str) -> Vec<Block> {
    let path = format!("{}/../../docs/{document}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let fenced = text.split("\n```").skip(1).step_by(2);
    let blocks = fenced.map(|fenced| {
        let (label, text) = fenced.split_once('\n').unwrap();
        Block { label: label.to_owned(), text: format!("{text}\n") }
    });
    blocks.collect()
}

/// Puts the files of a document on a desk, runs its commands and compares what they print.
fn check_commands(document: &str) -> usize {
    let blocks = blocks(document);
    let files = blocks.iter().filter_map(|block| Some((block.label.split_once(' ')?.1, &block.text)));
    let desk = files.fold(Desk::new(), |desk, (file, text)| desk.with(file, text));
    let mut commands = 0;
    for block in blocks.iter().filter(|block| block.label == "console") {
        let (command, printed) = block.text.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ adaptive ").unwrap();
        let outcome = desk.run(arguments);
        assert_prints(&format!("{}{}", outcome.stdout, outcome.stderr), printed, &format!("{document}: {command}"));
        commands += 1;
    }
    commands
}

/// Compares word by word; the last digits of a number differ between machines.
#[track_caller]
fn assert_prints(found: &str, expected: &str, what: &str) {
    let words = |text: &str| -> Vec<String> { text.split_inclusive([',', ' ', '\n']).map(str::to_owned).collect() };
    let number = |word: &str| word.trim_end_matches([',', ' ', '\n']).parse::<f64>().ok();
    let same = |(found, expected): (&String, &String)| match (number(found), number(expected)) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        _ => found == expected,
    };
    let (found_words, expected_words) = (words(found), words(expected));
    let equal = found_words.len() == expected_words.len() && found_words.iter().zip(&expected_words).all(same);
    assert!(equal, "{what} prints\n{found}instead of\n{expected}");
}

/// As [`check_commands`], for output that the document shows in parts: a line `…` stands for any lines, and `…` in a line
/// for anything. Commands for a server are run where there is one, at this address, and passed over else.
fn check_excerpts(document: &str, server: Option<&str>) -> usize {
    let blocks = blocks(document);
    let files = blocks.iter().filter_map(|block| Some((block.label.split_once(' ')?.1, &block.text)));
    let desk = files.fold(Desk::new(), |desk, (file, text)| desk.with(file, text));
    let mut commands = 0;
    for block in blocks.iter().filter(|block| block.label == "console") {
        let (command, shown) = block.text.split_once('\n').unwrap();
        let command = command.strip_prefix("$ ").unwrap();
        let printed = match (command.strip_prefix("adaptive "), server) {
            (Some(arguments), _) => {
                let outcome = desk.run(arguments);
                let is_faulty = shown.lines().any(|line| line.starts_with("error: "));
                assert_eq!(outcome.code, i32::from(is_faulty), "{document}: {command}: {outcome:?}");
                format!("{}{}", outcome.stdout, outcome.stderr)
            }
            (None, None) if command.starts_with("curl ") => continue,
            (None, server) => {
                let command = command.replace("localhost:8080", server.unwrap_or_default());
                let output = Command::new("sh").args(["-c", &command]).current_dir(desk.path(".")).output().unwrap();
                assert!(output.status.success(), "{document}: {command}: {output:?}");
                String::from_utf8(output.stdout).unwrap()
            }
        };
        let mut lines = printed.lines();
        for expected in shown.lines().filter(|line| *line != "…") {
            let found = lines.any(|line| is_as_shown(line, expected));
            assert!(found, "{document}: {command} does not print {expected:?} there, but\n{printed}");
        }
        commands += 1;
    }
    commands
}

/// Whether a line is what the document shows, `…` standing for anything.
fn is_as_shown(line: &str, shown: &str) -> bool {
    let beginning = shown.split('…').next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(beginning) else { return false };
    let Some(parts) = shown.split_once('…').map(|(_, parts)| parts.split('…').collect::<Vec<_>>()) else {
        return rest.is_empty();
    };
    let (end, middle) = parts.split_last().unwrap();
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(end)
}

#[test]
fn the_commands_of_the_simulation_document_print_what_it_shows() {
    assert!(check_excerpts("simulation.md", None) >= 4);
}

#[test]
fn the_commands_of_the_blueprints_document_print_what_it_shows() {
    assert!(check_excerpts("blueprints.md", None) >= 1);
}

#[test]
fn the_commands_of_the_responses_document_print_what_it_shows() {
    assert!(check_excerpts("responses.md", None) >= 9);
}

#[test]
fn the_commands_of_the_exposure_document_print_what_it_shows() {
    assert!(check_excerpts("exposure-control.md", None) >= 6);
}

#[test]
fn the_commands_from_mirt_to_the_server_print_what_the_document_shows() {
    assert!(check_excerpts("from-mirt-to-exam.md", None) >= 5);
}

#[test]
#[ignore = "needs curl"]
fn the_exam_of_the_document_runs_on_a_server() {
    let server = serve(&[]);
    let address = server.url.strip_prefix("http://").unwrap();
    assert!(check_excerpts("from-mirt-to-exam.md", Some(address)) >= 10);
}

#[test]
fn the_commands_of_the_item_bank_document_print_what_it_shows() {
    assert!(check_commands("item-bank.md") >= 3);
}

#[test]
fn the_commands_of_the_reporting_document_print_what_it_shows() {
    assert!(check_commands("reporting.md") >= 1);
}

#[test]
fn the_commands_of_the_conversion_document_print_what_it_shows() {
    assert!(check_excerpts("bank-conversion.md", None) >= 5);
}

#[test]
fn the_commands_of_the_design_document_print_what_it_shows() {
    assert!(check_commands("design-file.md") >= 2);
}

#[test]
fn the_designs_of_the_design_document_are_sound() {
    let examples =
        ["chance.toml", "exposure.toml", "content.toml", "classification.toml", "reporting.toml", "precise.toml"];
    let blocks = blocks("design-file.md");
    for example in examples {
        let block = blocks.iter().find(|block| block.label == format!("toml {example}")).unwrap();
        let spec: CatSpec = toml::from_str(&block.text).unwrap();
        CatDesign::new(spec).unwrap();
    }
}

#[test]
fn the_design_with_every_key_spells_out_the_defaults() {
    let blocks = blocks("design-file.md");
    let complete = blocks.iter().find(|block| block.label == "toml defaults.toml").unwrap();
    let spec: CatSpec = toml::from_str(&complete.text).unwrap();
    let design = CatDesign::new(spec).unwrap();
    let default = CatDesign::default();
    assert_eq!(design.interim_estimator(), default.interim_estimator());
    assert_eq!(design.final_estimator(), default.final_estimator());
    assert_eq!(
        (design.prior(), design.bounds(), design.quadrature()),
        (default.prior(), default.bounds(), default.quadrature())
    );
    assert_eq!((design.start_theta(), design.selection_rule()), (default.start_theta(), default.selection_rule()));
    assert_eq!(design.stopping_rule(), default.stopping_rule());
}
