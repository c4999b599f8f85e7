//! The section `[pages]`: the pages on which people take and run exams.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// `[pages]`: what pages there are, and how they look.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PagesSection {
    /// Whether people take exams on the pages of this server.
    pub(crate) exam: bool,
    /// Whether people who run exams have pages on this server.
    pub(crate) operator: bool,
    /// The address under which people reach the server, with the base path; the request says it when absent.
    pub(crate) public_url: Option<String>,
    pub(crate) language: PageLanguage,
    /// Who gives the exams.
    pub(crate) organisation: Option<String>,
    /// The file of a picture: PNG, JPEG, WebP or SVG.
    pub(crate) logo: Option<PathBuf>,
    /// The colour of buttons, as `#rrggbb`.
    pub(crate) accent: Option<String>,
}

impl Default for PagesSection {
    fn default() -> Self {
        let language = PageLanguage::Browser;
        Self { exam: true, operator: true, public_url: None, language, organisation: None, logo: None, accent: None }
    }
}

/// The language of the pages.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PageLanguage {
    #[default]
    Browser,
    En,
    De,
}
