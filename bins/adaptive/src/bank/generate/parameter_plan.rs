//! Which parameters of a model are drawn, and from which distribution.

use anyhow::bail;
use irt_core::ModelName;

use crate::args::{BankGenerateArguments, Distribution};

/// How a letter of a model is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    /// One for each item.
    Single,
    /// One for each category above the lowest.
    Numbered,
    /// As many, in rising order.
    Rising,
    /// One for each category above the lowest, the same for all items.
    Shared,
    /// As many, in falling order.
    SharedFalling,
}

/// A letter of a model with its default distribution.
type Letter = (char, Draw, Distribution);

const STANDARD: Distribution = Distribution::Normal(0.0, 1.0);
const DICHOTOMOUS_SLOPE: Distribution = Distribution::Normal(1.0, 0.2);
const POLYTOMOUS_SLOPE: Distribution = Distribution::LogNormal(0.0, 0.1225);
const GUESSING: Letter = ('c', Draw::Single, Distribution::Uniform(0.0, 0.25));
const UPPER: Letter = ('d', Draw::Single, Distribution::Uniform(0.75, 1.0));

/// The letters of a model in the order in which they are drawn.
pub(super) fn letters(model: ModelName) -> Vec<Letter> {
    let dichotomous = [('b', Draw::Single, STANDARD), ('a', Draw::Single, DICHOTOMOUS_SLOPE), GUESSING, UPPER];
    let slope = ('a', Draw::Single, POLYTOMOUS_SLOPE);
    match model {
        ModelName::OnePl => dichotomous[..1].to_vec(),
        ModelName::TwoPl => dichotomous[..2].to_vec(),
        ModelName::ThreePl => dichotomous[..3].to_vec(),
        ModelName::FourPl => dichotomous.to_vec(),
        ModelName::Graded => vec![slope, ('b', Draw::Rising, STANDARD)],
        ModelName::ModifiedGraded => vec![slope, ('b', Draw::Single, STANDARD), ('c', Draw::SharedFalling, STANDARD)],
        ModelName::GeneralizedPartialCredit => vec![slope, ('b', Draw::Numbered, STANDARD)],
        ModelName::RatingScale => vec![('b', Draw::Single, STANDARD), ('d', Draw::Shared, STANDARD)],
        ModelName::Nominal => vec![('a', Draw::Numbered, POLYTOMOUS_SLOPE), ('c', Draw::Numbered, STANDARD)],
        // The partial credit model, and models that may follow it.
        _ => vec![('b', Draw::Numbered, STANDARD)],
    }
}

/// The letters of the model with the distributions that the arguments give. A distribution for a letter that the model
/// does not have is an error.
pub(super) fn plan(arguments: &BankGenerateArguments) -> anyhow::Result<Vec<Letter>> {
    let BankGenerateArguments { model, a, b, c, d, categories, .. } = arguments;
    let given = [('a', a), ('b', b), ('c', c), ('d', d)];
    let letters = letters(*model);
    for (letter, _) in given.iter().filter(|(_, given)| given.is_some()) {
        if !letters.iter().any(|(known, ..)| known == letter) {
            let names: Vec<String> = letters.iter().map(|(known, ..)| format!("--{known}")).collect();
            bail!("--{letter} is given, but the model {model} draws no {letter}; it has {}", names.join(", "));
        }
    }
    let is_shared = letters.iter().any(|(_, draw, _)| matches!(draw, Draw::Shared | Draw::SharedFalling));
    if is_shared && categories.least != categories.most {
        bail!(
            "--categories {}-{}: items of the model {model} share their categories; give one number",
            categories.least,
            categories.most
        );
    }
    let chosen = |letter: char| given.iter().find(|(known, _)| *known == letter).and_then(|(_, given)| **given);
    Ok(letters.into_iter().map(|(letter, draw, default)| (letter, draw, chosen(letter).unwrap_or(default))).collect())
}
