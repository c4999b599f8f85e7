//! The adaptive testing command line: calibrate, link, simulate, score, replay, check and describe banks and designs, take a
//! demonstration exam.

mod args;
mod assemble;
mod bank;
mod calibrate;
mod calibrate_exposure;
mod completions;
mod delimited_text;
mod demo;
mod design;
mod examinees;
mod extra_columns;
mod info;
mod interruption;
mod link;
mod name_list;
mod note;
mod output_directory;
mod output_file;
mod progress_bar;
mod responses;
mod run;
mod scoring;
mod seed;
mod simulate;
mod source;
mod table;
mod theta_grid;
mod trace_row;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::args::Arguments;

fn main() -> ExitCode {
    match run::run(&Arguments::from_command_line()) {
        Ok(code) => code,
        Err(error) if table::reader_is_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // If standard error is closed too, the exit code is the only report.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
