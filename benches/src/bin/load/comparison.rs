//! The server against the floor.

use benches::workload::Outcome;

use crate::arguments::{Arguments, FloorSettings};
use crate::backend::Backend;
use crate::exam::Way;
use crate::probe::Probe;
use crate::process::Contender;
use crate::processor_time;
use crate::round::Round;
use crate::services::Services;
use crate::table::{self, Figures};

/// The bytes of a working copy after twenty answers.
const COPY_BYTES: usize = 306;
/// The share of a round that warms up before the rounds that count.
const WARM_UP: f64 = 0.5;

/// Measures, and prints the table.
pub(crate) async fn report(arguments: &Arguments) -> Outcome<()> {
    table::print_head();
    Services::for_each(arguments, async |backend, services| compare(arguments, backend, services).await).await
}

async fn compare(arguments: &Arguments, backend: Backend, services: &Services) -> Outcome<()> {
    let server = Contender::server_of(arguments, services)?;
    let probe = Probe::of(&server.host).await?;
    let floor = Contender::floor(&FloorSettings {
        database: services.floor_database(),
        redis: services.redis().map(str::to_owned),
        redis_prefix: services.floor_prefix(),
        items: i64::try_from(probe.items)?,
        reply_bytes: probe.reply_bytes,
        copy_bytes: COPY_BYTES,
    })?;
    let contenders = [(&server, Way::Interface, "server"), (&floor, Way::Interface, "floor")];
    in_turn(arguments, backend, services, contenders).await
}

/// Measures two contenders in turn, each with the way and its name, and prints their rows.
pub(crate) async fn in_turn(
    arguments: &Arguments,
    backend: Backend,
    services: &Services,
    contenders: [(&Contender, Way, &str); 2],
) -> Outcome<()> {
    for &at_once in &arguments.at_once {
        let mut figures = [Vec::new(), Vec::new()];
        for (contender, way, _) in contenders {
            Round::run(&contender.host, way, at_once, arguments.seconds.mul_f64(WARM_UP)).await?;
        }
        for round in 0..arguments.rounds {
            // Each is first equally often.
            for turn in 0..2 {
                let place = (round + turn) % 2;
                let (contender, way, _) = contenders[place];
                figures[place].push(measure(arguments, services, (contender, way), at_once).await?);
            }
        }
        let names = contenders.map(|(.., name)| name);
        table::print_rows(backend, at_once, names, figures.map(|rounds| Figures::medians(&rounds)));
    }
    Ok(())
}

/// One round in one way, with the processor time that it took.
async fn measure(
    arguments: &Arguments,
    services: &Services,
    (contender, way): (&Contender, Way),
    at_once: usize,
) -> Outcome<Figures> {
    let before = times(services, contender).await?;
    let round = Round::run(&contender.host, way, at_once, arguments.seconds).await?;
    let after = times(services, contender).await?;
    let answers = (round.answers().max(1)) as f64;
    let mut spent = [0.0; 4];
    for (spent, (before, after)) in spent.iter_mut().zip(before.into_iter().zip(after)) {
        *spent = (after - before) / answers;
    }
    let [server, database, redis, generator] = spent;
    Ok(Figures {
        rate: round.rate(),
        p50: round.quantile(0.5),
        p99: round.quantile(0.99),
        server,
        database,
        redis,
        generator,
    })
}

/// The processor time so far of the contender, the database, Redis and the generator.
async fn times(services: &Services, contender: &Contender) -> Outcome<[f64; 4]> {
    Ok([
        processor_time::taken_by(contender.id()),
        services.database_time().await?,
        services.redis_time().await?,
        processor_time::taken_by(std::process::id()),
    ])
}
