//! The settings of the pages, as the pages take them.

use std::path::Path;

use anyhow::Context as _;
use edge::Origin;
use pages::{Accent, Language, Logo, PagesSettings};

use crate::settings::Settings;
use crate::settings::pages::PageLanguage;

/// The largest file of a logo, in bytes: it is loaded with the first page of every exam.
const MAX_LOGO_BYTES: usize = 200_000;

impl Settings {
    /// The settings of the pages, with the file of the logo read.
    pub(crate) fn pages_settings(&self) -> anyhow::Result<PagesSettings> {
        let section = &self.pages;
        Ok(PagesSettings {
            exam: section.exam,
            operator: section.operator,
            public_url: section.public_url.as_deref().map(|url| self.public_url(url)).transpose()?,
            language: match section.language {
                PageLanguage::Browser => Language::OfBrowser,
                PageLanguage::En => Language::English,
                PageLanguage::De => Language::German,
            },
            organisation: section.organisation.clone().filter(|name| !name.trim().is_empty()),
            logo: section.logo.as_deref().map(read_logo).transpose()?,
            accent: section.accent.as_deref().map(read_accent).transpose()?,
        })
    }

    /// The address, which ends with the base path. Its last slash does not matter.
    fn public_url(&self, url: &str) -> anyhow::Result<String> {
        let base_path = self.base_path()?;
        let url = url.trim_end_matches('/');
        let origin = url.strip_suffix(base_path.prefix()).with_context(|| {
            format!("pages.public_url is {url:?}: it does not end with server.base_path, {base_path}")
        })?;
        Origin::parse(origin).with_context(|| format!("pages.public_url is {url:?}: it is no address of a server"))?;
        Ok(url.to_owned())
    }
}

fn read_accent(text: &str) -> anyhow::Result<Accent> {
    text.parse().context("pages.accent cannot be used")
}

fn read_logo(path: &Path) -> anyhow::Result<Logo> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("").to_ascii_lowercase();
    let media_type = match extension.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        _ => anyhow::bail!("pages.logo is {}: it is a file .png, .jpg, .webp or .svg", path.display()),
    };
    let content = std::fs::read(path).with_context(|| format!("pages.logo cannot be read: {}", path.display()))?;
    let length = content.len();
    anyhow::ensure!(length <= MAX_LOGO_BYTES, "pages.logo has {length} bytes, more than {MAX_LOGO_BYTES}");
    Ok(Logo { media_type, content })
}
