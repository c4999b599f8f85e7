//! The table of all metrics. `docs/metrics.md` has the same rows; a test compares them, and finds metrics that are in the code and
//! not in the table.

use metrics::Unit;

use super::label_values::{
    answer_outcomes, breaker_states, computation_outcomes, end_reasons, expiry_policies, queues, rebuild_reasons,
    store_operations, sweep_outcomes, webhook_outcomes,
};

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number that only grows. One whose labels have known values is there from the start, at 0.
    Counter,
    /// A number that rises and falls.
    Gauge,
    /// A distribution.
    Histogram,
}

/// A label, and its values where they are known before the first event.
pub(super) type Label = (&'static str, Option<fn() -> Vec<&'static str>>);

/// A metric.
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) unit: Unit,
    pub(super) labels: &'static [Label],
    pub(super) help: &'static str,
}

const fn metric(kind: Kind, unit: Unit, name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    Metric { name, kind, unit, labels, help }
}

const fn counter(name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    metric(Kind::Counter, Unit::Count, name, labels, help)
}

const fn gauge(name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    metric(Kind::Gauge, Unit::Count, name, labels, help)
}

const fn seconds(name: &'static str, labels: &'static [Label], help: &'static str) -> Metric {
    metric(Kind::Histogram, Unit::Seconds, name, labels, help)
}

const fn open(label: &'static str) -> Label {
    (label, None)
}

const fn known(label: &'static str, values: fn() -> Vec<&'static str>) -> Label {
    (label, Some(values))
}

