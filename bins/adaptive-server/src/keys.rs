//! The command `keys`: creates, lists and revokes API keys.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context as _;
use api::{CreatedKeyReply, KeyReply};
use comfy_table::{Table, presets};
use exam::{Access, ApiKeyId, ExamService, KeySpec, MAX_PAGE};
use state_store::{MemoryStore, ValueFormat};

use crate::arguments::{CreateKeyArguments, KeysCommand, ListKeysArguments, OutputFormat};
use crate::backends;
use crate::faulty_argument::FaultyArgument;
use crate::printing::{deliver, note, print};
use crate::settings::Settings;

/// Runs one of the commands on the database of the settings.
pub(crate) async fn run(settings: &Settings, command: &KeysCommand) -> anyhow::Result<ExitCode> {
    let is_new = !settings.database.may_exist();
    let record = backends::open_record(settings).await?;
    if is_new {
        let place = backends::place(settings)?;
        note(&format!("{place} is a new database: if servers run already, check the directory and DATABASE_URL"));
    }
    // Keys have no working copies.
    let service = ExamService::new(record, Arc::new(MemoryStore::new(ValueFormat::MessagePack)));
    match command {
        KeysCommand::Create(arguments) => create(&service, arguments).await?,
        KeysCommand::List(arguments) => list(&service, arguments).await?,
        KeysCommand::Revoke { key_id } => {
            let revoked = service.revoke_key(&Access::PLATFORM, ApiKeyId(*key_id)).await?;
            print(format_args!("API key {key_id} ({}) is revoked", revoked.name))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(service: &ExamService, arguments: &CreateKeyArguments) -> anyhow::Result<()> {
    let spec = KeySpec {
        name: arguments.name.clone(),
        scopes: arguments.scopes.iter().map(|scope| scope.trim().to_owned()).collect(),
        expires_at: arguments.expires_at.map(SystemTime::try_from).transpose()?,
    };
    let created = service.create_key(&Access::PLATFORM, spec).await.map_err(FaultyArgument::of)?;
    let key_id = created.record.id.0;
    note(&format!("API key {key_id} is made; its secret is shown this once"));
    let shown = match arguments.format {
        OutputFormat::Text => created.secret.reveal().to_owned(),
        OutputFormat::Json => serde_json::to_string_pretty(&CreatedKeyReply::from(created))?,
    };
    deliver(shown)
        .with_context(|| format!("the secret of API key {key_id} could not be printed and is lost: revoke the key"))
}

async fn list(service: &ExamService, arguments: &ListKeysArguments) -> anyhow::Result<()> {
    let mut keys: Vec<KeyReply> = Vec::new();
    loop {
        let after = keys.last().map_or(0, |key| key.key_id);
        let page = service.api_keys(&Access::PLATFORM, after, MAX_PAGE, arguments.revoked).await?;
        if page.is_empty() {
            break;
        }
        keys.extend(page.into_iter().map(KeyReply::from));
    }
    match arguments.format {
        OutputFormat::Text => print(table(&keys)),
        OutputFormat::Json => print(serde_json::to_string_pretty(&keys)?),
    }
}

fn table(keys: &[KeyReply]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["key_id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]);
    for key in keys {
        let time = |time: &Option<String>| time.clone().unwrap_or_else(|| "-".to_owned());
        table.add_row([
            key.key_id.to_string(),
            key.name.clone(),
            key.scopes.join(","),
            key.created_at.clone(),
            time(&key.expires_at),
            time(&key.last_used_at),
            time(&key.revoked_at),
        ]);
    }
    table
}
