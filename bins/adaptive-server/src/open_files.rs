//! The limit on open files. Each connection is one.

/// Files that are no connections of clients: databases, Redis, logs.
const OTHER_FILES: u64 = 256;
/// The largest number of connections unless the settings give another: more than the exams that one process carries.
const MOST_CONNECTIONS: u64 = 25_000;

/// Raises the soft limit on open files to the hard one, and returns it. Where that fails, the limit stays as it is.
pub(crate) fn raise_limit() -> u64 {
    rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit on open files cannot be raised");
        rlimit::Resource::NOFILE.get_soft().unwrap_or(OTHER_FILES)
    })
}

/// The number of connections that fit below a limit on open files, with room for other files.
pub(crate) fn connections_within(limit: u64) -> usize {
    let room = limit.saturating_sub(OTHER_FILES.min(limit / 4)).clamp(1, MOST_CONNECTIONS);
    usize::try_from(room).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_other_files() {
        for (limit, connections) in [(0, 1), (100, 75), (1024, 768), (20_000, 19_744), (1_048_576, 25_000)] {
            assert_eq!(connections_within(limit), connections, "{limit}");
        }
    }
}
