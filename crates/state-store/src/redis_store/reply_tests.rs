//! Replies that a real server cannot be made to send, from a mock.

use std::collections::BTreeSet;
use std::time::Duration;

use redis::{Cmd, ErrorKind, RedisError, RedisResult, ServerErrorKind, Value, cmd};
use redis_test::{IntoRedisValue, MockCmd, MockRedisConnection};

use super::commands::{self, EXTEND_TTL};
use super::keyspace::Keyspace;
use super::save_script::{self, EncodedSave, SAVE};
use crate::store::{Saved, SessionKey};

const KEY: &str = "adaptive_engine:1";
const TTL: Duration = Duration::from_secs(3600);

fn mock_connection(commands: impl IntoIterator<Item = MockCmd>) -> MockRedisConnection {
    MockRedisConnection::new(commands).assert_all_commands_consumed()
}

fn save_command() -> Cmd {
    let mut command = cmd("EVALSHA");
    command.arg(&SAVE.hash).arg(1).arg(KEY).arg(b"value").arg(3_600_000).arg(b"start");
    command
}

async fn save(mut connection: MockRedisConnection) -> RedisResult<Saved> {
    save_script::save(&mut connection, &encoded_save(KEY)).await
}

fn encoded_save(key: &str) -> EncodedSave {
    EncodedSave { key: key.to_owned(), value: b"value".to_vec(), expected: b"start".to_vec(), ttl: TTL }
}

fn list_of_one(reply: Value) -> Value {
    Value::Array(vec![reply])
}

fn no_script() -> RedisError {
    RedisError::from((ErrorKind::Server(ServerErrorKind::NoScript), "No matching script. Please use EVAL."))
}

fn server_error() -> RedisError {
    RedisError::from((ErrorKind::Server(ServerErrorKind::ResponseError), "OOM command not allowed"))
}

fn save_command_with_text() -> Cmd {
    let mut command = cmd("EVAL");
    command.arg(SAVE.text).arg(1).arg(KEY).arg(b"value").arg(3_600_000).arg(b"start");
    command
}

#[tokio::test]
async fn a_save_is_repeated_with_the_text_of_the_script_where_it_is_not_known() {
    let saved = save(mock_connection([
        MockCmd::new(save_command(), Err::<i32, _>(no_script())),
        MockCmd::new(save_command_with_text(), Ok(list_of_one(Value::Int(1)))),
    ]));
    assert_eq!(saved.await.unwrap(), Saved::Stored);
}

#[tokio::test]
async fn a_script_that_is_unknown_even_with_its_text_is_an_error() {
    let saved = save(mock_connection([
        MockCmd::new(save_command(), Err::<i32, _>(no_script())),
        MockCmd::new(save_command_with_text(), Err::<i32, _>(no_script())),
    ]));
    assert_eq!(saved.await.unwrap_err().kind(), ErrorKind::Server(ServerErrorKind::NoScript));
}

#[tokio::test]
async fn the_replies_of_the_save_script_are_told_apart() {
    async fn check(reply: Value, expected: Saved) {
        assert_eq!(
            save(mock_connection([MockCmd::new(save_command(), Ok(list_of_one(reply)))])).await.unwrap(),
            expected
        );
    }
    check(Value::Int(1), Saved::Stored).await;
    check(Value::Nil, Saved::Conflict { stored: None }).await;
    check("17".into_redis_value(), Saved::Conflict { stored: Some(17) }).await;
    check("-3".into_redis_value(), Saved::Conflict { stored: None }).await;
    check("1e99".into_redis_value(), Saved::Conflict { stored: None }).await;
}

#[tokio::test]
async fn each_save_of_a_batch_has_an_outcome_of_its_own() {
    let mut command = cmd("EVALSHA");
    command.arg(&SAVE.hash).arg(4).arg(&["p:1", "p:2", "p:3", "p:4"]);
    for _ in 0..4 {
        command.arg(b"value").arg(3_600_000).arg(b"start");
    }
    let refused = |text: &str| list_of_one(text.into_redis_value());
    let oom = "OOM command not allowed when used memory > 'maxmemory'.";
    let reply = vec![refused("-WRONGTYPE not a string"), Value::Int(1), refused(oom), Value::Nil];
    let mut connection = mock_connection([MockCmd::new(command, Ok(Value::Array(reply)))]);
    let saves = ["p:1", "p:2", "p:3", "p:4"].map(encoded_save);
    let saved = save_script::save_all(&mut connection, &saves.each_ref()).await.unwrap();
    let [wrong_type, stored, full, absent] = <[_; 4]>::try_from(saved).unwrap();
    assert_eq!(wrong_type.unwrap_err().code(), Some("WRONGTYPE"));
    assert_eq!(stored.unwrap(), Saved::Stored);
    assert_eq!(full.unwrap_err().to_string(), format!("\"OOM\": {}", &oom[4..]));
    assert_eq!(absent.unwrap(), Saved::Conflict { stored: None });
}

