//! The memory of exams that are active at once.

use benches::workload::Outcome;
use tokio::task::JoinSet;

use crate::arguments::Arguments;
use crate::backend::Backend;
use crate::connection::Connection;
use crate::exam::{Exam, Way};
use crate::process::{Contender, server_program};
use crate::processor_time::resident;
use crate::services::Services;

/// Connections that start the exams and answer.
const CONNECTIONS: usize = 64;
/// The answers that each exam has when the memory is read: some end after eight.
const ANSWERS: usize = 7;

/// Starts the exams on each backend, answers some items of each, and prints the memory of one.
pub(crate) async fn report(arguments: &Arguments, exams: usize) -> Outcome<()> {
    println!(
        "{exams} exams active at once, {ANSWERS} answers each. Bytes of one exam.\n\n\
         | record and copies | server before, MB | server after, MB | server, bytes | Redis, bytes |\n\
         |---|--:|--:|--:|--:|"
    );
    Services::for_each(arguments, async |backend, services| measure(arguments, backend, services, exams).await).await
}

async fn measure(arguments: &Arguments, backend: Backend, services: &Services, exams: usize) -> Outcome<()> {
    let log = services.directory().join("server.log");
    let server = Contender::server(&server_program(arguments.server.as_deref())?, services, &log)?;
    // The first exams load the exam type and open the connections.
    run_exams(&server.host, CONNECTIONS).await?;
    let before = (resident(server.id())?, services.redis_memory().await?);
    run_exams(&server.host, exams).await?;
    let after = (resident(server.id())?, services.redis_memory().await?);
    let each = |before: f64, after: f64| (after - before) / exams.max(1) as f64;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let redis = each(before.1, after.1);
    println!(
        "| {} | {:.1} | {:.1} | {:.0} | {} |",
        backend.title(),
        megabytes(before.0),
        megabytes(after.0),
        each(before.0 as f64, after.0 as f64),
        if backend.has_redis() { format!("{redis:.0}") } else { String::new() }
    );
    Ok(())
}

/// Starts exams, and answers in turn until each has its answers: all are active at once.
async fn run_exams(host: &str, exams: usize) -> Outcome<()> {
    let mut tasks = JoinSet::new();
    for place in 0..CONNECTIONS {
        let host = host.to_owned();
        let share = exams / CONNECTIONS + usize::from(place < exams % CONNECTIONS);
        tasks.spawn(async move { run_share(&host, share).await });
    }
    while let Some(finished) = tasks.join_next().await {
        finished??;
    }
    Ok(())
}

async fn run_share(host: &str, share: usize) -> Outcome<()> {
    let mut connection = Connection::open(host).await?;
    let mut started = Vec::with_capacity(share);
    for _ in 0..share {
        started.push(Exam::start(&mut connection, Way::Interface).await?);
    }
    for _ in 0..ANSWERS {
        for exam in &mut started {
            exam.answer(&mut connection).await?;
        }
    }
    Ok(())
}
