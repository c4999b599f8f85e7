//! What of the log can hold no secret, whatever its level is set to.

use tracing::{Level, Metadata};

/// The crates of this workspace: none of their lines holds a key, a token, an item, an answer or an examinee.
const OWN: [&str; 9] =
    ["adaptive_server", "api", "credentials", "edge", "exam", "irt_core", "persistence", "state_store", "webhooks"];

/// Where actix reports each connection whose bytes are no request, as an error that says neither whose they are nor why. Clients, such as
/// programs that look for open ports, could fill the log with it.
const OF_BROKEN_CONNECTIONS: &str = "actix_http::h1::dispatcher";

/// Whether a line, or a span, may be logged: libraries log the parameters of statements, the commands and the values that they
/// handle at `debug` and `trace`, so theirs are left out. A list of the libraries that do it would miss the next one.
pub(super) fn is_harmless(line: &Metadata<'_>) -> bool {
    let target = line.target();
    (*line.level() <= Level::INFO && target != OF_BROKEN_CONNECTIONS) || is_own(target)
}

fn is_own(target: &str) -> bool {
    let krate = target.split("::").next().unwrap_or_default();
    OWN.contains(&krate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_of_this_workspace_are_logged_in_detail() {
        for target in ["api", "exam::service::expire", "adaptive_server::sweep", "state_store::breaker"] {
            assert!(is_own(target), "{target}");
        }
        for target in
            ["tokio_postgres::query", "diesel", "redis::aio", "actix_http::h1", "apis", "exam_types", "", "log"]
        {
            assert!(!is_own(target), "{target}");
        }
    }
}
