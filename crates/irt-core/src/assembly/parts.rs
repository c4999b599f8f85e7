//! What is computed once for a bank and a design, and the checks that need both.

use std::sync::Arc;

use super::bank_tables::BankTables;
use super::design_cost::DesignCost;
use super::fingerprint::Fingerprint;
use super::scorer::Scorer;
use super::start_plan::{FirstItems, StartPlan};
use crate::bank::ItemBank;
use crate::content::ContentPlan;
use crate::design::{CatDesign, DesignCause, DesignError, ExamineeStart};
use crate::exposure::ExposurePlan;
use crate::selection::{DEFAULT_ACCELERATION, InformationIndex, PreparedRule, SelectionRule, SelectionSettings};

/// The parts of a test.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) tables: Arc<BankTables>,
    pub(super) scorer: Scorer,
    pub(super) index: Arc<InformationIndex>,
    pub(super) settings: SelectionSettings,
    pub(super) rule: Arc<PreparedRule>,
    pub(super) content: Arc<ContentPlan>,
    pub(super) exposure: Arc<ExposurePlan>,
    pub(super) start: StartPlan,
    pub(super) fingerprint: Fingerprint,
    pub(super) cost: DesignCost,
}

impl Parts {
    /// The parts of a design on tables that have its grid.
    pub(super) fn new(tables: Arc<BankTables>, design: CatDesign) -> Result<Self, DesignError> {
        let bank = Arc::clone(tables.bank());
        let spec = design.spec();
        let content = ContentPlan::new(&bank, &spec.content, design.stopping_rule().max_items)?;
        let max_items = max_items(&bank, &design, &content)?;
        let exposure = ExposurePlan::new(&bank, &spec.exposure)?;
        let first_items = FirstItems::new(&bank, &spec.start, &content)?;
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
        let range = design.bounds().hull(&design.quadrature().interval());
        let index = Arc::new(InformationIndex::new(&bank, range));
        let cost = DesignCost::new(&bank, &design);
        let scorer = Scorer::new(&tables, design)?;
        let rule = Arc::new(PreparedRule::new(rule, tables.selection()));
        let start_rule = Arc::new(PreparedRule::new(start_rule, tables.selection()));
        let start = StartPlan::new(first_items, &scorer.design().spec().start, start_rule);
        let (content, exposure) = (Arc::new(content), Arc::new(exposure));
        Ok(Self { tables, index, settings, rule, content, exposure, start, fingerprint, cost, scorer })
    }

    /// The parts of the same test for an examinee of whom something is known. The tables are shared.
    pub(super) fn for_examinee(&self, start: &ExamineeStart) -> Result<Self, DesignError> {
        let design = self.scorer.design().for_examinee(start)?;
        let fingerprint = self.fingerprint.with_design(&design);
        let scorer = self.scorer.for_design(design)?;
        Ok(Self {
            tables: Arc::clone(&self.tables),
            cost: self.cost,
            index: Arc::clone(&self.index),
            settings: self.settings,
            rule: Arc::clone(&self.rule),
            content: Arc::clone(&self.content),
            exposure: Arc::clone(&self.exposure),
            start: self.start.with_thetas(&scorer.design().spec().start),
            fingerprint,
            scorer,
        })
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
