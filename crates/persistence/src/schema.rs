//! The tables, as both databases have them. The types name what diesel reads; the migrations hold the constraints.

diesel::table! {
    item_banks (id) {
        id -> BigInt,
        name -> Text,
        version -> Integer,
        scaling_constant -> Double,
        item_count -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    items (bank_id, item_index) {
        bank_id -> BigInt,
        item_index -> BigInt,
        item_id -> Text,
        model -> Text,
        discrimination -> Double,
        difficulty -> Double,
        guessing -> Double,
        upper_asymptote -> Double,
        parameters -> Nullable<Text>,
        content -> Nullable<Text>,
        stem -> Nullable<Text>,
        answer_key -> Nullable<Text>,
        options -> Text,
        presentation -> Nullable<Text>,
    }
}

diesel::table! {
    bank_assets (public_name) {
        public_name -> Text,
        bank_id -> BigInt,
        name -> Text,
        media_type -> Text,
        content -> Binary,
    }
}

diesel::table! {
    exam_types (id) {
        id -> BigInt,
        name -> Text,
        version -> Integer,
        bank_id -> BigInt,
        design -> Text,
        ttl_seconds -> BigInt,
        feedback -> Bool,
        created_at -> BigInt,
        time_limit_seconds -> Nullable<BigInt>,
        on_expiry -> Nullable<Text>,
        rules -> Nullable<Text>,
    }
}

diesel::table! {
    exam_sessions (id) {
        id -> BigInt,
        exam_type_id -> BigInt,
        examinee_id -> Nullable<Text>,
        seed -> BigInt,
        token_digest -> Binary,
        status -> Text,
        revision -> BigInt,
        pending_item -> Nullable<BigInt>,
        stop_reason -> Nullable<Text>,
        theta -> Double,
        standard_error -> Double,
        completion_reason -> Nullable<Text>,
        final_theta -> Nullable<Double>,
        final_standard_error -> Nullable<Double>,
        final_status -> Nullable<Text>,
        completed_at -> Nullable<BigInt>,
        started_at -> BigInt,
        updated_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        voided -> Nullable<Bool>,
        start_key_digest -> Nullable<Binary>,
        start_salt -> Nullable<Binary>,
        start_theta -> Nullable<Double>,
        prior_mean -> Nullable<Double>,
        prior_sd -> Nullable<Double>,
        history_digest -> Nullable<Binary>,
        extra_time_seconds -> Nullable<BigInt>,
        time_multiplier -> Nullable<Double>,
        paused_at -> Nullable<BigInt>,
        withheld -> Nullable<Text>,
    }
}

diesel::table! {
    attempts (session_id, position) {
        session_id -> BigInt,
        position -> BigInt,
        item -> BigInt,
        answer -> Nullable<Text>,
        response -> Integer,
        theta -> Double,
        standard_error -> Double,
        answered_at -> BigInt,
        response_time_ms -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> BigInt,
        name -> Text,
        scopes -> Text,
        digest -> Binary,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    page_secrets (name) {
        name -> Text,
        secret -> Binary,
    }
}

diesel::table! {
    entry_uses (token_digest) {
        token_digest -> Binary,
        exam_session_id -> BigInt,
        used_by -> Binary,
        used_at -> BigInt,
    }
}

diesel::table! {
    session_events (id) {
        id -> BigInt,
        session_id -> BigInt,
        at -> BigInt,
        kind -> Text,
        actor -> Text,
        reason -> Nullable<Text>,
        seconds -> Nullable<BigInt>,
        span_from -> Nullable<BigInt>,
        span_to -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_endpoints (name) {
        name -> Text,
        kinds -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    webhook_messages (id) {
        id -> BigInt,
        message_id -> Text,
        endpoint -> Text,
        kind -> Text,
        session_id -> BigInt,
        created_at -> BigInt,
        attempts -> Integer,
        next_attempt_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        delivered_at -> Nullable<BigInt>,
        dead_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    rescored_results (id) {
        id -> BigInt,
        session_id -> BigInt,
        exam_type_id -> BigInt,
        revision -> BigInt,
        items -> BigInt,
        theta -> Double,
        standard_error -> Double,
        status -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    simulation_summaries (exam_type_id) {
        exam_type_id -> BigInt,
        summary -> Text,
        actor -> Text,
        kept_at -> BigInt,
    }
}

diesel::joinable!(items -> item_banks (bank_id));
diesel::joinable!(exam_types -> item_banks (bank_id));
diesel::joinable!(exam_sessions -> exam_types (exam_type_id));
diesel::joinable!(attempts -> exam_sessions (session_id));
diesel::allow_tables_to_appear_in_same_query!(item_banks, items, exam_types, exam_sessions, attempts, session_events);
