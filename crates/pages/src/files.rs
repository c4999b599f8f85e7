//! What the pages load: one style sheet, the scripts, the logo. The name of each has the digest of its content, so that browsers keep it
//! for ever and never keep an old one.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use sha2::{Digest as _, Sha256};

use crate::random::hexadecimal;
use crate::settings::PagesSettings;

const STYLE: &str = include_str!("../static/pages.css");
const EXAM_SCRIPT: &str = include_str!("../static/exam.js");
const OPERATOR_SCRIPT: &str = include_str!("../static/operator.js");
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// How many characters of the digest stand in a name.
const DIGEST_CHARACTERS: usize = 16;

/// The files of the pages.
pub(crate) struct Files {
    pub(crate) style: File,
    pub(crate) exam_script: File,
    pub(crate) operator_script: File,
    pub(crate) logo: Option<File>,
}

/// A file with its name in addresses.
pub(crate) struct File {
    pub(crate) name: String,
    media_type: &'static str,
    content: Vec<u8>,
}

impl Files {
    pub(crate) fn new(settings: &PagesSettings) -> Self {
        let accent = settings.accent.as_ref().map(|accent| format!(":root {{ --accent-set: {}; }}\n", accent.css()));
        let style = format!("{}{STYLE}", accent.unwrap_or_default());
        Self {
            style: File::new("pages", "css", "text/css; charset=utf-8", style.into_bytes()),
            exam_script: File::new("exam", "js", JAVASCRIPT, EXAM_SCRIPT.into()),
            operator_script: File::new("operator", "js", JAVASCRIPT, OPERATOR_SCRIPT.into()),
            logo: settings.logo.as_ref().map(|logo| File::new("logo", "img", logo.media_type, logo.content.clone())),
        }
    }

    /// The file with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&File> {
        [Some(&self.style), Some(&self.exam_script), Some(&self.operator_script), self.logo.as_ref()]
            .into_iter()
            .flatten()
            .find(|file| file.name == name)
    }
}

impl File {
    fn new(stem: &str, extension: &str, media_type: &'static str, content: Vec<u8>) -> Self {
        let digest = hexadecimal(&Sha256::digest(&content));
        let name = format!("{stem}.{}.{extension}", &digest[..DIGEST_CHARACTERS]);
        Self { name, media_type, content }
    }

    pub(crate) fn reply(&self) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(self.media_type)
            .insert_header((CACHE_CONTROL, FOR_EVER))
            .body(self.content.clone())
    }
}
