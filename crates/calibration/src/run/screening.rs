//! Items that the data cannot identify, found before anything is estimated.

use irt_core::ModelName;

use super::error::CalibrationError;
use super::item::{CalibrationItem, ItemRole};
use super::outcome::SetAsideReason;
use crate::responses::ResponseTable;

/// The fewest responses to an item that is estimated.
const LEAST_RESPONSES: usize = 10;

/// How often each category of each item occurs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CategoryCounts {
    /// The numbers of responses.
    pub(super) plain: Vec<Vec<usize>>,
    /// The sums of their weights.
    pub(super) weighted: Vec<Vec<f64>>,
}

impl CategoryCounts {
    pub(super) fn new(table: &ResponseTable) -> Self {
        let mut counts = Self { plain: vec![Vec::new(); table.items()], weighted: vec![Vec::new(); table.items()] };
        for examinee in 0..table.examinees() {
            let weight = table.weight_of(examinee);
            for (item, category) in table.row(examinee) {
                let category = usize::from(category);
                if counts.plain[item].len() <= category {
                    counts.plain[item].resize(category + 1, 0);
                    counts.weighted[item].resize(category + 1, 0.0);
                }
                counts.plain[item][category] += 1;
                counts.weighted[item][category] += weight;
            }
        }
        counts
    }
}

/// The number of categories of a free item; `None` where that is for the data to say.
pub(super) fn categories_of(model: ModelName, given: Option<u8>) -> Option<u8> {
    if model.is_dichotomous() { Some(2) } else { given }
}

/// Why an item cannot be estimated, if so.
pub(super) fn reason(item: &CalibrationItem, counts: &[usize]) -> Option<SetAsideReason> {
    let ItemRole::Free { model, categories } = item.role else { return None };
    let all: usize = counts.iter().sum();
    if all == 0 {
        return Some(SetAsideReason::NoResponses);
    }
    let highest = counts.len() - 1;
    if let Some(categories) = categories_of(model, categories)
        && highest >= usize::from(categories)
    {
        return Some(SetAsideReason::NoSuchCategory { category: highest as u8, categories });
    }
    if all < LEAST_RESPONSES {
        return Some(SetAsideReason::FewResponses { count: all, least: LEAST_RESPONSES });
    }
    if let Some(single) = counts.iter().position(|count| *count == all) {
        return Some(SetAsideReason::SingleCategory { category: single as u8 });
    }
    // Items that share their steps borrow those of unused categories from each other.
    if matches!(model, ModelName::RatingScale | ModelName::ModifiedGraded) {
        return None;
    }
    let expected = categories_of(model, categories).map_or(counts.len(), usize::from);
    let unused = (0..expected).find(|category| counts.get(*category).is_none_or(|count| *count == 0));
    unused.map(|category| SetAsideReason::UnusedCategory { category: category as u8 })
}

/// Checks that responses to fixed items are in categories that these have.
pub(super) fn check_fixed(item: &CalibrationItem, counts: &[usize]) -> Result<(), CalibrationError> {
    if let ItemRole::Fixed(model) = &item.role
        && let Some(category) = counts.len().checked_sub(1)
        && category >= usize::from(model.categories())
    {
        let (item, categories) = (item.id.clone(), model.categories());
        return Err(CalibrationError::Category { item, categories, category: category as u8 });
    }
    Ok(())
}
