//! The record of a long run, for `docs/reliability.md`.

use std::fmt::Write as _;
use std::path::Path;

use testkit::RetryCounts;

use super::memory::MemorySummary;
use crate::checks::Found;

/// What a run was and what was found.
pub(super) struct RunReport<'a> {
    pub(super) minutes: u64,
    pub(super) seed: u64,
    pub(super) tally: &'a RetryCounts,
    pub(super) found: Found,
    pub(super) exams: usize,
    pub(super) disturbances: Vec<(&'static str, u64)>,
    pub(super) memory: MemorySummary,
    pub(super) verified: &'a str,
}

impl RunReport<'_> {
    /// Prints the report, and writes it among the test's temporary files.
    pub(super) fn write(&self) {
        let text = self.text();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long-run.md");
        std::fs::write(&file, &text).expect("the report can be written");
        println!("{text}({})", file.display());
    }

    fn text(&self) -> String {
        let Self { minutes, seed, tally, found, exams, memory, verified, .. } = self;
        let lost = tally.answers() - u64::try_from(found.answers).unwrap();
        let MemorySummary { samples, second_quarter_mib, last_quarter_mib, most_mib } = memory;
        let mut text = format!(
            "| what | figure |\n|---|--:|\n\
             | minutes, seed | {minutes}, {seed} |\n\
             | exams | {exams} |\n\
             | answers acknowledged | {} |\n\
             | answers in the database | {} |\n\
             | lost | {lost} |\n\
             | sessions nobody knows | {} |\n\
             | requests | {} |\n\
             | sent again (after 503) | {} ({}) |\n\
             | longest | {:.2} s |\n\
             | resident memory, second quarter | {second_quarter_mib} MiB |\n\
             | resident memory, last quarter | {last_quarter_mib} MiB |\n\
             | resident memory, most of {samples} samples | {most_mib} MiB |\n",
            tally.answers(),
            found.answers,
            found.unknown_sessions,
            tally.requests(),
            tally.sent_again(),
            tally.asked_to_wait(),
            tally.longest().as_secs_f64(),
        );
        for (disturbance, times) in &self.disturbances {
            let _ = writeln!(text, "| {disturbance} | {times} times |");
        }
        let _ = writeln!(text, "| `adaptive-server verify` | {verified} |");
        text
    }
}
