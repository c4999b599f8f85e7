//! Processor time and memory of processes, from `/proc`.

use benches::workload::Outcome;

/// The unit of the times in `/proc`: Linux gives programs hundredths of a second on every architecture.
const MICROSECONDS_PER_TICK: f64 = 10_000.0;
/// Places after the name of the program, which may hold anything.
const USER: usize = 11;
const SYSTEM: usize = 12;

/// The processor time that a process has taken so far, in microseconds; none if it has ended.
pub(crate) fn taken_by(process: u32) -> f64 {
    let Ok(text) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return 0.0 };
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(USER) + ticks(SYSTEM)) * MICROSECONDS_PER_TICK
}

/// The memory of a process that is in use, in bytes.
pub(crate) fn resident(process: u32) -> Outcome<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_has_memory_and_its_time_grows() {
        let myself = std::process::id();
        assert!(resident(myself).unwrap() > 100_000);
        let before = taken_by(myself);
        let mut sum = 0_u64;
        while taken_by(myself) <= before {
            sum = std::hint::black_box((0..1_000_000).fold(sum, u64::wrapping_add));
        }
    }
}
