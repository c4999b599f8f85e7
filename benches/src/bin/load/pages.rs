//! The exam page against the interface: what a person in a browser costs the server more than a program.

use benches::workload::Outcome;

use crate::arguments::Arguments;
use crate::backend::Backend;
use crate::comparison::in_turn;
use crate::exam::Way;
use crate::process::Contender;
use crate::services::Services;
use crate::table;

/// Takes exams on one server in both ways in turn, on each backend, and prints the table.
pub(crate) async fn report(arguments: &Arguments) -> Outcome<()> {
    table::print_head();
    Services::for_each(arguments, async |backend, services| compare(arguments, backend, services).await).await
}

async fn compare(arguments: &Arguments, backend: Backend, services: &Services) -> Outcome<()> {
    let server = Contender::server_of(arguments, services)?;
    let contenders = [(&server, Way::Page, "page"), (&server, Way::SameAsPage, "interface")];
    in_turn(arguments, backend, services, contenders).await
}
