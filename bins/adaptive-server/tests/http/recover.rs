//! Working copies rebuilt by `adaptive-server recover`.

use std::process::Output;
use std::thread;

use redis::Commands as _;
use testkit::{Backend, Deployment, Sitting, comparable, sit};

/// The exit code and what was printed, on standard output and on standard error.
fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn value(deployment: &Deployment, session: i64) -> Option<Vec<u8>> {
    deployment.redis().get(deployment.redis_key(session)).unwrap()
}

pub(crate) fn all_working_copies_are_rebuilt_as_they_were(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sittings: Vec<_> = (0..8)
        .map(|script| {
            let mut sitting = Sitting::start(&client, script);
            sitting.answer_items(&client, usize::try_from(script).unwrap());
            sitting
        })
        .collect();
    let before: Vec<_> = sittings.iter().map(|sitting| value(deployment, sitting.session).unwrap()).collect();
    // An earlier copy of the first stands for a crash between commit and save.
    sittings[0].answer(&client);
    let latest = value(deployment, sittings[0].session).unwrap();
    let completed = Sitting::start(&client, 9);
    client.complete(completed.session).ok();

    let mut redis = deployment.redis();
    let key = |place: usize| deployment.redis_key(sittings[place].session);
    let _: () = redis.set(key(0), &before[0]).unwrap();
    let _: () = redis.set(key(1), "garbage").unwrap();
    for place in 2..7 {
        let _: i64 = redis.del(key(place)).unwrap();
    }
    let (code, printed, log) = outcome(&deployment.run(&["recover", "--all"]));
    assert_eq!((code, printed.as_str()), (Some(0), "rebuilt 7, already there 1, expired 0, failed 0\n"), "{log}");
    assert_eq!(value(deployment, sittings[0].session).unwrap(), latest);
    for (sitting, before) in sittings.iter().zip(&before).skip(1) {
        assert_eq!(&value(deployment, sitting.session).unwrap(), before, "the same value, byte for byte");
        let ttl: i64 = redis.ttl(deployment.redis_key(sitting.session)).unwrap();
        assert!(ttl > 0, "it is not kept for ever");
    }
    assert_eq!(value(deployment, completed.session), None);

    for (sitting, script) in sittings.iter_mut().zip(0..) {
        sitting.answer_items(&client, usize::MAX);
        let disturbed = comparable(client.complete(sitting.session).ok());
        assert_eq!(disturbed, sit(&client, script), "the exam equals an undisturbed one");
    }
    let metrics = client.get("/metrics").text;
    let mut rebuilt = metrics.lines().filter(|line| line.starts_with("adaptive_recoveries_total{"));
    assert!(rebuilt.all(|line| line.ends_with(" 0")), "no request had to rebuild anything: {metrics}");
}

pub(crate) fn one_working_copy_is_rebuilt_on_demand(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let sittings = [1, 2].map(|script| Sitting::start(&client, script));
    for sitting in &sittings {
        let _: i64 = deployment.redis().del(deployment.redis_key(sitting.session)).unwrap();
    }
    let run = |session: i64| outcome(&deployment.run(&["recover", "--session", &session.to_string()]));
    let session = sittings[0].session;
    assert_eq!(run(session).1, format!("exam session {session}: rebuilt\n"));
    assert_eq!(run(session).1, format!("exam session {session}: already there\n"));
    assert!(value(deployment, session).is_some() && value(deployment, sittings[1].session).is_none());
    client.complete(session).ok();
    let (code, printed, _) = run(session);
    assert!(code == Some(0) && printed.contains("completed"), "{printed}");
    let (code, _, log) = run(999_999);
    assert!(code == Some(1) && log.contains("exam session 999999"), "{log}");
}

pub(crate) fn exams_go_on_while_working_copies_are_lost_and_rebuilt(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let undisturbed: Vec<_> = (0..6).map(|script| sit(&client, script)).collect();
    let lose_all = || client.send("DELETE".parse().unwrap(), "/api/store/sessions", "", vec![]).ok();
    let disturbed: Vec<_> = thread::scope(|scope| {
        let examinees: Vec<_> = (0..6)
            .map(|script| {
                let client = &client;
                // Each sits the exam again and again, so that there is always one running.
                scope.spawn(move || (0..4).map(|_| sit(client, script)).collect::<Vec<_>>())
            })
            .collect();
        while examinees.iter().any(|examinee| !examinee.is_finished()) {
            lose_all();
            let (code, printed, log) = outcome(&deployment.run(&["recover", "--all"]));
            assert_eq!(code, Some(0), "{printed}{log}");
        }
        examinees.into_iter().map(|examinee| examinee.join().unwrap()).collect()
    });
    for (reports, expected) in disturbed.iter().zip(&undisturbed) {
        assert!(reports.iter().all(|report| report == expected), "every exam equals an undisturbed one");
    }
    let keys = client.get("/api/store/info").ok()["active_sessions"].clone();
    assert_eq!(keys, 0, "no completed session was given a working copy");
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn sessions_that_cannot_be_rebuilt_are_named() {
    let deployment = crate::deployment(Backend::PostgresRedis);
    let server = deployment.serve();
    let sittings = [1, 2, 3].map(|script| Sitting::start(&server.client(), script));
    for sitting in &sittings {
        let _: i64 = deployment.redis().del(deployment.redis_key(sitting.session)).unwrap();
    }
    let [broken, unreadable] = [sittings[1].session, sittings[0].session];
    deployment.execute_in_postgres(&format!("UPDATE exam_sessions SET pending_item = 4711 WHERE id = {broken}"));
    deployment
        .execute_in_postgres(&format!("UPDATE exam_sessions SET stop_reason = 'boredom' WHERE id = {unreadable}"));
    let (code, printed, log) = outcome(&deployment.run(&["recover", "--all"]));
    assert_eq!(printed, "rebuilt 1, already there 0, expired 0, failed 2\n", "{log}");
    assert_eq!(code, Some(1));
    for session in [broken, unreadable] {
        assert!(log.contains(&format!("exam session {session} cannot be recovered")), "{log}");
    }
}

#[test]
fn recovering_without_redis_is_refused() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    for arguments in [["recover", "--all"].as_slice(), &["recover", "--session", "1"]] {
        let (code, _, log) = outcome(&deployment.run(arguments));
        assert_eq!(code, Some(2), "{log}");
        assert!(log.contains("REDIS_URL"), "the message says what to do: {log}");
    }
    for arguments in [["recover"].as_slice(), &["--bind", "127.0.0.1:0", "recover", "--all"]] {
        assert_eq!(outcome(&deployment.run(arguments)).0, Some(2), "{arguments:?}");
    }
}

#[test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
fn recovering_from_an_empty_database_is_taken_for_a_mistake() {
    let deployment = crate::deployment(Backend::SqliteRedis);
    let (code, _, log) = outcome(&deployment.run(&["recover", "--all"]));
    assert!(code == Some(1) && log.contains("DATABASE_URL"), "{log}");
}

#[test]
fn recovering_with_a_redis_that_does_not_answer_fails() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    std::fs::write(&file, "[server]\nbind = \"0.0.0.0:8080\"\n[redis]\nurl = \"redis://:s3cret@127.0.0.1:1\"\n")
        .unwrap();
    let (code, _, log) = outcome(&deployment.run(&["recover", "--all", "--config", file.to_str().unwrap()]));
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("Redis does not answer") && !log.contains("s3cret"), "{log}");
}
