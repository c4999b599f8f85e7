//! Observed scores beside the response curve.

use irt_core::Metric;

use super::tables::FitTables;

/// The number of groups of examinees.
const GROUPS: usize = 10;

/// A group of examinees of similar ability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmpiricalPoint {
    /// Their mean ability (EAP).
    pub theta: f64,
    /// Their mean score on the item.
    pub observed: f64,
    /// The mean score that the model expects of them.
    pub expected: f64,
    /// The number of examinees.
    pub examinees: usize,
}

/// Ten groups of the examinees who answered an item, from the lowest to the highest ability; none for an item without a model.
#[must_use]
pub fn empirical_curve(tables: &FitTables<'_>, item: usize) -> Vec<EmpiricalPoint> {
    let Some(model) = tables.items.get(item).and_then(Option::as_ref) else { return Vec::new() };
    let mut room = vec![0.0; usize::from(model.categories())];
    let score_at = |examinee: usize| {
        let (_, category) = tables.responses.row(examinee).find(|(answered, _)| *answered == item)?;
        Some((tables.thetas[examinee]?, f64::from(category)))
    };
    let mut scores: Vec<(f64, f64)> = (0..tables.responses.examinees()).filter_map(score_at).collect();
    scores.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let size = scores.len().div_ceil(GROUPS).max(1);
    let groups = scores.chunks(size).map(|group| {
        let count = group.len() as f64;
        let theta = group.iter().map(|(theta, _)| theta).sum::<f64>() / count;
        let observed = group.iter().map(|(_, score)| score).sum::<f64>() / count;
        let expected = group.iter().map(|(theta, _)| {
            model.category_probabilities(*theta, Metric::LOGISTIC, &mut room);
            room.iter().enumerate().map(|(category, p)| category as f64 * p).sum::<f64>()
        });
        EmpiricalPoint { theta, observed, expected: expected.sum::<f64>() / count, examinees: group.len() }
    });
    groups.collect()
}
