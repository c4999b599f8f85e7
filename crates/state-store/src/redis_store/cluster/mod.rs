//! A Redis Cluster: its masters, and a connection to the one that owns a key.

mod broadcast;
mod client;
mod node;
mod node_address;
mod node_list;
mod redirection;
mod settings;
mod slot_connection;
mod slot_map;
mod slot_request;

pub use settings::ClusterSettings;

pub(super) use client::ClusterClient;
pub(super) use slot_connection::SlotConnection;
