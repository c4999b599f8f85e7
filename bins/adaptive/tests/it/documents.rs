//! The examples in the documents of the file formats do what the documents say.

use std::fs;

use irt_core::{CatDesign, CatSpec};

use crate::command::Desk;

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

/// As [`check_commands`], for output that the document shows in parts: a line `…` stands for any lines, and `…` at the
/// end of a line for the rest of it.
fn check_excerpts(document: &str) -> usize {
    let blocks = blocks(document);
    let files = blocks.iter().filter_map(|block| Some((block.label.split_once(' ')?.1, &block.text)));
    let desk = files.fold(Desk::new(), |desk, (file, text)| desk.with(file, text));
    let mut commands = 0;
    for block in blocks.iter().filter(|block| block.label == "console") {
        let (command, shown) = block.text.split_once('\n').unwrap();
        let printed = desk.run(command.strip_prefix("$ adaptive ").unwrap()).ok();
        let mut lines = printed.lines();
        for expected in shown.lines().filter(|line| *line != "…") {
            let found = lines.any(|line| match expected.strip_suffix('…') {
                Some(beginning) => line.starts_with(beginning),
                None => line == expected,
            });
            assert!(found, "{document}: {command} does not print {expected:?} there, but\n{printed}");
        }
        commands += 1;
    }
    commands
}

#[test]
fn the_commands_of_the_simulation_document_print_what_it_shows() {
    assert!(check_excerpts("simulation.md") >= 3);
}

#[test]
fn the_commands_of_the_item_bank_document_print_what_it_shows() {
    assert!(check_commands("item-bank.md") >= 3);
}

#[test]
fn the_commands_of_the_design_document_print_what_it_shows() {
    assert!(check_commands("design-file.md") >= 2);
}

#[test]
fn the_designs_of_the_design_document_are_sound() {
    let examples = ["chance.toml", "exposure.toml", "content.toml", "classification.toml", "precise.toml"];
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
