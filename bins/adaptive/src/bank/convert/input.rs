//! A file of another program: its table, and the item of each row.

use anyhow::bail;
use clap::ValueEnum as _;

use super::draft_item::DraftItem;
use super::fault::Fault;
use super::foreign_table::{ForeignRow, ForeignTable, there_are};
use super::winsteps::{self, Structures};
use super::{cat_irt, catr, catsim, csv_table, flexmirt, irtq, js_cat, ltm, mirt, named_columns, tam, test_design};
use crate::args::{BankConvertArguments, ForeignFormat};
use crate::bank::recognised_program::{program_of_columns, program_of_lines};
use crate::source::Source;

/// A file that has been read.
pub(super) struct Input {
    pub(super) program: ForeignFormat,
    pub(super) table: ForeignTable,
    structures: Option<Structures>,
    /// What is to be said about the file.
    pub(super) notes: Vec<String>,
}

impl Input {
    /// Reads the files that the arguments name. Without a program it is found from the file. Errors name the file.
    pub(super) fn read(arguments: &BankConvertArguments) -> anyhow::Result<Self> {
        let source = &arguments.bank;
        let structures = arguments.structure.as_ref().map(Structures::read).transpose()?;
        let (mut input, is_found) = match arguments.from {
            Some(program) => (Self::of(program, source, structures)?, false),
            None => (Self::found(source, structures)?, true),
        };
        if input.structures.is_some() && input.program != ForeignFormat::Winsteps {
            bail!(
                "--structure is the structure file of Winsteps; the items are read as those of {}",
                name(input.program)
            );
        }
        if is_found {
            let note = format!("found from its columns: --from {}", name(input.program));
            input.notes.insert(0, note);
        }
        Ok(input)
    }

    fn found(source: &Source, structures: Option<Structures>) -> anyhow::Result<Self> {
        if *source == Source::StandardInput {
            bail!("standard input: --from names the program");
        }
        if let Some(program) = program_of_lines(source)? {
            return Self::of(program, source, structures);
        }
        let table = csv_table::with_header(source)?;
        match program_of_columns(table.columns()) {
            Some(program) => Self::of_table(program, table, structures),
            None => bail!(
                "{source}: line 1: these are not the columns of a program that can be recognised; --from names the program; {}",
                there_are(table.columns())
            ),
        }
    }

    fn of(program: ForeignFormat, source: &Source, mut structures: Option<Structures>) -> anyhow::Result<Self> {
        let (table, notes) = match program {
            ForeignFormat::Catsim => (catsim::table(source)?, Vec::new()),
            ForeignFormat::Flexmirt => flexmirt::table(source)?,
            ForeignFormat::Winsteps => winsteps::table(source, structures.as_mut())?,
            _ => return Self::of_table(program, csv_table::with_header(source)?, structures),
        };
        Ok(Self { program, table, structures, notes })
    }

    fn of_table(program: ForeignFormat, table: ForeignTable, structures: Option<Structures>) -> anyhow::Result<Self> {
        let (table, notes) = match program {
            ForeignFormat::Mirt => mirt::prepared(table)?,
            ForeignFormat::Tam => (tam::prepared(table)?, Vec::new()),
            ForeignFormat::Table => {
                let note = named_columns::note(&table);
                (table, note.into_iter().collect())
            }
            _ => (table, Vec::new()),
        };
        Ok(Self { program, table, structures, notes })
    }

    /// The item of a row.
    pub(super) fn draft(&self, arguments: &BankConvertArguments, row: &ForeignRow<'_>) -> Result<DraftItem, Fault> {
        let stated = arguments.model;
        match self.program {
            ForeignFormat::Catirt => cat_irt::item(row, stated),
            ForeignFormat::Catr => catr::item(row, stated),
            ForeignFormat::Catsim => catsim::item(row, stated),
            ForeignFormat::Flexmirt => flexmirt::item(row, stated),
            ForeignFormat::Irtq => irtq::item(row, stated),
            ForeignFormat::Jscat => js_cat::item(row, stated),
            ForeignFormat::Ltm => ltm::item(row, stated),
            ForeignFormat::Mirt => mirt::item(row, stated),
            ForeignFormat::Table => named_columns::item(row, stated),
            ForeignFormat::Tam => tam::item(row, stated),
            ForeignFormat::Testdesign => test_design::item(row, stated),
            ForeignFormat::Winsteps => winsteps::item(row, self.structures.as_ref(), stated),
        }
    }
}

/// The name of a program on the command line.
fn name(program: ForeignFormat) -> String {
    program.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
