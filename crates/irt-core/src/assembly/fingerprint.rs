//! Numbers by which one bank and one design differ from others.

use super::stable_hash::StableHash;
use crate::bank::{BankItem, ItemBank};
use crate::design::{CatDesign, ContentSpec, ExposureSpec, SelectionSpec, StartSpec};
use crate::estimation::{ConstantPattern, Prior};
use crate::models::ItemModel;
use crate::selection::DEFAULT_ACCELERATION;
use crate::stopping::{Classification, ClassificationMethod, Combination, StoppingRule};

/// A hash of an item bank and one of a design.
///
/// An [`EngineState`](crate::EngineState) carries it, so that a state is only restored on the bank and the design that it
/// was taken from. The bank's covers metric, ids, models, parameters and content areas in their order; the design's all of
/// its settings, defaults filled in, but for the reporting scale, which no session depends on. A stopping rule given as a
/// function is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Fingerprint {
    /// The hash of the bank.
    pub bank: u64,
    /// The hash of the design.
    pub design: u64,
}

impl Fingerprint {
    pub(super) fn new(bank: &ItemBank, design: &CatDesign) -> Self {
        Self { bank: bank_hash(bank), design: design_hash(design) }
    }

    /// The fingerprint of another design with the same bank.
    pub(super) fn with_design(self, design: &CatDesign) -> Self {
        Self { design: design_hash(design), ..self }
    }
}

fn bank_hash(bank: &ItemBank) -> u64 {
    let mut hash = StableHash::new();
    hash.number(bank.metric().scaling_constant());
    hash.word(bank.len() as u64);
    for BankItem { id, model, content, .. } in bank.items() {
        hash.text(id.as_str());
        hash.text(model.name().as_str());
        if let ItemModel::FourPl(item) = &model {
            [item.a(), item.b(), item.c(), item.d()].iter().for_each(|value| hash.number(*value));
        } else {
            hash.numbers(&model.parameters().iter().map(|(_, value)| *value).collect::<Vec<_>>());
        }
        hash.text(content.unwrap_or_default());
    }
    hash.finish()
}

fn design_hash(design: &CatDesign) -> u64 {
    let mut hash = StableHash::new();
    hash.text(design.interim_estimator().as_str());
    hash.text(design.final_estimator().as_str());
    hash.text(&design.se_formula().to_string());
    let (bounds, grid) = (design.bounds(), design.quadrature());
    hash.numbers(&[design.huber_tuning(), design.tukey_tuning(), bounds.lower(), bounds.upper()]);
    hash.numbers(&[grid.interval().lower(), grid.interval().upper(), grid.node_count() as f64]);
    hash_prior(&mut hash, design.prior());
    let spec = design.spec();
    hash_start(&mut hash, &spec.start, &spec.selection);
    hash_exposure(&mut hash, &spec.exposure);
    hash_content(&mut hash, &spec.content);
    hash_stopping(&mut hash, design.stopping_rule());
    hash_constant_pattern(&mut hash, design);
    hash.finish()
}

/// Designs without this setting keep the hashes that stored states carry.
fn hash_constant_pattern(hash: &mut StableHash, design: &CatDesign) {
    let Some(pattern) = design.constant_pattern() else { return };
    hash.text("constant_pattern");
    hash.text(pattern.as_str());
    if pattern == ConstantPattern::Step {
        hash.number(design.constant_pattern_step());
    }
}

fn hash_prior(hash: &mut StableHash, prior: &Prior) {
    let (kind, values): (&str, &[f64]) = match prior {
        Prior::Normal { mean, sd } => ("normal", &[*mean, *sd]),
        Prior::Uniform { lower, upper } => ("uniform", &[*lower, *upper]),
        Prior::Jeffreys => ("jeffreys", &[]),
        Prior::Custom { weights } => ("custom", weights),
    };
    hash.text(kind);
    hash.numbers(values);
}

fn hash_start(hash: &mut StableHash, start: &StartSpec, selection: &SelectionSpec) {
    let StartSpec { theta, thetas, items, draw_from, rule: start_rule } = start;
    let &SelectionSpec { rule, information, acceleration } = selection;
    hash.number(*theta);
    hash.numbers(thetas);
    hash.texts(items);
    hash.text(start_rule.unwrap_or(rule).as_str());
    hash.text(rule.as_str());
    hash.text(information.unwrap_or_default().as_str());
    hash.number(acceleration.unwrap_or(DEFAULT_ACCELERATION));
    // Designs without this setting keep the hashes that stored states carry.
    if !draw_from.is_empty() {
        hash.text("draw_from");
        hash.texts(draw_from);
    }
}

fn hash_exposure(hash: &mut StableHash, exposure: &ExposureSpec) {
    let ExposureSpec { randomesque, maximum_rate, sympson_hetter } = exposure;
    hash.word(u64::from(randomesque.unwrap_or(1)));
    hash.optional_number(*maximum_rate);
    hash.word(sympson_hetter.len() as u64);
    for (id, parameter) in sympson_hetter {
        hash.text(id);
        hash.number(*parameter);
    }
}

fn hash_content(hash: &mut StableHash, content: &ContentSpec) {
    let ContentSpec { targets, excluded, enemies, testlets, strata, pretest } = content;
    hash.word(targets.len() as u64);
    for (area, share) in targets {
        hash.text(area);
        hash.number(*share);
    }
    hash.texts(excluded);
    for sets in [enemies, testlets] {
        hash.word(sets.len() as u64);
        sets.iter().for_each(|set| hash.texts(set));
    }
    hash.word(strata.map_or(0, |strata| 2 * u64::from(strata.count) + u64::from(strata.block_by_difficulty)));
    if let Some(pretest) = pretest {
        hash.texts(&pretest.items);
        pretest.positions.iter().for_each(|position| hash.word(u64::from(*position)));
    }
}

fn hash_stopping(hash: &mut StableHash, rule: &StoppingRule) {
    let StoppingRule { min_items, max_items, time_budget, combine, classification, .. } = rule;
    let &StoppingRule { standard_error, theta_change, standard_error_change, minimum_information, .. } = rule;
    hash.word(u64::from(*min_items));
    hash.word(max_items.map_or(0, u64::from));
    hash.optional_number(time_budget.map(|budget| budget.as_secs_f64()));
    for threshold in [standard_error, theta_change, standard_error_change, minimum_information] {
        hash.optional_number(threshold);
    }
    hash.word(u64::from(*combine == Combination::All));
    if let Some(Classification { cuts, method }) = classification {
        hash.numbers(cuts);
        hash.text(method.reason().as_str());
        match *method {
            ClassificationMethod::ConfidenceInterval { confidence } => hash.number(confidence),
            ClassificationMethod::Sprt { half_width, alpha, beta }
            | ClassificationMethod::Glr { half_width, alpha, beta } => hash.numbers(&[half_width, alpha, beta]),
        }
    }
}
