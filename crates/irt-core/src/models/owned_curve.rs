//! The response curve of one item, apart from any bank.

use super::category_curve::CategoryCurve;
use super::curve::Curve;
use super::item_curve::ItemCurve;

/// An item's curve that borrows nothing.
pub(crate) enum OwnedCurve {
    Dichotomous(Curve),
    Polytomous(CategoryCurve),
}

impl OwnedCurve {
    pub(crate) const fn as_curve(&self) -> ItemCurve<'_> {
        match self {
            Self::Dichotomous(curve) => ItemCurve::Dichotomous(*curve),
            Self::Polytomous(curve) => ItemCurve::Polytomous(curve),
        }
    }
}
