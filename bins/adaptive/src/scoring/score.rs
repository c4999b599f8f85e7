//! `adaptive score`: the ability of each examinee from a file of responses.

use std::io;

use irt_core::Estimator;

use super::columns::{AddedColumns, ScoredPattern};
use super::known;
use crate::args::ScoreArguments;
use crate::bank::bank_file;
use crate::bank::bank_text::BankText;
use crate::note;
use crate::responses::{Consequence, ResponsesReader, ScoredItems};
use crate::table::{Cell, Table};

const COLUMNS: [&str; 5] = ["examinee", "theta", "standard_error", "status", "items"];

pub(crate) fn run(arguments: &ScoreArguments) -> anyhow::Result<()> {
    let bank = BankText::read(&arguments.bank.source)?;
    let test = bank_file::test_of(&bank, arguments.bank.metric, arguments.design.as_ref())?;
    let items = ScoredItems::for_reading(&arguments.reading, &bank, test.bank())?;
    let mut rows = ResponsesReader::open(&arguments.responses, &arguments.reading, &items)?;
    let mut added = AddedColumns::new(&arguments.reported, &test)?;
    let mut table = Table::begin_columns(arguments.format, added.behind(&COLUMNS), io::stdout().lock())?;
    let (final_estimator, mut has_idle_prior) = (test.design().final_estimator(), false);
    while let Some(row) = rows.next_row()? {
        has_idle_prior |= row.start.prior.is_some() && !matches!(final_estimator, Estimator::Eap | Estimator::Map);
        let test = match known::test_for(&test, &row) {
            Ok(test) => test,
            Err(cause) => {
                rows.refuse(&row, cause);
                continue;
            }
        };
        let estimate = test.score(&row.items, &row.responses)?;
        let mut cells = vec![
            Cell::Text(&row.examinee),
            Cell::Number(estimate.theta),
            Cell::Number(estimate.se),
            Cell::Text(estimate.status.as_str()),
            Cell::Count(row.items.len() as u64),
        ];
        let pattern = ScoredPattern { test: &test, items: &row.items, responses: &row.responses, estimate };
        added.add(&pattern, &mut cells)?;
        table.cells(&cells)?;
    }
    table.end()?;
    added.finish();
    if has_idle_prior {
        let estimator = final_estimator.as_str();
        note::print(format_args!(
            "prior_mean and prior_sd do not count: the final estimator of the design, {estimator}, has no prior"
        ));
    }
    rows.finish(&items, Consequence::PassedOver("scored"))
}
