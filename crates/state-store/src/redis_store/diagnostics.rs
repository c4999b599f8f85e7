//! What `INFO` tells.

use crate::memory::hit_rate;

/// The part of the server's own account that operators ask for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ServerInfo {
    pub(super) version: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) used_memory_bytes: Option<u64>,
    pub(super) hit_rate: Option<f64>,
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
            hit_rate: number("keyspace_hits")
                .zip(number("keyspace_misses"))
                .and_then(|(hits, misses)| hit_rate(hits, misses)),
        }
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
            hit_rate: Some(0.75),
        };
        assert_eq!(ServerInfo::parse(text), expected);
    }

    #[test]
    fn what_is_missing_or_no_number_is_left_out() {
        assert_eq!(ServerInfo::parse(""), ServerInfo::default());
        assert_eq!(
            ServerInfo::parse("used_memory:lots\r\nkeyspace_hits:0\r\nkeyspace_misses:0"),
            ServerInfo::default()
        );
    }
}
