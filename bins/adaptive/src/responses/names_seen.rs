//! The names of examinees: whether they may be responses, for a column whose item is not in the bank is taken for that of the names,
//! and which of them occur in several rows.

use std::collections::HashMap;

use super::fault_list::{counted, excerpt};

/// The fewest names that should differ.
const FEW: u64 = 4;
/// How many different names are kept; of others, a row is compared with the one before.
const MOST_KEPT: usize = 1000;

/// The names so far, in bounded memory.
#[derive(Debug, Default)]
pub(super) struct NamesSeen {
    count: u64,
    single_digits: u64,
    digits: [bool; 10],
    /// In how many rows the first names occur.
    rows: HashMap<String, u64>,
    last: String,
    /// In how many rows in a row the last name occurs, if it is none of the first.
    rows_of_last: u64,
    /// Names that occur in several rows, with the number of these rows.
    repeated: u64,
    repeated_rows: u64,
    /// The first of them.
    example: Option<String>,
}

impl NamesSeen {
    pub(super) fn add(&mut self, name: &str) {
        self.count += 1;
        if let &[digit @ b'0'..=b'9'] = name.as_bytes() {
            self.single_digits += 1;
            self.digits[usize::from(digit - b'0')] = true;
        }
        let rows = self.rows_with(name);
        if rows == 2 {
            self.repeated += 1;
            self.example.get_or_insert_with(|| excerpt(name));
        }
        self.repeated_rows += match rows {
            1 => 0,
            2 => 2,
            _ => 1,
        };
    }

    /// In how many rows the name has occurred, with this one.
    fn rows_with(&mut self, name: &str) -> u64 {
        if let Some(rows) = self.rows.get_mut(name) {
            *rows += 1;
            return *rows;
        }
        if self.rows.len() < MOST_KEPT {
            self.rows.insert(name.to_owned(), 1);
            return 1;
        }
        self.rows_of_last = if self.last == name { self.rows_of_last + 1 } else { 1 };
        name.clone_into(&mut self.last);
        self.rows_of_last
    }

    /// Whether all names are single digits, and some of them the same.
    pub(super) fn look_like_responses(&self) -> bool {
        let different = self.digits.iter().filter(|is_seen| **is_seen).count() as u64;
        self.count >= FEW && self.single_digits == self.count && different < self.count
    }

    /// That names occur in several rows.
    pub(super) fn repetition(&self) -> Option<String> {
        let example = self.example.as_ref().filter(|_| !self.look_like_responses())?;
        let at_least = if self.rows.len() < MOST_KEPT { "" } else { "at least " };
        let (rows, names) = (self.repeated_rows, counted(self.repeated, "name"));
        Some(format!(
            "{at_least}{rows} rows have {names}, such as {example:?}; each row is an examinee of its own. If another column has the \
             names, --id-column takes it"
        ))
    }
}
