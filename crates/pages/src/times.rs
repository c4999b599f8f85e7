//! Times for people.

use std::time::{Duration, SystemTime};

use maud::{Markup, html};

/// A moment in UTC, to the second. The script of the pages shows it in the time of the browser.
pub(crate) fn moment(at: SystemTime) -> Markup {
    let text = rfc3339(at);
    html! { time datetime=(text) { (text.replace('T', " ").replace('Z', " UTC")) } }
}

/// A moment as RFC 3339 text in UTC, to the second.
fn rfc3339(at: SystemTime) -> String {
    let text = api::rfc3339(at);
    text.split_once('.').map_or(text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// A span of time as `h:mm:ss` or `m:ss`.
pub(crate) fn clock_text(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// How long ago a moment was, in whole seconds; 0 for one that is still to come by this clock.
pub(crate) fn seconds_since(at: SystemTime, now: SystemTime) -> u64 {
    now.duration_since(at).unwrap_or(Duration::ZERO).as_secs()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn times_are_read_at_a_glance() {
        let at = UNIX_EPOCH + Duration::from_millis(1_893_499_200_400);
        assert_eq!(rfc3339(at), "2030-01-01T12:00:00Z");
        assert_eq!(moment(at).into_string(), r#"<time datetime="2030-01-01T12:00:00Z">2030-01-01 12:00:00 UTC</time>"#);
        assert_eq!([clock_text(59), clock_text(61), clock_text(3_661)], ["0:59", "1:01", "1:01:01"]);
        assert_eq!(seconds_since(at, at + Duration::from_secs(5)), 5);
        assert_eq!(seconds_since(at, UNIX_EPOCH), 0);
    }
}
