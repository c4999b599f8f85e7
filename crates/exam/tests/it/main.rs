//! The exam service on a real record (SQLite in memory) and a real store, both of which fail on demand.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod access;
mod bank_file;
mod catalog;
mod environment;
mod events;
mod examinee_start;
mod expiry;
mod expiry_races;
mod expiry_sweeps;
mod faults;
mod faulty_record;
mod faulty_sessions;
mod faulty_store;
mod fixture;
mod forged_copies;
mod hostile_copies;
mod keys;
mod last_answer;
mod limits;
mod model;
mod races;
mod readiness;
mod record_clock;
mod record_faults;
mod recover;
mod repeats;
mod retention;
mod sample;
mod score;
mod scored_answers;
mod start_keys;
mod store_faults;
mod working_copy;
