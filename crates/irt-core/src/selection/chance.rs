//! Rules that mix information with chance.

use super::context::SelectionContext;
use super::settings::SelectionSettings;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;

/// Mixes the informations with numbers drawn up to the highest of them, one for each item in the order of the bank.
pub(super) fn mix_in_chance(context: &SelectionContext<'_>, excluded: &ItemSet, draws: &mut Draws, values: &mut [f64]) {
    let share = test_share(context.settings, context.answered, context.se);
    let highest = excluded.absent().map(|item| values[item.as_usize()]).fold(0.0, f64::max);
    for item in excluded.absent() {
        let value = &mut values[item.as_usize()];
        *value = share * *value + (1.0 - share) * highest * draws.unit();
    }
}

/// Raises the informations, as shares of the highest, to a power that grows in the course of the test.
pub(super) fn sharpen(context: &SelectionContext<'_>, excluded: &ItemSet, values: &mut [f64]) {
    let exponent = exponent(context.settings, test_share(context.settings, context.answered, context.se));
    let highest = excluded.absent().map(|item| values[item.as_usize()]).fold(f64::MIN_POSITIVE, f64::max);
    for item in excluded.absent() {
        let value = &mut values[item.as_usize()];
        *value = (*value / highest).powf(exponent);
    }
}

/// An item drawn with a probability proportional to its weight; the first where no item has one.
pub(super) fn draw_by_weight(weights: &[f64], excluded: &ItemSet, draws: &mut Draws) -> Option<ItemIndex> {
    let weights = || excluded.absent().map(|item| (item, weights[item.as_usize()]));
    let total: f64 = weights().map(|(_, weight)| weight).sum();
    at_cumulated(weights(), draws.unit() * total).or_else(|| excluded.absent().next())
}

/// How far a test has come, from 0 at its start to 1 at its end.
///
/// With `n` of at most `M` items answered: `sum_(i<=n) i^s / sum_(i<M) i^s`, `s` being the acceleration. Where the test
/// ends at a standard error, it is `max(I / I_stop, n / (M - 1))^s` from the first answer on, `I = 1 / SE^2`.
///
/// # Reference
/// Barrada, Olea, Ponsoda and Abad (2008); Magis and Barrada (2017).
fn test_share(settings: &SelectionSettings, answered: usize, standard_error: f64) -> f64 {
    if answered == 0 {
        return 0.0;
    }
    let &SelectionSettings { acceleration, max_items, .. } = settings;
    let before_last = max_items.saturating_sub(1);
    if answered >= before_last as usize {
        return 1.0;
    }
    match settings.standard_error {
        Some(threshold) => {
            let by_items = answered as f64 / f64::from(before_last);
            (threshold / standard_error).powi(2).max(by_items).min(1.0).powf(acceleration)
        }
        None => {
            let powers = |last: u32| (1..=last).map(|place| f64::from(place).powf(acceleration)).sum::<f64>();
            powers(u32::try_from(answered).unwrap_or(u32::MAX)) / powers(before_last)
        }
    }
}

/// The power of the information under proportional selection: the test's share times the number of its items, or
/// times the information that it ends at.
fn exponent(settings: &SelectionSettings, share: f64) -> f64 {
    let test_information = |threshold: f64| 1.0 / (threshold * threshold);
    share * settings.standard_error.map_or(f64::from(settings.max_items), test_information)
}

/// The item at this place of the cumulated weights, a number from 0 to their sum; the last item for rounding.
fn at_cumulated(weights: impl Iterator<Item = (ItemIndex, f64)>, place: f64) -> Option<ItemIndex> {
    let (mut passed, mut last) = (0.0, None);
    for (item, weight) in weights {
        if weight > 0.0 {
            passed += weight;
            last = Some(item);
            if place < passed {
                return last;
            }
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::{exponent, test_share};
    use crate::selection::settings::{InformationKind, SelectionSettings};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Reference {
        progressive_proportional: Vec<Weights>,
    }

    /// How far a test has come, by the rule that ends it, and what a reference program makes of it.
    #[derive(Debug, Deserialize)]
    struct Weights {
        rule: String,
        thr: f64,
        #[serde(rename = "maxItems")]
        max_items: Option<u32>,
        administered: usize,
        #[serde(rename = "SE")]
        se: Option<f64>,
        #[serde(rename = "AP")]
        acceleration: f64,
        w_progressive: f64,
        exponent_proportional: f64,
    }

    #[test]
    fn share_and_exponent_agree_with_the_reference() {
        let file = include_str!("../../tests/fixtures/start_content_exposure.json");
        let reference: Reference = serde_json::from_str(file).unwrap();
        assert_eq!(reference.progressive_proportional.len(), 29);
        for case in &reference.progressive_proportional {
            let settings = SelectionSettings {
                information: InformationKind::Observed,
                acceleration: case.acceleration,
                max_items: case.max_items.unwrap_or(case.thr as u32),
                standard_error: (case.rule == "precision").then_some(case.thr),
                node_spacing: 0.25,
            };
            let share = test_share(&settings, case.administered, case.se.unwrap_or(f64::INFINITY));
            let exponent = exponent(&settings, share);
            for (found, expected) in [(share, case.w_progressive), (exponent, case.exponent_proportional)] {
                assert!(
                    (found - expected).abs() <= 1e-10 * expected.max(1.0),
                    "{found} instead of {expected}: {case:?}"
                );
            }
        }
    }
}
