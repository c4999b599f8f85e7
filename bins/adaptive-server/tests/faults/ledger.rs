//! The table of faults: one row for each test, kept among the test's temporary files.

use std::path::Path;

use testkit::Tally;

use crate::verdict::Found;

/// What one kind of fault did to the clients.
pub(crate) struct Entry<'a> {
    pub(crate) fault: &'a str,
    pub(crate) struck: u64,
    pub(crate) exams: usize,
    pub(crate) found: Found,
    pub(crate) tally: &'a Tally,
}

impl Entry<'_> {
    /// Writes the row, in place of the one of an earlier run.
    pub(crate) fn write(&self) {
        let Self { fault, struck, exams, found, tally } = self;
        let (requests, answers, again) = (tally.requests(), tally.answers(), tally.sent_again());
        let (lost, orphans) = (answers - u64::try_from(found.answers).unwrap(), found.orphans);
        let told = tally.told_to_wait();
        let seconds = tally.longest().as_secs_f64();
        let row = format!(
            "| {fault} | {struck} | {exams} | {answers} | {lost} | {requests} | {again} ({told}) | {orphans} | {seconds:.2} s |\n"
        );
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
        std::fs::create_dir_all(&directory).expect("the directory can be made");
        let name: String = fault.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        std::fs::write(directory.join(name), &row).expect("the row can be written");
        print!("{row}");
    }
}
