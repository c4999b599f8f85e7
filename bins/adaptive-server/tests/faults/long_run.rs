//! Minutes of load, with restarts of everything: nothing lost or doubled, and no growth of memory.
//!
//! `just slow 30` runs it for 30 minutes. `FAULT_MINUTES` is the time, `FAULT_SEED` draws the moments.

mod disturbances;
mod memory;
mod run_report;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use testkit::{Addresses, PatientClient, RetryCounts};

use self::disturbances::Site;
use self::memory::MemorySamples;
use self::run_report::RunReport;
use crate::checks;
use crate::undisturbed::{SCRIPTS, undisturbed};

/// How many examinees sit at the same time, each one exam after the other.
const AT_ONCE: u64 = 32;

/// The number in a variable.
fn number(variable: &str, otherwise: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is {text:?}: give a whole number")),
        Err(_) => otherwise,
    }
}

#[test]
#[ignore = "takes FAULT_MINUTES minutes: needs the programs redis-server and postgres"]
fn long_run_of_exams_while_everything_is_restarted() {
    let (minutes, seed) = (number("FAULT_MINUTES", 3), number("FAULT_SEED", 1));
    let (addresses, tally) = (Addresses::default(), RetryCounts::default());
    let _ = undisturbed(0);
    let mut site = Site::start(&addresses, seed);
    let (begun, time) = (Instant::now(), Duration::from_secs(60 * minutes));
    let is_over = || begun.elapsed() >= time;

    let exams = Mutex::new(Vec::new());
    let next = AtomicU64::new(0);
    let mut samples = MemorySamples::default();
    thread::scope(|scope| {
        for client in 0..AT_ONCE {
            let (addresses, tally, exams, next) = (&addresses, &tally, &exams, &next);
            scope.spawn(move || {
                let mut client = PatientClient::new(addresses, tally, client);
                while !is_over() {
                    let script = next.fetch_add(1, Ordering::Relaxed) % SCRIPTS;
                    let exam = client.sit(script);
                    checks::equals_undisturbed(&exam, undisturbed(script));
                    // What was acknowledged is that of the script, so the number is enough to keep.
                    exams.lock().unwrap().push((exam.session, script));
                }
            });
        }
        while !is_over() {
            site.disturb_when_due(&addresses);
            samples.take(site.steady());
        }
    });

    let exams = exams.into_inner().unwrap();
    let verified = site.verify();
    let report = RunReport {
        minutes,
        seed,
        tally: &tally,
        found: checks::are_recorded_once(&site.setup().database().sessions(), &exams, &tally),
        exams: exams.len(),
        disturbances: site.disturbances(),
        memory: samples.summary(),
        verified: &verified,
    };
    report.write();
    samples.assert_no_growth();
}
