//! Rules that mix information with chance.

use crate::{ItemIndex, StoppingRule};

/// How far a test has come, from 0 at its start to 1 at its end.
///
/// With `n` of at most `M` items answered: `sum_(i<=n) i^s / sum_(i<M) i^s`, `s` being the acceleration. Where the test
/// ends at a standard error, it is `max(I / I_stop, n / (M - 1))^s` from the first answer on, `I = 1 / SE^2`.
///
/// # Reference
/// Barrada, Olea, Ponsoda and Abad (2008); Magis and Barrada (2017).
pub(super) fn test_share(
    stopping: &StoppingRule,
    longest: u32,
    acceleration: f64,
    answered: usize,
    standard_error: f64,
) -> f64 {
    if answered == 0 {
        return 0.0;
    }
    let before_last = longest.saturating_sub(1);
    if answered >= before_last as usize {
        return 1.0;
    }
    match stopping.standard_error {
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
pub(super) fn exponent(stopping: &StoppingRule, longest: u32, share: f64) -> f64 {
    share * stopping.standard_error.map_or(f64::from(longest), |threshold| 1.0 / (threshold * threshold))
}

/// The item at this place of the cumulated weights, a number from 0 to their sum; the last item for rounding.
pub(super) fn at_cumulated(weights: impl Iterator<Item = (ItemIndex, f64)>, place: f64) -> Option<ItemIndex> {
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
    use crate::{CatDesign, CatSpec};
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
            let longest = case.max_items.unwrap_or(case.thr as u32);
            let mut spec = CatSpec::default();
            spec.stopping.max_items = Some(longest);
            spec.stopping.standard_error = (case.rule == "precision").then_some(case.thr);
            let design = CatDesign::new(spec).unwrap();
            let stopping = design.stopping_rule();
            let se = case.se.unwrap_or(f64::INFINITY);
            let share = test_share(stopping, longest, case.acceleration, case.administered, se);
            let exponent = exponent(stopping, longest, share);
            for (found, expected) in [(share, case.w_progressive), (exponent, case.exponent_proportional)] {
                assert!(
                    (found - expected).abs() <= 1e-10 * expected.max(1.0),
                    "{found} instead of {expected}: {case:?}"
                );
            }
        }
    }
}
