//! Lua scripts that the server runs.

use redis::aio::ConnectionLike;
use redis::{Cmd, RedisResult, Script, Value};

use super::failure::is_unknown_script;

/// The text of a script, and the hash by which a server that has run it calls it again.
pub(super) struct LuaScript {
    pub(super) text: &'static str,
    pub(super) hash: String,
}

impl LuaScript {
    pub(super) fn new(text: &'static str) -> Self {
        Self { text, hash: Script::new(text).get_hash().to_owned() }
    }
}

/// How a script is called.
#[derive(Clone, Copy)]
pub(super) enum ScriptCall {
    ByHash,
    /// With its text, which the server then remembers.
    ByText,
}

impl ScriptCall {
    /// Begins the command that calls the script. The number of keys, the keys and the arguments follow.
    pub(super) fn begin_command(self, command: &mut Cmd, script: &LuaScript) {
        match self {
            Self::ByHash => command.arg("EVALSHA").arg(&script.hash),
            Self::ByText => command.arg("EVAL").arg(script.text),
        };
    }
}

/// Calls a script by its hash, and with its text if the server does not know it.
///
/// The library's own invocation copies each argument twice on its way into the command. It also loads the script by a
/// command without a key, which in a cluster need not reach the node that runs it.
pub(super) async fn run_script<C: ConnectionLike + Send>(
    connection: &mut C,
    command: impl Fn(ScriptCall) -> Cmd,
) -> RedisResult<Value> {
    match command(ScriptCall::ByHash).query_async(connection).await {
        Err(error) if is_unknown_script(&error) => command(ScriptCall::ByText).query_async(connection).await,
        outcome => outcome,
    }
}
