//! Shadow-test sequences on a small pool with stimuli.

use proptest::prelude::*;
use serde_json::Value;
use test_assembly::{
    AttributeTable, Blueprint, Refresh, ShadowAnswer, ShadowError, ShadowState, ShadowTests, rows_from_csv,
};

use crate::table::{items, stimuli};

const ROWS: &str = "TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,5,5\nNumber,Stimulus,,1,2\nNumber,Item,Per Stimulus,1,3\n\
                    Number,Item,CONTENT == 1,2,3\nSum,Item,WORDS,100,190\nEnemy,Item,\"ID %in% c(\"\"T07\"\", \"\"T09\"\")\",,\n";

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/constraint_language.json")).expect("JSON")
}

fn tests(rows: &str, refresh: Refresh) -> Result<ShadowTests, ShadowError> {
    let fixture = fixture();
    let rows = rows_from_csv(rows.as_bytes()).expect("rows");
    let blueprint = Blueprint::new(&rows, &items(&fixture), Some(&stimuli(&fixture))).expect("a blueprint");
    ShadowTests::new(blueprint, refresh)
}

/// The best value of a test that has the items given and none of those forbidden.
fn enumerate(blueprint: &Blueprint, information: &[f64], given: &[usize], forbidden: &[usize]) -> Option<f64> {
    let all = (0..1_u32 << 12).filter(|chosen| chosen.count_ones() == 5);
    let tests = all.map(|chosen| (0..12).filter(|item| chosen >> item & 1 == 1).collect::<Vec<usize>>());
    let suits = |test: &Vec<usize>| {
        given.iter().all(|item| test.contains(item)) && !test.iter().any(|item| forbidden.contains(item))
    };
    let feasible = tests.filter(|test| suits(test) && blueprint.achieved(test).holds());
    feasible.map(|test| test.iter().map(|item| information[*item]).sum()).max_by(f64::total_cmp)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_shadow_test_is_the_best_and_a_stored_state_goes_on_alike(
        informations in prop::collection::vec(prop::collection::vec(prop_oneof![3 => 0.01..2.0, 1 => Just(0.5)], 12), 5),
        ineligible in prop::collection::vec(0..12_usize, 0..4),
    ) {
        let tests = tests(ROWS, Refresh::Always).expect("a blueprint");
        let (mut state, mut solver) = (ShadowState::default(), tests.solver());
        for information in &informations {
            let mut stored: ShadowState = serde_json::from_str(&serde_json::to_string(&state).expect("JSON")).expect("a state");
            let before = state.given().to_vec();
            let is_set_closed = |state: &ShadowState| serde_json::to_value(state).expect("JSON")["complete"] != serde_json::json!([]);
            let closed = is_set_closed(&state);
            let step = tests.next(&mut state, &mut solver, information, 1.0, &ineligible).expect("a test").expect("an item");
            let again = tests.next(&mut stored, &mut tests.solver(), information, 1.0, &ineligible);
            prop_assert_eq!((Ok(Some(step)), &state), (again, &stored));
            prop_assert!(tests.blueprint().achieved(state.test()).holds());
            let forbidden: Vec<usize> = ineligible.iter().copied().filter(|item| !before.contains(item)).collect();
            let best = enumerate(tests.blueprint(), information, &before, &forbidden);
            match (step.answer, closed) {
                // A finished stimulus keeps its size, which the enumeration does not know.
                (ShadowAnswer::Assembled { objective }, false) => prop_assert!((objective - best.expect("a test")).abs() < 1e-9),
                (ShadowAnswer::Assembled { objective }, true) => prop_assert!(objective < best.expect("a test") + 1e-9),
                (ShadowAnswer::AssembledWithIneligible { .. }, false) => prop_assert_eq!(best, None),
                (ShadowAnswer::AssembledWithIneligible { .. }, true) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert!(tests.blueprint().achieved(state.given()).holds());
        prop_assert_eq!(tests.next(&mut state, &mut solver, &informations[0], 0.0, &[]), Ok(None));
    }
}

#[test]
fn items_of_a_stimulus_follow_each_other() {
    let tests = tests(ROWS, Refresh::Never).expect("a blueprint");
    let mut state = ShadowState::default();
    let information: Vec<f64> = (0..12).map(|item| 1.0 + 0.1 * f64::from(item % 5)).collect();
    while tests.next(&mut state, &mut tests.solver(), &information, 0.0, &[]).expect("a test").is_some() {}
    let of = |item: &usize| tests.blueprint().stimulus_of(*item);
    let stimuli: Vec<_> = state.given().iter().map(of).collect();
    let runs = stimuli.chunk_by(|a, b| a == b && a.is_some()).filter_map(|run| run[0]);
    let mut seen: Vec<usize> = runs.collect();
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((count, state.given().len()), (seen.len(), 5), "{stimuli:?}");
}

#[test]
fn an_infeasible_blueprint_is_refused_with_its_rows() {
    let rows = format!("{ROWS}Number,Item,DOK == 1,0,0\nNumber,Item,CONTENT == 2,4,5\nNumber,Item,DOK == 2,4,4\n");
    let Err(ShadowError::Infeasible(conflict)) = tests(&rows, Refresh::Always) else { panic!("it is infeasible") };
    assert!(conflict.rows.len() >= 2 && conflict.is_minimal, "{conflict}");
}

#[test]
fn excluded_items_are_not_shown_and_too_many_are_an_error() {
    let tests = tests(ROWS, Refresh::Always).expect("a blueprint");
    let information = vec![1.0; 12];
    let mut state = ShadowState::excluding(vec![9, 10]);
    while tests.next(&mut state, &mut tests.solver(), &information, 0.0, &[]).expect("a test").is_some() {}
    assert!(!state.given().contains(&9) && !state.given().contains(&10));
    let mut state = ShadowState::excluding((0..9).collect());
    let error = tests.next(&mut state, &mut tests.solver(), &information, 0.0, &[]);
    assert_eq!(error, Err(ShadowError::InfeasibleHere { given: 0, excluded: 9 }));
    let mut state = ShadowState::excluding(vec![12]);
    assert_eq!(tests.next(&mut state, &mut tests.solver(), &information, 0.0, &[]), Err(ShadowError::UnknownItem(12)));
    let mut state = ShadowState::default();
    assert_eq!(tests.next(&mut state, &mut tests.solver(), &[1.0], 0.0, &[]), Err(ShadowError::Information(1)));
}

#[test]
fn equal_items_come_in_the_order_of_their_numbers() {
    let items = AttributeTable::items_from_csv("ID\na\nb\nc\nd\ne\nf\n".as_bytes()).expect("items");
    let rows = rows_from_csv("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,3,3\n".as_bytes()).expect("rows");
    let tests =
        ShadowTests::new(Blueprint::new(&rows, &items, None).expect("a blueprint"), Refresh::Always).expect("tests");
    let mut state = ShadowState::default();
    let mut solver = tests.solver();
    while tests.next(&mut state, &mut solver, &[0.5; 6], 0.0, &[]).expect("a test").is_some() {}
    assert_eq!(state.given(), [0, 1, 2]);
}

#[test]
fn policies_are_written_as_words_or_fields() {
    let read = |text: &str| serde_json::from_str::<Refresh>(text).map_err(|error| error.to_string());
    assert_eq!(read("\"always\""), Ok(Refresh::Always));
    assert_eq!(read("\"none\""), Ok(Refresh::Never));
    assert_eq!(read("{\"every\": 3, \"threshold\": 0.1}"), Ok(Refresh::EveryAndThreshold(3, 0.1)));
    assert_eq!(read("{\"positions\": [1, 4]}"), Ok(Refresh::Positions(vec![1, 4])));
    for faulty in ["\"often\"", "{\"every\": 0}", "{\"threshold\": -1}", "{\"positions\": [0]}", "{}"] {
        assert!(read(faulty).is_err(), "{faulty}");
    }
    let written = serde_json::to_string(&Refresh::Threshold(0.1)).expect("JSON");
    assert_eq!(read(&written), Ok(Refresh::Threshold(0.1)));
}
