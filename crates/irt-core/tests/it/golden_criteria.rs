//! The value of every remaining item under every criterion, against reference values.

use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, Estimator, GeneralizedPartialCredit, Graded, InformationKind, Item,
    ItemBank, ItemIndex, Metric, Nominal, Response, SelectionRule,
};
use serde::Deserialize;

use crate::reference::{EXACT, SEARCHED, assert_close, bank, load, reference_spec, responses};

#[derive(Deserialize)]
struct Dichotomous {
    bank: Vec<[f64; 4]>,
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
struct Polytomous {
    models: Vec<Model>,
}

#[derive(Deserialize)]
struct Model {
    model: String,
    bank: Vec<Vec<Option<f64>>>,
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    administered: Vec<u32>,
    responses: Vec<u8>,
    theta: f64,
    criteria: Vec<Criterion>,
}

#[derive(Deserialize)]
struct Criterion {
    criterion: String,
    selected: u32,
    values: Vec<Option<f64>>,
}

#[test]
fn criteria_of_dichotomous_items_agree_with_the_reference() {
    let reference: Dichotomous = load("next_item.json");
    let bank = bank(&reference.bank, 1.0);
    assert_eq!(check(&bank, &reference.scenarios), 6 * 10 + 5 * 2);
}

#[test]
fn criteria_of_polytomous_items_agree_with_the_reference() {
    let reference: Polytomous = load("next_item_polytomous.json");
    let checked: usize = reference.models.iter().map(|model| check(&polytomous_bank(model), &model.scenarios)).sum();
    assert_eq!(checked, 3 * 2 * 8);
}

fn check(bank: &Arc<ItemBank>, scenarios: &[Scenario]) -> usize {
    for scenario in scenarios {
        for criterion in &scenario.criteria {
            check_criterion(bank, scenario, criterion);
        }
    }
    scenarios.iter().map(|scenario| scenario.criteria.len()).sum()
}

fn check_criterion(bank: &Arc<ItemBank>, scenario: &Scenario, criterion: &Criterion) {
    let (rule, information) = rule(&criterion.criterion);
    let mut spec = reference_spec();
    (spec.selection.rule, spec.selection.information) = (rule, information);
    spec.start.theta = scenario.theta;
    if rule == SelectionRule::Mei {
        spec.estimator.interim_estimator = Estimator::Map;
    }
    let test = Arc::new(AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap());
    let items: Vec<ItemIndex> = scenario.administered.iter().map(|number| ItemIndex(number - 1)).collect();
    let responses = responses(&scenario.responses);
    let values = test.criterion_values(rule, scenario.theta, &items, &responses).unwrap();
    let tolerance = if rule == SelectionRule::Mei { SEARCHED } else { EXACT };
    assert_eq!(values.len(), criterion.values.len());
    for (place, (found, expected)) in values.iter().zip(&criterion.values).enumerate() {
        let what = format!("{}, {} answers, item {}", criterion.criterion, items.len(), place + 1);
        assert_eq!(found.is_some(), expected.is_some(), "{what}");
        if let (Some(found), Some(expected)) = (found, expected) {
            assert_close(*found, *expected, tolerance, &what);
        }
    }
    check_choice(&test, &items, &responses, criterion);
}

/// The engine chooses the item that the reference selects, where its interim estimator is the reference's.
fn check_choice(test: &Arc<AdaptiveTest>, items: &[ItemIndex], responses: &[Response], criterion: &Criterion) {
    if test.design().interim_estimator() == Estimator::Eap {
        let answers = items.iter().copied().zip(responses.iter().copied());
        let engine = AdaptiveEngine::follow(Arc::clone(test), 0, answers).unwrap();
        // A test of 20 items is over after 20 answers.
        if engine.pending().is_some() {
            let what = format!("{}, {} answers", criterion.criterion, items.len());
            assert_eq!(engine.pending(), Some(ItemIndex(criterion.selected - 1)), "{what}");
        }
    }
}

fn rule(name: &str) -> (SelectionRule, Option<InformationKind>) {
    let rule = match name {
        "MFI" => SelectionRule::MaxInformation,
        "bOpt" => SelectionRule::BOpt,
        "thOpt" => SelectionRule::ThOpt,
        "MLWI" => SelectionRule::Mlwi,
        "MPWI" => SelectionRule::Mpwi,
        "KL" => SelectionRule::Kl,
        "KLP" => SelectionRule::Klp,
        "GDI" => SelectionRule::Gdi,
        "GDIP" => SelectionRule::Gdip,
        "MEPV" => SelectionRule::Mepv,
        "MEI_observed" => return (SelectionRule::Mei, Some(InformationKind::Observed)),
        "MEI_Fisher" => return (SelectionRule::Mei, Some(InformationKind::Fisher)),
        other => panic!("no rule for {other}"),
    };
    (rule, None)
}

fn polytomous_bank(model: &Model) -> Arc<ItemBank> {
    let items = model.bank.iter().enumerate().map(|(place, row)| {
        let row: Vec<f64> = row.iter().copied().flatten().collect();
        let id = format!("i{}", place + 1);
        match model.model.as_str() {
            "GRM" => Item::new(&id, Graded::new(row[0], &row[1..]).unwrap()),
            "GPCM" => Item::new(&id, GeneralizedPartialCredit::new(row[0], &row[1..]).unwrap()),
            _ => Item::new(&id, nominal(&row)),
        }
        .unwrap()
    });
    Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap())
}

/// A row of slopes and intercepts by turns, those of the lowest category being 0.
fn nominal(row: &[f64]) -> Nominal {
    let lines: Vec<(f64, f64)> = row.chunks(2).map(|pair| (pair[0], pair[1])).collect();
    Nominal::new(&lines).unwrap()
}
