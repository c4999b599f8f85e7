//! The settings of the pages.

use std::str::FromStr;

/// What pages there are, and how they look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagesSettings {
    /// Whether people take exams on the pages.
    pub exam: bool,
    /// Whether people who run exams have pages.
    pub operator: bool,
    /// The address under which people reach the server, with the base path and without the slash at its end. The request says it when
    /// absent.
    pub public_url: Option<String>,
    /// The language of the pages.
    pub language: Language,
    /// Who gives the exams, at the top of each page.
    pub organisation: Option<String>,
    /// A picture at the top of each page.
    pub logo: Option<Logo>,
    /// The colour of buttons and marks.
    pub accent: Option<Accent>,
}

impl Default for PagesSettings {
    fn default() -> Self {
        Self {
            exam: true,
            operator: true,
            public_url: None,
            language: Language::OfBrowser,
            organisation: None,
            logo: None,
            accent: None,
        }
    }
}

/// The language of the pages. The texts of items have their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// The one that the browser asks for, else English.
    #[default]
    OfBrowser,
    /// English.
    English,
    /// German.
    German,
}

/// A picture for the top of each page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// What it is, for example `image/svg+xml`.
    pub media_type: &'static str,
    /// The content of the file.
    pub content: Vec<u8>,
}

/// A colour as `#rrggbb`.
///
/// ```
/// use pages::Accent;
///
/// assert!("#1d4ed8".parse::<Accent>().is_ok());
/// assert!("blue".parse::<Accent>().is_err());
/// assert!("#ffff00".parse::<Accent>().is_err(), "white text on yellow cannot be read");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent([u8; 3]);

/// Why a text is no accent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AccentError {
    /// It has another form.
    #[error("{0:?} is no colour of the form #rrggbb, for example #1d4ed8")]
    Form(String),
    /// White text on it cannot be read.
    #[error(
        "{colour} has a contrast of {contrast:.1} to white, and buttons with white text need 4.5: take a darker colour"
    )]
    Contrast {
        /// The colour.
        colour: String,
        /// The ratio of WCAG 2.
        contrast: f64,
    },
}

/// The least contrast of text that WCAG 2 asks for (success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

impl FromStr for Accent {
    type Err = AccentError;

    fn from_str(text: &str) -> Result<Self, AccentError> {
        let form = || AccentError::Form(text.to_owned());
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(form)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| form())?;
        let [_, red, green, blue] = number.to_be_bytes();
        let accent = Self([red, green, blue]);
        let contrast = 1.05 / (accent.luminance() + 0.05);
        if contrast < LEAST_CONTRAST {
            return Err(AccentError::Contrast { colour: text.to_owned(), contrast });
        }
        Ok(accent)
    }
}

impl Accent {
    /// The colour as style sheets write it.
    pub(crate) fn css(&self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The relative luminance of WCAG 2.
    fn luminance(&self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}
