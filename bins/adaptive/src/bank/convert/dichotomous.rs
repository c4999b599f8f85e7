//! Dichotomous items by difficulty, or by slope and intercept.

use irt_core::ModelName;

use super::draft_item::{DraftItem, dichotomous_model};
use super::fault::Fault;

/// A number with the column that gives it.
pub(super) type Cell<'a> = (f64, &'a str);

/// The asymptotes that an item has, each with its column; one that is absent is neutral.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asymptotes<'a> {
    pub(super) lower: Option<Cell<'a>>,
    pub(super) upper: Option<Cell<'a>>,
}

/// `P = c + (d - c) / (1 + exp(-a (theta - b)))`.
pub(super) fn by_difficulty(
    a: Option<Cell<'_>>,
    b: Cell<'_>,
    asymptotes: Asymptotes<'_>,
    stated: Option<ModelName>,
) -> Result<DraftItem, Fault> {
    let draft = DraftItem::new(model(a, b.1, asymptotes, stated)?);
    let draft = match a {
        Some((a, column)) => draft.given("a", a, column),
        None => draft,
    };
    Ok(with_asymptotes(draft.given("b", b.0, b.1), asymptotes))
}

/// `P = c + (d - c) / (1 + exp(-(a theta + intercept)))`, so that `b = -intercept / a`.
pub(super) fn by_intercept(
    a: Cell<'_>,
    intercept: Cell<'_>,
    asymptotes: Asymptotes<'_>,
    stated: Option<ModelName>,
) -> Result<DraftItem, Fault> {
    let draft = DraftItem::new(model(Some(a), intercept.1, asymptotes, stated)?);
    let draft = draft.given("a", a.0, a.1).computed("b", -intercept.0 / a.0, intercept.1);
    Ok(with_asymptotes(draft, asymptotes))
}

fn model(
    a: Option<Cell<'_>>,
    column: &str,
    asymptotes: Asymptotes<'_>,
    stated: Option<ModelName>,
) -> Result<ModelName, Fault> {
    let or = |cell: Option<Cell<'_>>, neutral: f64| cell.map_or(neutral, |(value, _)| value);
    dichotomous_model(column, [or(a, 1.0), or(asymptotes.lower, 0.0), or(asymptotes.upper, 1.0)], stated)
}

fn with_asymptotes(mut draft: DraftItem, Asymptotes { lower, upper }: Asymptotes<'_>) -> DraftItem {
    if let Some((c, column)) = lower {
        draft = draft.given("c", c, column);
    }
    if let Some((d, column)) = upper {
        draft = draft.given("d", d, column);
    }
    draft
}
