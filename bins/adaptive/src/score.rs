//! `adaptive score`: the ability of each examinee from a file of responses.

use std::io;

use serde::Serialize;

use crate::args::ScoreArguments;
use crate::bank::bank_file;
use crate::bank::bank_text::BankText;
use crate::responses::{AnswerKeys, Consequence, ResponsesReader};
use crate::table::{Row, Table};

#[derive(Serialize)]
struct Score<'a> {
    examinee: &'a str,
    theta: f64,
    standard_error: f64,
    status: &'static str,
    items: usize,
}

impl Row for Score<'_> {
    const COLUMNS: &'static [&'static str] = &["examinee", "theta", "standard_error", "status", "items"];
}

pub(crate) fn run(arguments: &ScoreArguments) -> anyhow::Result<()> {
    let bank = BankText::read(&arguments.bank.source)?;
    let test = bank_file::test_of(&bank, arguments.bank.metric, arguments.design.as_ref())?;
    let keys = AnswerKeys::for_reading(&arguments.reading, &bank)?;
    let mut rows = ResponsesReader::open(&arguments.responses, &arguments.reading, test.bank(), keys.as_ref())?;
    let mut table = Table::begin::<Score>(arguments.format, io::stdout().lock())?;
    while let Some(row) = rows.next_row()? {
        let estimate = test.score(&row.items, &row.responses)?;
        table.row(&Score {
            examinee: &row.examinee,
            theta: estimate.theta,
            standard_error: estimate.se,
            status: estimate.status.as_str(),
            items: row.items.len(),
        })?;
    }
    table.end()?;
    rows.finish(Consequence::PassedOver("scored"))
}
