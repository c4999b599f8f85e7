//! Exams with extra time, skips, shuffled options and pauses: after any fault they are those of an undisturbed server.

use std::thread;

use testkit::{Addresses, PatientClient, PostgresServer, ProctoredExam, RedisServer, RetryCounts};

use crate::kills::until_killed;
use crate::server_setup::ServerSetup;

const EXAMS: u64 = 8;
/// The points at which a server dies, each at its passage of this number.
const KILLS: [&str; 5] =
    ["answer_committed:17", "reply_built:60", "answer_computed:23", "session_rebuilt:3", "reply_built:45"];

/// All exams at once, by script.
fn sit_all(addresses: &Addresses, tally: &RetryCounts) -> Vec<ProctoredExam> {
    thread::scope(|scope| {
        let sitting: Vec<_> = (0..EXAMS)
            .map(|script| scope.spawn(move || PatientClient::new(addresses, tally, script).sit_proctored(script)))
            .collect();
        sitting.into_iter().map(|exam| exam.join().unwrap()).collect()
    })
}

/// Sits the exams undisturbed, and again on servers that are killed one after the other.
fn kill_during_proctored_exams(setup: &ServerSetup) {
    let (addresses, tally) = (Addresses::default(), RetryCounts::default());
    let server = setup.serve();
    addresses.set(&[server.url()]);
    PatientClient::new(&addresses, &tally, 0).define_proctored_exam();
    let undisturbed = sit_all(&addresses, &tally);
    drop(server);
    let disturbed = thread::scope(|scope| {
        let sitting = scope.spawn(|| sit_all(&addresses, &tally));
        for kill in KILLS {
            let mut server = setup.serve_until(kill);
            addresses.set(&[server.url()]);
            until_killed(&mut server, kill, &|| sitting.is_finished());
        }
        let server = setup.serve();
        addresses.set(&[server.url()]);
        let exams = sitting.join().unwrap();
        drop(server);
        exams
    });
    assert!(tally.sent_again() > 0, "the kills disturbed nobody");
    for (script, (disturbed, undisturbed)) in disturbed.iter().zip(&undisturbed).enumerate() {
        assert_eq!(disturbed, undisturbed, "script {script}");
        assert!(disturbed.events.len() >= 2 && disturbed.replies.len() == 16, "{disturbed:?}");
    }
    let verified = setup.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
#[ignore = "needs a minute"]
fn proctored_exams_on_sqlite_outlive_kills() {
    kill_during_proctored_exams(&ServerSetup::on_sqlite());
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn proctored_exams_on_postgres_and_redis_outlive_kills() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    kill_during_proctored_exams(&ServerSetup::on_postgres(&postgres).with_redis(&redis));
}
