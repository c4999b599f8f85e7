//! First items, content areas, exclusions, candidate sets and weights, against a reference program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, ItemIndex, Metric, Response,
    SelectionRule, Step,
};
use serde::Deserialize;

use crate::reference::{EXACT, assert_close, bank, load, reference_spec};

#[derive(Deserialize)]
struct Reference {
    bank: Vec<[f64; 4]>,
    start_items: Vec<Start>,
    content_balancing: Balancing,
    availability: Vec<Availability>,
    randomesque: Vec<Candidates>,
    proportional_probabilities: Proportional,
}

#[derive(Deserialize)]
struct Start {
    #[serde(rename = "startSelect")]
    rule: String,
    theta: Vec<f64>,
    items: Vec<u32>,
}

#[derive(Deserialize)]
struct Balancing {
    groups: Vec<String>,
    item_group: Vec<String>,
    cases: Vec<BalancingCase>,
}

#[derive(Deserialize)]
struct BalancingCase {
    theta: f64,
    administered: Vec<u32>,
    target: Vec<f64>,
    item: u32,
}

#[derive(Deserialize)]
struct Availability {
    theta: f64,
    available: Vec<u8>,
    administered: Vec<u32>,
    item: u32,
}

#[derive(Deserialize)]
struct Candidates {
    randomesque: u32,
    theta: f64,
    administered: Vec<u32>,
    candidate_set: Vec<u32>,
}

#[derive(Deserialize)]
struct Proportional {
    theta: f64,
    administered: Vec<u32>,
    probability: Vec<Option<f64>>,
}

fn reference() -> Reference {
    load("start_content_exposure.json")
}

fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("i{number}")).collect()
}

/// The item chosen at `theta` after these items: they are the design's first items, then theta is the start's.
fn chosen(bank: &Arc<ItemBank>, administered: &[u32], theta: f64, seed: u64, spec: &CatSpec) -> u32 {
    let mut spec = spec.clone();
    (spec.start.items, spec.start.thetas) = (ids(administered.iter().copied()), vec![theta]);
    spec.stopping.max_items = Some(200);
    let test = Arc::new(AdaptiveTest::new(Arc::clone(bank), CatDesign::new(spec).unwrap()).unwrap());
    let mut engine = AdaptiveEngine::start(test, seed);
    for _ in administered {
        engine.record(engine.pending().unwrap(), Response::RIGHT).unwrap();
    }
    engine.pending().unwrap().0 + 1
}

#[test]
fn first_items_agree_with_the_reference() {
    let reference = reference();
    for start in &reference.start_items {
        let mut spec = reference_spec();
        spec.start.thetas.clone_from(&start.theta);
        spec.start.rule = Some(match start.rule.as_str() {
            "MFI" => SelectionRule::MaxInformation,
            "bOpt" => SelectionRule::BOpt,
            _ => SelectionRule::ThOpt,
        });
        let test = AdaptiveTest::new(bank(&reference.bank, 1.0), CatDesign::new(spec).unwrap()).unwrap();
        let mut engine = AdaptiveEngine::start(Arc::new(test), 1);
        for expected in &start.items {
            let Step::Administer(item) = engine.step() else { panic!("the test is over") };
            assert_eq!(item.0 + 1, *expected, "{} at {:?}", start.rule, start.theta);
            engine.record(item, Response::WRONG).unwrap();
        }
    }
}

#[test]
fn content_areas_are_balanced_as_in_the_reference() {
    let reference = reference();
    let balancing = &reference.content_balancing;
    let items = reference.bank.iter().zip(&balancing.item_group).zip(1..).map(|(([a, b, c, d], group), number)| {
        Item::new(&format!("i{number}"), FourPl::new(*a, *b, *c, *d).unwrap()).unwrap().with_content(group)
    });
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap());
    assert_eq!(balancing.cases.len(), 12);
    for case in &balancing.cases {
        let mut spec = reference_spec();
        spec.content.targets = balancing.groups.iter().cloned().zip(case.target.iter().copied()).collect();
        assert_eq!(chosen(&bank, &case.administered, case.theta, 1, &spec), case.item);
    }
}

#[test]
fn excluded_items_are_passed_over_as_in_the_reference() {
    let reference = reference();
    for case in &reference.availability {
        let mut spec = reference_spec();
        let shut =
            (1..).zip(&case.available).filter(|(number, open)| **open == 0 && !case.administered.contains(number));
        spec.content.excluded = ids(shut.map(|(number, _)| number));
        assert_eq!(chosen(&bank(&reference.bank, 1.0), &case.administered, case.theta, 1, &spec), case.item);
    }
}

#[test]
fn the_item_is_drawn_from_the_best_of_the_reference_and_each_of_them_can_be() {
    let reference = reference();
    for case in &reference.randomesque {
        let mut spec = reference_spec();
        spec.exposure.randomesque = Some(case.randomesque);
        let bank = bank(&reference.bank, 1.0);
        let mut spec_of_start = spec.clone();
        spec_of_start.start.items = ids(case.administered.iter().copied());
        let draws = (0..200).map(|seed| chosen(&bank, &case.administered, case.theta, seed, &spec_of_start));
        let found: BTreeSet<u32> = draws.collect();
        assert_eq!(found, case.candidate_set.iter().copied().collect());
    }
}

#[test]
fn proportional_probabilities_agree_with_the_reference() {
    let reference = reference();
    let case = &reference.proportional_probabilities;
    let mut spec = reference_spec();
    spec.selection.rule = SelectionRule::Proportional;
    let test = AdaptiveTest::new(bank(&reference.bank, 1.0), CatDesign::new(spec).unwrap()).unwrap();
    let items: Vec<ItemIndex> = case.administered.iter().map(|number| ItemIndex(number - 1)).collect();
    let responses = vec![Response::RIGHT; items.len()];
    let found = test.criterion_values(SelectionRule::Proportional, case.theta, &items, &responses).unwrap();
    for (place, (found, expected)) in found.iter().zip(&case.probability).enumerate() {
        let expected = expected.filter(|probability| *probability > 0.0);
        assert_eq!(found.is_some(), expected.is_some(), "item {}", place + 1);
        if let (Some(found), Some(expected)) = (found, expected) {
            assert_close(*found, expected, EXACT, &format!("item {}", place + 1));
        }
    }
}

#[test]
fn areas_not_met_yet_come_first() {
    let items = (0..12).map(|number| {
        let item = Item::new(&format!("i{number}"), FourPl::two_pl(1.0, 0.0).unwrap()).unwrap();
        item.with_content(["A", "B", "C"][number % 3])
    });
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap());
    let mut spec = reference_spec();
    spec.content.targets =
        BTreeMap::from([("A", 0.8), ("B", 0.1), ("C", 0.1)].map(|(name, share)| (name.into(), share)));
    let test = Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec).unwrap()).unwrap());
    let mut orders = BTreeSet::new();
    for seed in 0..60 {
        let mut engine = AdaptiveEngine::start(Arc::clone(&test), seed);
        let areas: Vec<u32> = (0..3)
            .map(|_| {
                let item = engine.pending().unwrap();
                engine.record(item, Response::RIGHT).unwrap();
                item.0 % 3
            })
            .collect();
        assert_eq!(areas.iter().collect::<BTreeSet<_>>().len(), 3, "seed {seed}");
        orders.insert(areas);
    }
    assert_eq!(orders.len(), 6);
}
