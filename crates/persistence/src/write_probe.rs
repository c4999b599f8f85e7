//! The statements by which a database shows that answers can be recorded.

/// Changes that an answer makes, of rows that are not there: they fail if a table has another name, lacks a column, or may not be
/// written to. Both databases take them.
macro_rules! changes_of_nothing {
    () => {
        "UPDATE exam_sessions SET revision = revision WHERE id = 0; \
         INSERT INTO attempts (session_id, position, item, answer, response, theta, standard_error, answered_at) \
         SELECT session_id, position, item, answer, response, theta, standard_error, answered_at \
         FROM attempts WHERE session_id = 0; \
         UPDATE items SET bank_id = bank_id WHERE bank_id = 0; \
         UPDATE exam_types SET name = name WHERE id = 0; \
         UPDATE item_banks SET name = name WHERE id = 0;"
    };
}
pub(crate) use changes_of_nothing;
