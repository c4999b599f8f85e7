//! Item metadata of irtQ: `id, cats, model, par.1, par.2, …`.

use irt_core::ModelName;

use super::dichotomous::{Asymptotes, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

const MODEL: &str = "model";
const CATEGORIES: &str = "cats";
const PARAMETER: &str = "par.";

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let text = row.text(MODEL).ok_or_else(|| Fault::new(MODEL, "the model", "is missing"))?;
    let categories = row.needed(CATEGORIES, "the number of categories")?;
    match named(text)? {
        Named::Dichotomous(_) if categories != 2.0 => {
            Err(Fault::new(CATEGORIES, categories, format!("is not 2, the number of categories of {text}")))
        }
        Named::Dichotomous(model) => dichotomous(row, model, stated),
        Named::Polytomous(model) => polytomous(row, categories, agreed_model(MODEL, model, stated)?),
    }
}

enum Named {
    /// `None` is any of the dichotomous models.
    Dichotomous(Option<ModelName>),
    Polytomous(ModelName),
}

fn named(text: &str) -> Result<Named, Fault> {
    Ok(match text.to_ascii_uppercase().as_str() {
        "1PLM" => Named::Dichotomous(Some(ModelName::OnePl)),
        "2PLM" => Named::Dichotomous(Some(ModelName::TwoPl)),
        "3PLM" => Named::Dichotomous(Some(ModelName::ThreePl)),
        "DRM" => Named::Dichotomous(None),
        "GRM" => Named::Polytomous(ModelName::Graded),
        "GPCM" => Named::Polytomous(ModelName::GeneralizedPartialCredit),
        _ => return Err(Fault::new(MODEL, text, "is not one of 1PLM, 2PLM, 3PLM, DRM, GRM, GPCM")),
    })
}

fn dichotomous(row: &ForeignRow<'_>, named: Option<ModelName>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let model = match named {
        Some(model) => Some(agreed_model(MODEL, model, stated)?),
        None => stated,
    };
    let a = (row.needed("par.1", "the slope")?, "par.1");
    let b = (row.needed("par.2", "the difficulty")?, "par.2");
    let guessing = match named {
        Some(ModelName::ThreePl) => Some(row.needed("par.3", "the guessing parameter")?),
        _ => row.number("par.3")?,
    };
    if let Some(c) = guessing.filter(|c| !(0.0..1.0).contains(c)) {
        let rule = "is not at least 0 and below 1: it may be a logit, which bring.flexmirt(rePar = TRUE) converts";
        return Err(Fault::new("par.3", c, rule));
    }
    by_difficulty(Some(a), b, Asymptotes { lower: guessing.map(|c| (c, "par.3")), upper: None }, model)
}

/// A slope, and thresholds or the steps `b - tau_k`.
fn polytomous(row: &ForeignRow<'_>, categories: f64, model: ModelName) -> Result<DraftItem, Fault> {
    let values = row.numbers(PARAMETER, 1)?;
    if values.len() as f64 != categories {
        let what = format!("{} parameters par.1, par.2, …", values.len());
        return Err(Fault::new(CATEGORIES, what, format!("are not as many as the {categories} categories")));
    }
    let columns = (2..).map(|number| format!("{PARAMETER}{number}"));
    let draft = DraftItem::new(model).given("a", row.needed("par.1", "the slope")?, "par.1");
    Ok(draft.given_list('b', values.into_iter().skip(1).zip(columns)))
}
