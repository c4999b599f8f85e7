//! Banks and their items.

use diesel::prelude::*;

use super::time::{from_micros, to_micros};
use crate::error::RecordError;
#[cfg(feature = "sqlite")]
use crate::rows::BankRecord;
use crate::rows::{BankId, BankSummary, FourParameters, ItemRecord, NewBank};
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
        let options = serde_json::to_string(&item.options).map_err(|error| RecordError::Database(error.into()))?;
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
        })
    }
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
