use std::sync::{Condvar, Mutex};

use super::*;

/// Far more than a thread needs for a few lines.
const PATIENCE: Duration = Duration::from_secs(60);

/// What standard error does.
#[derive(Clone, Copy, PartialEq)]
enum Behaviour {
    Writes,
    /// Takes this number of bytes of each write, and fails the rest.
    Fails(usize),
    StandsStill,
}

#[derive(Clone)]
struct FaultyOutput(Arc<(Mutex<OutputState>, Condvar)>);

/// What the output does, and what it has taken.
type OutputState = (Behaviour, Vec<u8>);

impl FaultyOutput {
    fn new(behaviour: Behaviour) -> Self {
        Self(Arc::new((Mutex::new((behaviour, Vec::new())), Condvar::new())))
    }

    fn set(&self, behaviour: Behaviour) {
        self.0.0.lock().unwrap().0 = behaviour;
        self.0.1.notify_all();
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.0.lock().unwrap().1.clone()).unwrap()
    }
}

impl Write for FaultyOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let guard = self.0.0.lock().unwrap();
        let mut state = self.0.1.wait_while(guard, |state| state.0 == Behaviour::StandsStill).unwrap();
        match state.0 {
            Behaviour::Fails(taken) if taken < bytes.len() => {
                state.1.extend_from_slice(&bytes[..taken]);
                state.0 = Behaviour::Fails(0);
                if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) }
            }
            _ => {
                state.1.extend_from_slice(bytes);
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn queue(behaviour: Behaviour) -> (LogQueue, FaultyOutput) {
    let output = FaultyOutput::new(behaviour);
    (LogQueue::start(output.clone()), output)
}

#[test]
fn lines_are_written_whole_and_in_order() {
    let (queue, output) = queue(Behaviour::Writes);
    let lines: Vec<String> = (0..5000).map(|number| format!("line {number} of the log\n")).collect();
    for line in &lines {
        queue.push(line.clone().into_bytes());
    }
    queue.flush(PATIENCE);
    assert_eq!(output.text(), lines.concat());
    assert_eq!(queue.dropped_lines(), 0);
}

#[test]
fn a_line_longer_than_a_piece_is_written_whole() {
    let (queue, output) = queue(Behaviour::Writes);
    let long = format!("{}\n", "x".repeat(3 * PIECE));
    for line in ["before\n", &long, "after\n"] {
        queue.push(line.to_owned().into_bytes());
    }
    queue.flush(PATIENCE);
    assert_eq!(output.text(), format!("before\n{long}after\n"));
}

#[test]
fn lines_that_a_full_disk_does_not_take_are_counted_one_by_one() {
    let (queue, output) = queue(Behaviour::Fails(0));
    for _ in 0..100 {
        queue.push(b"lost\n".to_vec());
    }
    queue.flush(PATIENCE);
    assert_eq!(queue.dropped_lines(), 100);
    output.set(Behaviour::Writes);
    queue.push(b"kept\n".to_vec());
    queue.flush(PATIENCE);
    assert_eq!((output.text().as_str(), queue.dropped_lines()), ("kept\n", 100));
}

#[test]
fn after_half_a_line_the_next_one_begins_on_a_line_of_its_own() {
    let (queue, output) = queue(Behaviour::StandsStill);
    for line in ["first\n", "second\n", "third\n"] {
        queue.push(line.to_owned().into_bytes());
    }
    output.set(Behaviour::Fails(8));
    queue.flush(PATIENCE);
    output.set(Behaviour::Writes);
    queue.push(b"fourth\n".to_vec());
    queue.flush(PATIENCE);
    let text = output.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.last(), Some(&"fourth"), "{text:?}");
    let whole = ["first", "second", "third"].into_iter().filter(|line| lines.contains(line)).count();
    assert_eq!(queue.dropped_lines(), 3 - u64::try_from(whole).unwrap(), "{text:?}");
}

#[test]
fn a_reader_that_stands_still_makes_nobody_wait_and_what_waits_is_bounded() {
    let (queue, output) = queue(Behaviour::StandsStill);
    let line = vec![b'x'; 1023].into_iter().chain([b'\n']).collect::<Vec<u8>>();
    let sent = 4 * MOST_BYTES / line.len();
    for _ in 0..sent {
        queue.push(line.clone());
    }
    assert!(queue.counts.waiting.load(Ordering::Acquire) <= MOST_BYTES);
    let dropped = usize::try_from(queue.dropped_lines()).unwrap();
    assert!(dropped >= sent - MOST_BYTES / line.len(), "{dropped}");
    queue.flush(Duration::from_millis(1));
    output.set(Behaviour::Writes);
    queue.flush(PATIENCE);
    assert_eq!(output.text().len(), (sent - dropped) * line.len());
}

#[test]
fn many_short_lines_are_bounded_by_their_number() {
    let (queue, output) = queue(Behaviour::StandsStill);
    for _ in 0..2 * MOST_LINES {
        queue.push(b"x\n".to_vec());
    }
    assert!(queue.dropped_lines() > 0);
    output.set(Behaviour::Writes);
    queue.flush(PATIENCE);
    let written = u64::try_from(output.text().lines().count()).unwrap();
    assert_eq!(written + queue.dropped_lines(), 2 * u64::try_from(MOST_LINES).unwrap());
}

#[test]
fn the_log_says_how_many_lines_it_lacks_when_it_works_again() {
    let (queue, output) = queue(Behaviour::Fails(0));
    let reporting = tracing_subscriber::fmt().with_ansi(false).with_writer(queue.clone()).finish();
    let mut writer = LogWriter {
        output: output.clone(),
        queued: sync_channel(1).1,
        counts: Arc::clone(&queue.counts),
        reported: 0,
        is_torn: false,
    };
    queue.push(b"lost\n".to_vec());
    queue.flush(PATIENCE);
    output.set(Behaviour::Writes);
    tracing::subscriber::with_default(reporting, || {
        writer.report_dropped();
        writer.report_dropped();
    });
    queue.flush(PATIENCE);
    let text = output.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("lines of the log were lost") && text.contains("lost=1"), "{text}");
}
