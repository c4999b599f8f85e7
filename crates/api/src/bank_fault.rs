//! What is wrong with a bank file, on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::excerpt::{detail_excerpt, value_excerpt};
use crate::wire::names::BankFaultCodeName;

/// One thing wrong with a bank file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BankFault {
    /// The stable name of the fault.
    #[schema(value_type = BankFaultCodeName)]
    pub code: String,
    /// The line of the file, counted from 1.
    pub row: Option<u64>,
    /// The item.
    pub item_id: Option<String>,
    /// The column.
    pub column: String,
    /// The value in the file.
    pub value: String,
    /// The whole in words.
    pub detail: String,
}

/// The faults of parameters and texts in the order of the file.
pub(crate) fn bank_faults(file: &exam::BankFileError) -> Vec<BankFault> {
    let parameters = file.parameters.iter().flat_map(irt_core::BankError::problems).map(numeric_fault);
    let mut faults: Vec<BankFault> = parameters.chain(file.texts.iter().map(text_fault)).collect();
    faults.sort_by_key(|fault| fault.row);
    faults
}

fn numeric_fault(problem: &irt_core::BankProblem) -> BankFault {
    BankFault {
        code: problem.cause.code().to_owned(),
        row: problem.row,
        item_id: problem.item_id.as_deref().filter(|item_id| !item_id.is_empty()).map(value_excerpt),
        column: value_excerpt(&problem.column),
        value: value_excerpt(&problem.value),
        detail: detail_excerpt(&problem.to_string()),
    }
}

fn text_fault(problem: &exam::TextProblem) -> BankFault {
    BankFault {
        code: problem.cause.code().to_owned(),
        row: Some(problem.row),
        item_id: Some(value_excerpt(&problem.item_id)).filter(|item_id| !item_id.is_empty()),
        column: value_excerpt(&problem.column),
        value: value_excerpt(&problem.value),
        detail: detail_excerpt(&problem.to_string()),
    }
}
