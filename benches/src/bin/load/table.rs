//! The table of the comparison.

use crate::backend::Backend;

/// The figures of a contender: answers a second, and microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Figures {
    pub(crate) rate: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// Processor time an answer.
    pub(crate) server: f64,
    pub(crate) database: f64,
    pub(crate) redis: f64,
    pub(crate) generator: f64,
}

impl Figures {
    /// The medians of rounds, figure by figure.
    pub(crate) fn medians(rounds: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(rounds.iter().map(figure).collect());
        Self {
            rate: of(|figures| figures.rate),
            p50: of(|figures| figures.p50),
            p99: of(|figures| figures.p99),
            server: of(|figures| figures.server),
            database: of(|figures| figures.database),
            redis: of(|figures| figures.redis),
            generator: of(|figures| figures.generator),
        }
    }

    fn cells(&self) -> String {
        let Self { rate, p50, p99, server, database, redis, generator } = self;
        format!(
            "{rate:.0} | {p50:.0} | {p99:.0} | {server:.0} | {} | {} | {generator:.0}",
            used(*database),
            used(*redis)
        )
    }
}

/// Prints the head of the table.
pub(crate) fn print_head() {
    println!(
        "Medians. Times in microseconds; those of processors are for one answer.\n\n\
         | record and copies | exams at once | | answers/s | p50 | p99 | process | PostgreSQL | Redis | generator |\n\
         |---|--:|---|--:|--:|--:|--:|--:|--:|--:|"
    );
}

/// Prints the rows of both contenders, and the ratio of the first to the second.
pub(crate) fn print_rows(backend: Backend, at_once: usize, names: [&str; 2], [first, second]: [Figures; 2]) {
    let title = backend.title();
    println!("| {title} | {at_once} | {} | {} |", names[0], first.cells());
    println!("| | | {} | {} |", names[1], second.cells());
    let ratio = |first: f64, second: f64| format!("**{:.2}**", first / second);
    let times = |figure: fn(&Figures) -> f64| format!("{:.2}", figure(&first) / figure(&second));
    println!(
        "| | | ratio | {} | {} | {} | {} | | | |",
        ratio(first.rate, second.rate),
        ratio(first.p50, second.p50),
        times(|figures| figures.p99),
        times(|figures| figures.server),
    );
}

fn used(time: f64) -> String {
    if time > 0.0 { format!("{time:.0}") } else { String::new() }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_the_medians_of_the_rounds_one_by_one() {
        let round = |rate, p50| Figures { rate, p50, ..Figures::default() };
        let medians = Figures::medians(&[round(1.0, 9.0), round(3.0, 7.0), round(2.0, 8.0)]);
        assert_eq!((medians.rate, medians.p50, medians.p99), (2.0, 8.0, 0.0));
    }
}
