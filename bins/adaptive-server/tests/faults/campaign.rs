//! A fault tried again and again on one site, and the verdict at the end.

use std::thread;

use testkit::{Addresses, PatientClient, RunningServer, SatExam, Tally};

use crate::ledger::Entry;
use crate::moments::Moments;
use crate::rounds;
use crate::site::Site;
use crate::undisturbed::{SCRIPTS, all_undisturbed, sit_all};
use crate::verdict;

/// How many examinees sit at the same time.
const AT_ONCE: usize = 8;

/// One kind of fault, tried on one site.
pub(crate) struct Campaign {
    fault: &'static str,
    pub(crate) site: Site,
    pub(crate) addresses: Addresses,
    tally: Tally,
    exams: Vec<SatExam>,
    struck: u64,
}

impl Campaign {
    pub(crate) fn new(fault: &'static str, site: Site) -> Self {
        let (addresses, tally) = (Addresses::default(), Tally::default());
        Self { fault, site, addresses, tally, exams: Vec::new(), struck: 0 }
    }

    /// Starts a server and leads the clients to it.
    pub(crate) fn serve(&self) -> RunningServer {
        let server = self.site.serve();
        self.addresses.set(&[server.url()]);
        server
    }

    /// In each round all exams are sat while the fault strikes.
    pub(crate) fn under_load(&mut self, mut strike: impl FnMut(&Self, &mut Moments<'_>)) {
        for round in 0..rounds() {
            self.in_round(round, &mut strike);
        }
    }

    /// All exams are sat while the fault strikes, at the moments of this round.
    pub(crate) fn in_round(&mut self, round: u64, strike: impl FnOnce(&Self, &mut Moments<'_>)) {
        let mut moments = Moments::new(&self.tally, round);
        let client = |script| PatientClient::new(&self.addresses, &self.tally, round * SCRIPTS + script);
        let exams = thread::scope(|scope| {
            let sitting = scope.spawn(|| sit_all(SCRIPTS, AT_ONCE, client));
            strike(self, &mut moments);
            sitting.join().unwrap()
        });
        self.exams.extend(exams);
        self.struck += 1;
    }

    /// In each round so many exams are sat, so many at a time, without a fault.
    pub(crate) fn sit(&mut self, exams: u64, at_once: usize) {
        for round in 0..rounds() {
            let client = |script| PatientClient::new(&self.addresses, &self.tally, round * exams + script);
            self.exams.extend(sit_all(exams, at_once, client));
            self.struck += 1;
        }
    }

    /// One exam is sat while the fault strikes, which is told when the exam is over.
    pub(crate) fn in_one_exam(&mut self, script: u64, strike: impl FnOnce(&Self, &dyn Fn() -> bool)) {
        let exam = thread::scope(|scope| {
            let sitting = scope.spawn(|| PatientClient::new(&self.addresses, &self.tally, script).sit(script));
            strike(self, &|| sitting.is_finished());
            sitting.join().unwrap()
        });
        self.exams.push(exam);
        self.struck += 1;
    }

    /// Nothing may have been lost, doubled or changed; what happened is written down.
    pub(crate) fn finish(self) {
        self.finish_against(all_undisturbed());
    }

    /// The same, compared with these undisturbed exams, which stand in the order of their scripts.
    pub(crate) fn finish_against(self, undisturbed: &[SatExam]) {
        for exam in &self.exams {
            verdict::equals_undisturbed(exam, &undisturbed[usize::try_from(exam.script).unwrap()]);
        }
        let found = verdict::is_recorded_once(&self.site.database().sessions(), &self.exams, &self.tally);
        Entry { fault: self.fault, struck: self.struck, exams: self.exams.len(), found, tally: &self.tally }.write();
    }
}
