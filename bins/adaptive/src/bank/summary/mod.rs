//! `adaptive bank summary`: what an item bank is made of, and where it measures.

mod figures;
mod screen;

use std::io::{self, Write as _};

use crate::args::{BankSummaryArguments, SummaryFormat};
use crate::bank::bank_file;
use figures::Figures;

pub(crate) fn run(arguments: &BankSummaryArguments) -> anyhow::Result<()> {
    let bank = bank_file::read(&arguments.bank, arguments.scaling_constant)?;
    let file = arguments.bank.to_string();
    let figures = Figures::of(&bank, file, arguments.theta, arguments.information);
    let mut out = io::stdout().lock();
    match arguments.format {
        SummaryFormat::Text => write!(out, "{}", screen::text(&figures))?,
        SummaryFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &figures).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        SummaryFormat::Csv => out.write_all(csv_text(&figures)?.as_bytes())?,
    }
    Ok(())
}

fn csv_text(figures: &Figures) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in figures.rows() {
        writer.serialize(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
