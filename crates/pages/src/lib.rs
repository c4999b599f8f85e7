//! The pages of the server: for examinees who take an exam in a browser, and for the people who run exams.
//!
//! Pages are made on the server and work without script; one small script makes them safer and quicker. They load nothing from other
//! hosts, and have neither scripts nor styles within them, so that the strictest policy holds. A page shows what the [`exam::ExamService`]
//! shows its person, and nothing else: it has no access to more.
#![forbid(unsafe_code)]

mod cookies;
mod exam_pages;
mod files;
mod formula;
mod layout;
mod markup;
mod messages;
mod number;
mod operator;
mod random;
mod settings;
mod site;
mod times;
mod visit;

pub use settings::{Accent, AccentError, Language, Logo, PagesSettings};
pub use site::routes;
