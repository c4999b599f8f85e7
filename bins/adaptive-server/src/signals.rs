//! The signals that end the server.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the server: SIGTERM, SIGINT (Ctrl-C) and SIGHUP.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    /// Absent where a terminal that is closed must not end the program (`nohup`).
    hangup: Option<Signal>,
}

impl Signals {
    /// Takes the signals: from here on none of them ends the program by itself.
    pub(crate) fn take() -> io::Result<Self> {
        let hangup = SignalKind::hangup();
        let is_ignored = std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores(&status, hangup));
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: if is_ignored { None } else { Some(signal(hangup)?) },
        })
    }

    /// Waits for one of them; its name.
    pub(crate) async fn next(&mut self) -> &'static str {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
            _ = hangup => "SIGHUP",
        }
    }
}

/// Whether a process with this status, as Linux shows it, ignores a signal.
fn ignores(status: &str, signal: SignalKind) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    let bit = signal.as_raw_value().checked_sub(1).and_then(|bit| u32::try_from(bit).ok());
    bit.and_then(|bit| mask.checked_shr(bit)).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_that_nohup_has_switched_off_is_found() {
        let status = |mask: &str| format!("Name:\tadaptive-server\nSigBlk:\t0000000000000001\nSigIgn:\t{mask}\n");
        for (mask, ignored) in [("0000000000000001", true), ("0000000000001003", true), ("0000000000001000", false)] {
            assert_eq!(ignores(&status(mask), SignalKind::hangup()), ignored, "{mask}");
        }
        assert!(ignores(&status("0000000000004000"), SignalKind::terminate()));
        assert!(!ignores("Name:\tadaptive-server\n", SignalKind::hangup()));
    }
}
