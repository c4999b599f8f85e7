//! Medians of repeated measurements, two ways of doing the same thing in turn.

use std::time::Instant;

/// How often each side is measured.
const SAMPLES: usize = 101;
/// How long a sample is made by repetition, in nanoseconds: long against the resolution of the clock.
const SAMPLE_NANOSECONDS: f64 = 200_000.0;

/// One of the two things that are compared. It runs this many times and returns the nanoseconds, without preparations.
pub type Side<'a> = &'a mut dyn FnMut(usize) -> f64;

/// The medians of both sides, in nanoseconds a time, their samples taken in turn so that whatever disturbs the machine
/// disturbs both.
pub fn medians(mut sides: [Side<'_>; 2]) -> [f64; 2] {
    let times = [times_per_sample(sides[0]), times_per_sample(sides[1])];
    let mut samples = [Vec::with_capacity(SAMPLES), Vec::with_capacity(SAMPLES)];
    for _ in 0..SAMPLES {
        for ((side, times), samples) in sides.iter_mut().zip(times).zip(&mut samples) {
            samples.push(side(times) / times as f64);
        }
    }
    samples.map(|mut samples| {
        samples.sort_unstable_by(f64::total_cmp);
        samples[SAMPLES / 2]
    })
}

fn times_per_sample(side: Side<'_>) -> usize {
    side(1);
    let once = side(3) / 3.0;
    (SAMPLE_NANOSECONDS / once.max(1.0)).ceil().clamp(1.0, 4096.0) as usize
}

/// Nanoseconds that the work takes.
pub fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as f64
}

/// Prints the head of the table that [`print_row`] fills.
pub fn print_head(title: &str) {
    println!("\n{title}\n{:<52}{:>14}{:>14}{:>10}", "median of one, in microseconds", "irt-core", "naive", "ratio");
}

/// Prints a comparison.
pub fn print_row(what: &str, [fast, naive]: [f64; 2]) {
    println!("{what:<52}{:>14.3}{:>14.3}{:>9.0}x", fast / 1e3, naive / 1e3, naive / fast);
}
