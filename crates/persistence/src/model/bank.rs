//! Banks and their items.

use diesel::prelude::*;

use super::time::{from_micros, to_micros};
use crate::error::RecordError;
#[cfg(feature = "sqlite")]
use crate::rows::BankRecord;
use crate::rows::{BankId, BankSummary, FourParameters, ItemRecord, NewBank, Presentation};
use crate::schema::{item_banks, items};

/// The name of banks whose import has not ended. No bank has it otherwise: names that callers give have no space. Whoever
/// looks for a bank by its name does not find these, in this version and in those before.
pub(crate) const DRAFT: &str = " importing";

/// A bank as it is inserted.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = item_banks)]
pub(crate) struct NewBankRow {
    pub name: String,
    pub version: i32,
    scaling_constant: f64,
    item_count: i32,
    created_at: i64,
}

/// A bank as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = item_banks)]
pub(crate) struct BankRow {
    pub id: i64,
    #[diesel(embed)]
    row: NewBankRow,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = items)]
pub(crate) struct ItemRow {
    pub bank_id: i64,
    item_index: i64,
    item_id: String,
    model: String,
    #[diesel(embed)]
    four_parameters: FourParameters,
    parameters: Option<String>,
    content: Option<String>,
    stem: Option<String>,
    answer_key: Option<String>,
    options: String,
    /// JSON; null for the default.
    presentation: Option<String>,
}

impl NewBankRow {
    /// The row of the same bank while its items are being inserted.
    pub(crate) fn draft(&self) -> Self {
        let Self { version, scaling_constant, item_count, created_at, .. } = *self;
        Self { name: DRAFT.to_owned(), version, scaling_constant, item_count, created_at }
    }

    /// The time before which an import must have begun to count as broken off.
    pub(crate) const fn long_before(&self) -> i64 {
        const LONGEST_IMPORT_MICROS: i64 = 3_600_000_000;
        self.created_at.saturating_sub(LONGEST_IMPORT_MICROS)
    }
}

impl BankRow {
    pub(crate) const fn item_count(&self) -> i32 {
        self.row.item_count
    }
}

impl From<BankRow> for BankSummary {
    fn from(BankRow { id, row }: BankRow) -> Self {
        Self {
            id: BankId(id),
            name: row.name,
            version: row.version,
            scaling_constant: row.scaling_constant,
            item_count: row.item_count,
            created_at: from_micros(row.created_at),
        }
    }
}

impl ItemRow {
    /// The row of an item, whose bank is not known before the bank is inserted.
    fn new(item_index: i64, item: ItemRecord) -> Result<Self, RecordError> {
        let options = as_json(&item.options)?;
        let is_usual = item.presentation == Presentation::default();
        let presentation = if is_usual { None } else { Some(as_json(&item.presentation)?) };
        Ok(Self {
            bank_id: 0,
            item_index,
            item_id: item.item_id,
            model: item.model,
            four_parameters: item.four_parameters,
            parameters: item.parameters,
            content: item.content,
            stem: item.stem,
            answer_key: item.answer_key,
            options,
            presentation,
        })
    }
}

fn as_json(value: &impl serde::Serialize) -> Result<String, RecordError> {
    serde_json::to_string(value).map_err(|error| RecordError::Database(error.into()))
}

/// How the texts of an item are shown. What a later program says of it is not overlooked.
fn presentation(column: Option<String>) -> Result<Presentation, RecordError> {
    let Some(json) = column else { return Ok(Presentation::default()) };
    serde_json::from_str(&json).map_err(|error| RecordError::Unreadable {
        what: "presentation of an item",
        value: format!("{json} ({error})"),
    })
}

impl TryFrom<ItemRow> for ItemRecord {
    type Error = RecordError;

    fn try_from(row: ItemRow) -> Result<Self, RecordError> {
        let Ok(options) = serde_json::from_str(&row.options) else {
            return Err(RecordError::Unreadable { what: "list of options", value: row.options });
        };
        Ok(Self {
            item_id: row.item_id,
            model: row.model,
            four_parameters: row.four_parameters,
            parameters: row.parameters,
            content: row.content,
            stem: row.stem,
            answer_key: row.answer_key,
            options,
            presentation: presentation(row.presentation)?,
        })
    }
}

/// The rows of a bank and its items. Its version is not known before it is inserted.
pub(crate) fn new_bank(bank: NewBank) -> Result<(NewBankRow, Vec<ItemRow>), RecordError> {
    let row = NewBankRow {
        name: bank.name,
        version: 1,
        scaling_constant: bank.scaling_constant,
        item_count: i32::try_from(bank.items.len()).map_err(|error| RecordError::Database(error.into()))?,
        created_at: to_micros(bank.created_at),
    };
    let items = (0..).zip(bank.items).map(|(index, item)| ItemRow::new(index, item)).collect::<Result<_, _>>()?;
    Ok((row, items))
}

/// A bank of its row and the rows of its items, which are in bank order.
#[cfg(feature = "sqlite")]
pub(crate) fn bank_record(bank: BankRow, items: Vec<ItemRow>) -> Result<BankRecord, RecordError> {
    let items = items.into_iter().map(ItemRecord::try_from).collect::<Result<_, _>>()?;
    Ok(BankRecord { summary: bank.into(), items })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{OptionRecord, TextDirection, TextFormat};

    fn row(options: &str, presentation: Option<&str>) -> ItemRow {
        let four_parameters =
            FourParameters { discrimination: 1.0, difficulty: 0.0, guessing: 0.0, upper_asymptote: 1.0 };
        ItemRow {
            bank_id: 1,
            item_index: 0,
            item_id: "q".to_owned(),
            model: "2pl".to_owned(),
            four_parameters,
            parameters: None,
            content: None,
            stem: None,
            answer_key: None,
            options: options.to_owned(),
            presentation: presentation.map(str::to_owned),
        }
    }

    #[test]
    fn an_item_without_scores_and_presentation_is_stored_as_before() {
        let stored = r#"[{"key":"A","text":"yes"},{"key":"B","text":"no"}]"#;
        let item = ItemRecord::try_from(row(stored, None)).unwrap();
        assert_eq!(item.options[1], OptionRecord { key: "B".into(), text: "no".into(), score: None });
        assert_eq!(item.presentation, Presentation::default());
        let kept = ItemRow::new(0, item).unwrap();
        assert_eq!((kept.options.as_str(), kept.presentation), (stored, None));
    }

    #[test]
    fn scores_and_presentation_come_back() {
        let option = |key: &str, score| OptionRecord { key: key.into(), text: "x".into(), score: Some(score) };
        let presentation = Presentation {
            format: TextFormat::Markdown,
            lang: Some("ar".into()),
            direction: Some(TextDirection::Rtl),
            fixed_order: true,
        };
        let item = ItemRecord::try_from(row("[]", None)).unwrap();
        let item = ItemRecord { options: vec![option("A", 4), option("B", 0)], presentation, ..item };
        assert_eq!(ItemRecord::try_from(ItemRow::new(0, item.clone()).unwrap()).unwrap(), item);
    }

    #[test]
    fn a_presentation_of_a_later_program_is_not_overlooked() {
        for later in [r#"{"voice":"calm"}"#, r#"{"format":"html"}"#] {
            match ItemRecord::try_from(row("[]", Some(later))) {
                Err(RecordError::Unreadable { what: "presentation of an item", value }) => {
                    assert!(value.contains(later));
                }
                other => panic!("expected an unreadable value, got {other:?}"),
            }
        }
    }
}
