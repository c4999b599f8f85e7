//! The exams as they go when nothing happens: what every disturbed exam is compared with.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use testkit::{Addresses, PatientClient, RetryCounts, SatExam};

use crate::server_setup::ServerSetup;

/// How many different exams there are.
pub(crate) const SCRIPTS: u64 = 24;

static EXAMS: LazyLock<Vec<SatExam>> = LazyLock::new(|| sit_undisturbed(SCRIPTS));

/// All of them, by script.
pub(crate) fn all_undisturbed() -> &'static [SatExam] {
    &EXAMS
}

/// The exam of a script on one server that nothing happens to.
pub(crate) fn undisturbed(script: u64) -> &'static SatExam {
    &EXAMS[usize::try_from(script).unwrap()]
}

/// Sits the exams of the first `scripts` scripts on a server of its own.
pub(crate) fn sit_undisturbed(scripts: u64) -> Vec<SatExam> {
    let (setup, addresses, tally) = (ServerSetup::on_sqlite(), Addresses::default(), RetryCounts::default());
    let server = setup.serve();
    addresses.set(&[server.url()]);
    sit_all(scripts, 4, |script| PatientClient::new(&addresses, &tally, script))
}

/// Sits the exams of the first `scripts` scripts, `at_once` at a time, each with its own client. Returns them by script.
pub(crate) fn sit_all<'a>(
    scripts: u64,
    at_once: usize,
    client: impl Fn(u64) -> PatientClient<'a> + Sync,
) -> Vec<SatExam> {
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once)
            .map(|_| {
                scope.spawn(|| {
                    let mine = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
                    mine.take_while(|script| *script < scripts).map(|script| client(script).sit(script)).collect()
                })
            })
            .collect();
        let mut exams: Vec<SatExam> =
            threads.into_iter().flat_map(|thread| -> Vec<_> { thread.join().unwrap() }).collect();
        exams.sort_by_key(|exam| exam.script);
        exams
    })
}
