//! Banks and exam types as people look at them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use irt_core::{CatDesign, ItemIndex};
use persistence::{BankId, ExamTypeRecord};

use super::ExamService;
use crate::access::Access;
use crate::bank_view::{BankCurves, BankView};
use crate::error::ExamError;
use crate::item_query::{ItemPage, ItemQuery, page};
use crate::permission;
use crate::statistics::Statistics;

/// The estimated time in which the curves of a bank take in an item.
const CURVES_OF_AN_ITEM: Duration = Duration::from_micros(4);
/// The estimated time in which an item is searched and put in its place.
const ITEM_OF_A_QUERY: Duration = Duration::from_nanos(600);
/// How many banks are kept with their curves.
const MOST_CURVES: usize = 64;

/// An exam type version with what its pages show.
#[derive(Debug, Clone)]
pub struct ExamTypeView {
    /// What the record says of it.
    pub record: ExamTypeRecord,
    /// Its design.
    pub design: CatDesign,
    /// How many items its bank has.
    pub bank_items: usize,
    /// The version that is used for sessions that start.
    pub latest: i32,
}

/// The share of a content area in tests.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaShare {
    /// The area.
    pub area: String,
    /// The share that the design aims at.
    pub target: Option<f64>,
    /// The share of the items that were shown.
    pub actual: f64,
}

impl ExamTypeView {
    /// Each value of the design with its name, as a design file writes it.
    #[must_use]
    pub fn design_values(&self) -> Vec<(String, String)> {
        named_values(&self.record.definition.design)
    }
}

impl ExamService {
    /// A bank version as the caller may look at it.
    ///
    /// # Errors
    /// [`ExamError::UnknownBank`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::UnusableRecord`],
    /// [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn bank_view(&self, access: &Access, name: &str, version: Option<i32>) -> Result<BankView, ExamError> {
        access.require(&permission::LIST_BANKS)?;
        let summary = self.find_bank(name, version).await?;
        let loaded = self.exams().bank(summary.id).await?;
        let shows_secrets = access.require(&permission::READ_BANK).is_ok();
        Ok(BankView::new(summary, Arc::clone(&loaded.bank), Arc::clone(&loaded.content), shows_secrets))
    }

    /// Where the items of a bank lie and measure.
    ///
    /// # Errors
    /// [`ExamError::Busy`], [`ExamError::Computation`].
    pub async fn bank_curves(&self, view: &BankView) -> Result<Arc<BankCurves>, ExamError> {
        let kept = self.parts.curves.lock().unwrap_or_else(PoisonError::into_inner).get(&view.summary.id).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let (of, estimate) = (view.clone(), CURVES_OF_AN_ITEM.saturating_mul(count(view.items())));
        let curves = Arc::new(self.compute().run(estimate, move |_| of.curves()).await?);
        let mut kept = self.parts.curves.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_CURVES {
            kept.clear();
        }
        kept.insert(view.summary.id, Arc::clone(&curves));
        drop(kept);
        Ok(curves)
    }

    /// The items of a bank that a query finds, with their statistics where there are any.
    ///
    /// # Errors
    /// [`ExamError::Busy`], [`ExamError::Computation`].
    pub async fn bank_items(
        &self,
        view: &BankView,
        statistics: Option<Arc<Statistics>>,
        query: ItemQuery,
    ) -> Result<ItemPage, ExamError> {
        let (of, estimate) = (view.clone(), ITEM_OF_A_QUERY.saturating_mul(count(view.items())));
        self.compute().run(estimate, move |_| page(&of, statistics.as_deref(), &query)).await
    }

    /// The lowest limit of the exposure rate that the designs of some exam types have.
    #[must_use]
    pub fn exposure_limit(exam_types: &[ExamTypeRecord]) -> Option<f64> {
        let limit = |exam_type: &ExamTypeRecord| {
            let design: serde_json::Value = serde_json::from_str(&exam_type.definition.design).ok()?;
            design.pointer("/exposure/maximum_rate")?.as_f64()
        };
        exam_types.iter().filter_map(limit).min_by(f64::total_cmp)
    }

    /// The exam type versions whose sessions draw on a bank version, in order.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn exam_types_of_bank(&self, access: &Access, bank: BankId) -> Result<Vec<ExamTypeRecord>, ExamError> {
        access.require(&permission::READ_EXAM_TYPES)?;
        let mut exam_types = Vec::new();
        for id in self.record().exam_types_of_bank(bank).await? {
            exam_types.extend(self.record().exam_type(id).await?);
        }
        Ok(exam_types)
    }

    /// A version of an exam type, the latest when absent.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`],
    /// [`ExamError::UnusableRecord`], [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn exam_type_view(
        &self,
        access: &Access,
        name: &str,
        version: Option<i32>,
    ) -> Result<ExamTypeView, ExamError> {
        access.require(&permission::READ_EXAM_TYPES)?;
        let latest = self.exams().latest_version(name).await?.version;
        let found = self.versions(name, Some(version.unwrap_or(latest))).await?.pop();
        let record = found.ok_or_else(|| ExamError::UnknownExamType { name: name.to_owned() })?;
        let loaded = self.exams().exam(record.id).await?;
        Ok(ExamTypeView { record, design: loaded.test.design().clone(), bank_items: loaded.test.bank().len(), latest })
    }

    /// How the items that the sessions of an exam type version have had are spread over the content areas, beside the targets of its
    /// design. Items without an area count in the whole.
    ///
    /// # Errors
    /// [`ExamError::UnusableRecord`], [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn area_shares(&self, view: &ExamTypeView, statistics: &Statistics) -> Result<Vec<AreaShare>, ExamError> {
        let exam = self.exams().exam(view.record.id).await?;
        let bank = exam.test.bank();
        let mut shown: BTreeMap<&str, u64> = BTreeMap::new();
        let mut all = 0;
        for item in bank.items() {
            let ItemIndex(place) = item.index;
            let sessions = statistics.item(place, 2).shown;
            all += sessions;
            if let Some(area) = item.content {
                *shown.entry(area).or_default() += sessions;
            }
        }
        let targets = &view.design.spec().content.targets;
        let areas: BTreeSet<&str> = shown.keys().copied().chain(targets.keys().map(String::as_str)).collect();
        let share = |area: &str| AreaShare {
            area: area.to_owned(),
            target: targets.get(area).copied(),
            actual: shown.get(area).copied().unwrap_or(0) as f64 / (all as f64).max(1.0),
        };
        Ok(areas.into_iter().map(share).collect())
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// Each value of a design with its name.
fn named_values(design: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(design) = serde_json::from_str(design) {
        flatten("", &design, &mut found);
    }
    found
}

fn flatten(name: &str, value: &serde_json::Value, found: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, found);
            }
        }
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => found.push((name.to_owned(), text.clone())),
        value => found.push((name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_design_is_a_list_of_names_and_values() {
        let found = named_values(r#"{"stopping":{"max_items":20,"combine":"any"},"start":{"theta":null}}"#);
        let expected = [("stopping.combine", "any"), ("stopping.max_items", "20")];
        let mut found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(named_values("no JSON").is_empty());
    }
}