/// All metrics but those of the process, which the operating system has.
pub(super) const METRICS: &[Metric] = &[
    gauge("adaptive_build_info", &[open("version")], "The version of the program; the value is 1."),
    counter(
        "adaptive_http_requests_total",
        &[open("method"), open("route"), open("status")],
        "Requests by method, route and status.",
    ),
    seconds(
        "adaptive_http_request_seconds",
        &[open("method"), open("route"), open("status")],
        "How long requests took, from the head of the request to the reply.",
    ),
    counter("adaptive_sessions_started_total", &[], "Exam sessions started."),
    counter(
        "adaptive_starts_repeated_total",
        &[],
        "Starts that were sent again with their Idempotency-Key and got the first reply.",
    ),
    counter("adaptive_answers_total", &[], "Answers that counted, once each, however often they were sent."),
    counter(
        "adaptive_answer_requests_total",
        &[known("outcome", answer_outcomes)],
        "Answers that were sent, by what became of them.",
    ),
    counter("adaptive_sessions_completed_total", &[], "Exam sessions completed."),
    counter(
        "adaptive_sessions_ended_total",
        &[known("reason", end_reasons)],
        "Exam sessions completed, by the reason for which they ended.",
    ),
    counter(
        "adaptive_sessions_expired_total",
        &[known("policy", expiry_policies)],
        "Exam sessions completed because their time was over, by policy.",
    ),
    gauge(
        "adaptive_active_sessions",
        &[],
        "Exam sessions that are not completed, as the record had them at the last sweep of this instance.",
    ),
    gauge(
        "adaptive_item_exposure_sessions",
        &[open("exam_type"), open("version")],
        "The latest completed exam sessions in which the use of items was counted, by version of the exam type.",
    ),
    gauge(
        "adaptive_item_exposure_max_ratio",
        &[open("exam_type"), open("version")],
        "The highest exposure rate of an item: the share of these sessions in which it was answered.",
    ),
    gauge(
        "adaptive_items_used",
        &[open("exam_type"), open("version")],
        "Items that were answered in at least one of these sessions.",
    ),
    counter("adaptive_sweeps_total", &[known("outcome", sweep_outcomes)], "Sweeps for expired sessions, by outcome."),
    metric(
        Kind::Gauge,
        Unit::Seconds,
        "adaptive_clock_offset_seconds",
        &[],
        "How far the clock of this server is ahead of that of PostgreSQL.",
    ),
    counter(
        "adaptive_log_lines_dropped_total",
        &[],
        "Lines that the log lacks because standard error took none, or not fast enough.",
    ),
    counter("adaptive_tokens_reissued_total", &[], "Session tokens given anew."),
    counter("adaptive_sessions_anonymized_total", &[], "Exam sessions that the retention has anonymized."),
    counter("adaptive_sessions_deleted_total", &[], "Exam sessions that the retention has deleted."),
    counter(
        "adaptive_recoveries_total",
        &[known("reason", rebuild_reasons)],
        "Exam sessions rebuilt from the record, by the reason.",
    ),
    counter(
        "adaptive_faulty_sessions_total",
        &[],
        "Exam sessions refused because their record contradicts itself, each counted once.",
    ),
    gauge(
        "adaptive_database_connections",
        &[open("pool"), open("state")],
        "Connections to the database: those in use, and those idle.",
    ),
    gauge("adaptive_database_connections_limit", &[open("pool")], "The largest number of connections to the database."),
    gauge("adaptive_database_waiting", &[open("pool")], "Calls that wait for a connection to the database."),
    counter(
        "adaptive_database_waits_total",
        &[open("pool")],
        "Calls that have waited for a connection to the database.",
    ),
    metric(
        Kind::Counter,
        Unit::Microseconds,
        "adaptive_database_wait_microseconds_total",
        &[open("pool")],
        "How long calls have waited for a connection to the database, in all.",
    ),
    gauge(
        "adaptive_queue_waiting",
        &[open("queue")],
        "Computations that take long, and imports of banks, that wait for their turn.",
    ),
    gauge(
        "adaptive_queue_running",
        &[open("queue")],
        "Computations that take long, and imports of banks, that are at work.",
    ),
    counter(
        "adaptive_queue_refused_total",
        &[known("queue", queues)],
        "Those that were refused with status 503: the queue was full, or they waited too long.",
    ),
    counter("adaptive_queue_left_total", &[known("queue", queues)], "Those whose client left while they waited."),
    counter(
        "adaptive_computations_total",
        &[known("outcome", computation_outcomes)],
        "Computations on threads of their own, by outcome: ended, or abandoned because the client left.",
    ),
    counter(
        "adaptive_webhook_attempts_total",
        &[known("outcome", webhook_outcomes)],
        "Attempts of this instance to send webhook messages, by outcome.",
    ),
    gauge(
        "adaptive_webhook_messages",
        &[open("state")],
        "Webhook messages in the record: those that wait for an attempt, and those that were given up.",
    ),
    gauge("adaptive_catalogue_entries", &[], "Banks and exam types in memory."),
    gauge("adaptive_catalogue_bytes", &[], "The memory that they take, in bytes."),
    counter("adaptive_catalogue_loads_total", &[], "Banks and exam types that were loaded."),
    counter(
        "adaptive_catalogue_evictions_total",
        &[],
        "Banks and exam types that left memory because all together took more than [limits] catalogue_megabytes.",
    ),
    counter(
        "adaptive_store_operations_total",
        &[open("operation"), open("outcome")],
        "Calls of the store of working copies, by outcome.",
    ),
    seconds("adaptive_store_operation_seconds", &[open("operation")], "How long calls of the store took."),
    counter(
        "adaptive_store_failures_total",
        &[known("operation", store_operations)],
        "Calls of the store that failed, after which the server went on from the record.",
    ),
    gauge("adaptive_store_breaker_open", &[], "1 while Redis fails and is not asked, else 0."),
    counter(
        "adaptive_store_breaker_changes_total",
        &[known("to", breaker_states)],
        "Changes of the breaker, by state.",
    ),
    counter("adaptive_store_breaker_refused_total", &[], "Calls of Redis that the open breaker refused."),
    counter(
        "adaptive_store_node_breaker_changes_total",
        &[open("node"), open("to")],
        "Changes of the breaker of a node of the Redis Cluster.",
    ),
    counter(
        "adaptive_store_node_breaker_refused_total",
        &[open("node")],
        "Calls that the open breaker of a node of the Redis Cluster refused.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    const DOCUMENT: &str = include_str!("../../../../docs/metrics.md");

    fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                sources(&entry, found);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(entry);
            }
        }
    }

    /// The names of the metrics that the code of the server emits.
    fn emitted() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        for name in ["api", "exam", "persistence", "state-store"] {
            sources(&root.join("crates").join(name).join("src"), &mut files);
        }
        sources(&root.join("bins/adaptive-server/src"), &mut files);
        let mut names = BTreeSet::new();
        for text in files.iter().map(|file| std::fs::read_to_string(file).unwrap()) {
            for call in ["metrics::counter!(", "metrics::gauge!(", "metrics::histogram!("] {
                for rest in text.split(call).skip(1) {
                    let name = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                    names.extend(name.filter(|name| name.starts_with("adaptive_")).map(str::to_owned));
                }
            }
        }
        names
    }

    #[test]
    fn every_metric_that_the_code_emits_is_in_the_table_and_no_other() {
        let listed: BTreeSet<_> = METRICS.iter().map(|metric| metric.name.to_owned()).collect();
        assert_eq!(listed.len(), METRICS.len(), "a name stands twice");
        assert_eq!(emitted(), listed);
    }

    #[test]
    fn the_document_has_the_row_of_every_metric() {
        for Metric { name, kind, unit, labels, help } in METRICS {
            let labels: Vec<_> = labels.iter().map(|(label, _)| format!("`{label}`")).collect();
            let kind = format!("{kind:?}").to_lowercase();
            let unit = if *unit == Unit::Count { "" } else { unit.as_str() };
            let row = format!("| `{name}` | {kind} | {unit} | {} | {help}", labels.join(", "));
            assert!(DOCUMENT.contains(&row), "docs/metrics.md lacks\n{row}");
        }
    }

    #[test]
    fn names_have_the_suffix_of_their_kind_and_unit() {
        for Metric { name, kind, unit, .. } in METRICS {
            assert_eq!(*kind == Kind::Counter, name.ends_with("_total"), "{name}");
            assert_eq!(*unit == Unit::Seconds, name.ends_with("_seconds"), "{name}");
        }
    }
}