#[tokio::test]
async fn replies_of_the_wrong_kind_are_errors() {
    for reply in [Value::Int(2), Value::Okay, Value::Array(vec![]), Value::Boolean(true), Value::Double(1.0)] {
        for reply in [reply.clone(), list_of_one(reply.clone()), list_of_one(list_of_one(reply))] {
            let saved = save(mock_connection([MockCmd::new(save_command(), Ok(reply.clone()))])).await;
            assert_eq!(saved.unwrap_err().kind(), ErrorKind::UnexpectedReturnType, "{reply:?}");
        }
    }
    let wrong = |command: &Cmd| mock_connection([MockCmd::new(command, Ok(Value::Array(vec![Value::Int(1)])))]);
    assert!(commands::load(&mut wrong(cmd("GET").arg(KEY)), KEY).await.is_err());
    assert!(commands::exists(&mut wrong(cmd("EXISTS").arg(KEY)), KEY).await.is_err());
    assert!(commands::delete(&mut wrong(cmd("UNLINK").arg(KEY)), KEY).await.is_err());
    assert!(commands::ttl(&mut wrong(cmd("PTTL").arg(KEY)), KEY).await.is_err());
    assert!(commands::ping(&mut wrong(&cmd("PING"))).await.is_err());
    assert!(commands::info(&mut wrong(&cmd("INFO"))).await.is_err());
    let extend = extend_command(1);
    assert!(commands::extend_ttl(&mut wrong(&extend), KEY, Duration::from_millis(1)).await.is_err());
}

fn extend_command(milliseconds: u64) -> Cmd {
    let mut command = cmd("EVALSHA");
    command.arg(&EXTEND_TTL.hash).arg(1).arg(KEY).arg(milliseconds).arg(3_153_600_000_000_u64);
    command
}

#[tokio::test]
async fn impossible_times_are_errors() {
    let mut connection = mock_connection([MockCmd::new(cmd("PTTL").arg(KEY), Ok(-3))]);
    assert!(commands::ttl(&mut connection, KEY).await.is_err());
    let mut connection = mock_connection([MockCmd::new(extend_command(5), Ok(-7))]);
    assert!(commands::extend_ttl(&mut connection, KEY, Duration::from_millis(5)).await.is_err());
}

#[tokio::test]
async fn error_replies_are_passed_on() {
    let saved = save(mock_connection([MockCmd::new(save_command(), Err::<i32, _>(server_error()))])).await;
    assert_eq!(saved.unwrap_err().kind(), ErrorKind::Server(ServerErrorKind::ResponseError));
    let mut connection = mock_connection([MockCmd::new(cmd("GET").arg(KEY), Err::<i32, _>(server_error()))]);
    assert!(commands::load(&mut connection, KEY).await.is_err());
}

#[tokio::test]
async fn an_error_in_the_middle_of_the_summary_pipeline_is_an_error() {
    let pipeline = || redis::pipe().cmd("GET").arg(KEY).cmd("PTTL").arg(KEY).clone();
    let failing = MockCmd::with_values::<_, i32>(pipeline(), Err(server_error()));
    assert!(commands::load_with_ttl(&mut mock_connection([failing]), KEY).await.is_err());
    let swapped = MockCmd::with_values(pipeline(), Ok(vec![Value::Int(5), "value".into_redis_value()]));
    assert!(commands::load_with_ttl(&mut mock_connection([swapped]), KEY).await.is_err());
}

#[tokio::test]
async fn a_value_that_expires_within_the_summary_pipeline_is_absent() {
    let pipeline = redis::pipe().cmd("GET").arg(KEY).cmd("PTTL").arg(KEY).clone();
    let expired = MockCmd::with_values(pipeline, Ok(vec!["value".into_redis_value(), Value::Int(-2)]));
    assert_eq!(commands::load_with_ttl(&mut mock_connection([expired]), KEY).await.unwrap(), None);
}

fn scan_command(cursor: u64) -> Cmd {
    let mut command = cmd("SCAN");
    command.arg(cursor).arg("MATCH").arg("adaptive_engine:*").arg("COUNT").arg(1000);
    command
}

fn page(next: &str, keys: &[&str]) -> Value {
    Value::Array(vec![
        next.into_redis_value(),
        Value::Array(keys.iter().map(|key| (*key).into_redis_value()).collect()),
    ])
}

#[tokio::test]
async fn the_listing_goes_through_empty_pages_and_drops_what_comes_twice_or_is_not_ours() {
    let keys = Keyspace::new("adaptive_engine:").unwrap();
    let mut connection = mock_connection([
        MockCmd::new(scan_command(0), Ok(page("96", &["adaptive_engine:2", "adaptive_engine:lock"]))),
        MockCmd::new(scan_command(96), Ok(page("18446744073709551615", &[]))),
        MockCmd::new(scan_command(u64::MAX), Ok(page("0", &["adaptive_engine:1", "adaptive_engine:2"]))),
    ]);
    let expected = BTreeSet::from([SessionKey(1), SessionKey(2)]);
    assert_eq!(commands::sessions(&mut connection, &keys).await.unwrap(), expected);
}

#[tokio::test]
async fn clearing_unlinks_page_by_page_and_only_what_is_ours() {
    let keys = Keyspace::new("adaptive_engine:").unwrap();
    let mut connection = mock_connection([
        MockCmd::new(scan_command(0), Ok(page("7", &["adaptive_engine:2", "adaptive_engine:x:3"]))),
        MockCmd::new(cmd("UNLINK").arg("adaptive_engine:2"), Ok(1)),
        MockCmd::new(scan_command(7), Ok(page("0", &["adaptive_engine:settings"]))),
    ]);
    assert_eq!(commands::clear(&mut connection, &keys).await.unwrap(), 1);
}

#[tokio::test]
async fn a_listing_reply_of_the_wrong_kind_is_an_error() {
    let keys = Keyspace::new("adaptive_engine:").unwrap();
    for reply in [Value::Nil, Value::Int(0), Value::Array(vec![]), Value::Array(vec![Value::Nil, Value::Nil])] {
        let mut connection = mock_connection([MockCmd::new(scan_command(0), Ok(reply))]);
        assert!(commands::sessions(&mut connection, &keys).await.is_err());
    }
}
