//! The page of the metrics: what the code has recorded, what the operating system says of the process, and the connections to the
//! database at this moment.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::MetricsPage;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use metrics_process::Collector;
use persistence::Record;

use crate::logging::dropped_lines;

use super::table::{Kind, METRICS, Metric};

/// The interval at which the metrics recorder compacts its histograms.
const UPKEEP: Duration = Duration::from_secs(5);

/// Upper bounds of the latency histograms, in seconds.
const LATENCY_BUCKETS: [f64; 12] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Starts recording, and returns the maker of the page. Nothing that is recorded before counts.
pub(crate) fn start() -> anyhow::Result<impl FnOnce(Arc<dyn Record>) -> MetricsPage> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &LATENCY_BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics cannot be recorded")?;
    METRICS.iter().for_each(describe);
    METRICS.iter().filter(|metric| metric.kind == Kind::Counter).for_each(begin_at_zero);
    metrics::gauge!("adaptive_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let process = Collector::default();
    process.describe();
    let upkeep = recorder.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(move |record: Arc<dyn Record>| {
        MetricsPage::new(move || {
            process.collect();
            metrics::counter!("adaptive_log_lines_dropped_total").absolute(dropped_lines());
            show_connections(record.as_ref());
            recorder.render()
        })
    })
}

fn describe(metric: &Metric) {
    let Metric { name, kind, unit, help, .. } = *metric;
    match kind {
        Kind::Counter => metrics::describe_counter!(name, unit, help),
        Kind::Gauge => metrics::describe_gauge!(name, unit, help),
        Kind::Histogram => metrics::describe_histogram!(name, unit, help),
    }
}

/// Shows a counter with all its label values before the first event, unless a label has values that only events know.
fn begin_at_zero(metric: &Metric) {
    let mut series = vec![Vec::new()];
    for (label, values) in metric.labels {
        let Some(values) = values else { return };
        series = series
            .iter()
            .flat_map(|labels: &Vec<_>| values().into_iter().map(|value| [&labels[..], &[(*label, value)]].concat()))
            .collect();
    }
    for labels in &series {
        metrics::counter!(metric.name, labels).increment(0);
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of connections are far below 2^53")]
fn show_connections(record: &dyn Record) {
    for counts in record.connections() {
        let pool = counts.pool;
        metrics::gauge!("adaptive_database_connections", "pool" => pool, "state" => "in_use").set(counts.in_use as f64);
        metrics::gauge!("adaptive_database_connections", "pool" => pool, "state" => "idle").set(counts.idle as f64);
        metrics::gauge!("adaptive_database_connections_limit", "pool" => pool).set(counts.most as f64);
        metrics::gauge!("adaptive_database_waiting", "pool" => pool).set(counts.waiting as f64);
        metrics::counter!("adaptive_database_waits_total", "pool" => pool).absolute(counts.waits);
        let waited = u64::try_from(counts.waited.as_micros()).unwrap_or(u64::MAX);
        metrics::counter!("adaptive_database_wait_microseconds_total", "pool" => pool).absolute(waited);
    }
}
