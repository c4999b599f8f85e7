//! The content areas of the tests.

use std::collections::BTreeMap;

use irt_core::{AdaptiveTest, ItemIndex};
use serde::Serialize;

/// The shares of the content areas in the tests. Pretest items do not count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContentMatch {
    /// The areas of the bank, in the order of their names.
    pub areas: Vec<ContentArea>,
    /// The mean over the tests of the greatest deviation of an area's share from its target; `None` without targets.
    pub mean_deviation: Option<f64>,
    /// The greatest deviation of an area's share from its target in any test; `None` without targets.
    pub worst_deviation: Option<f64>,
}

/// The share of a content area in the tests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContentArea {
    /// The name of the area.
    pub area: String,
    /// The target of the design; `None` for a design without targets, 0 for an area without one.
    pub target: Option<f64>,
    /// The share of all administered items.
    pub share: f64,
    /// The least share in a test.
    pub min_share: f64,
    /// The greatest share in a test.
    pub max_share: f64,
}

/// Counts the items of each area.
#[derive(Debug, Clone)]
pub(crate) struct ContentAccumulator {
    names: Vec<String>,
    targets: Option<Vec<f64>>,
    /// The area of each item, `NO_AREA` for none.
    by_item: Box<[u32]>,
    /// The pretest items, which do not count.
    unscored: Box<[ItemIndex]>,
    counts: Vec<u64>,
    items: u64,
    extremes: Vec<[f64; 2]>,
    deviation: f64,
    worst: f64,
    tests: u64,
    in_test: Vec<u32>,
}

const NO_AREA: u32 = u32::MAX;

impl ContentAccumulator {
    /// `None` where neither the bank nor the design has areas.
    pub(crate) fn new(test: &AdaptiveTest) -> Option<Self> {
        let (bank, spec) = (test.bank(), &test.design().spec().content);
        let named = bank.items().filter_map(|item| item.content).chain(spec.targets.keys().map(String::as_str));
        let numbers: BTreeMap<&str, u32> = named.map(|area| (area, 0)).collect();
        if numbers.is_empty() {
            return None;
        }
        let numbers: BTreeMap<&str, u32> = numbers.into_keys().zip(0..).collect();
        let number = |area: Option<&str>| area.and_then(|area| numbers.get(area)).copied().unwrap_or(NO_AREA);
        let target = |area: &&str| spec.targets.get(*area).copied().unwrap_or(0.0);
        let pretest = spec.pretest.iter().flat_map(|pretest| &pretest.items);
        let mut unscored: Vec<ItemIndex> = pretest.filter_map(|id| bank.index_of(id)).collect();
        unscored.sort_unstable();
        Some(Self {
            targets: (!spec.targets.is_empty()).then(|| numbers.keys().map(target).collect()),
            by_item: bank.items().map(|item| number(item.content)).collect(),
            unscored: unscored.into(),
            counts: vec![0; numbers.len()],
            items: 0,
            extremes: vec![[f64::INFINITY, 0.0]; numbers.len()],
            deviation: 0.0,
            worst: 0.0,
            tests: 0,
            in_test: vec![0; numbers.len()],
            names: numbers.keys().map(|area| (*area).to_owned()).collect(),
        })
    }

    pub(crate) fn add(&mut self, items: &[ItemIndex]) {
        self.in_test.fill(0);
        let mut scored = 0_u32;
        for item in items.iter().filter(|item| self.unscored.binary_search(item).is_err()) {
            scored += 1;
            if let Some(count) = self.in_test.get_mut(self.by_item[item.as_usize()] as usize) {
                *count += 1;
            }
        }
        if scored == 0 {
            return;
        }
        self.tests += 1;
        self.items += u64::from(scored);
        let mut greatest = 0.0_f64;
        for (area, &count) in self.in_test.iter().enumerate() {
            let share = f64::from(count) / f64::from(scored);
            self.counts[area] += u64::from(count);
            let [least, most] = self.extremes[area];
            self.extremes[area] = [least.min(share), most.max(share)];
            if let Some(targets) = &self.targets {
                greatest = greatest.max((share - targets[area]).abs());
            }
        }
        self.deviation += greatest;
        self.worst = self.worst.max(greatest);
    }

    pub(crate) fn content_match(&self) -> ContentMatch {
        let items = self.items.max(1) as f64;
        let areas = self.names.iter().enumerate().map(|(area, name)| ContentArea {
            area: name.clone(),
            target: self.targets.as_ref().map(|targets| targets[area]),
            share: self.counts[area] as f64 / items,
            min_share: if self.tests == 0 { 0.0 } else { self.extremes[area][0] },
            max_share: self.extremes[area][1],
        });
        let targeted = self.targets.is_some();
        ContentMatch {
            areas: areas.collect(),
            mean_deviation: targeted.then(|| self.deviation / self.tests.max(1) as f64),
            worst_deviation: targeted.then_some(self.worst),
        }
    }
}
