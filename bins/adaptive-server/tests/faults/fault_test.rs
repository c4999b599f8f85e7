//! A fault tried again and again on one setup, and the verdict at the end.

use std::thread;

use testkit::{Addresses, PatientClient, RetryCounts, RunningServer, SatExam};

use crate::checks;
use crate::fault_table::FaultRow;
use crate::moments::Moments;
use crate::rounds;
use crate::server_setup::ServerSetup;
use crate::undisturbed::{SCRIPTS, all_undisturbed, sit_all};

/// How many examinees sit at the same time.
const AT_ONCE: usize = 8;

/// One kind of fault, tried on one setup.
pub(crate) struct FaultTest {
    fault: &'static str,
    pub(crate) setup: ServerSetup,
    pub(crate) addresses: Addresses,
    tally: RetryCounts,
    exams: Vec<SatExam>,
    rounds_done: u64,
}

impl FaultTest {
    pub(crate) fn new(fault: &'static str, setup: ServerSetup) -> Self {
        let (addresses, tally) = (Addresses::default(), RetryCounts::default());
        Self { fault, setup, addresses, tally, exams: Vec::new(), rounds_done: 0 }
    }

    /// Starts a server and leads the clients to it.
    pub(crate) fn serve(&self) -> RunningServer {
        let server = self.setup.serve();
        self.addresses.set(&[server.url()]);
        server
    }

    /// In each round all exams are sat while the fault is injected.
    pub(crate) fn under_load(&mut self, mut inject: impl FnMut(&Self, &mut Moments<'_>)) {
        for round in 0..rounds() {
            self.in_round(round, &mut inject);
        }
    }

    /// All exams are sat while the fault is injected at the moments of this round.
    pub(crate) fn in_round(&mut self, round: u64, inject: impl FnOnce(&Self, &mut Moments<'_>)) {
        let mut moments = Moments::new(&self.tally, round);
        let client = |script| PatientClient::new(&self.addresses, &self.tally, round * SCRIPTS + script);
        let exams = thread::scope(|scope| {
            let sitting = scope.spawn(|| sit_all(SCRIPTS, AT_ONCE, client));
            inject(self, &mut moments);
            sitting.join().unwrap()
        });
        self.exams.extend(exams);
        self.rounds_done += 1;
    }

    /// In each round `exams` exams are sat, `at_once` at a time, without a fault.
    pub(crate) fn sit(&mut self, exams: u64, at_once: usize) {
        for round in 0..rounds() {
            let client = |script| PatientClient::new(&self.addresses, &self.tally, round * exams + script);
            self.exams.extend(sit_all(exams, at_once, client));
            self.rounds_done += 1;
        }
    }

    /// All exams are sat, and every request is answered at its first sending.
    pub(crate) fn without_a_retry(&mut self, server: &RunningServer) {
        self.addresses.set(&[server.url()]);
        self.under_load(|_, _| {});
        assert_eq!(self.tally.sent_again(), 0, "a request was not answered");
    }

    /// One exam is sat while the fault is injected. `inject` gets a function that returns whether the exam is over.
    pub(crate) fn in_one_exam(&mut self, script: u64, inject: impl FnOnce(&Self, &dyn Fn() -> bool)) {
        let exam = thread::scope(|scope| {
            let sitting = scope.spawn(|| PatientClient::new(&self.addresses, &self.tally, script).sit(script));
            inject(self, &|| sitting.is_finished());
            sitting.join().unwrap()
        });
        self.exams.push(exam);
        self.rounds_done += 1;
    }

    /// Nothing may have been lost, doubled or changed; what happened is written down.
    pub(crate) fn finish(self) {
        self.finish_against(all_undisturbed());
    }

    /// The same, compared with these undisturbed exams, which stand in the order of their scripts.
    pub(crate) fn finish_against(self, undisturbed: &[SatExam]) {
        for exam in &self.exams {
            checks::equals_undisturbed(exam, &undisturbed[usize::try_from(exam.script).unwrap()]);
        }
        let found = checks::is_recorded_once(&self.setup.database().sessions(), &self.exams, &self.tally);
        FaultRow {
            fault: self.fault,
            rounds_done: self.rounds_done,
            exams: self.exams.len(),
            found,
            tally: &self.tally,
        }
        .write();
    }
}
