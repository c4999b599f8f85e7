//! All that is wrong with the settings, so that an operator corrects it in one go.

use std::collections::BTreeSet;
use std::fmt;

/// Faults in the settings.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    texts: Vec<String>,
    unread: BTreeSet<String>,
    nothing_read: bool,
}

impl Faults {
    /// Adds a fault.
    pub(crate) fn add(&mut self, fault: impl fmt::Display) {
        self.texts.push(fault.to_string());
    }

    /// Adds a fault that leaves a setting of this section unread.
    pub(crate) fn add_unread(&mut self, section: &str, fault: impl fmt::Display) {
        self.unread.insert(section.to_owned());
        self.add(fault);
    }

    /// Adds faults that leave this section of no use.
    pub(crate) fn add_all(&mut self, section: &str, faults: &Self) {
        faults.texts.iter().for_each(|fault| self.add_unread(section, fault));
    }

    /// Adds a fault that leaves a whole source unread.
    pub(crate) fn add_unread_source(&mut self, fault: impl fmt::Display) {
        self.nothing_read = true;
        self.add(fault);
    }

    /// Whether all settings of these sections could be read and are of use, so that it makes sense to look at them together.
    pub(crate) fn have_spared(&self, sections: &[&str]) -> bool {
        !self.nothing_read && !sections.iter().any(|section| self.unread.contains(*section))
    }

    /// Adds a fault unless the rule holds.
    pub(crate) fn require(&mut self, holds: bool, rule: impl fmt::Display) {
        if !holds {
            self.add(rule);
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Each fault, in words.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The value, if there is no fault.
    ///
    /// # Errors
    /// The faults.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.texts.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.texts[..] {
            [only] => only.fmt(f),
            several => {
                write!(f, "{} settings are faulty:", several.len())?;
                several.iter().try_for_each(|fault| write!(f, "\n- {fault}"))
            }
        }
    }
}

impl std::error::Error for Faults {}
