//! What a server reports in reply to `INFO`.

use std::collections::BTreeSet;

use crate::memory::hit_rate;

/// The part of the report that operators ask for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ServerInfo {
    pub(super) version: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) used_memory_bytes: Option<u64>,
    /// How many reads have found a key, and how many have not.
    lookups: Option<(u64, u64)>,
}

impl ServerInfo {
    /// Reads `name:value` lines; what is missing or no number is `None`.
    pub(super) fn parse(text: &str) -> Self {
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
                .map(|value| value.trim().to_owned())
        };
        let number = |name: &str| field(name).and_then(|value| value.parse::<u64>().ok());
        Self {
            version: field("redis_version"),
            mode: field("redis_mode"),
            used_memory_bytes: number("used_memory"),
            lookups: number("keyspace_hits").zip(number("keyspace_misses")),
        }
    }

    /// The reports of several servers as one: each version once, sums, the first mode.
    pub(super) fn merge(servers: impl Iterator<Item = Self>) -> Self {
        let mut versions = BTreeSet::new();
        let mut all = Self::default();
        for server in servers {
            versions.extend(server.version);
            all.mode = all.mode.or(server.mode);
            all.used_memory_bytes = sum(all.used_memory_bytes, server.used_memory_bytes, u64::saturating_add);
            all.lookups = sum(all.lookups, server.lookups, |(hits, misses), (more_hits, more_misses)| {
                (hits.saturating_add(more_hits), misses.saturating_add(more_misses))
            });
        }
        let versions: Vec<String> = versions.into_iter().collect();
        all.version = (!versions.is_empty()).then(|| versions.join(", "));
        all
    }

    /// The share of reads that have found a key; `None` before the first.
    pub(super) fn hit_rate(&self) -> Option<f64> {
        self.lookups.and_then(|(hits, misses)| hit_rate(hits, misses))
    }
}

/// The sum of what is known.
fn sum<T>(one: Option<T>, other: Option<T>, add: impl FnOnce(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(add(one, other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_found_among_others_with_longer_names() {
        let text = "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n# Memory\r\nused_memory_human:1M\r\n\
                    used_memory:1048576\r\nkeyspace_hits:3\r\nkeyspace_misses:1\r\n";
        let expected = ServerInfo {
            version: Some("7.0.15".to_owned()),
            mode: Some("standalone".to_owned()),
            used_memory_bytes: Some(1_048_576),
            lookups: Some((3, 1)),
        };
        assert_eq!(ServerInfo::parse(text), expected);
        assert_eq!(expected.hit_rate(), Some(0.75));
    }

    #[test]
    fn what_is_missing_or_no_number_is_left_out() {
        assert_eq!(ServerInfo::parse(""), ServerInfo::default());
        let idle = ServerInfo::parse("used_memory:lots\r\nkeyspace_hits:0\r\nkeyspace_misses:0");
        assert_eq!((idle.used_memory_bytes, idle.hit_rate()), (None, None));
    }

    #[test]
    fn several_servers_are_summed_up() {
        let server = |text: &str| ServerInfo::parse(text);
        let all = ServerInfo::merge(
            [
                server("redis_version:7.2.0\r\nredis_mode:cluster\r\nused_memory:10\r\nkeyspace_hits:9\r\nkeyspace_misses:1"),
                server("redis_version:7.0.15\r\nused_memory:32\r\nkeyspace_hits:0\r\nkeyspace_misses:2"),
                server("redis_version:7.0.15\r\nused_memory:lots"),
            ]
            .into_iter(),
        );
        assert_eq!((all.version.as_deref(), all.mode.as_deref()), (Some("7.0.15, 7.2.0"), Some("cluster")));
        assert_eq!((all.used_memory_bytes, all.hit_rate()), (Some(42), Some(0.75)));
    }
}
