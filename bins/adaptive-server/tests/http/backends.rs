//! Which behaviours are proven on which backends.

/// Runs each behaviour on SQLite and memory always, on the services where they are.
macro_rules! on_every_backend {
    ($($area:ident: $($behaviour:ident),+;)+) => {
        mod sqlite_memory {$($(
            #[test]
            fn $behaviour() { crate::$area::$behaviour(&crate::deployment(testkit::Backend::SqliteMemory)); }
        )+)+}
        mod sqlite_redis {$($(
            #[test]
            #[ignore = "needs Redis: set TEST_REDIS_URL"]
            fn $behaviour() { crate::$area::$behaviour(&crate::deployment(testkit::Backend::SqliteRedis)); }
        )+)+}
        mod postgres_redis {$($(
            #[test]
            #[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
            fn $behaviour() { crate::$area::$behaviour(&crate::deployment(testkit::Backend::PostgresRedis)); }
        )+)+}
    };
}

/// Runs each behaviour where working copies outlive a server.
macro_rules! on_every_backend_with_redis {
    ($($area:ident: $($behaviour:ident),+;)+) => {
        mod redis_beside_sqlite {$($(
            #[test]
            #[ignore = "needs Redis: set TEST_REDIS_URL"]
            fn $behaviour() { crate::$area::$behaviour(&crate::deployment(testkit::Backend::SqliteRedis)); }
        )+)+}
        mod redis_beside_postgres {$($(
            #[test]
            #[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
            fn $behaviour() { crate::$area::$behaviour(&crate::deployment(testkit::Backend::PostgresRedis)); }
        )+)+}
    };
}

on_every_backend_with_redis! {
    recover:
        all_working_copies_are_rebuilt_as_they_were,
        one_working_copy_is_rebuilt_on_demand,
        exams_go_on_while_working_copies_are_lost_and_rebuilt;
    forged_copies:
        a_forged_copy_in_redis_is_not_believed;
}

on_every_backend! {
    life:
        a_session_persists_across_requests,
        an_exam_is_sat_to_its_end,
        the_last_answer_completes_the_session,
        the_same_seed_and_answers_give_the_same_exam,
        many_exams_at_once_keep_separate_states,
        an_exam_may_be_completed_early,
        active_sessions_are_listed_page_by_page;
    crashes:
        a_killed_server_goes_on_where_it_was,
        an_exam_interrupted_after_every_answer_equals_an_undisturbed_one,
        requests_in_flight_are_finished_when_the_server_is_stopped;
    working_copy:
        a_lost_working_copy_is_rebuilt_from_the_record,
        the_time_to_live_is_set_renewed_and_extended,
        the_working_copy_is_removed_on_completion,
        a_hundred_exams_save_their_states_at_once;
    idempotency:
        sixteen_clients_send_the_same_answer_and_one_counts,
        the_same_answer_gets_the_same_reply_ever_after,
        the_same_answer_gets_the_same_reply_from_another_instance,
        sixteen_clients_send_different_answers_and_one_counts,
        completing_again_gives_the_same_report;
    start_keys:
        a_start_repeated_with_its_key_gets_the_same_reply_ever_after,
        sixteen_clients_send_the_same_start_to_two_instances_and_one_session_comes,
        an_exam_started_twice_with_one_key_is_sat_as_any_other,
        a_key_sent_with_another_body_is_refused;
    examinee_start:
        an_exam_with_a_start_of_its_own_is_that_of_a_design_with_these_values,
        an_exam_with_a_start_of_its_own_goes_on_after_losses_and_crashes,
        a_start_that_does_not_fit_is_refused,
        a_key_sent_with_another_start_is_refused;
    keys:
        a_key_is_made_listed_used_and_revoked,
        a_key_closes_every_instance_at_once,
        the_use_of_a_key_is_noted;
    key_command:
        the_command_makes_lists_and_revokes_keys;
    security:
        a_credential_that_opens_nothing_is_refused_everywhere,
        a_key_opens_what_its_scopes_say,
        a_session_token_opens_its_own_session_alone;
    live_exposure:
        no_item_is_shown_to_more_examinees_than_the_design_allows,
        a_window_needs_a_rate;
    season:
        the_commands_of_the_page_run_a_season;
    pauses:
        a_paused_session_shows_nothing_and_goes_on_as_it_was,
        a_pause_and_answers_at_once_lose_no_answer,
        items_are_skipped_where_the_exam_type_says_so,
        an_item_whose_time_is_over_counts_as_wrong,
        an_outage_is_given_back_by_one_command;
    exam_rules:
        an_examinee_sees_the_estimates_that_the_exam_type_shows,
        an_examinee_completes_early_only_where_it_is_allowed,
        attempts_are_limited_also_for_starts_at_once,
        an_exam_is_started_within_its_window,
        an_answer_that_comes_late_counts_in_its_grace,
        one_examinee_has_more_time_than_others,
        a_session_is_voided_and_reopened,
        reopening_and_the_sweep_at_once_lose_no_answer,
        more_time_and_the_end_at_once_leave_one_order,
        sessions_are_found_by_what_is_known_of_them;
    assets:
        pictures_of_a_bank_are_served_for_ever,
        an_import_with_faulty_pictures_leaves_nothing,
        pictures_have_addresses_below_the_base_path;
    questionnaires:
        a_scale_of_agreement_is_answered_with_options,
        options_are_shown_in_the_order_of_the_session,
        an_item_says_how_its_texts_are_written;
    results:
        thirty_sessions_are_filtered_and_exported,
        a_row_has_what_the_report_has,
        parts_that_follow_each_other_are_the_whole,
        an_export_that_is_faulty_or_not_for_the_caller_is_refused,
        a_formula_is_text_in_a_spreadsheet,
        the_command_exports_what_the_server_does,
        a_wrong_key_is_found_and_the_answers_are_rescored,
        a_rescoring_that_is_faulty_or_not_for_the_caller_is_refused;
    bad_input:
        a_refused_answer_changes_nothing;
    webhooks:
        each_end_of_a_session_is_a_signed_message,
        a_message_is_sent_until_it_is_taken,
        nothing_is_lost_while_the_receiver_is_away_and_the_server_is_killed,
        two_servers_share_the_messages,
        what_is_given_up_is_listed_and_sent_again_by_command,
        an_examinee_who_is_unlinked_is_not_in_a_message_that_waits;
    expiry:
        a_session_whose_time_is_over_is_scored_by_its_next_request,
        a_session_whose_time_is_over_is_voided_by_the_sweep,
        active_sessions_are_counted;
}
