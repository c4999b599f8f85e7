//! The axis of a chart.

use std::ops::Range;

/// A range of finite numbers, never empty, and the manner of its labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    lower: f64,
    upper: f64,
    /// Whether labels of numbers below 0 have no sign.
    is_mirrored: bool,
    /// Whether only whole numbers have labels.
    is_whole: bool,
    /// Whether no number has a label.
    is_hidden: bool,
}

impl Axis {
    /// From one number to another. Equal numbers get half a unit to both sides.
    #[must_use]
    pub fn between(lower: f64, upper: f64) -> Self {
        let (lower, upper) = if lower < upper { (lower, upper) } else { (lower - 0.5, lower + 0.5) };
        Self { lower, upper, is_mirrored: false, is_whole: false, is_hidden: false }
    }

    /// From a round number at or below all values to one at or above them. Values that are not finite do not count.
    #[must_use]
    pub fn around(values: impl IntoIterator<Item = f64>) -> Self {
        let ends = values.into_iter().filter(|value| value.is_finite()).fold(None, |ends, value| match ends {
            None => Some((value, value)),
            Some((low, high)) => Some((value.min(low), value.max(high))),
        });
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let step = round_step((high - low) / 8.0);
        Self::between((low / step).floor() * step, (high / step).ceil() * step)
    }

    /// Equally far to both sides of 0. Labels on both sides are positive.
    #[must_use]
    pub fn symmetric(widest: f64) -> Self {
        let end = Self::around([0.0, widest]).upper;
        Self { lower: -end, upper: end, is_mirrored: true, is_whole: false, is_hidden: false }
    }

    /// For whole numbers: half a unit below the least and above the greatest. Only whole numbers have labels.
    #[must_use]
    pub fn whole_numbers(least: f64, greatest: f64) -> Self {
        Self { is_whole: true, ..Self::between(least - 0.5, greatest + 0.5) }
    }

    /// From one number to another without labels.
    pub(crate) fn hidden(lower: f64, upper: f64) -> Self {
        Self { is_hidden: true, ..Self::between(lower, upper) }
    }

    /// The lower end.
    #[must_use]
    pub const fn lower(self) -> f64 {
        self.lower
    }

    /// The upper end.
    #[must_use]
    pub const fn upper(self) -> f64 {
        self.upper
    }

    pub(super) const fn range(self) -> Range<f64> {
        self.lower..self.upper
    }

    /// The label of a number, with as many digits as the length of the axis needs.
    pub(super) fn label(self, value: f64) -> String {
        if self.is_hidden || self.is_whole && (value - value.round()).abs() > 1e-6 {
            return String::new();
        }
        let value = if self.is_mirrored { value.abs() } else { value };
        let digits = (1.0 - ((self.upper - self.lower) / 4.0).log10().floor()).clamp(0.0, 9.0) as usize;
        let text = format!("{value:.digits$}");
        let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if short == "-0" { "0".to_owned() } else { short.to_owned() }
    }
}

/// The least of 1, 2, 5, 10, … times a power of ten that is not below a width; 1 for no width.
fn round_step(width: f64) -> f64 {
    if width <= 0.0 {
        return 1.0;
    }
    let power = 10.0_f64.powf(width.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| width <= factor * power * (1.0 + 1e-9)).unwrap_or(10.0);
    factor * power
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn ends_are_round_and_hold_all_values() {
        let axis = Axis::around([-3.21, 2.9]);
        assert_eq!((axis.lower(), axis.upper()), (-4.0, 3.0));
        let axis = Axis::around([0.0, 0.41]);
        assert!((axis.upper() - 0.5).abs() < 1e-12 || (axis.upper() - 0.45).abs() < 1e-12, "{axis:?}");
    }

    #[test]
    fn an_axis_is_never_empty() {
        for axis in [Axis::around([]), Axis::around([2.0]), Axis::around([f64::NAN]), Axis::between(3.0, 3.0)] {
            assert!(axis.lower() < axis.upper(), "{axis:?}");
        }
    }

    #[test]
    fn labels_have_the_digits_that_matter() {
        assert_eq!(Axis::between(-4.0, 4.0).label(-0.0), "0");
        assert_eq!(Axis::between(-4.0, 4.0).label(2.5), "2.5");
        assert_eq!(Axis::between(0.0, 0.5).label(0.15), "0.15");
        assert_eq!(Axis::between(0.0, 1000.0).label(250.0), "250");
        assert_eq!(Axis::symmetric(30.0).label(-20.0), "20");
        assert_eq!([14.5, 15.0].map(|value| Axis::whole_numbers(15.0, 15.0).label(value)), ["", "15"]);
    }
}
