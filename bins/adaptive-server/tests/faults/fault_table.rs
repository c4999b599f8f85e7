//! The table of faults: one row for each test, kept among the test's temporary files.

use std::path::Path;

use testkit::RetryCounts;

use crate::checks::Found;

/// What one kind of fault did to the clients.
pub(crate) struct FaultRow<'a> {
    pub(crate) fault: &'a str,
    pub(crate) rounds_done: u64,
    pub(crate) exams: usize,
    pub(crate) found: Found,
    pub(crate) tally: &'a RetryCounts,
}

impl FaultRow<'_> {
    /// Writes the row, in place of the one of an earlier run.
    pub(crate) fn write(&self) {
        let Self { fault, rounds_done, exams, found, tally } = self;
        let (requests, answers, again) = (tally.requests(), tally.answers(), tally.sent_again());
        let (lost, unknown_sessions) = (answers - u64::try_from(found.answers).unwrap(), found.unknown_sessions);
        let waits = tally.asked_to_wait();
        let seconds = tally.longest().as_secs_f64();
        let row = format!(
            "| {fault} | {rounds_done} | {exams} | {answers} | {lost} | {requests} | {again} ({waits}) | {unknown_sessions} | {seconds:.2} s |\n"
        );
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
        std::fs::create_dir_all(&directory).expect("the directory can be made");
        let name: String = fault.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        std::fs::write(directory.join(name), &row).expect("the row can be written");
        print!("{row}");
    }
}
