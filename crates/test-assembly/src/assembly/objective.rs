//! What an assembly optimises.

use super::error::AssemblyError;

/// What the forms are to be best at. Coefficients are plain numbers of items, such as their information at an ability.
#[derive(Debug, Clone, PartialEq)]
pub enum Objective {
    /// The largest sum of a coefficient over the items of all forms.
    Maximise(Vec<f64>),
    /// The largest `y` with `sum of coefficient[k] >= ratio[k] y` at every point `k` and in every form.
    Maximin {
        /// For each point the coefficient of each item.
        coefficients: Vec<Vec<f64>>,
        /// For each point its weight; positive.
        ratios: Vec<f64>,
    },
    /// The least `y >= tolerance` with `|sum of coefficient[k] - target[k]| <= y` at every point `k` and in every form.
    Target {
        /// For each point the coefficient of each item.
        coefficients: Vec<Vec<f64>>,
        /// For each point the target.
        targets: Vec<f64>,
        /// The largest deviation that is as good as none.
        tolerance: f64,
    },
}

impl Objective {
    pub(super) fn check(&self, items: usize) -> Result<(), AssemblyError> {
        let (coefficients, points): (&[Vec<f64>], &[f64]) = match self {
            Self::Maximise(coefficients) => (std::slice::from_ref(coefficients), &[0.0]),
            Self::Maximin { coefficients, ratios } => (coefficients, ratios),
            Self::Target { coefficients, targets, .. } => (coefficients, targets),
        };
        if coefficients.is_empty() || coefficients.len() != points.len() {
            return Err(AssemblyError::Points { coefficients: coefficients.len(), points: points.len() });
        }
        if let Some(found) = coefficients.iter().map(Vec::len).find(|found| *found != items) {
            return Err(AssemblyError::Coefficients { found, items });
        }
        let tolerance = if let Self::Target { tolerance, .. } = self { *tolerance } else { 0.0 };
        let numbers = coefficients.iter().flatten().chain(points).chain([&tolerance]);
        if let Some(number) = numbers.into_iter().find(|number| !number.is_finite() || number.abs() > 1e12) {
            return Err(AssemblyError::Number(*number));
        }
        match self {
            Self::Maximin { ratios, .. } if ratios.iter().any(|ratio| *ratio <= 0.0) => Err(AssemblyError::Ratio),
            Self::Target { tolerance, .. } if *tolerance < 0.0 => Err(AssemblyError::Number(*tolerance)),
            _ => Ok(()),
        }
    }

    /// The value of the objective for finished forms.
    #[must_use]
    pub fn value(&self, forms: &[Vec<usize>]) -> f64 {
        let sum = |coefficients: &[f64], form: &[usize]| form.iter().map(|item| coefficients[*item]).sum::<f64>();
        match self {
            Self::Maximise(coefficients) => forms.iter().map(|form| sum(coefficients, form)).sum(),
            Self::Maximin { coefficients, ratios } => {
                let points = coefficients.iter().zip(ratios);
                let values = points.flat_map(|(values, ratio)| forms.iter().map(move |form| sum(values, form) / ratio));
                values.fold(f64::INFINITY, f64::min)
            }
            Self::Target { coefficients, targets, tolerance } => {
                let points = coefficients.iter().zip(targets);
                let off = points
                    .flat_map(|(values, target)| forms.iter().map(move |form| (sum(values, form) - target).abs()));
                off.fold(*tolerance, f64::max)
            }
        }
    }
}
