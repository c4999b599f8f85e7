//! Item files of Winsteps (`IFILE=`), with the structure file (`SFILE=`) of rating scale and partial credit items.

mod item_file;
mod structure_file;

use irt_core::ModelName;

pub(super) use self::item_file::table;
pub(super) use self::structure_file::Structures;
use super::dichotomous::{Asymptotes, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::{Fault, agreed_model};
use super::foreign_table::ForeignRow;

const MEASURE: &str = "MEASURE";
/// No item is as far from the persons; measures beyond are rescaled.
const FARTHEST: f64 = 20.0;

/// The item of a row: `ln(P(k) / P(k - 1)) = theta - MEASURE - F_k`, with the thresholds `F_k` of the structure.
pub(super) fn item(
    row: &ForeignRow<'_>,
    structures: Option<&Structures>,
    stated: Option<ModelName>,
) -> Result<DraftItem, Fault> {
    let _ = (item_file::STATUS.map(|name| row.text(name)), row.text("ENTRY"));
    let b = row.needed(MEASURE, "the measure")?;
    if b.abs() > FARTHEST {
        let rule = "is not in logits: write the files with UIMEAN=0 USCALE=1";
        return Err(Fault::new(MEASURE, b, rule));
    }
    let Some(structures) = structures else { return dichotomous(b, stated) };
    let entry = row.text("ENTRY").unwrap_or_default();
    let structure = structures.of_item(entry, row.text("G"));
    let structure = structure.ok_or_else(|| Fault::new("ENTRY", entry, "has no thresholds in the structure file"))?;
    let thresholds = |draft: DraftItem, letter, from: f64| {
        draft.computed_list(letter, structure.thresholds.iter().map(|threshold| (from + threshold, "SFILE".to_owned())))
    };
    match (structure.thresholds.as_slice(), structure.is_shared, stated) {
        ([threshold], ..) => {
            by_difficulty(None, (b + threshold, MEASURE), Asymptotes::default(), stated.or(Some(ModelName::OnePl)))
        }
        (_, _, Some(ModelName::PartialCredit)) | (_, false, _) => {
            let model = agreed_model(MEASURE, ModelName::PartialCredit, stated)?;
            Ok(thresholds(DraftItem::new(model), 'b', b))
        }
        (_, true, _) => {
            let model = agreed_model(MEASURE, ModelName::RatingScale, stated)?;
            Ok(thresholds(DraftItem::new(model).given("b", b, MEASURE), 'd', 0.0))
        }
    }
}

fn dichotomous(b: f64, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    if stated != Some(ModelName::OnePl) {
        let rule = "can be of a rating scale: --structure FILE gives the thresholds (SFILE=), or --model 1pl says that the \
                    items are dichotomous";
        return Err(Fault::new(MEASURE, "the measure", rule));
    }
    by_difficulty(None, (b, MEASURE), Asymptotes::default(), stated)
}
