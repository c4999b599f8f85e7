//! The longest answers while a large bank is imported.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use benches::workload::Outcome;

use crate::arguments::Arguments;
use crate::backend::Backend;
use crate::connection::Connection;
use crate::exam::Way;
use crate::process::Contender;
use crate::round::Round;
use crate::services::Services;

/// How many exams go on during the import.
const AT_ONCE: usize = 8;

/// Takes exams on each backend for as long as a round, first without and then with an import, and prints the longest answers.
pub(crate) async fn report(arguments: &Arguments, items: usize) -> Outcome<()> {
    println!(
        "{AT_ONCE} exams at once, and an import of {items} items. Times of answers in milliseconds.\n\n\
         | record and copies | import, s | answers beside it | p99 | longest | p99 without import | longest without import |\n\
         |---|--:|--:|--:|--:|--:|--:|"
    );
    let bank = bank(items)?;
    Services::for_each(arguments, async |backend, services| measure(arguments, backend, services, &bank).await).await
}

async fn measure(arguments: &Arguments, backend: Backend, services: &Services, bank: &str) -> Outcome<()> {
    let server = Contender::server_of(arguments, services)?;
    let host = &server.host;
    let alone = Round::run(host, Way::Interface, AT_ONCE, arguments.seconds).await?;
    let (beside, took) = tokio::join!(Round::run(host, Way::Interface, AT_ONCE, arguments.seconds), import(host, bank));
    let (beside, took) = (beside?, took?);
    if took > arguments.seconds {
        return Err(
            format!("the import took {} s: exams have to go on longer, see --seconds", took.as_secs_f64()).into()
        );
    }
    let milliseconds = |round: &Round, share| round.quantile(share) / 1e3;
    println!(
        "| {} | {:.1} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
        backend.title(),
        took.as_secs_f64(),
        beside.answers(),
        milliseconds(&beside, 0.99),
        milliseconds(&beside, 1.0),
        milliseconds(&alone, 0.99),
        milliseconds(&alone, 1.0)
    );
    Ok(())
}

/// Imports the bank, and says how long that took.
async fn import(host: &str, bank: &str) -> Outcome<Duration> {
    let started = Instant::now();
    let mut connection = Connection::open(host).await?;
    connection.post("/api/banks?name=large", "text/csv", &[], bank).await?;
    Ok(started.elapsed())
}

/// A bank of items of four options each.
fn bank(items: usize) -> Outcome<String> {
    let mut bank = String::from("item_id,model,a,b,c,stem,key,option_A,option_B,option_C,option_D\n");
    for item in 0..items {
        let (slope, difficulty) = (0.8 + (item % 13) as f64 / 10.0, (item % 61) as f64 / 10.0 - 3.0);
        writeln!(bank, "i{item},3pl,{slope},{difficulty},0.2,Which of these is number {item}?,B,one,two,three,four")?;
    }
    Ok(bank)
}
