//! The end of the server: from a signal to its last request.

use std::time::Duration;

use anyhow::Context as _;
use api::Server;

use crate::logging;
use crate::signals::Signals;

/// Serves until a signal. Then the server is not ready, and still takes requests for the time of `drain`, so that load balancers
/// notice; after that it takes no more connections and finishes the requests in flight. A second signal ends it at once.
pub(crate) async fn serve_until_signal(server: Server, signals: &mut Signals, drain: Duration) -> anyhow::Result<()> {
    let ending = server.ending();
    let mut running = tokio::spawn(server.run());
    tokio::select! {
        outcome = &mut running => return outcome.context("the server broke down")?.context("the server broke down"),
        signal = signals.next() => {
            tracing::info!(signal, drain_seconds = drain.as_secs(), "the server stops: a second signal ends it at once");
        }
    }
    ending.announce();
    let stopped = async {
        tokio::time::sleep(drain).await;
        ending.stop().await;
        running.await
    };
    tokio::select! {
        outcome = stopped => outcome.context("the server broke down")?.context("the server broke down"),
        signal = signals.next() => {
            tracing::warn!(signal, "the server ends at once: requests in flight are not finished");
            logging::flush();
            // Without the wait for threads that are at work.
            std::process::exit(0);
        }
    }
}
