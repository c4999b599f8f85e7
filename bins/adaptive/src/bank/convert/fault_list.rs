//! All faults of a file, in one message.

use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::anyhow;

use super::fault::Fault;
use crate::source::Source;

/// The most faults that are written out; more are only counted.
const MOST_LISTED: usize = 50;

/// The faults of a file in the order of its lines.
#[derive(Default)]
pub(super) struct FaultList {
    faults: Vec<ListedFault>,
    /// The place of each fault by its detail.
    places: HashMap<String, usize>,
}

struct ListedFault {
    /// The line, and the item if its id is known.
    place: String,
    detail: String,
    /// How many later items have the very same fault.
    repeated: usize,
}

impl FaultList {
    /// Adds the fault of an item.
    pub(super) fn push(&mut self, line: u64, id: &str, fault: &Fault) {
        self.add(format!("line {line}, item {id:?}"), fault.to_string());
    }

    /// Adds the fault of a line, or of an item as a whole.
    pub(super) fn add(&mut self, place: String, detail: String) {
        let known = self.places.get(&detail).and_then(|place| self.faults.get_mut(*place));
        match known {
            Some(known) => known.repeated += 1,
            None => {
                self.places.insert(detail.clone(), self.faults.len());
                self.faults.push(ListedFault { place, detail, repeated: 0 });
            }
        }
    }

    /// `Ok` when there is no fault, or else one message with all of them.
    pub(super) fn into_result(self, source: &Source) -> anyhow::Result<()> {
        let text = |fault: &ListedFault| {
            let others = match fault.repeated {
                0 => String::new(),
                1 => " (as in 1 other line)".to_owned(),
                count => format!(" (as in {count} other lines)"),
            };
            let separator = if fault.detail.starts_with("column") { "," } else { ":" };
            format!("{}{separator} {}{others}", fault.place, fault.detail)
        };
        match self.faults.as_slice() {
            [] => Ok(()),
            [only] => Err(anyhow!("{source}: {}", text(only))),
            faults => {
                let count: usize = faults.iter().map(|fault| 1 + fault.repeated).sum();
                let mut message = format!("{source}: {count} items cannot be converted");
                for fault in faults.iter().take(MOST_LISTED) {
                    // Writing to a string does not fail.
                    let _ = write!(message, "\n  {}", text(fault));
                }
                if faults.len() > MOST_LISTED {
                    let _ = write!(message, "\n  and {} more", faults.len() - MOST_LISTED);
                }
                Err(anyhow!(message))
            }
        }
    }
}
