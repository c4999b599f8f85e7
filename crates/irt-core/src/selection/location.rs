//! Criteria that compare the ability with where an item lies.

use super::context::SelectionContext;
use crate::identity::ItemIndex;
use crate::models::FourPl;

/// The distance of the ability to the difficulty of a dichotomous item.
pub(super) fn difficulty(context: &SelectionContext<'_>, item: ItemIndex) -> f64 {
    context.four_pl(item).map_or(f64::INFINITY, |model| (context.theta - model.b()).abs())
}

/// The distance of the ability to where the information of a dichotomous item is highest.
pub(super) fn information_peak(context: &SelectionContext<'_>, item: ItemIndex) -> f64 {
    let scaling = context.bank.metric().scaling_constant();
    let peak = context.four_pl(item).map(|model| peak(&model, scaling * model.a()));
    peak.map_or(f64::INFINITY, |peak| (context.theta - peak).abs())
}

/// Where the information of a dichotomous item of slope `k = D a` is highest.
///
/// # Formula
/// With `s` the logistic function, `I'` is zero where `(1 - 2 s) P Q = (d - c) s (1 - s) (1 - 2 P) / 2`. Without an upper
/// asymptote that is at `b + ln((1 + sqrt(1 + 8 c)) / 2) / k`; otherwise the zero is bracketed and bisected in `s`.
///
/// # Reference
/// Birnbaum (1968); Magis (2013).
fn peak(model: &FourPl, slope: f64) -> f64 {
    let (b, c, d) = (model.b(), model.c(), model.d());
    if d == 1.0 {
        return b + ((1.0 + (1.0 + 8.0 * c).sqrt()) / 2.0).ln() / slope;
    }
    let turn = |s: f64| {
        let (p, q) = (c + (d - c) * s, (1.0 - d) + (d - c) * (1.0 - s));
        (1.0 - 2.0 * s) * p * q - 0.5 * (d - c) * s * (1.0 - s) * (q - p)
    };
    let (mut lower, mut upper) = (0.0_f64, 1.0_f64);
    while upper - lower > f64::EPSILON * upper {
        let middle = 0.5 * (lower + upper);
        if middle <= lower || middle >= upper {
            break;
        }
        if turn(middle) > 0.0 { lower = middle } else { upper = middle }
    }
    b + (lower / (1.0 - lower)).ln() / slope
}

#[cfg(test)]
mod tests {
    use super::peak;
    use crate::metric::Metric;
    use crate::models::FourPl;

    #[test]
    fn nowhere_is_the_information_higher_than_at_the_peak() {
        for [a, b, c, d] in [[1.2, 0.4, 0.2, 1.0], [0.8, -1.0, 0.0, 0.95], [2.0, 0.0, 0.25, 0.9], [1.0, 1.0, 0.0, 1.0]]
        {
            let item = FourPl::new(a, b, c, d).unwrap();
            let at = peak(&item, a);
            let [slope, _] = item.information_derivatives(at, Metric::LOGISTIC);
            assert!(slope.abs() < 1e-9, "{slope} at {at}");
            let highest = item.information(at, Metric::LOGISTIC);
            for place in -60..=60 {
                let theta = f64::from(place) / 10.0;
                assert!(item.information(theta, Metric::LOGISTIC) <= highest + 1e-15, "{theta} beats {at}");
            }
        }
    }
}
