//! Saves, one or many in a round trip: the call of their script, and its replies.

use std::sync::LazyLock;
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisError, RedisResult, Value};

use super::commands::milliseconds;
use super::failure::malformed_reply;
use super::script::{LuaScript, ScriptCall, run_script};
use crate::store::Saved;
use crate::ttl::within_range;

pub(super) static SAVE: LazyLock<LuaScript> = LazyLock::new(|| LuaScript::new(include_str!("save.lua")));

/// `expected` of a save that replaces anything or nothing, and of one that replaces nothing.
pub(super) const ANY: &[u8] = b"any";
pub(super) const ABSENT: &[u8] = b"absent";

/// A save whose state is encoded.
pub(super) struct EncodedSave {
    pub(super) key: String,
    pub(super) value: Vec<u8>,
    /// What must be stored: [`ANY`], [`ABSENT`], or how a value of that revision continues after its first byte.
    pub(super) expected: Vec<u8>,
    pub(super) ttl: Duration,
}

/// Makes a save on its own.
pub(super) async fn save<C: ConnectionLike + Send>(connection: &mut C, save: &EncodedSave) -> RedisResult<Saved> {
    let saved = save_all(connection, &[save]).await?;
    saved.into_iter().next().unwrap_or_else(|| Err(malformed_reply("the save script")))
}

/// Makes all these saves in one round trip, each on its own terms.
pub(super) async fn save_all<C: ConnectionLike + Send>(
    connection: &mut C,
    saves: &[&EncodedSave],
) -> RedisResult<Vec<RedisResult<Saved>>> {
    parse_replies(run_script(connection, |script| save_command(saves, script)).await?, saves.len())
}

/// The call that makes all these saves.
pub(super) fn save_command(saves: &[&EncodedSave], script: ScriptCall) -> Cmd {
    // Room for the arguments and for what the protocol puts around each.
    let bytes: usize = saves.iter().map(|save| save.value.len() + save.key.len() + save.expected.len() + 64).sum();
    let mut command = Cmd::with_capacity(3 + 4 * saves.len(), bytes + 128);
    script.begin_command(&mut command, &SAVE);
    command.arg(saves.len());
    for save in saves {
        command.arg(&save.key);
    }
    for save in saves {
        command.arg(&save.value).arg(milliseconds(within_range(save.ttl))).arg(&save.expected);
    }
    command
}

/// The outcome of each save, in order.
pub(super) fn parse_replies(reply: Value, saves: usize) -> RedisResult<Vec<RedisResult<Saved>>> {
    match reply {
        Value::Int(stored) if usize::try_from(stored) == Ok(saves) => {
            Ok((0..saves).map(|_| Ok(Saved::Stored)).collect())
        }
        Value::Array(replies) if replies.len() == saves => Ok(replies.into_iter().map(parse_reply).collect()),
        _ => Err(malformed_reply("the save script")),
    }
}

fn parse_reply(reply: Value) -> RedisResult<Saved> {
    match reply {
        Value::Int(1) => Ok(Saved::Stored),
        Value::Nil => Ok(Saved::Conflict { stored: None }),
        Value::BulkString(digits) => {
            let revision = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
            // A number that is no revision is in a value that the store has not written.
            Ok(Saved::Conflict { stored: revision })
        }
        Value::Array(error) => match error.as_slice() {
            [Value::BulkString(text)] => Err(server_error(text)),
            _ => Err(malformed_reply("the save script")),
        },
        _ => Err(malformed_reply("the save script")),
    }
}

/// The error that the server would have replied with, for this save alone.
fn server_error(text: &[u8]) -> RedisError {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let line: Vec<u8> = text.iter().map(|byte| if byte.is_ascii_control() { b' ' } else { *byte }).collect();
    let reply = redis::parse_redis_value(&[b"-", line.as_slice(), b"\r\n"].concat());
    reply.and_then(Value::extract_error).err().unwrap_or_else(|| malformed_reply("the save script"))
}
