//! The sample exam: 240 items that can be sat.

use std::collections::{BTreeMap, HashSet};

use exam::{BankFile, sample};
use irt_core::Metric;

use crate::faults::When;
use crate::fixture::{PLATFORM, start_request};

fn bank() -> BankFile {
    BankFile::from_csv(sample::PLACEMENT_BANK_CSV.as_bytes(), Metric::LOGISTIC).unwrap()
}

#[test]
fn every_item_can_be_asked_and_has_one_right_option() {
    let bank = bank();
    assert_eq!(bank.items.len(), 240);
    let mut stems = HashSet::new();
    for item in &bank.items {
        let stem = item.stem.as_deref().unwrap();
        assert!(stems.insert(stem), "{} repeats a stem", item.item_id);
        let keys: Vec<_> = item.options.iter().map(|option| option.key.as_str()).collect();
        assert_eq!(keys, ["A", "B", "C", "D"], "{}", item.item_id);
        assert!(keys.contains(&item.answer_key.as_deref().unwrap()), "{}", item.item_id);
        let texts: HashSet<_> = item.options.iter().map(|option| option.text.as_str()).collect();
        assert_eq!(texts.len(), 4, "{} repeats an option", item.item_id);
    }
}

#[test]
fn no_option_is_the_key_much_more_often_than_another() {
    let mut counts = BTreeMap::new();
    for item in bank().items {
        *counts.entry(item.answer_key.unwrap()).or_insert(0) += 1;
    }
    assert!(counts.values().all(|count| (40..=80).contains(count)), "{counts:?}");
}

#[test]
fn parameters_are_those_of_a_placement_test() {
    let items = bank().items;
    for item in &items {
        assert_eq!((item.model.as_str(), item.four_parameters.upper_asymptote), ("3pl", 1.0), "{}", item.item_id);
        assert!(
            (0.5..=2.5).contains(&item.four_parameters.discrimination),
            "{}: a = {}",
            item.item_id,
            item.four_parameters.discrimination
        );
        assert!(
            (-3.5..=3.5).contains(&item.four_parameters.difficulty),
            "{}: b = {}",
            item.item_id,
            item.four_parameters.difficulty
        );
        assert!(
            (0.1..=0.3).contains(&item.four_parameters.guessing),
            "{}: c = {}",
            item.item_id,
            item.four_parameters.guessing
        );
    }
    for lower in [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0] {
        let count =
            items.iter().filter(|item| (lower..=lower + 1.0).contains(&item.four_parameters.difficulty)).count();
        assert!(count >= 12, "{count} items between {lower} and {}", lower + 1.0);
    }
}

#[test]
fn every_content_area_has_items_enough() {
    let mut areas = BTreeMap::new();
    for item in bank().items {
        *areas.entry(item.content.unwrap()).or_insert(0) += 1;
    }
    assert!(areas.len() >= 4 && areas.values().all(|count| *count >= 20), "{areas:?}");
    assert!(areas.contains_key("arithmetic"), "{areas:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sample_is_loaded_into_an_empty_record_once() {
    let record = persistence::open("sqlite://:memory:", &persistence::RecordSettings::default()).await.unwrap();
    let record = std::sync::Arc::new(crate::faulty_record::FaultyRecord::new(record));
    let store = std::sync::Arc::new(crate::faulty_store::FaultyStore::default());
    let service = exam::ExamService::new(record.clone(), store);

    // The load that failed between its two parts is made good.
    record.faults.fail_next("insert_exam_type", When::Before);
    sample::load_into_empty_record(&service).await.unwrap_err();
    assert!(sample::load_into_empty_record(&service).await.unwrap());
    assert!(!sample::load_into_empty_record(&service).await.unwrap());
    assert_eq!(service.exam_types(&PLATFORM, 0, 10).await.unwrap().len(), 1);
    let started = service.start(&PLATFORM, start_request(sample::PLACEMENT)).await.unwrap();
    assert_eq!(started.progress.header.max_items, 20);
    assert!(started.progress.item.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_instances_that_start_together_each_part_of_the_sample_is_loaded_by_one() {
    for operation in ["exam_types", "latest_bank", "insert_bank", "insert_exam_type"] {
        let record = persistence::open("sqlite://:memory:", &persistence::RecordSettings::default()).await.unwrap();
        let held_record = std::sync::Arc::new(crate::faulty_record::FaultyRecord::new(record.clone()));
        let store = || std::sync::Arc::new(crate::faulty_store::FaultyStore::default());
        let late = exam::ExamService::new(held_record.clone(), store());
        let first = exam::ExamService::new(record, store());
        let when = if operation.starts_with("insert") { When::Before } else { When::After };
        let mut held = held_record.faults.hold_next(operation, when);
        let loading = tokio::spawn(async move { sample::load_into_empty_record(&late).await.unwrap() });
        held.arrived().await;
        assert!(sample::load_into_empty_record(&first).await.unwrap());
        held.release();
        assert!(!loading.await.unwrap(), "{operation}");
        let banks = first.banks(&PLATFORM, 0, 10).await.unwrap();
        let exam_types = first.exam_types(&PLATFORM, 0, 10).await.unwrap();
        assert_eq!(
            (banks.len(), banks[0].version, exam_types.len(), exam_types[0].version),
            (1, 1, 1, 1),
            "{operation}"
        );
    }
}

#[test]
fn the_sample_definition_is_sound() {
    let spec = sample::placement_spec().unwrap();
    spec.validate().unwrap();
    assert_eq!((spec.exam_type.as_str(), spec.bank.as_str()), (sample::PLACEMENT, sample::PLACEMENT));
}
