//! The queries on how often items are used.

/// Defines the queries on one type of connection, like `define_queries`, which expands this.
macro_rules! define_exposure_queries {
    ($connection:ty, [$($async:tt)?], [$($await:tt)*]) => {
        use std::collections::BTreeMap;

        use diesel::dsl::count_star;

        use $crate::event_queries::SESSIONS_AT_ONCE;
        use $crate::exposure_queries::LOOKED_AT;
        use $crate::model::{ExposureCount, ItemUseRows};

        /// How often items were used in the latest completed sessions, at most this number of them, by exam type version. It reads a
        /// limited number of rows by the primary keys, whatever else the tables hold.
        pub(crate) $($async)? fn item_exposure(
            conn: &mut $connection,
            sessions: u32,
        ) -> QueryResult<Vec<ExposureCount>> {
            let mut by_exam_type: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            for (session, exam_type) in latest_completed(conn, sessions)$($await)*? {
                by_exam_type.entry(exam_type).or_default().push(session);
            }
            let mut counts = Vec::new();
            for (exam_type, sessions) in by_exam_type {
                let name = exam_types::table
                    .find(exam_type)
                    .select((exam_types::name, exam_types::version))
                    .get_result(conn)$($await)*?;
                let mut count = ExposureCount::new(name, sessions.len());
                for some in sessions.chunks(SESSIONS_AT_ONCE) {
                    count.add(uses_of_items(conn, some)$($await)*?);
                }
                counts.push(count);
            }
            Ok(counts)
        }

        /// How often items were used in the latest sessions of an exam type version, at most this number of them: the number of the
        /// sessions, and the items, each with how often it was answered or is shown.
        pub(crate) $($async)? fn item_uses(
            conn: &mut $connection,
            exam_type: i64,
            sessions: u32,
        ) -> QueryResult<ItemUseRows> {
            let latest: Vec<(i64, Option<i64>)> = exam_sessions::table
                .filter(exam_sessions::exam_type_id.eq(exam_type))
                .order(exam_sessions::id.desc())
                .limit(sessions.into())
                .select((exam_sessions::id, exam_sessions::pending_item))
                .load(conn)$($await)*?;
            let ids: Vec<i64> = latest.iter().map(|(id, _)| *id).collect();
            let mut shown = BTreeMap::new();
            let pending = latest.iter().filter_map(|(_, pending)| Some((pending.as_ref().copied()?, 1)));
            for (item, uses) in pending {
                *shown.entry(item).or_default() += uses;
            }
            for some in ids.chunks(SESSIONS_AT_ONCE) {
                for (item, uses) in uses_of_items(conn, some)$($await)*? {
                    *shown.entry(item).or_default() += uses;
                }
            }
            Ok(ItemUseRows { sessions: ids.len(), shown })
        }

        /// The latest completed sessions, each with its exam type version.
        $($async)? fn latest_completed(conn: &mut $connection, sessions: u32) -> QueryResult<Vec<(i64, i64)>> {
            let newest: Option<i64> = exam_sessions::table.select(max(exam_sessions::id)).get_result(conn)$($await)*?;
            let oldest = newest.unwrap_or(0).saturating_sub(i64::from(sessions).saturating_mul(LOOKED_AT));
            exam_sessions::table
                .filter(exam_sessions::id.gt(oldest))
                .filter(exam_sessions::status.eq(SessionStatus::Completed.as_str()))
                .order(exam_sessions::id.desc())
                .limit(sessions.into())
                .select((exam_sessions::id, exam_sessions::exam_type_id))
                .load(conn)$($await)*
        }

        /// The items that were answered in these sessions, each with the number of the sessions.
        $($async)? fn uses_of_items(conn: &mut $connection, sessions: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
            attempts::table
                .filter(attempts::session_id.eq_any(sessions))
                .group_by(attempts::item)
                .select((attempts::item, count_star()))
                .load(conn)$($await)*
        }
    };
}

pub(crate) use define_exposure_queries;

/// How many of the latest sessions are looked at for each completed one that is wanted: while many exams are running, the latest
/// sessions are active.
pub(crate) const LOOKED_AT: i64 = 5;
