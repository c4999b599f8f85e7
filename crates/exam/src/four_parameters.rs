//! The four parameters by which the record and working copies show an item of any model.

use irt_core::ItemModel;
use state_store::ItemParams;

/// Discrimination, difficulty and the asymptotes: of a polytomous item, discrimination and location where it has them. A
/// parameter that the item does not have has the value with which it has no effect.
pub(crate) fn four_parameters(model: &ItemModel) -> ItemParams {
    let parameters = model.parameters();
    let value_of = |letter| {
        let found = parameters.iter().find(|(name, _)| name.letter() == letter && name.number().is_none());
        found.map(|(_, value)| *value)
    };
    ItemParams {
        a: value_of('a').unwrap_or(1.0),
        b: value_of('b').unwrap_or(0.0),
        c: value_of('c').unwrap_or(0.0),
        d: value_of('d').unwrap_or(1.0),
    }
}
