//! The command `webhooks`: lists messages, sends them again, and forgets endpoints.

use std::process::ExitCode;

use comfy_table::{Table, presets};
use exam::{Actor, Environment as _, MAX_PAGE, SystemEnvironment};
use persistence::{NewEvent, Page, Record, WebhookFilter, WebhookMessage, WebhookState};
use serde::Serialize;

use crate::arguments::{ListMessagesArguments, OutputFormat, ResendArguments, WebhooksCommand};
use crate::backends;
use crate::moment::rfc3339;
use crate::printing::print;
use crate::settings::Settings;

/// A message as the command lists it.
#[derive(Serialize)]
struct ListedMessage {
    message_id: String,
    endpoint: String,
    #[serde(rename = "type")]
    kind: String,
    exam_session_id: i64,
    created_at: String,
    /// `pending`, `delivered` or `dead`.
    state: &'static str,
    /// When it is to be sent; null unless it waits.
    next_attempt_at: Option<String>,
    delivered_at: Option<String>,
    dead_at: Option<String>,
    attempts: u32,
    last_error: Option<String>,
}

/// Runs one of the commands on the database of the settings.
pub(crate) async fn run(settings: &Settings, command: &WebhooksCommand) -> anyhow::Result<ExitCode> {
    if let WebhooksCommand::Forget { name } = command {
        let is_used = settings.webhooks.endpoints.iter().any(|endpoint| endpoint.name == *name);
        anyhow::ensure!(!is_used, "the endpoint {name} is in the settings: take it out of those of all servers first");
    }
    let record = backends::open_record(settings).await?;
    let record = record.as_ref();
    match command {
        WebhooksCommand::List(arguments) => list(record, arguments).await?,
        WebhooksCommand::Resend(arguments) => resend(record, arguments).await?,
        WebhooksCommand::Forget { name } => forget(record, name).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(record: &dyn Record, arguments: &ListMessagesArguments) -> anyhow::Result<()> {
    let filter = match (arguments.dead, arguments.pending) {
        (true, _) => WebhookFilter::Dead,
        (false, true) => WebhookFilter::Pending,
        (false, false) => WebhookFilter::All,
    };
    let messages: Vec<_> = messages(record, filter).await?.into_iter().map(ListedMessage::from).collect();
    match arguments.format {
        OutputFormat::Text => print(table(&messages)),
        OutputFormat::Json => print(serde_json::to_string_pretty(&messages)?),
    }
}

async fn messages(record: &dyn Record, filter: WebhookFilter) -> anyhow::Result<Vec<WebhookMessage>> {
    let mut messages: Vec<WebhookMessage> = Vec::new();
    loop {
        let after = messages.last().map_or(0, |message| message.id);
        let page = record.webhook_messages(filter, Page { after, limit: MAX_PAGE }).await?;
        if page.is_empty() {
            return Ok(messages);
        }
        messages.extend(page);
    }
}

async fn resend(record: &dyn Record, arguments: &ResendArguments) -> anyhow::Result<()> {
    // The time of the servers is that of the database, where it has one.
    let at = record.clock().await?.unwrap_or_else(|| SystemEnvironment.now());
    let event = NewEvent { at, actor: Actor::Platform.to_string(), reason: None };
    if let Some(id) = &arguments.message_id {
        let found = record.resend_webhook_message(id, event).await?;
        anyhow::ensure!(found, "the database has no message {id} that was delivered or given up");
        return print(format_args!("message {id} is sent again"));
    }
    let mut count = 0;
    for message in messages(record, WebhookFilter::Dead).await? {
        count += u64::from(record.resend_webhook_message(&message.message_id, event.clone()).await?);
    }
    print(format_args!("{count} messages are sent again"))
}

async fn forget(record: &dyn Record, name: &str) -> anyhow::Result<()> {
    let undelivered = record.forget_webhook_endpoint(name).await?;
    let Some(undelivered) = undelivered else { anyhow::bail!("the database has no endpoint {name}") };
    print(format_args!("the endpoint {name} is forgotten, with {undelivered} messages that were not delivered"))
}

impl From<WebhookMessage> for ListedMessage {
    fn from(message: WebhookMessage) -> Self {
        let (state, [next_attempt_at, delivered_at, dead_at]) = match message.state {
            WebhookState::Pending(at) => ("pending", [Some(rfc3339(at)), None, None]),
            WebhookState::Delivered(at) => ("delivered", [None, Some(rfc3339(at)), None]),
            WebhookState::Dead(at) => ("dead", [None, None, Some(rfc3339(at))]),
        };
        Self {
            message_id: message.message_id,
            endpoint: message.endpoint,
            kind: message.kind,
            exam_session_id: message.session.0,
            created_at: rfc3339(message.created_at),
            state,
            next_attempt_at,
            delivered_at,
            dead_at,
            attempts: message.attempts,
            last_error: message.last_error,
        }
    }
}

fn table(messages: &[ListedMessage]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["message_id", "endpoint", "type", "session", "created_at", "state", "at", "attempts", "error"]);
    for message in messages {
        let at = [&message.next_attempt_at, &message.delivered_at, &message.dead_at].into_iter().flatten().next();
        table.add_row([
            message.message_id.clone(),
            message.endpoint.clone(),
            message.kind.clone(),
            message.exam_session_id.to_string(),
            message.created_at.clone(),
            message.state.to_owned(),
            at.cloned().unwrap_or_default(),
            message.attempts.to_string(),
            message.last_error.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    table
}
