//! The command line as its users meet it: the real binary, real files, what is printed and the exit code.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod added_columns;
mod bank_check;
mod bank_convert;
mod bank_convert_faults;
mod bank_convert_layouts;
mod bank_convert_programs;
mod bank_generate;
mod bank_summary;
mod bank_values;
mod calibrate_exposure;
mod command;
mod curves;
mod demo;
mod demo_http;
mod design;
mod design_unreachable;
mod documents;
mod encodings;
mod examinee_columns;
mod help_examples;
mod info;
mod reference;
mod replay;
mod report_browser;
mod responses_codes;
mod responses_faults;
mod responses_hints;
mod responses_keys;
mod responses_layout;
mod score;
mod score_table;
mod simulate;
mod simulate_faults;
mod simulate_terminal;
mod usage;
