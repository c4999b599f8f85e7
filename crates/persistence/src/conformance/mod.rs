//! The suite that every implementation of [`Record`] has to pass.
//!
//! [`run_all`] runs every case on one record, which may hold other data. The compiler warns of a case that it does not call. A
//! case that fails panics.

#![expect(clippy::unwrap_used, reason = "these are tests, though not in a test module")]

mod api_keys;
mod assets;
mod banks;
mod copies;
mod crowds;
mod entries;
mod events;
mod exam_types;
mod expiry;
mod exposure;
mod guards;
mod imports;
mod interruptions;
mod last_answers;
mod limited_starts;
mod listings;
mod proctoring;
mod races;
mod refusal;
mod rescored_results;
mod runtimes;
mod samples;
mod sessions;
mod starts;
mod statistics;
mod webhooks;

use std::sync::Arc;

use crate::record::Record;

/// Runs every case on the record, which should be opened for this: the first case is about new connections. Needs a tokio
/// runtime.
///
/// # Panics
/// When the record does not behave as [`Record`] says.
pub async fn run_all(record: &Arc<dyn Record>) {
    runtimes::the_runtime_of_the_first_callers_may_end(record).await;
    run_single(record.as_ref()).await;

    races::versions_are_given_once_each_however_many_import_at_once(record).await;
    races::of_identical_advances_at_once_one_is_committed(record).await;
    races::of_completion_and_advance_at_once_one_is_committed(record).await;
    races::a_hundred_sessions_advance_independently(record).await;
    races::a_history_is_of_one_moment_while_its_session_advances(record).await;
    last_answers::of_last_answers_at_once_one_completes_the_session(record).await;
    last_answers::of_a_last_answer_and_a_completion_at_once_one_is_committed(record).await;
    starts::of_many_starts_with_one_key_at_once_one_is_inserted(record).await;
    limited_starts::of_many_starts_of_an_examinee_at_once_one_is_inserted(record).await;
    proctoring::of_many_reopenings_at_once_one_is_committed(record).await;
    proctoring::an_answer_and_a_pause_at_once_leave_both_or_the_pause(record).await;
    webhooks::of_many_claims_at_once_each_message_goes_to_one(record).await;
    rescored_results::of_many_rescorings_at_once_one_is_kept(record).await;
    expiry::of_many_answers_at_once_those_in_time_count(record).await;
    expiry::of_many_expiries_at_once_one_is_committed(record).await;
    crowds::a_faulty_answer_fails_alone_however_many_come_at_once(record).await;
    crowds::of_abandoned_answers_at_once_each_is_recorded_whole_or_not_at_all(record).await;
    imports::a_large_bank_is_not_found_before_it_is_complete(record).await;
    imports::answers_are_committed_while_a_large_bank_is_imported(record).await;
    interruptions::an_abandoned_import_leaves_all_or_nothing(record).await;
    interruptions::an_abandoned_answer_leaves_all_or_nothing(record).await;
}

