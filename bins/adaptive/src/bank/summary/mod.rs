//! `adaptive bank summary`: what an item bank consists of, and where it measures.

mod figures;
mod screen;

use std::io::{self, Write as _};

use crate::args::{BankSummaryArguments, SummaryFormat};
use crate::bank::bank_file;
use crate::table;
use figures::Figures;

pub(crate) fn run(arguments: &BankSummaryArguments) -> anyhow::Result<()> {
    let bank = bank_file::read(&arguments.bank, arguments.scaling_constant)?;
    let file = arguments.bank.to_string();
    let figures = Figures::new(&bank, file, arguments.theta, arguments.information);
    let mut out = io::stdout().lock();
    match arguments.format {
        SummaryFormat::Text => write!(out, "{}", screen::text(&figures))?,
        SummaryFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &figures).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        SummaryFormat::Csv => out.write_all(table::csv_text(figures.rows().into_iter())?.as_bytes())?,
    }
    Ok(())
}
