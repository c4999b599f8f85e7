//! The store for several processes: a Redis node, the master that Sentinels name, or a Redis Cluster.

mod address;
mod call_batcher;
mod cluster;
mod commands;
mod failure;
mod keyspace;
mod pool;
mod routed_connection;
mod save_script;
mod script;
mod sentinel_manager;
mod sentinel_settings;
mod server_info;
mod settings;
mod shared_connections;
mod store;
mod tls;
mod topology;

#[cfg(test)]
mod call_batcher_tests;
#[cfg(test)]
mod reply_tests;

pub use cluster::ClusterSettings;
pub use keyspace::DEFAULT_KEY_PREFIX;
pub use sentinel_settings::SentinelSettings;
pub use settings::RedisSettings;
pub use store::RedisStore;
pub use tls::TlsSettings;