async fn run_single(record: &dyn Record) {
    record.ping().await.unwrap();

    banks::a_bank_comes_back_bit_for_bit(record).await;
    banks::a_bank_may_be_empty(record).await;
    banks::a_first_version_is_kept_unless_there_is_one(record).await;
    banks::a_bank_may_be_large(record).await;
    banks::versions_count_up_for_each_name(record).await;
    banks::a_refused_bank_leaves_nothing(record).await;
    assets::a_bank_has_its_assets(record).await;
    assets::a_large_bank_has_its_assets(record).await;
    assets::a_bank_whose_assets_are_refused_leaves_nothing(record).await;
    entries::of_all_secrets_offered_the_first_is_kept(record).await;
    entries::a_link_is_used_by_one_browser(record).await;
    imports::a_large_bank_that_is_refused_leaves_nothing(record).await;
    exam_types::an_exam_type_comes_back_as_it_was(record).await;
    exam_types::a_first_version_is_kept_unless_there_is_one(record).await;
    exam_types::versions_count_up_for_each_name(record).await;
    exam_types::an_exam_type_needs_its_bank(record).await;
    sessions::a_session_comes_back_bit_for_bit(record).await;
    sessions::a_session_keeps_what_was_known_of_its_examinee(record).await;
    sessions::a_session_needs_its_exam_type(record).await;
    sessions::numbers_that_are_not_finite_are_refused(record).await;
    sessions::what_is_unknown_is_none(record).await;
    starts::a_key_starts_one_session(record).await;
    starts::a_refused_start_leaves_its_key_free(record).await;
    starts::the_session_of_a_key_is_found(record).await;
    limited_starts::an_examinee_has_one_active_session_and_no_more_than_the_limit(record).await;
    limited_starts::a_limited_start_that_is_sent_again_is_found(record).await;
    guards::an_advance_is_recorded_whole(record).await;
    guards::an_advance_from_another_revision_changes_nothing(record).await;
    guards::an_item_is_answered_once(record).await;
    guards::a_refused_answer_changes_nothing(record).await;
    guards::a_session_is_completed_once(record).await;
    copies::an_answer_from_a_copy_needs_the_history_of_the_session(record).await;
    copies::an_answer_from_the_record_needs_no_digest_and_leaves_one(record).await;
    last_answers::the_last_answer_completes_its_session(record).await;
    last_answers::a_completed_session_is_not_listed_as_active(record).await;
    last_answers::a_last_answer_that_is_stale_completes_nothing(record).await;
    last_answers::a_last_answer_to_an_item_answered_before_completes_nothing(record).await;
    expiry::an_answer_counts_until_the_session_expires(record).await;
    expiry::a_completion_says_whether_the_result_counts(record).await;
    expiry::expiring_sessions_come_with_the_earliest_first(record).await;
    expiry::the_active_sessions_are_counted(record).await;
    proctoring::more_time_moves_the_end_of_an_active_session(record).await;
    proctoring::a_pause_stops_the_clock_and_takes_no_answer(record).await;
    proctoring::a_paused_session_without_a_time_limit_goes_on_without_one(record).await;
    proctoring::a_paused_session_is_given_time_and_voided(record).await;
    proctoring::a_late_answer_counts_within_its_grace_and_completes(record).await;
    proctoring::a_session_that_was_given_more_time_does_not_expire(record).await;
    proctoring::a_session_is_voided_once_active_or_completed(record).await;
    proctoring::a_reopened_session_goes_on_with_its_answers(record).await;
    exposure::the_use_of_items_is_counted_in_the_latest_completed_sessions(record).await;
    exposure::the_uses_of_items_are_those_of_the_latest_sessions_of_an_exam_type(record).await;
    statistics::the_answers_of_completed_sessions_are_added_up_by_item(record).await;
    statistics::an_item_that_was_left_out_counts_as_shown_alone(record).await;
    statistics::the_latest_summary_of_a_simulation_is_kept(record).await;
    statistics::the_exam_types_of_a_bank_are_found(record).await;
    events::a_token_is_given_anew_with_its_event(record).await;
    events::a_session_that_is_unknown_has_no_events(record).await;
    events::an_examinee_is_unlinked_and_the_answers_stay(record).await;
    events::sessions_that_have_not_changed_are_anonymized(record).await;
    events::sessions_that_have_not_changed_are_deleted(record).await;
    rescored_results::a_rescored_result_is_kept_once_beside_the_first(record).await;
    rescored_results::only_a_completed_session_with_these_answers_is_rescored(record).await;
    rescored_results::rescored_results_are_deleted_with_their_session(record).await;
    listings::pages_of_active_sessions_have_each_once(record).await;
    listings::a_filter_lets_through_the_sessions_that_it_describes(record).await;
    listings::the_end_of_a_page_is_found_without_its_rows(record).await;
    listings::the_attempts_of_sessions_come_by_session_and_position(record).await;
    listings::the_versions_of_an_exam_type_come_in_order(record).await;
    api_keys::a_key_comes_back_without_its_digest(record).await;
    api_keys::a_key_is_revoked_once_and_stays(record).await;
    api_keys::a_use_is_noted_once_a_while(record).await;
    api_keys::pages_of_keys_have_each_once(record).await;
    webhooks::what_becomes_of_a_session_adds_messages(record).await;
    webhooks::an_endpoint_gets_the_kinds_that_it_wants(record).await;
    webhooks::a_claimed_message_is_nobody_elses_until_its_time(record).await;
    webhooks::a_message_that_is_given_up_has_an_event_and_can_be_sent_again(record).await;
    webhooks::messages_that_were_delivered_long_ago_are_deleted(record).await;
    listings::pages_of_banks_and_exam_types_have_each_once(record).await;
}
