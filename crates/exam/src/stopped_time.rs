//! The spans of time in which the clock of a session stood still.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use persistence::EventRecord;

/// The spans of time in which the clock of a session stood still: pauses, outages that were given back, and the time between an end
/// and a reopening. In order, none of them touching another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StoppedTime {
    spans: Vec<Range<SystemTime>>,
}

impl StoppedTime {
    /// The spans of the events of a session.
    pub(crate) fn of(events: &[EventRecord]) -> Self {
        Self::from_spans(events.iter().filter_map(|event| event.span.clone()).collect())
    }

    /// These spans, which may overlap.
    pub(crate) fn from_spans(mut spans: Vec<Range<SystemTime>>) -> Self {
        spans.sort_by_key(|span| (span.start, span.end));
        let mut joined: Vec<Range<SystemTime>> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => joined.push(span),
            }
        }
        Self { spans: joined }
    }

    /// How long the clock ran between two moments; nothing if the second is before the first.
    pub(crate) fn running(&self, from: SystemTime, to: SystemTime) -> Duration {
        let whole = to.duration_since(from).unwrap_or(Duration::ZERO);
        let stood = self.spans.iter().map(|span| {
            let (start, end) = (span.start.max(from), span.end.min(to));
            end.duration_since(start).unwrap_or(Duration::ZERO)
        });
        whole.saturating_sub(stood.sum())
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;

    use super::*;

    fn at(second: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(second)
    }

    fn stopped(spans: &[(u64, u64)]) -> StoppedTime {
        StoppedTime::from_spans(spans.iter().map(|&(from, to)| at(from)..at(to)).collect())
    }

    #[test]
    fn spans_within_and_across_the_ends_are_left_out() {
        let stopped = stopped(&[(10, 20), (40, 50)]);
        let running = |from, to| stopped.running(at(from), at(to)).as_secs();
        assert_eq!([running(0, 10), running(0, 30), running(15, 45), running(12, 18)], [10, 20, 20, 0]);
        assert_eq!(running(30, 20), 0);
    }

    #[test]
    fn spans_that_overlap_count_once() {
        let stopped = stopped(&[(30, 40), (10, 25), (20, 30), (12, 13)]);
        assert_eq!(stopped.running(at(0), at(50)), Duration::from_secs(20));
    }

    proptest! {
        #[test]
        fn the_clock_runs_in_the_seconds_of_no_span(
            spans in proptest::collection::vec((0_u64..60, 0_u64..20), 0..6),
            from in 0_u64..80,
            length in 0_u64..40,
        ) {
            let spans: Vec<_> = spans.into_iter().map(|(start, length)| (start, start + length)).collect();
            let to = from + length;
            let runs = (from..to).filter(|second| !spans.iter().any(|(start, end)| (start..end).contains(&second)));
            prop_assert_eq!(stopped(&spans).running(at(from), at(to)).as_secs(), runs.count() as u64);
        }
    }
}
