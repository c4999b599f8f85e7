//! The formats of the outputs.

use clap::ValueEnum;

/// The formats of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// An array of objects.
    Json,
}

/// The formats of the summary of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulationFormat {
    /// A table for people, and what is alarming.
    Table,
    /// One object, for programs.
    Json,
}

/// The formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One object, for programs.
    Json,
}
