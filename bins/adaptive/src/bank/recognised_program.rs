//! Recognises the program that a file is from.

use crate::args::ForeignFormat;
use crate::delimited_text::text_lines;
use crate::source::Source;

/// How many lines before the header of a file of Winsteps are looked at.
const MOST_TITLES: usize = 8;
/// The fields of a line of flexMIRT that are whole numbers, counted from 0.
const WHOLE_NUMBERS: [usize; 5] = [0, 2, 3, 4, 5];

/// Columns that one program has and the others have not; the first row whose columns are all there counts.
const SIGNATURES: [(ForeignFormat, &[&str]); 24] = [
    // A bank file of this program.
    (ForeignFormat::Table, &["item_id", "model"]),
    (ForeignFormat::Testdesign, &["MODEL", "PAR1"]),
    (ForeignFormat::Irtq, &["cats", "par.1"]),
    (ForeignFormat::Ltm, &["Dscrmn"]),
    (ForeignFormat::Ltm, &["(Intercept)", "z1"]),
    (ForeignFormat::Ltm, &["beta.i", "beta"]),
    (ForeignFormat::Ltm, &["beta.1i", "beta.2i"]),
    (ForeignFormat::Tam, &["AXsi_.Cat1"]),
    (ForeignFormat::Tam, &["alpha", "beta"]),
    (ForeignFormat::Tam, &["xsi", "se.xsi"]),
    (ForeignFormat::Catr, &["alphaj"]),
    (ForeignFormat::Catr, &["alphaj1", "cj1"]),
    (ForeignFormat::Catr, &["deltaj1"]),
    (ForeignFormat::Catr, &["lambdaj"]),
    (ForeignFormat::Mirt, &["a1", "d"]),
    (ForeignFormat::Mirt, &["a1", "d1", "d2"]),
    (ForeignFormat::Mirt, &["a1", "a2", "c1", "c2"]),
    (ForeignFormat::Mirt, &["g", "u"]),
    (ForeignFormat::Mirt, &["items.g", "items.u"]),
    (ForeignFormat::Mirt, &["items.a1"]),
    (ForeignFormat::Jscat, &["difficulty", "slipping"]),
    (ForeignFormat::Table, &["difficulty"]),
    (ForeignFormat::Table, &["b"]),
    (ForeignFormat::Table, &["discrimination", "b1"]),
];

/// The program whose columns these are.
pub(crate) fn program_of_columns(columns: &[String]) -> Option<ForeignFormat> {
    let has = |name: &&str| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
    SIGNATURES.into_iter().find(|(_, names)| names.iter().all(has)).map(|(program, _)| program)
}

/// The program that writes such lines, where the file is no table with a header.
pub(crate) fn program_of_lines(source: &Source) -> anyhow::Result<Option<ForeignFormat>> {
    let lines = text_lines(source)?;
    let is_winsteps = |line: &String| {
        let line = line.to_ascii_uppercase();
        line.contains("ENTRY") && line.contains("MEASURE")
    };
    if lines.iter().take(MOST_TITLES).any(is_winsteps) {
        return Ok(Some(ForeignFormat::Winsteps));
    }
    let fields: Vec<&str> = lines.first().map(|line| line.split('\t').map(str::trim).collect()).unwrap_or_default();
    let is_whole = |place: &usize| fields.get(*place).is_some_and(|field| field.parse::<u32>().is_ok());
    let is_flexmirt = fields.len() > 6 && WHOLE_NUMBERS.iter().all(is_whole);
    let is_number = |field: &str| field.trim().parse::<f64>().is_ok();
    let is_matrix = lines.first().is_some_and(|line| {
        let cells: Vec<&str> = line.split([',', ' ', '\t']).filter(|cell| !cell.trim().is_empty()).collect();
        (3..=5).contains(&cells.len()) && cells.into_iter().all(is_number)
    });
    Ok(match (is_flexmirt, is_matrix) {
        (true, _) => Some(ForeignFormat::Flexmirt),
        (false, true) => Some(ForeignFormat::Catsim),
        (false, false) => None,
    })
}
