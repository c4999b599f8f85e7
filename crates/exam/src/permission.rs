//! Who may call what: the one table. The calls of the service check it, and so does whatever offers them to callers.

use credentials::Scope::{Admin, Author, Deliver, Read, Score};
use credentials::Scopes;

/// Who may do one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// What it is, as it stands behind "may not".
    pub action: &'static str,
    /// The platform may do it with one of these scopes.
    pub scopes: Scopes,
    /// Whether an examinee may do it on the session of the token.
    pub examinees: bool,
}

/// Who may answer an item in one of the forms of an answer. The form decides which permission it takes.
pub const ANSWER: Permission = CHOSEN_ANSWER.or(SCORED_ANSWER, "answer an item");

impl Permission {
    /// Who has one of two permissions.
    const fn or(self, other: Self, action: &'static str) -> Self {
        Self { action, scopes: self.scopes.or(other.scopes), examinees: self.examinees || other.examinees }
    }
}

/// Each row: a name, what it permits, the scopes of which one is needed, and whether examinees may do it on their own session.
macro_rules! permissions {
    ($($name:ident $action:literal [$($scope:ident),+] $($examinees:ident)?;)+) => {
        $(
            #[doc = concat!("Who may ", $action, ".")]
            pub const $name: Permission = Permission {
                action: $action,
                scopes: Scopes::of(&[$($scope),+]),
                examinees: permissions!(@examinees $($examinees)?),
            };
        )+
    };
    (@examinees) => { false };
    (@examinees own_session) => { true };
}

permissions! {
    START "start an exam session" [Deliver];
    NEXT "ask for the pending item" [Deliver] own_session;
    CHOSEN_ANSWER "answer an item with an option, or skip it" [Deliver] own_session;
    SCORED_ANSWER "send a scored answer" [Score];
    COMPLETE "complete an exam session" [Deliver] own_session;
    EXTEND "extend an exam session" [Deliver];
    ADD_TIME "give an exam session more time" [Deliver];
    CREDIT_OUTAGE "give an outage back" [Admin];
    PAUSE "pause an exam session" [Deliver] own_session;
    RESUME "resume an exam session" [Deliver] own_session;
    VOID "void an exam session" [Deliver];
    REOPEN "reopen an exam session" [Deliver];
    REISSUE_TOKEN "give an exam session another token" [Deliver];
    SCORE "score responses" [Score];
    LIST_SESSIONS "list exam sessions" [Read];
    SUMMARY "look at an exam session" [Read] own_session;
    REPORT "read the report of an exam session" [Read] own_session;
    EVENTS "read the events of an exam session" [Read];
    EXPORT_RESULTS "export results" [Read];
    STATISTICS "read statistics" [Read, Author];
    RESCORE "rescore results" [Author];
    UNLINK_EXAMINEE "unlink an examinee" [Admin];
    IMPORT_BANK "import an item bank" [Author];
    LIST_BANKS "list item banks" [Read, Author];
    READ_BANK "read an item bank" [Author];
    DEFINE_EXAM_TYPE "define an exam type" [Author];
    READ_EXAM_TYPES "read exam types" [Read, Author];
    STORE_INFO "look into the state store" [Admin];
    CLEAR_STORE "clear the state store" [Admin];
    MANAGE_KEYS "manage API keys" [Admin];
    RECOVER "recover exam sessions" [Admin];
    VERIFY "verify the record of exam sessions" [Admin];
}
