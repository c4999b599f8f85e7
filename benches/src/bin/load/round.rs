//! One round: exams on many connections at once for a limited time.

use std::time::{Duration, Instant};

use benches::workload::Outcome;
use tokio::task::JoinSet;

use crate::connection::Connection;
use crate::exam::{Exam, Way};

/// What the examinees of a round have seen.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// The times of the answers, in microseconds, sorted.
    times: Vec<u32>,
    took: Duration,
}

impl Round {
    /// Keeps this number of exams going until the time is over.
    pub(crate) async fn run(host: &str, way: Way, at_once: usize, length: Duration) -> Outcome<Self> {
        let started = Instant::now();
        let mut examinees = JoinSet::new();
        for _ in 0..at_once {
            let host = host.to_owned();
            examinees.spawn(async move { take_exams(&host, way, started + length).await });
        }
        let mut round = Self::default();
        while let Some(times) = examinees.join_next().await {
            round.times.extend(times??);
        }
        round.took = started.elapsed();
        round.times.sort_unstable();
        Ok(round)
    }

    /// How many answers were given.
    pub(crate) const fn answers(&self) -> usize {
        self.times.len()
    }

    /// The answers of a second.
    pub(crate) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// The time within which this share of the answers was given, in microseconds.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        self.times.get((last as f64 * share) as usize).copied().unwrap_or(0).into()
    }
}

/// Takes one exam after the other until the end; the times of the answers in microseconds.
async fn take_exams(host: &str, way: Way, end: Instant) -> Outcome<Vec<u32>> {
    let mut connection = Connection::open(host).await?;
    let mut times = Vec::new();
    while Instant::now() < end {
        let mut exam = Exam::start(&mut connection, way).await?;
        while let Some((_, sent)) = exam.answer(&mut connection).await? {
            let now = Instant::now();
            times.push(u32::try_from((now - sent).as_micros()).unwrap_or(u32::MAX));
            if now >= end {
                return Ok(times);
            }
        }
        exam.see_result(&mut connection).await?;
    }
    Ok(times)
}
