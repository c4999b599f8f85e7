//! The row language against the enumeration of all tests of a small pool.
//!
//! `constraint_language.json` was made with a script of its own: 12 items, 3 stimuli, tests of 5 items, 42 tables whose
//! feasible tests were counted by a checker that shares no code with this crate, and 15 tables to be refused.

use serde_json::Value;
use test_assembly::{
    Assembly, AssemblyRequest, Blueprint, BlueprintError, Objective, assemble, check_feasible, rows_from_csv,
};

use crate::table::{ROWS, csv, items, stimuli};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/constraint_language.json")).expect("JSON")
}

fn information(fixture: &Value) -> Vec<f64> {
    let theta = fixture["theta"].as_f64().expect("theta");
    let items = fixture["items"].as_array().expect("items");
    let of_item = |item: &Value| {
        let (a, b) = (item["a"].as_f64().expect("a"), item["b"].as_f64().expect("b"));
        let p = 1.0 / (1.0 + (-a * (theta - b)).exp());
        a * a * p * (1.0 - p)
    };
    items.iter().map(of_item).collect()
}

fn blueprint(fixture: &Value, case: &Value) -> Result<Blueprint, BlueprintError> {
    let rows = rows_from_csv(&csv(&case["constraints"], &ROWS))?;
    let stimuli = case["stimulus_table"].as_bool().unwrap_or(false).then(|| stimuli(fixture));
    Blueprint::new(&rows, &items(fixture), stimuli.as_ref())
}

/// All tests of five of the twelve items.
fn tests() -> Vec<Vec<usize>> {
    let chosen = (0..1_u32 << 12).filter(|chosen| chosen.count_ones() == 5);
    chosen.map(|chosen| (0..12).filter(|item| chosen >> item & 1 == 1).collect()).collect()
}

#[test]
fn golden_every_kind_of_row_admits_the_tests_it_should() {
    let fixture = fixture();
    let information = information(&fixture);
    for case in fixture["cases"].as_array().expect("cases") {
        let title = &case["title"];
        let blueprint = blueprint(&fixture, case).unwrap_or_else(|error| panic!("{title}: {error}"));
        let feasible: Vec<_> = tests().into_iter().filter(|test| blueprint.achieved(test).holds()).collect();
        assert_eq!(feasible.len() as u64, case["feasible_tests"].as_u64().expect("a count"), "{title}");
        let objective = Objective::Maximise(information.clone());
        let assembly = assemble(&AssemblyRequest::new(&blueprint), &objective).expect("a request");
        let Assembly::Optimal(forms) = assembly else { panic!("{title}: {assembly:?}") };
        let best = case["best_value"].as_f64().expect("a value");
        assert!((forms.objective - best).abs() < 1e-9, "{title}: {} instead of {best}", forms.objective);
        let items: Vec<u64> = forms.forms[0].iter().map(|item| *item as u64 + 1).collect();
        assert_eq!(serde_json::to_value(items).expect("JSON"), case["best_items"], "{title}");
    }
}

#[test]
fn golden_faulty_tables_are_refused_with_the_row() {
    let fixture = fixture();
    for case in fixture["invalid"].as_array().expect("cases") {
        let title = &case["title"];
        let error = blueprint(&fixture, case).expect_err(&title.to_string());
        match (&error, case["bad_row"].as_str()) {
            (BlueprintError::Row { number, .. }, Some(expected)) => {
                assert_eq!(format!("C{number}"), expected, "{title}: {error}");
            }
            (BlueprintError::NoLength, None) => {}
            other => panic!("{title}: {other:?}"),
        }
    }
}

#[test]
fn faults_name_row_column_and_character() {
    let fixture = fixture();
    let check = |condition: &str, expected: &str| {
        let text = format!("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,5,5\nNumber,Item,\"{condition}\",1,2\n");
        let error = Blueprint::new(&rows_from_csv(text.as_bytes()).expect("rows"), &items(&fixture), None);
        let message = error.expect_err(condition).to_string();
        assert!(message.starts_with("row 2 (C2), ") && message.contains(expected), "{message}");
    };
    check("DOK >= ", "where: at character 7: expected a number, a text in quotation marks or the name of an attribute");
    check("DOK 2", "where: at character 5: expected `==`");
    check("(DOK == 2", "where: at character 10: expected `)`");
    check("DOK == 2 CONTENT == 1", "where: at character 10: expected `&`, `|` or the end");
    check("DOK %in% (1, 2)", "expected `c(…)` with numbers");
    check("TYPE == \"\"MC", "a quotation mark at the end");
    check("COLOUR == 1", "where: no attribute is named `COLOUR`; there are CONTENT, DOK");
    check("TYPE > 3", "where: `TYPE` is compared by size, but is text");
    check(&"(".repeat(5000), "parentheses");
    check(&"!".repeat(5000), "negations");
}

#[test]
fn conflicts_are_told_in_words() {
    let fixture = fixture();
    let text = "TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,5,5\nNumber,Item,DOK == 2,4,5\nExclude,Item,WORDS > 50,,\n\
                Exclude,Item,WORDS < 11,,\nOrder,Item,WORDS,,\n";
    let rows = rows_from_csv(text.as_bytes()).expect("rows");
    let blueprint = Blueprint::new(&rows, &items(&fixture), None).expect("a blueprint");
    let conflict = check_feasible(&AssemblyRequest::new(&blueprint)).expect("a request").expect("a conflict");
    assert_eq!((conflict.rows.as_slice(), conflict.is_minimal), (&["C2".to_owned(), "C3".to_owned()][..], true));
    let words = "C2, C3 cannot hold together: C2 needs 4 to 5 items where DOK == 2; with C3 only 3 are left; \
                 C3 excludes the 2 items where WORDS > 50";
    assert_eq!(conflict.sentence(), words);
}

#[test]
fn items_of_a_stimulus_that_is_left_out_are_left_out_even_where_none_is_asked_for() {
    let fixture = fixture();
    let text = "TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,5,5\nNumber,Stimulus,,2,2\nNumber,Item,Per Stimulus,0,3\n";
    let rows = rows_from_csv(text.as_bytes()).expect("rows");
    let blueprint = Blueprint::new(&rows, &items(&fixture), Some(&stimuli(&fixture))).expect("a blueprint");
    let best = tests().into_iter().filter(|test| blueprint.achieved(test).holds());
    let information = information(&fixture);
    let value = |test: Vec<usize>| test.iter().map(|item| information[*item]).sum::<f64>();
    let best = best.map(value).fold(0.0, f64::max);
    let objective = Objective::Maximise(information.clone());
    let assembly = assemble(&AssemblyRequest::new(&blueprint), &objective).expect("a request");
    let Assembly::Optimal(forms) = assembly else { panic!("{assembly:?}") };
    assert!((forms.objective - best).abs() < 1e-12);
}
