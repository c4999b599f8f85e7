//! The exam page against the interface: what a person in a browser costs the server more than a program.

use benches::workload::Outcome;

use crate::arguments::Arguments;
use crate::backend::Backend;
use crate::comparison::{WARM_UP, measure};
use crate::exam::Way;
use crate::process::{Contender, server_program};
use crate::round::Round;
use crate::services::Services;
use crate::table::{self, Figures};

/// Takes exams on one server in both ways in turn, on each backend, and prints the table.
pub(crate) async fn report(arguments: &Arguments) -> Outcome<()> {
    table::print_head();
    for &backend in &arguments.backends {
        let services = Services::open(backend).await?;
        let measured = compare(arguments, backend, &services).await;
        services.close().await?;
        measured?;
    }
    Ok(())
}

async fn compare(arguments: &Arguments, backend: Backend, services: &Services) -> Outcome<()> {
    let log = arguments.log.clone().unwrap_or_else(|| services.directory().join("server.log"));
    let server = Contender::server(&server_program(arguments.server.as_deref())?, services, &log)?;
    let ways = [Way::Page, Way::SameAsPage];
    for &at_once in &arguments.at_once {
        let mut figures = [Vec::new(), Vec::new()];
        for way in ways {
            Round::run(&server.host, way, at_once, arguments.seconds.mul_f64(WARM_UP)).await?;
        }
        for round in 0..arguments.rounds {
            // Each is first equally often.
            for turn in 0..2 {
                let place = (round + turn) % 2;
                figures[place].push(measure(arguments, services, (&server, ways[place]), at_once).await?);
            }
        }
        let figures = figures.map(|rounds| Figures::medians(&rounds));
        table::print_rows(backend, at_once, ["page", "interface"], figures);
    }
    Ok(())
}
