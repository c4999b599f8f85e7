//! The stable codes of problems: the one table of what can go wrong, and with which HTTP status.

use actix_web::http::StatusCode;

/// The stable codes: for each its HTTP status and its title. The code is the contract, the texts are not.
macro_rules! codes {
    ($($variant:ident $code:literal $status:ident $title:literal;)+) => {
        /// What went wrong, by the name that clients may rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $(#[doc = $title] $variant,)+ }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name clients may rely on.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// What it means, in one line.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

codes! {
    MalformedJson "malformed_json" BAD_REQUEST "The body is not JSON";
    MalformedBody "malformed_body" BAD_REQUEST "The body could not be read";
    Unauthorized "unauthorized" UNAUTHORIZED "A valid API key or session token is needed";
    PlatformOnly "platform_only" FORBIDDEN "An examinee may not do this";
    InsufficientScope "insufficient_scope" FORBIDDEN "The API key lacks the scope that this needs";
    ForeignSession "foreign_session" FORBIDDEN "The session token belongs to another session";
    ForeignHost "foreign_host" FORBIDDEN "A server without API keys is reached by the names of its own machine only";
    ForeignOrigin "foreign_origin" FORBIDDEN "A server without API keys takes no requests from pages of other sites";
    UnknownExamType "unknown_exam_type" NOT_FOUND "There is no such exam type";
    UnknownBank "unknown_bank" NOT_FOUND "There is no such item bank";
    UnknownSession "unknown_session" NOT_FOUND "There is no such exam session";
    UnknownKey "unknown_key" NOT_FOUND "There is no such API key";
    UnknownSimulation "unknown_simulation" NOT_FOUND "The exam type has no simulation";
    UnknownResource "unknown_resource" NOT_FOUND "There is nothing at this address";
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "This address does not take this method";
    RequestTimeout "request_timeout" REQUEST_TIMEOUT "The body did not come in time";
    NotPendingItem "not_pending_item" CONFLICT "Another item is to be answered now";
    AnswerConflict "answer_conflict" CONFLICT "The item has another answer";
    EarlyCompletion "early_completion" CONFLICT "The exam type lets examinees complete only with more answers";
    SessionActive "session_active" CONFLICT "The examinee has an exam session that is not completed";
    SessionPaused "session_paused" CONFLICT "The exam session is paused";
    AttemptsExhausted "attempts_exhausted" CONFLICT "The examinee has had all sessions that the exam type allows";
    OutsideWindow "outside_window" CONFLICT "The exam type does not take starts now";
    NotReopenable "not_reopenable" CONFLICT "The exam session was ended by its own rules";
    SessionFinished "session_finished" CONFLICT "The exam session takes no more answers";
    BodyTooLarge "body_too_large" PAYLOAD_TOO_LARGE "The body is too large";
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "The body has another content type";
    InvalidValue "invalid_value" UNPROCESSABLE_ENTITY "A value is out of its range";
    UnknownOption "unknown_option" UNPROCESSABLE_ENTITY "The item has no such option";
    IdempotencyKeyReused "idempotency_key_reused" UNPROCESSABLE_ENTITY "The idempotency key belongs to another request";
    InvalidBank "invalid_bank" UNPROCESSABLE_ENTITY "The item bank is faulty";
    TooManyRequests "too_many_requests" TOO_MANY_REQUESTS "Too many requests in a short time";
    SessionFaulty "session_faulty" INTERNAL_SERVER_ERROR "The record of the exam session contradicts itself";
    Internal "internal" INTERNAL_SERVER_ERROR "The server failed";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "A part of the server does not answer";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own_and_a_status_of_an_error() {
        let mut names = HashSet::new();
        for code in Code::ALL {
            let name = code.as_str();
            assert!(names.insert(name), "{name} stands for two codes");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{name}");
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{name}");
            assert!(!code.title().is_empty(), "{name}");
        }
    }
}
