//! The resident memory of a server during a long run.

use std::time::{Duration, Instant};

use testkit::RunningServer;

const MIB: u64 = 1024 * 1024;

/// The time between two samples.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the last quarter may have more than the second, which comes after everything has been loaded once: a part of it, and
/// some more that an allocator keeps.
const GROWTH: f64 = 0.10;
const SLACK: u64 = 16 * MIB;

/// Samples at equal distances.
#[derive(Debug, Default)]
pub(super) struct MemorySamples(Vec<u64>);

/// The medians of two quarters of the run, and the most.
#[derive(Debug, Clone, Copy)]
pub(super) struct MemorySummary {
    pub(super) samples: usize,
    pub(super) second_quarter_mib: u64,
    pub(super) last_quarter_mib: u64,
    pub(super) most_mib: u64,
}

impl MemorySamples {
    /// Takes a sample and waits for the time of the next.
    pub(super) fn take(&mut self, server: &RunningServer) {
        let begun = Instant::now();
        self.0.push(server.resident_bytes());
        std::thread::sleep(INTERVAL.saturating_sub(begun.elapsed()));
    }

    fn quarter(&self, place: usize) -> u64 {
        let length = self.0.len() / 4;
        assert!(length > 0, "the run is too short to say anything on memory");
        let mut samples = self.0[place * length..(place + 1) * length].to_vec();
        samples.sort_unstable();
        samples[samples.len() / 2]
    }

    pub(super) fn summary(&self) -> MemorySummary {
        MemorySummary {
            samples: self.0.len(),
            second_quarter_mib: self.quarter(1) / MIB,
            last_quarter_mib: self.quarter(3) / MIB,
            most_mib: self.0.iter().max().copied().unwrap_or(0) / MIB,
        }
    }

    pub(super) fn assert_no_growth(&self) {
        let (early, late) = (self.quarter(1), self.quarter(3));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bytes"
        )]
        let most = (early as f64 * (1.0 + GROWTH)) as u64 + SLACK;
        assert!(late <= most, "resident memory grew from {early} to {late} bytes");
    }
}
