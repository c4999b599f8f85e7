//! What is computed once for a bank and a design, and the checks that need both.

use std::sync::Arc;

use super::fingerprint::Fingerprint;
use super::scorer::Scorer;
use super::start_plan::StartPlan;
use crate::bank::ItemBank;
use crate::content::ContentPlan;
use crate::design::{CatDesign, DesignCause, DesignError};
use crate::exposure::ExposurePlan;
use crate::selection::{
    DEFAULT_ACCELERATION, InformationIndex, NodeTables, PreparedRule, SelectionRule, SelectionSettings,
};

/// The parts of a test.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) scorer: Scorer,
    pub(super) index: InformationIndex,
    pub(super) settings: SelectionSettings,
    pub(super) rule: PreparedRule,
    pub(super) content: ContentPlan,
    pub(super) exposure: ExposurePlan,
    pub(super) start: StartPlan,
    pub(super) fingerprint: Fingerprint,
}

impl Parts {
    pub(super) fn new(bank: Arc<ItemBank>, design: CatDesign) -> Result<Self, DesignError> {
        let spec = design.spec();
        let content = ContentPlan::new(&bank, &spec.content, design.stopping_rule().max_items)?;
        let max_items = max_items(&bank, &design, &content)?;
        let exposure = ExposurePlan::new(&bank, &spec.exposure)?;
        let start_items = StartPlan::items(&bank, &spec.start, &content)?;
        let (rule, start_rule) = (spec.selection.rule, spec.start.rule.unwrap_or(spec.selection.rule));
        check_rule(&bank, &content, "selection.rule", rule)?;
        check_rule(&bank, &content, "start.rule", start_rule)?;
        let settings = SelectionSettings {
            information: spec.selection.information.unwrap_or_default(),
            acceleration: spec.selection.acceleration.unwrap_or(DEFAULT_ACCELERATION),
            max_items,
            standard_error: design.stopping_rule().standard_error,
            node_spacing: design.quadrature().spacing(),
        };
        let fingerprint = Fingerprint::new(&bank, &design);
        let index = InformationIndex::new(&bank, design.bounds().hull(&design.quadrature().interval()));
        let scorer = Scorer::new(bank, design)?;
        let tables = NodeTables::new(scorer.bank(), &scorer.grid().nodes);
        let rule = PreparedRule::new(rule, &tables);
        let start = StartPlan::new(start_items, &scorer.design().spec().start, PreparedRule::new(start_rule, &tables));
        Ok(Self { index, settings, rule, content, exposure, start, fingerprint, scorer })
    }
}

/// The greatest number of items of a test.
fn max_items(bank: &ItemBank, design: &CatDesign, content: &ContentPlan) -> Result<u32, DesignError> {
    let stopping = design.stopping_rule();
    let most = content.most_items(bank);
    if stopping.min_items as usize > most {
        let cause = DesignCause::MinItemsAboveBank { bank_len: most };
        return Err(DesignError::new("stopping.min_items", stopping.min_items, cause));
    }
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    Ok(stopping.max_items.map_or(most, |longest| longest.min(most)))
}

/// Checks that a selection rule is defined for every item that it may meet.
fn check_rule(
    bank: &ItemBank,
    content: &ContentPlan,
    field: &'static str,
    rule: SelectionRule,
) -> Result<(), DesignError> {
    if !rule.is_dichotomous_only() {
        return Ok(());
    }
    let mut items = bank.items().filter(|item| !content.barred.contains(item.index));
    match items.find(|item| item.four_pl().is_none()) {
        Some(item) => Err(DesignError::new(field, item.id, DesignCause::NotDichotomous)),
        None => Ok(()),
    }
}
