//! The lines that wait to be written, and the thread that writes them.
//!
//! A line goes into a queue of limited size, and a thread writes the queue to standard error. If standard error fails (a full
//! disk, a reader that is gone) or does not take the lines as fast as they come (a reader that stands still), lines are dropped
//! and counted, and no request waits. Once lines can be written again, one of them says how many are missing.
//!
//! `tracing-appender` has such a queue, but it drops lines that cannot be written without counting them, its limit is a number
//! of lines and not of bytes, and at its end it prints to standard output, which may be closed too.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

/// The greatest number of lines that wait.
const MOST_LINES: usize = 16 * 1024;
/// The greatest number of bytes that wait.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Lines that wait are written together up to this size: a pipe that several processes share does not mix up as much.
const PIECE: usize = 4096;
/// How long a line waits for others before it is written. To wake the writer for each line would cost as much as the line.
const GATHERING: Duration = Duration::from_millis(2);
/// Between two looks at whether all lines are written.
const FLUSH_PAUSE: Duration = Duration::from_millis(2);

/// Where lines are put. All clones are one queue.
#[derive(Clone)]
pub(super) struct LogQueue {
    lines: SyncSender<Vec<u8>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    /// The bytes that wait or are being written.
    waiting: AtomicUsize,
    dropped: AtomicU64,
}

impl LogQueue {
    /// A queue, and the thread that writes it. Without a thread all lines are dropped and counted.
    pub(super) fn start(output: impl Write + Send + 'static) -> Self {
        let (lines, queued) = sync_channel(MOST_LINES);
        let counts = Arc::new(Counts::default());
        let writer = LogWriter { output, queued, counts: Arc::clone(&counts), reported: 0, is_torn: false };
        drop(std::thread::Builder::new().name("log".to_owned()).spawn(move || writer.run()));
        Self { lines, counts }
    }

    /// Adds a line, or drops and counts it. Never waits.
    pub(super) fn push(&self, line: Vec<u8>) {
        let size = line.len();
        let waiting = self.counts.waiting.fetch_add(size, Ordering::AcqRel);
        if waiting.saturating_add(size) > MOST_BYTES || self.lines.try_send(line).is_err() {
            self.counts.waiting.fetch_sub(size, Ordering::AcqRel);
            self.counts.dropped.fetch_add(1, Ordering::AcqRel);
        }
    }

    pub(super) fn dropped_lines(&self) -> u64 {
        self.counts.dropped.load(Ordering::Acquire)
    }

    /// Waits until every line is written or dropped, at most for this time.
    pub(super) fn flush(&self, limit: Duration) {
        let started = Instant::now();
        while self.counts.waiting.load(Ordering::Acquire) > 0 && started.elapsed() < limit {
            std::thread::sleep(FLUSH_PAUSE);
        }
    }
}

/// One line of the log on its way into the queue.
impl Write for LogQueue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.push(line.to_vec());
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogQueue {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The other end of the queue.
struct LogWriter<W> {
    output: W,
    queued: Receiver<Vec<u8>>,
    counts: Arc<Counts>,
    /// How many dropped lines the log has told of.
    reported: u64,
    /// Whether the last thing written was a part of a line.
    is_torn: bool,
}

impl<W: Write> LogWriter<W> {
    fn run(mut self) {
        while let Ok(first) = self.queued.recv() {
            std::thread::sleep(GATHERING);
            let mut next = Some(first);
            while let Some(line) = next.take() {
                let (piece, lines) = self.piece(line, &mut next);
                let written = self.write(&piece, lines);
                self.counts.waiting.fetch_sub(piece.len(), Ordering::AcqRel);
                if next.is_none() {
                    next = self.queued.try_recv().ok();
                }
                if written && next.is_none() {
                    self.report_dropped();
                }
            }
        }
    }

    /// A line with those that wait behind it, as far as they go into one piece, and their number. The first line that does not
    /// fit is left in `next`.
    fn piece(&self, mut piece: Vec<u8>, next: &mut Option<Vec<u8>>) -> (Vec<u8>, u64) {
        let mut lines = 1;
        while let Ok(line) = self.queued.try_recv() {
            if piece.len() + line.len() > PIECE {
                *next = Some(line);
                break;
            }
            piece.extend_from_slice(&line);
            lines += 1;
        }
        (piece, lines)
    }

    /// Writes a piece; whether all of it was written. Its lines count as dropped if not, but for those that are whole.
    fn write(&mut self, piece: &[u8], lines: u64) -> bool {
        let mut left = piece;
        if self.is_torn && self.output.write_all(b"\n").is_err() {
            self.counts.dropped.fetch_add(lines, Ordering::AcqRel);
            return false;
        }
        self.is_torn = false;
        while !left.is_empty() {
            match self.output.write(left) {
                Ok(written) if written > 0 => left = left.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => break,
            }
        }
        if left.is_empty() {
            return true;
        }
        let written = piece.get(..piece.len() - left.len()).unwrap_or_default();
        self.is_torn = written.last().is_some_and(|last| *last != b'\n');
        let whole = written.iter().filter(|byte| **byte == b'\n').count();
        let whole = u64::try_from(whole).unwrap_or(u64::MAX);
        self.counts.dropped.fetch_add(lines.saturating_sub(whole), Ordering::AcqRel);
        false
    }

    /// Says in the log how many lines it lacks, now that lines can be written and none waits.
    fn report_dropped(&mut self) {
        let dropped = self.counts.dropped.load(Ordering::Acquire);
        let lost = dropped - self.reported;
        if lost > 0 {
            self.reported = dropped;
            tracing::warn!(lost, "lines of the log were lost: standard error took none, or not fast enough");
        }
    }
}

#[cfg(test)]
mod tests;
