//! The arguments for files of responses.

use std::str::FromStr;

use clap::{Args, ValueEnum};

/// How a file of responses is read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Responses file")]
pub(crate) struct ResponsesArguments {
    /// Codes that mean that an item was not administered, besides empty cells and NA: "9,-9,.".
    #[arg(long, value_name = "CODE,…", allow_hyphen_values = true)]
    pub(crate) missing: Option<NameList>,
    /// Codes that mean that the examinee left an item out: "8,O"; `,` alone means empty cells.
    #[arg(long, value_name = "CODE,…", allow_hyphen_values = true, requires = "omitted_as")]
    pub(crate) omitted: Option<NameList>,
    /// What an omitted item counts as: the lowest category, or not administered.
    #[arg(long, value_enum, value_name = "AS", requires = "omitted")]
    pub(crate) omitted_as: Option<OmittedAs>,
    /// The cells are the options chosen; the column `key` of the bank has the right ones.
    #[arg(long)]
    pub(crate) key: bool,
    /// The number that stands for the lowest category: 1 where categories are counted from 1.
    #[arg(long, value_name = "N", default_value = "0", allow_negative_numbers = true,
          value_parser = clap::value_parser!(i16).range(-100..=100))]
    pub(crate) lowest_category: i16,
    /// The column with the names of the examinees. When absent, the first column if it is no item; without one, rows are
    /// numbered.
    #[arg(long, value_name = "NAME", conflicts_with = "long")]
    pub(crate) id_column: Option<String>,
    /// Columns that are left out: "group,total". With --long, items.
    #[arg(long, value_name = "NAME,…", allow_hyphen_values = true)]
    pub(crate) ignore_columns: Option<NameList>,
    /// Leave out all columns that are no items of the bank. With --long, the rows of such items.
    #[arg(long)]
    pub(crate) ignore_unknown: bool,
    /// One response a row: the columns of the examinee, the item and the response. All rows are read before the first
    /// examinee is scored.
    #[arg(long, value_name = "EXAMINEE,ITEM,RESPONSE")]
    pub(crate) long: Option<LongColumns>,
}

impl ResponsesArguments {
    /// The first flag that is given, if any.
    pub(super) fn given_flag(&self) -> Option<&'static str> {
        let flags = [
            (self.missing.is_some(), "--missing"),
            (self.omitted.is_some(), "--omitted"),
            (self.key, "--key"),
            (self.lowest_category != 0, "--lowest-category"),
            (self.id_column.is_some(), "--id-column"),
            (self.ignore_columns.is_some(), "--ignore-columns"),
            (self.ignore_unknown, "--ignore-unknown"),
            (self.long.is_some(), "--long"),
        ];
        flags.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
    }
}

/// Names or codes, separated by commas. One that has a comma itself is in quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameList(pub(crate) Vec<String>);

impl FromStr for NameList {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
        let record = reader.records().next().transpose().map_err(|error| error.to_string())?;
        Ok(Self(record.map_or_else(|| vec![String::new()], |record| record.iter().map(str::to_owned).collect())))
    }
}

/// What an omitted item counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OmittedAs {
    /// The lowest category.
    Wrong,
    /// Not administered.
    Missing,
}

/// The columns of a file with one response a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LongColumns {
    pub(crate) examinee: String,
    pub(crate) item: String,
    pub(crate) response: String,
}

impl FromStr for LongColumns {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let NameList(names) = text.parse()?;
        let [examinee, item, response] = <[String; 3]>::try_from(names)
            .map_err(|names| format!("it has {} names; three are needed: examinee,item,response", names.len()))?;
        if examinee == item || item == response || examinee == response {
            return Err("the three columns are different".to_owned());
        }
        Ok(Self { examinee, item, response })
    }
}
