//! The section `[webhooks]`: the endpoints that get messages about sessions, and how messages are sent.

use std::collections::BTreeSet;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use webhooks::{Addresses, NamedFile, Schedule, Sender};

use crate::settings::faults::Faults;
use crate::settings::values::milliseconds;
use crate::settings::webhook_endpoint::{Endpoint, EndpointSection, endpoint_list};

/// The longest time that an attempt may take, in milliseconds: a minute.
const MAX_TIMEOUT_MS: u64 = 60_000;
/// The largest number of attempts.
const MAX_ATTEMPTS: u32 = 100;
/// The longest pause between two attempts, in seconds: a day.
const MAX_PAUSE_SECONDS: u64 = 24 * 3600;
/// The longest time between two looks for messages, in milliseconds: a minute.
const MAX_POLL_MS: u64 = 60_000;
/// The longest time for which delivered messages are kept, in days: ten years.
const MAX_KEPT_DAYS: u32 = 3650;

/// The webhooks of the settings.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebhooksSection {
    /// Whether messages may go to loopback, private and other addresses that are not public, and over http.
    pub(crate) allow_private_networks: bool,
    /// The authority to trust, instead of those of the system.
    pub(crate) tls_ca_file: Option<PathBuf>,
    /// How long an attempt may take.
    pub(crate) timeout_ms: NonZeroU64,
    /// After how many attempts a message is given up.
    pub(crate) max_attempts: NonZeroU32,
    /// The longest pause after the first attempt; it doubles with each attempt.
    pub(crate) retry_base_ms: NonZeroU64,
    /// The longest of all pauses.
    pub(crate) retry_longest_seconds: NonZeroU64,
    /// How often each endpoint's messages are looked for.
    pub(crate) poll_interval_ms: NonZeroU64,
    /// How long messages that were delivered are kept.
    pub(crate) keep_delivered_days: NonZeroU32,
    #[serde(deserialize_with = "endpoint_list")]
    pub(crate) endpoints: Vec<EndpointSection>,
}

const fn ms(number: u64) -> NonZeroU64 {
    NonZeroU64::MIN.saturating_add(number.saturating_sub(1))
}

impl Default for WebhooksSection {
    fn default() -> Self {
        Self {
            allow_private_networks: false,
            tls_ca_file: None,
            timeout_ms: ms(10_000),
            max_attempts: NonZeroU32::MIN.saturating_add(19),
            retry_base_ms: ms(5_000),
            retry_longest_seconds: ms(6 * 3600),
            poll_interval_ms: ms(1_000),
            keep_delivered_days: NonZeroU32::MIN.saturating_add(6),
            endpoints: Vec::new(),
        }
    }
}

/// The section as the server uses it.
pub(crate) struct WebhookSettings {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) sender: Sender,
    pub(crate) schedule: Schedule,
    /// How long an attempt may take.
    pub(crate) timeout: Duration,
    pub(crate) poll_interval: Duration,
    pub(crate) keep_delivered: Duration,
}

impl WebhooksSection {
    /// Refuses endpoints that could never get a message, and numbers that make no sense.
    pub(crate) fn check(&self, faults: &mut Faults) {
        self.check_numbers(faults);
        drop(self.endpoints(faults));
        if let Some(Err(error)) = self.authorities().map(|file| file.root_store()) {
            faults.add(format_args!("[webhooks] {error}"));
        }
    }

    /// What the server needs to send messages.
    ///
    /// # Errors
    /// What is wrong with the section, or with a file that it names.
    pub(crate) fn settings(&self) -> anyhow::Result<WebhookSettings> {
        let mut faults = Faults::default();
        let endpoints = self.endpoints(&mut faults);
        Ok(WebhookSettings {
            endpoints: faults.or(endpoints)?,
            sender: self.sender()?,
            schedule: Schedule {
                base: milliseconds(self.retry_base_ms),
                longest: Duration::from_secs(self.retry_longest_seconds.get()),
                max_attempts: self.max_attempts.get(),
            },
            timeout: milliseconds(self.timeout_ms),
            poll_interval: milliseconds(self.poll_interval_ms),
            keep_delivered: Duration::from_secs(u64::from(self.keep_delivered_days.get()) * 24 * 3600),
        })
    }

    fn sender(&self) -> Result<Sender, webhooks::FileError> {
        Sender::new(self.authorities().as_ref(), self.addresses(), milliseconds(self.timeout_ms))
    }

    fn authorities(&self) -> Option<NamedFile> {
        self.tls_ca_file.as_ref().map(|file| NamedFile::new("tls_ca_file", file))
    }

    const fn addresses(&self) -> Addresses {
        if self.allow_private_networks { Addresses::All } else { Addresses::Public }
    }

    fn check_numbers(&self, faults: &mut Faults) {
        let numbers = [
            ("timeout_ms", self.timeout_ms.get(), MAX_TIMEOUT_MS),
            ("max_attempts", self.max_attempts.get().into(), MAX_ATTEMPTS.into()),
            ("retry_longest_seconds", self.retry_longest_seconds.get(), MAX_PAUSE_SECONDS),
            ("retry_base_ms", self.retry_base_ms.get(), MAX_PAUSE_SECONDS * 1000),
            ("poll_interval_ms", self.poll_interval_ms.get(), MAX_POLL_MS),
            ("keep_delivered_days", self.keep_delivered_days.get().into(), MAX_KEPT_DAYS.into()),
        ];
        for (name, number, most) in numbers {
            faults.require(number <= most, format_args!("webhooks.{name} is {number} and must not exceed {most}"));
        }
    }

    /// The endpoints that are as they should be.
    fn endpoints(&self, faults: &mut Faults) -> Vec<Endpoint> {
        let mut names = BTreeSet::new();
        let mut endpoints = Vec::new();
        for (place, section) in self.endpoints.iter().enumerate() {
            let place = format!("webhooks.endpoints[{place}]");
            faults
                .require(names.insert(&section.name), format_args!("{place}.name: another endpoint has the same name"));
            endpoints.extend(section.endpoint(&place, self.addresses(), faults));
        }
        endpoints
    }
}
